/** A sealed flight: what the header and the outline tell, and how its keys can be asked for. */
import type { FlightDetail } from "@creance/api";
import { useMemo, useState } from "react";
import { DotsMap } from "../map/dots-map.tsx";
import { useWords } from "../settings/use-words.ts";
import { FactList } from "./fact-list.tsx";
import pageStyles from "./flight-page.module.css";
import { FlightTitle } from "./flight-title.tsx";
import { KeyRequestDialog } from "./key-request-dialog.tsx";
import { Machine } from "./machine.tsx";
import { Originals } from "./originals.tsx";
import { Pictures } from "./pictures.tsx";
import { Records } from "./records.tsx";
import { Reveals } from "./reveals.tsx";
import { sealedFacts, sealedMarkers } from "./sealed-facts.ts";
import styles from "./sealed-flight.module.css";

/** Kept, but not read. */
export function SealedFlight({ flight }: { readonly flight: FlightDetail }) {
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const dots = useMemo(
    () =>
      sealedMarkers(flight).map(({ label, latDeg, lonDeg }) => ({ id: flight.summary.id, title: label, latDeg, lonDeg, claimed: true })),
    [flight],
  );
  const sha256 = flight.originals[0]?.sha256;
  return (
    <article className={pageStyles["flight"]}>
      <div className={pageStyles["left"]}>
        <FlightTitle flight={flight} />
        <section className={styles["map"]} aria-label="Where it flew">
          {dots.length > 0 && <DotsMap dots={dots} />}
          <p className={styles["note"]}>
            {dots.length === 0 ? "The header names no position." : "One point, from the header. The track is sealed."}
          </p>
        </section>
      </div>
      <div className={pageStyles["right"]}>
        <section className={`${pageStyles["panel"]} ${styles["sealed"]}`} aria-label="Sealed">
          <p className={styles["lead"]}>Kept, but not read: this record is sealed (version {flight.summary.formatVersion}).</p>
          <p>
            Its keys can be requested in a small file that you can inspect first. Creance writes that file and shows every byte of it; it
            sends nothing by itself.
          </p>
          <button type="button" data-look="main" data-print="no" disabled={sha256 === undefined} onClick={() => setAsking(true)}>
            Look at the request
          </button>
          <h2>What the header tells without keys</h2>
          <FactList facts={sealedFacts(flight, words)} />
        </section>
        <Reveals flight={flight} />
        <Pictures flight={flight} />
        <Machine flight={flight} />
        <Originals flight={flight} />
        <Records flight={flight} />
      </div>
      {sha256 !== undefined && (
        <KeyRequestDialog flightId={flight.summary.id} sha256={sha256} shown={asking} onClose={() => setAsking(false)} />
      )}
    </article>
  );
}
