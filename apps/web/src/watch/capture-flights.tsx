/** Flights that were flown while the capture ran. */
import type { CaptureDetail } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import type { ChangeFlowView } from "./use-flow-view.ts";
import styles from "./watch.module.css";

/** Name of a flight: its own, else its place. */
export function flightName(flight: CaptureDetail["flights"][number]): string {
  return flight.name ?? flight.place ?? `Flight ${flight.id}`;
}

/** Links to the flights, and to what was sent during each. */
export function CaptureFlights({ detail, change }: { readonly detail: CaptureDetail; readonly change: ChangeFlowView }) {
  const words = useWords();
  return (
    <Section id="flights" title="Flown meanwhile">
      {detail.flights.length === 0 ? (
        <p className="soft">No kept flight was in the air while this capture ran, by the clocks of both.</p>
      ) : (
        <ul className={styles["always"]}>
          {detail.flights.map((flight) => (
            <li key={flight.id}>
              <Link to="/flights/$id" params={{ id: flight.id }}>
                {flightName(flight)}
              </Link>{" "}
              <span className="soft">
                {words.instant(flight.startUs, null)} to {words.timeOfDay(flight.endUs, null)}
              </span>{" "}
              <button
                type="button"
                data-look="text"
                data-print="no"
                onClick={() => change({ from: String(Math.floor(flight.startUs)), to: String(Math.ceil(flight.endUs)) })}
              >
                what was sent meanwhile
              </button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
