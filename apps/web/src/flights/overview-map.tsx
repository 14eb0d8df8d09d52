/** Where the flights of the list were. */
import type { FlightQuery } from "@creance/api";
import { DotsMap } from "../map/dots-map.tsx";
import styles from "./overview-map.module.css";
import { placesWords } from "./places-words.ts";
import { useFlightPlaces } from "./use-flight-places.ts";

/** A map of the flights that match; each dot leads to its flight. */
export function OverviewMap({ query, total }: { readonly query: Partial<FlightQuery>; readonly total: number }) {
  const places = useFlightPlaces(query);
  const words = placesWords(places, total);
  return (
    <section className={styles["map"]} aria-label="Where">
      <DotsMap dots={places} />
      {words !== "" && <p className={styles["note"]}>{words}</p>}
    </section>
  );
}
