/** Small words beside a flight: no record of a flight, sealed, damaged, sample, how many originals. */
import type { FlightSummary } from "@creance/api";
import { besideRecordWords } from "@creance/flight";
import styles from "./badges.module.css";

/** The badges of a row of the list. */
export function RowBadges({ row }: { readonly row: FlightSummary }) {
  return <Badges flight={row} />;
}

/** The badges that apply. */
export function Badges({ flight }: { readonly flight: Pick<FlightSummary, "format" | "sealed" | "damaged" | "synthetic" | "originals"> }) {
  const beside = besideRecordWords(flight.format);
  return (
    <>
      {beside !== null && <span className={`${styles["badge"]} ${styles["minor"]}`}>{beside}</span>}
      {flight.sealed && <span className={`${styles["badge"]} ${styles["sealed"]}`}>sealed</span>}
      {flight.damaged && <span className={`${styles["badge"]} ${styles["damaged"]}`}>damaged</span>}
      {flight.originals > 1 && <span className={`${styles["badge"]} ${styles["minor"]}`}>{flight.originals} originals</span>}
      {flight.synthetic && <span className={`${styles["badge"]} ${styles["minor"]}`}>sample</span>}
    </>
  );
}
