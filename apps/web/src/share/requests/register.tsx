/** Every request that was chosen, newest first; one can be opened. */
import type { DataRequestRow } from "@creance/api";
import { Section } from "../../flight/section.tsx";
import { CopyRows } from "../../grid/copy-rows.tsx";
import filters from "../../grid/filters.module.css";
import { Grid } from "../../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../../grid/grid-columns-menu.tsx";
import { addressOf } from "../../watch/flow-view.ts";
import watch from "../../watch/watch.module.css";
import { count } from "../../words/count.ts";
import { requestColumns } from "./request-columns.tsx";
import { isChosen, type RequestsSearch, requestFilters } from "./requests-search.ts";

const GRID = "data-requests";
const filterWords = {
  open: "Open",
  late: "Late",
  granted: "Granted",
  partly: "Granted in part",
  refused: "Refused",
  withdrawn: "Withdrawn",
} as const;

/** The table. */
export function Register(props: {
  readonly requests: readonly DataRequestRow[];
  readonly view: RequestsSearch;
  readonly change: (part: Partial<Record<keyof RequestsSearch, string>>) => void;
}) {
  const { requests, view, change } = props;
  const columns = useGridColumns(GRID, requestColumns);
  const chosen = requests.filter((row) => isChosen(row, view.state));
  return (
    <Section
      id="register"
      title={count(chosen.length, "request")}
      aside={
        <span className={watch["tools"]}>
          <CopyRows
            columns={requestColumns}
            total={chosen.length}
            one="request"
            load={async (offset, limit) => ({ rows: chosen.slice(offset, offset + limit) })}
          />
          <GridColumnsMenu grid={GRID} label="Columns of the requests" all={requestColumns} />
          <button type="button" data-look="main" onClick={() => change({ request: "new" })}>
            Enter a request
          </button>
        </span>
      }
    >
      {requests.length === 0 ? (
        <p>
          The register is empty. When somebody asks for recordings (the police, a court, a customer, somebody who was filmed), enter it
          here: who asks, on what basis, for what, by when. Entering gives nothing out.
        </p>
      ) : (
        <>
          <div className={filters["filters"]} data-print="no">
            <fieldset>
              <legend className="offscreen">State</legend>
              {requestFilters.map((state) => (
                <button
                  key={state}
                  type="button"
                  aria-pressed={view.state === state}
                  onClick={() => change({ state: view.state === state ? "" : state })}
                >
                  {filterWords[state]} {requests.filter((row) => isChosen(row, state)).length}
                </button>
              ))}
            </fieldset>
          </div>
          <div className={watch["bleed"]}>
            <Grid<DataRequestRow>
              label="Requests for data"
              columns={columns}
              total={chosen.length}
              rowAt={(index) => chosen[index]}
              sort={{ key: "receivedUs", direction: "desc" }}
              onSort={() => undefined}
              hrefOf={(row) => addressOf("/share/requests", { ...view, request: row.requestId })}
              onOpen={(row) => change({ request: row.requestId === view.request ? "" : row.requestId })}
              isSelected={(row) => row.requestId === view.request}
              of={view.state ?? ""}
              height="min(50vh, 420px)"
              empty="No request stands like that."
            />
          </div>
        </>
      )}
    </Section>
  );
}
