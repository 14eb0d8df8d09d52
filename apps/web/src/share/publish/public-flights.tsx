/** How each flight stands on the public page; one is opened, and put on or taken off. */
import type { PublicFlightRow } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { publicFlightsQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { CopyRows } from "../../grid/copy-rows.tsx";
import filters from "../../grid/filters.module.css";
import { Grid } from "../../grid/grid.tsx";
import { GridColumnsMenu, useGridColumns } from "../../grid/grid-columns-menu.tsx";
import { useGridPages } from "../../grid/use-grid-pages.ts";
import { Problem } from "../../shell/problem.tsx";
import { addressOf } from "../../watch/flow-view.ts";
import watch from "../../watch/watch.module.css";
import { count } from "../../words/count.ts";
import { publicFlightColumns } from "./flight-columns.tsx";
import { FlightWord } from "./flight-word.tsx";
import styles from "./publish.module.css";
import { type PublishSearch, standings } from "./publish-search.ts";
import { standingWords } from "./standing-words.ts";

const GRID = "public-flights";

/** The table. */
export function PublicFlights(props: {
  /** As in the settings: it decides which published flights wait. */
  readonly delayHours: number;
  readonly purposes: readonly { readonly word: string; readonly title: string }[];
  readonly view: PublishSearch;
  readonly change: (part: Partial<Record<keyof PublishSearch, string>>) => void;
  /** A flight was put on or taken off. */
  readonly onChanged: () => void;
}) {
  const { delayHours, view, change } = props;
  const columns = useGridColumns(GRID, publicFlightColumns);
  const first = useQuery(publicFlightsQuery(delayHours, view.standing, 0));
  const pages = useGridPages((page) => publicFlightsQuery(delayHours, view.standing, page));
  const total = first.data?.total ?? 0;
  const rowAt = (index: number): PublicFlightRow | undefined => pages.rowAt(index) ?? first.data?.rows[index];
  return (
    <Section
      id="flights"
      title={first.data === undefined ? "Flights" : count(total, "flight")}
      aside={
        <span className={watch["tools"]}>
          <CopyRows
            columns={publicFlightColumns}
            total={total}
            one="flight"
            load={(offset, limit) =>
              api.publish.flights({ delayHours, ...(view.standing === undefined ? {} : { standing: view.standing }), offset, limit })
            }
          />
          <GridColumnsMenu grid={GRID} label="Columns of the flights" all={publicFlightColumns} />
        </span>
      }
    >
      <div className={filters["filters"]} data-print="no">
        <fieldset>
          <legend className="offscreen">How it stands</legend>
          {standings.map((standing) => (
            <button
              key={standing}
              type="button"
              aria-pressed={view.standing === standing}
              onClick={() => change({ standing: view.standing === standing ? "" : standing, flight: "" })}
            >
              {standingWords[standing]} {first.data?.counts[standing] ?? ""}
            </button>
          ))}
        </fieldset>
      </div>
      {first.isError ? (
        <Problem error={first.error} onRetry={() => void first.refetch()} />
      ) : (
        <div className={watch["beside"]} data-open={view.flight === undefined ? "no" : "yes"}>
          <div className={styles["table"]}>
            <Grid<PublicFlightRow>
              label="Flights and how they stand on the public page"
              columns={columns}
              total={total}
              rowAt={rowAt}
              onVisible={pages.onVisible}
              sort={{ key: "startUs", direction: "desc" }}
              onSort={() => undefined}
              hrefOf={(row) => addressOf("/share/publish", { ...view, flight: row.id })}
              onOpen={(row) => change({ flight: row.id === view.flight ? "" : row.id })}
              isSelected={(row) => row.id === view.flight}
              of={view.standing ?? ""}
              height="min(50vh, 420px)"
              empty={
                first.data === undefined
                  ? "Asking"
                  : view.standing === undefined
                    ? "No flight is kept yet. Keep records first; each is in review until you look at it."
                    : "No flight stands like that."
              }
            />
          </div>
          {view.flight !== undefined && (
            <FlightWord
              key={view.flight}
              flightId={view.flight}
              row={first.data?.rows.find(({ id }) => id === view.flight)}
              purposes={props.purposes}
              onClose={() => change({ flight: "" })}
              onChanged={props.onChanged}
            />
          )}
        </div>
      )}
    </Section>
  );
}
