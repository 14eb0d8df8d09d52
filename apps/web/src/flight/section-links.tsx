/** Links to the sections of the flight page. */
import type { FlightDetail } from "@creance/api";
import styles from "./section-links.module.css";

/** Stays at the top while the sections scroll. */
export function SectionLinks({ flight }: { readonly flight: FlightDetail }) {
  const links = [
    ["charts", "Charts"],
    ["happened", `What happened (${flight.events.length})`],
    ["media", "Pictures and clips"],
    ["reveals", `What it reveals (${flight.reveals.length})`],
    ["machine", "Aircraft"],
    ["originals", "Originals and export"],
  ] as const;
  return (
    <nav aria-label="Sections" className={styles["links"]} data-print="no">
      {links.map(([id, word]) => (
        <a key={id} href={`#${id}`}>
          {word}
        </a>
      ))}
    </nav>
  );
}
