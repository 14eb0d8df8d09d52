/** Where the flight comes from, and ways to take it along. */
import type { FlightDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import { KeepingLine } from "../ledger/retention/keeping-line.tsx";
import { useWords } from "../settings/use-words.ts";
import styles from "./originals.module.css";
import { Section } from "./section.tsx";

const exportFormats = ["csv", "json", "geojson", "gpx", "kml"] as const;

/** Originals with hash, size and name; exports. */
export function Originals({ flight }: { readonly flight: FlightDetail }) {
  const words = useWords();
  return (
    <Section id="originals" title={flight.originals.length > 1 ? "Originals: the same flight from several files" : "Original and export"}>
      {flight.originals.map((original) => (
        <div key={original.sha256} className={styles["original"]}>
          <div>
            <strong>{original.fileName ?? "name not kept"}</strong>{" "}
            <span className="soft">
              {formatBytes(original.sizeBytes)}, kept {words.instant(original.keptUs, null)}
              {original.damaged ? ", damaged" : ""}
            </span>
          </div>
          <code>{original.sha256}</code>
          <div data-print="no">
            <a href={`/files/originals/${original.sha256}`} download>
              Download the original, byte for byte
            </a>
          </div>
        </div>
      ))}
      {!flight.summary.sealed && (
        <p className={styles["exports"]} data-print="no">
          <span className="soft">Export</span>
          {exportFormats.map((format) => (
            <a key={format} href={`/files/flights/${flight.summary.id}.${format}`} download>
              {format === "geojson" ? "GeoJSON" : format.toUpperCase()}
            </a>
          ))}
        </p>
      )}
      <KeepingLine item={flight.summary.id} />
    </Section>
  );
}
