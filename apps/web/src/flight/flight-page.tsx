/** One flight: map, replay, charts, what happened, what the file reveals, where it comes from. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { flightQuery, trackQuery } from "../api/queries.ts";
import { firstColumnsQuery } from "../chart/charts.tsx";
import { Problem } from "../shell/problem.tsx";
import styles from "./flight-page.module.css";
import { FlightTitle } from "./flight-title.tsx";
import { OpenFlight } from "./open-flight.tsx";
import { SealedFlight } from "./sealed-flight.tsx";

/** The page of the address' flight. Details, track and the first columns are asked for together. */
export function FlightPage() {
  const { id } = useParams({ from: "/flights/$id" });
  const { t } = useSearch({ from: "/flights/$id" });
  const flight = useQuery(flightQuery(id));
  const track = useQuery(trackQuery(id));
  useQuery(firstColumnsQuery(id));
  if (flight.isError) {
    return (
      <>
        <Problem title="This flight cannot be shown" error={flight.error} onRetry={() => void flight.refetch()} />
        <p className={styles["back"]}>
          <Link to="/flights">To the flights</Link>
        </p>
      </>
    );
  }
  if (flight.data === undefined) return <p className={styles["back"]}>Opening the flight</p>;
  if (flight.data.summary.sealed) return <SealedFlight key={id} flight={flight.data} />;
  return (
    <OpenFlight
      key={id}
      flight={flight.data}
      track={track.data}
      problem={track.isError ? <Problem error={track.error} onRetry={() => void track.refetch()} /> : null}
      title={<FlightTitle flight={flight.data} />}
      startMs={Number(t ?? 0) * 1000}
    />
  );
}
