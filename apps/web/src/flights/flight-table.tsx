/** The list of the flights that match. */
import type { FlightQuery, FlightSummary } from "@creance/api";
import { Link, useNavigate, useRouter } from "@tanstack/react-router";
import { flightPageQuery } from "../api/queries.ts";
import { Grid } from "../grid/grid.tsx";
import { useGridColumns } from "../grid/grid-columns-menu.tsx";
import { useGridPages } from "../grid/use-grid-pages.ts";
import { type FlightsSearch, isNarrowed, sortedBy } from "./flights-search.ts";
import { FLIGHTS_GRID, listColumns } from "./list-columns.ts";

/** As far from the edge as the text above the list. */
const END_PX = 18;

const hrefOf = (flight: FlightSummary): string => `/flights/${flight.id}`;

/** The table of flights, and a way on when it is empty. */
export function FlightTable(props: {
  readonly view: FlightsSearch;
  readonly query: Partial<FlightQuery>;
  readonly total: number;
  readonly known: boolean;
}) {
  const { view, query } = props;
  const columns = useGridColumns(FLIGHTS_GRID, listColumns);
  const pages = useGridPages((page) => flightPageQuery(query, page));
  const navigate = useNavigate();
  const router = useRouter();
  const sortedView = (key: string): FlightsSearch => sortedBy(view, key as FlightQuery["sort"]);
  return (
    <Grid<FlightSummary>
      label="Flights"
      columns={columns}
      total={props.total}
      rowAt={pages.rowAt}
      onVisible={pages.onVisible}
      sort={{ key: view.sort ?? "startUs", direction: view.direction ?? "desc" }}
      onSort={(key) => {
        navigate({ to: "/flights", search: sortedView(key), replace: true, resetScroll: false }).catch(() => undefined);
      }}
      sortHrefOf={(key) => router.buildLocation({ to: "/flights", search: sortedView(key) }).href}
      hrefOf={hrefOf}
      onOpen={({ id }) => {
        navigate({ to: "/flights/$id", params: { id } }).catch(() => undefined);
      }}
      height="none"
      endPx={END_PX}
      of={JSON.stringify(query)}
      empty={props.known && <WayOn narrowed={isNarrowed(view)} />}
    />
  );
}

function WayOn({ narrowed }: { readonly narrowed: boolean }) {
  return narrowed ? (
    <p>
      No flight matches.{" "}
      <Link to="/flights" search={{}}>
        Show all
      </Link>
    </p>
  ) : (
    <p>
      None of the kept files is a flight record that could be read. <Link to="/files">Look at the files</Link>
    </p>
  );
}
