/** The conversations that match, and everything known of the one that is open. */
import type { FlowRow } from "@creance/api";
import { formatBytes } from "@creance/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { flowPageQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { CopyRows } from "../grid/copy-rows.tsx";
import { Grid, MOST_GRID_ROWS } from "../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../grid/grid-columns-menu.tsx";
import { useGridPages } from "../grid/use-grid-pages.ts";
import { Problem } from "../shell/problem.tsx";
import { count, grouped } from "../words/count.ts";
import { conversationColumns, conversationColumnsWithDay } from "./conversation-columns.tsx";
import { ConversationDetail } from "./conversation-detail.tsx";
import { addressOf, changedView, type FlowView, flowFilterOf, isFlowViewNarrowed, sortAfterClick } from "./flow-view.ts";
import type { ChangeFlowView } from "./use-flow-view.ts";
import styles from "./watch.module.css";

const GRID = "conversations";

/** What stands in the address for an open conversation. */
export function flowKey(row: Pick<FlowRow, "flowId" | "timeUs">): string {
  return `${row.flowId}.${row.timeUs}`;
}

/** The table, and beside it the conversation that is open. */
export function Conversations(props: {
  readonly view: FlowView;
  readonly capture: string | undefined;
  readonly path: string;
  /** True when times alone would not tell the day. */
  readonly severalDays: boolean;
  readonly change: ChangeFlowView;
}) {
  const { view, change, capture } = props;
  const all = props.severalDays ? conversationColumnsWithDay : conversationColumns;
  const columns = useGridColumns(GRID, all);
  const sort = view.sort ?? "timeUs";
  const direction = view.direction ?? "asc";
  const query = { ...flowFilterOf(view, capture), sort, direction } as const;
  const first = useQuery({ ...flowPageQuery(query, 0), placeholderData: keepPreviousData });
  const pages = useGridPages((page) => flowPageQuery(query, page));
  const total = first.data?.total ?? 0;
  const totals = first.data?.totals;
  const load = (offset: number, limit: number) => api.flows.list({ ...query, offset, limit });
  const open = view.flow;
  return (
    <Section
      id="conversations"
      title={
        totals === undefined
          ? "Conversations"
          : `${count(total, "conversation")} with ${count(totals.servers, "server")}: ${formatBytes(totals.bytesOut)} went out, ${formatBytes(totals.bytesIn)} came in`
      }
      aside={
        <span className={styles["tools"]}>
          <CopyRows columns={all} total={total} load={load} />
          <GridColumnsMenu grid={GRID} label="Columns of the conversations" all={all} />
        </span>
      }
    >
      {first.isError ? (
        <Problem error={first.error} onRetry={() => void first.refetch()} />
      ) : (
        <div className={`${styles["bleed"]} ${styles["beside"]}`} data-open={open === undefined ? undefined : "yes"}>
          <Grid<FlowRow>
            label="Conversations"
            columns={columns}
            total={total}
            rowAt={(index) => pages.rowAt(index) ?? first.data?.rows[index]}
            onVisible={pages.onVisible}
            sort={{ key: sort, direction }}
            onSort={(key) => change({ sort: key as typeof sort, direction: sortAfterClick({ key: sort, direction }, key) }, "replace")}
            hrefOf={(row) => addressOf(props.path, changedView(view, { flow: flowKey(row) }))}
            onOpen={(row) => change({ flow: flowKey(row) === open ? undefined : flowKey(row) }, "replace")}
            isSelected={(row) => flowKey(row) === open}
            of={JSON.stringify(query)}
            height="min(70vh, 560px)"
            empty={
              first.data === undefined ? "Counting" : isFlowViewNarrowed(view) ? "No conversation matches the filters." : "No conversation."
            }
          />
          {open !== undefined && (
            <ConversationDetail key={open} flow={open} capture={capture} onClose={() => change({ flow: undefined }, "replace")} />
          )}
        </div>
      )}
      {total > MOST_GRID_ROWS && (
        <p className={`${styles["note"]} soft`}>
          The table reaches the first {grouped(MOST_GRID_ROWS)} of {grouped(total)}: sort or filter to reach others.
        </p>
      )}
    </Section>
  );
}
