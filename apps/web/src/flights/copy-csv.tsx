/** Copies the list as CSV: every flight that matches, not only what is on the screen. */
import type { FlightQuery } from "@creance/api";
import { useState } from "react";
import { errorSentence } from "../api/error-words.ts";
import { copyText } from "../shell/copy-text.ts";
import { count } from "../words/count.ts";
import { allFlights, flightsCsv } from "./flights-csv.ts";
import styles from "./flights-page.module.css";

/** The button, and what came of it. */
export function CopyCsv({ query, total }: { readonly query: Partial<FlightQuery>; readonly total: number }) {
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    setSaid("Collecting");
    try {
      const flights = await allFlights(query);
      await copyText(flightsCsv(flights));
      setSaid(`${count(flights.length, "flight")} copied`);
    } catch (error) {
      setSaid(errorSentence(error));
    }
  };
  return (
    <span className={styles["copy"]}>
      <span className={`${styles["said"]} soft`} role="status">
        {said}
      </span>
      <button type="button" data-print="no" disabled={total === 0} onClick={() => void copy()}>
        Copy as CSV
      </button>
    </span>
  );
}
