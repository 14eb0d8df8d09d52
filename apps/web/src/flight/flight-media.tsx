/** Pictures and clips of a flight: a strip, and the way to the wall and to what they would reveal. */
import type { FlightDetail } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { flightMediaQuery } from "../api/queries.ts";
import { mediaBadges, mediaLabel, mediaTotalsWords, takenWords } from "../media/media-words.ts";
import { Thumbnail } from "../media/thumbnail.tsx";
import { useWords } from "../settings/use-words.ts";
import { grouped } from "../words/count.ts";
import styles from "./flight-media.module.css";
import { Section } from "./section.tsx";

/** So many are marked on the map and on the time line, and the first of them stand in the strip. */
export const MOST_FLIGHT_MEDIA = 500;
const STRIP = 12;

/** The strip; a sentence where the flight has none. */
export function FlightMedia({ flight }: { readonly flight: FlightDetail }) {
  const { id } = flight.summary;
  const words = useWords();
  const { data } = useQuery(flightMediaQuery(id, MOST_FLIGHT_MEDIA));
  if (data === undefined) return null;
  return (
    <Section
      id="media"
      title={`Pictures and clips (${grouped(data.total)})`}
      aside={
        <span className={styles["ways"]} data-print="no">
          {data.total > 0 && (
            <Link to="/media" search={{ flight: id, direction: "asc" }}>
              all on the wall
            </Link>
          )}
          <Link to="/exposure" search={{ flights: id }}>
            What would this reveal?
          </Link>
          <Link to="/share/new" search={{ flights: id }}>
            Share
          </Link>
        </span>
      }
    >
      {data.total === 0 ? (
        <p className="soft">No kept picture or clip was taken on this flight, as far as is known.</p>
      ) : (
        <>
          <p>{mediaTotalsWords(data, true)}</p>
          <ul className={styles["strip"]}>
            {data.rows.slice(0, STRIP).map((row) => (
              <li key={row.sha256}>
                <Link to="/media/$sha256" params={{ sha256: row.sha256 }}>
                  <span className="offscreen">{mediaLabel(row, words)}</span>
                  <span className={styles["box"]} aria-hidden="true">
                    <Thumbnail row={row} />
                  </span>
                  <span className={styles["caption"]} aria-hidden="true">
                    {takenWords(row, words).time}
                    {mediaBadges(row, words)
                      .slice(0, 1)
                      .map((badge) => ` · ${badge.word}`)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
