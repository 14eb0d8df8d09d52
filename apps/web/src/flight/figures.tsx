/** The few figures that matter, with what the header of the file claims where that differs. */
import type { FlightDetail } from "@creance/api";
import { useWords } from "../settings/use-words.ts";
import styles from "./figures.module.css";
import { flightFigures } from "./flight-figures.ts";

/** Flight time, distance, highest, fastest, battery used. */
export function Figures({ flight }: { readonly flight: FlightDetail }) {
  const words = useWords();
  return (
    <dl className={styles["figures"]}>
      {flightFigures(flight, words).map((figure) => (
        <div key={figure.label}>
          <dt>
            {figure.label}
            {figure.claim !== null && <span className={styles["claim"]}>header says {figure.claim}</span>}
          </dt>
          <dd>{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}
