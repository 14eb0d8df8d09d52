/** Where the flights of the list were. */
import type { FlightQuery } from "@creance/api";
import { DotsMap } from "../map/dots-map.tsx";
import { count } from "../words/count.ts";
import styles from "./overview-map.module.css";
import { useFlightPlaces } from "./use-flight-places.ts";

/** A map of the flights that match; each dot leads to its flight. */
export function OverviewMap({ query, total }: { readonly query: Partial<FlightQuery>; readonly total: number }) {
  const places = useFlightPlaces(query);
  return (
    <section className={styles["map"]} aria-label="Where">
      <DotsMap dots={places} />
      {places.length < total && places.length > 0 && (
        <p className={styles["note"]}>{count(total - places.length, "flight")} without a known place, not on the map</p>
      )}
      {places.length === 0 && <p className={styles["note"]}>No flight with a known place</p>}
    </section>
  );
}
