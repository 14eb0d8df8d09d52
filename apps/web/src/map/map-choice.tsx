/** Which base map: built-in, one of the files in the vault's folder `maps`, or plain. Only where there is such a file; the display menu has the rest. */
import { useQuery } from "@tanstack/react-query";
import { mapsQuery } from "../api/queries.ts";
import { type MapKind, settingsStore, useSettings } from "../settings/settings-store.ts";
import { mapChoices } from "./base-maps.ts";
import styles from "./map-choice.module.css";

/** The choice, and what went wrong with the chosen map. */
export function MapChoice({ problem }: { readonly problem: string | null }) {
  const { map } = useSettings();
  const { data: maps } = useQuery(mapsQuery);
  if (maps === undefined || maps.own.length === 0) return null;
  const choices = mapChoices(maps);
  const shown = choices.some(([kind]) => kind === map) ? map : "detailed";
  return (
    <div className={styles["choice"]} data-print="no">
      <label>
        Map
        <select value={shown} onChange={(event) => settingsStore.set({ map: event.target.value as MapKind })}>
          {choices.map(([kind, word]) => (
            <option key={kind} value={kind}>
              {word}
            </option>
          ))}
        </select>
      </label>
      {problem !== null && (
        <p role="alert" className="bad">
          {problem}
        </p>
      )}
    </div>
  );
}
