/** "What": one row a name or address that was tried, newest first. */
import type { HoldAttempt } from "@creance/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { holdAttemptsQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { CopyRows } from "../grid/copy-rows.tsx";
import filters from "../grid/filters.module.css";
import { Grid } from "../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../grid/grid-columns-menu.tsx";
import { useGridPages } from "../grid/use-grid-pages.ts";
import { Problem } from "../shell/problem.tsx";
import { addressOf } from "../watch/flow-view.ts";
import watch from "../watch/watch.module.css";
import { grouped } from "../words/count.ts";
import styles from "./hold.module.css";
import { attemptFateKeys, attemptQueryOf, type HoldSearch } from "./hold-search.ts";
import { targetColumns } from "./target-columns.tsx";
import { TargetDetail } from "./target-detail.tsx";

const GRID = "hold-targets";
const fateLabels = { refused: "Refused", answered: "Answered here", relayed: "Relayed", local: "Local only" } as const;

/** The targets that match; one can be opened. */
export function Targets(props: { readonly view: HoldSearch; readonly change: (part: Partial<Record<keyof HoldSearch, string>>) => void }) {
  const { view, change } = props;
  const columns = useGridColumns(GRID, targetColumns);
  const query = attemptQueryOf(view);
  const sort = view.sort ?? "lastUs";
  const direction = view.direction ?? "desc";
  const first = useQuery({ ...holdAttemptsQuery(query, 0), placeholderData: keepPreviousData });
  const pages = useGridPages((page) => ({ ...holdAttemptsQuery(query, page), placeholderData: keepPreviousData }));
  const total = first.data?.total ?? 0;
  const narrowed = view.search !== undefined || view.fate !== undefined;
  return (
    <Section
      id="targets"
      title={first.data === undefined ? "What was tried" : `What was tried: ${grouped(total)} ${total === 1 ? "target" : "targets"}`}
      aside={
        <span className={watch["tools"]}>
          <CopyRows
            columns={targetColumns}
            total={total}
            one="target"
            load={(offset, limit) => api.hold.attempts({ ...query, offset, limit })}
          />
          <GridColumnsMenu grid={GRID} label="Columns of the targets" all={targetColumns} />
        </span>
      }
    >
      <div className={filters["filters"]} data-print="no">
        <label>
          Find{" "}
          <input
            type="search"
            placeholder="name, address, role"
            value={view.search ?? ""}
            maxLength={253}
            onChange={(event) => change({ search: event.target.value })}
          />
        </label>
        <fieldset>
          <legend className="offscreen">What became of it</legend>
          {attemptFateKeys.map((fate) => (
            <button
              key={fate}
              type="button"
              aria-pressed={view.fate === fate}
              onClick={() => change({ fate: view.fate === fate ? "" : fate })}
            >
              {fateLabels[fate]}
            </button>
          ))}
        </fieldset>
      </div>
      {first.data !== undefined && <p className={styles["told"]}>{first.data.sentence}</p>}
      {first.isError ? (
        <Problem error={first.error} onRetry={() => void first.refetch()} />
      ) : (
        <div className={watch["beside"]} data-open={view.target === undefined ? "no" : "yes"}>
          <div className={watch["bleed"]}>
            <Grid<HoldAttempt>
              label="Targets that were tried"
              columns={columns}
              total={total}
              rowAt={(index) => pages.rowAt(index) ?? first.data?.rows[index]}
              onVisible={pages.onVisible}
              sort={{ key: sort, direction }}
              onSort={(key) => change({ sort: key, direction: nextDirection(sort, direction, key) })}
              hrefOf={(row) => addressOf("/hold", { ...view, target: row.key })}
              onOpen={(row) => change({ target: row.key === view.target ? "" : row.key })}
              isSelected={(row) => row.key === view.target}
              of={`${view.search ?? ""} ${view.fate ?? ""} ${view.minute ?? ""}`}
              height="min(50vh, 420px)"
              empty={
                first.data === undefined
                  ? "Asking"
                  : narrowed
                    ? "No target matches."
                    : view.minute === undefined
                      ? "Nothing has been tried since the gateway is watched."
                      : "Nothing was tried in this minute, or its targets are no longer kept."
              }
            />
          </div>
          {view.target !== undefined && <TargetDetail target={view.target} onClose={() => change({ target: "" })} />}
        </div>
      )}
      <p className={`${watch["note"]} soft`}>
        Counted for names: questions of every type, and connections. Directly: packets that were refused. “Not in the catalogue” means that
        this edition of ours does not list it, nothing more.
      </p>
    </Section>
  );
}

function nextDirection(sort: string, direction: "asc" | "desc", key: string): "asc" | "desc" {
  if (sort === key) return direction === "asc" ? "desc" : "asc";
  return key === "target" || key === "role" ? "asc" : "desc";
}
