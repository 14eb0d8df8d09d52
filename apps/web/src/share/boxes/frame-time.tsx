/** Which frame of a clip is shown: a slider, steps, and seconds as a number. */
import { useEffect, useState } from "react";
import styles from "./boxes.module.css";

/** A frame costs a moment to make: the slider asks when it rests. */
const REST_MS = 180;

/** The controls. */
export function FrameTime(props: { readonly atMs: number; readonly durationMs: number | null; readonly onChange: (atMs: number) => void }) {
  const { atMs, durationMs, onChange } = props;
  const [wanted, setWanted] = useState(atMs);
  // The last frame begins before the end.
  const most = Math.max(0, (durationMs ?? 3_600_000) - 100);
  useEffect(() => {
    if (wanted === atMs) return;
    const timer = setTimeout(() => onChange(wanted), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, atMs, onChange]);
  const go = (ms: number): void => setWanted(Math.min(most, Math.max(0, Math.round(ms))));
  return (
    <div className={styles["time"]}>
      <button type="button" onClick={() => go(wanted - 100)} aria-label="A tenth of a second back">
        −0.1 s
      </button>
      <input
        type="range"
        min={0}
        max={most}
        step={100}
        value={wanted}
        aria-label="Time shown, milliseconds"
        aria-valuetext={`${(wanted / 1000).toFixed(1)} seconds`}
        onChange={(event) => go(event.currentTarget.valueAsNumber)}
      />
      <button type="button" onClick={() => go(wanted + 100)} aria-label="A tenth of a second on">
        +0.1 s
      </button>
      <label>
        At, s{" "}
        <input
          type="number"
          min={0}
          max={most / 1000}
          step={0.1}
          value={wanted / 1000}
          onChange={({ currentTarget: { valueAsNumber } }) => {
            if (!Number.isNaN(valueAsNumber)) go(valueAsNumber * 1000);
          }}
        />
      </label>
    </div>
  );
}
