/** What the colours of the track mean. */
import { type MapValue, valueRamps } from "@creance/report";
import { useDark } from "../settings/use-dark.ts";
import styles from "./map-legend.module.css";
import { valueRange } from "./track-features.ts";

/** Ramp with its ends and unit. */
export function MapLegend({ value, weak }: { readonly value: MapValue | null; readonly weak: boolean }) {
  const dark = useDark();
  const range = value === null ? null : valueRange(value);
  return (
    <div className={styles["legend"]}>
      {value !== null && range !== null && (
        <span>
          {value.label} {whole(range[0])}
          <svg width="104" height="10" aria-hidden="true">
            {valueRamps[dark ? "dark" : "light"].map((colour, step) => (
              <rect key={colour} x={step * 13} width="13" height="10" fill={colour} />
            ))}
          </svg>
          {whole(range[1])} {value.unit}
        </span>
      )}
      {weak && <span className={styles["weak"]}>dashed on a band: weak, doubtful positions</span>}
    </div>
  );
}

/** A whole number without a minus before zero. */
function whole(value: number): string {
  return String(Math.round(value) + 0);
}
