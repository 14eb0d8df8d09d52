/** "What did we fly?": totals in words, filters, the list, and a map of where. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { api } from "../api/client.ts";
import { facetsQuery, flightPageQuery, vaultQuery } from "../api/queries.ts";
import { CopyRows } from "../grid/copy-rows.tsx";
import { GridColumnsMenu } from "../grid/grid-columns-menu.tsx";
import { useWords } from "../settings/use-words.ts";
import { Problem } from "../shell/problem.tsx";
import { FirstScreen } from "./first-screen.tsx";
import { FlightFilters } from "./flight-filters.tsx";
import { FlightTable } from "./flight-table.tsx";
import styles from "./flights-page.module.css";
import { flightQueryOf, isNarrowed } from "./flights-search.ts";
import { csvColumns, FLIGHTS_GRID, listColumns } from "./list-columns.ts";
import { ManualFlightButton } from "./manual-flight.tsx";
import { OverviewMap } from "./overview-map.tsx";
import { totalsWords } from "./totals-words.ts";

/** The flight list and its map, or the first screen while nothing is kept. */
export function FlightsPage() {
  const view = useSearch({ from: "/flights" });
  const query = flightQueryOf(view);
  const words = useWords();
  const first = useQuery({ ...flightPageQuery(query, 0), placeholderData: keepPreviousData });
  const { data: facets } = useQuery(facetsQuery);
  const { data: vault } = useQuery(vaultQuery);
  if (first.isError) return <Problem title="The flights cannot be shown" error={first.error} onRetry={() => void first.refetch()} />;
  if (vault?.originals === 0 && (facets?.flights ?? 0) === 0) return <FirstScreen />;
  const page = first.data;
  return (
    <div className={styles["page"]}>
      <div className={styles["top"]}>
        <h1>What did we fly?</h1>
        <p className={styles["totals"]} role="status">
          {page === undefined ? "Counting" : totalsWords(page, facets?.flights ?? page.total, isNarrowed(view), words)}
        </p>
        <ManualFlightButton />
        <GridColumnsMenu grid={FLIGHTS_GRID} label="Columns of the list" all={listColumns} />
        <span className={styles["copy"]}>
          <CopyRows
            one="flight"
            columns={csvColumns}
            total={page?.total ?? 0}
            most={Number.POSITIVE_INFINITY}
            load={(offset, limit) => api.flights.list({ ...query, offset, limit })}
          />
        </span>
      </div>
      <FlightFilters view={view} facets={facets} />
      <div className={styles["both"]}>
        <FlightTable view={view} query={query} total={page?.total ?? 0} known={page !== undefined} />
        <OverviewMap query={query} total={page?.total ?? 0} />
      </div>
    </div>
  );
}
