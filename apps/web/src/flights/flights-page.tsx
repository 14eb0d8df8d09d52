/** "What did we fly?": totals in words, filters, the list, and a map of where. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { facetsQuery, flightPageQuery, vaultQuery } from "../api/queries.ts";
import { useWords } from "../settings/use-words.ts";
import { Problem } from "../shell/problem.tsx";
import { ColumnMenu } from "./column-menu.tsx";
import { CopyCsv } from "./copy-csv.tsx";
import { FirstScreen } from "./first-screen.tsx";
import { FlightFilters } from "./flight-filters.tsx";
import { FlightTable } from "./flight-table.tsx";
import styles from "./flights-page.module.css";
import { flightQueryOf, isNarrowed } from "./flights-search.ts";
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
        <ColumnMenu />
        <CopyCsv query={query} total={page?.total ?? 0} />
      </div>
      <FlightFilters view={view} facets={facets} />
      <div className={styles["both"]}>
        <FlightTable view={view} query={query} total={page?.total ?? 0} known={page !== undefined} />
        <OverviewMap query={query} total={page?.total ?? 0} />
      </div>
    </div>
  );
}
