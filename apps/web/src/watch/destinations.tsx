/** "Who": one row a server that was talked to, what most went to first. */
import type { FlowGroup } from "@creance/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { flowGroupsQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { CopyRows } from "../grid/copy-rows.tsx";
import { Grid } from "../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../grid/grid-columns-menu.tsx";
import { useGridPages } from "../grid/use-grid-pages.ts";
import { Problem } from "../shell/problem.tsx";
import { grouped } from "../words/count.ts";
import { destinationColumns } from "./destination-columns.tsx";
import { addressOf, changedView, type FlowView, flowFilterOf, isFlowViewNarrowed, sortAfterClick } from "./flow-view.ts";
import type { ChangeFlowView } from "./use-flow-view.ts";
import styles from "./watch.module.css";

const GRID = "destinations";

/** The servers that match the other filters; a click shows the conversations of one. */
export function Destinations(props: {
  readonly view: FlowView;
  readonly capture: string | undefined;
  readonly path: string;
  readonly change: ChangeFlowView;
}) {
  const { view, change } = props;
  const columns = useGridColumns(GRID, destinationColumns);
  const sort = view.who ?? "bytesOut";
  const direction = view.whoDirection ?? "desc";
  const query = { ...flowFilterOf(view, props.capture, ["server"]), by: "server", sort, direction } as const;
  const first = useQuery({ ...flowGroupsQuery(query, 0), placeholderData: keepPreviousData });
  const pages = useGridPages((page) => flowGroupsQuery(query, page));
  const total = first.data?.total ?? 0;
  const only = (server: string | null): string | undefined => (server === null || server === view.server ? undefined : server);
  const load = (offset: number, limit: number) => api.flows.groups({ ...query, offset, limit });
  return (
    <Section
      id="who"
      title={first.data === undefined ? "Who" : `Who: ${grouped(total)} ${total === 1 ? "server" : "servers"}`}
      aside={
        <span className={styles["tools"]}>
          <CopyRows columns={destinationColumns} total={total} load={load} />
          <GridColumnsMenu grid={GRID} label="Columns of the servers" all={destinationColumns} />
        </span>
      }
    >
      {first.isError ? (
        <Problem error={first.error} onRetry={() => void first.refetch()} />
      ) : (
        <div className={styles["bleed"]}>
          <Grid<FlowGroup>
            label="Servers"
            columns={columns}
            total={total}
            rowAt={(index) => pages.rowAt(index) ?? first.data?.rows[index]}
            onVisible={pages.onVisible}
            sort={{ key: sort, direction }}
            onSort={(key) => change({ who: key as typeof sort, whoDirection: sortAfterClick({ key: sort, direction }, key) }, "replace")}
            hrefOf={(group) => addressOf(props.path, changedView(view, { server: only(group.key) }))}
            onOpen={(group) => change({ server: only(group.key) })}
            isSelected={(group) => group.key !== null && group.key === view.server}
            of={JSON.stringify(query)}
            height="min(62vh, 480px)"
            empty={
              first.data === undefined
                ? "Counting"
                : isFlowViewNarrowed(view)
                  ? "No server matches the filters."
                  : "No server was talked to."
            }
          />
        </div>
      )}
      <p className={`${styles["note"]} soft`}>
        Choose a server to see its conversations alone. “Not in the catalogue” means that this edition of ours does not list it, nothing
        more.
      </p>
    </Section>
  );
}
