/** When what went out was sent, drawn: bars over the captures' time, flights behind them. The table beside it holds the same. */
import type { Audit, AuditAnswer } from "@creance/api";
import { useMemo } from "react";
import { useWords } from "../../settings/use-words.ts";
import { count, listed } from "../../words/count.ts";
import styles from "./audit.module.css";
import { STRIP_STEPS, whenStrip } from "./when-strip.ts";

/** Units of the drawing: its own, stretched to the width there is. */
const STEP = 8;
const WIDTH = STRIP_STEPS * STEP;
const HEIGHT = 56;

/** The drawing; nothing where nothing went out. */
export function WhenPlot({ audit, answer }: { readonly audit: Audit; readonly answer: AuditAnswer }) {
  const words = useWords();
  const strip = useMemo(() => whenStrip(answer), [answer]);
  if (strip === null) return null;
  const { steps, most, flights } = strip;
  const sum = steps.reduce((total, { without, withConsent }) => total + without + withConsent, 0);
  const heightOf = (number: number): number => (number === 0 ? 0 : Math.max(3, (number / most) * (HEIGHT - 4)));
  const named = flights.map(({ label }) => audit.flights.find(({ id }) => id === label)?.name ?? label);
  const what = `${count(sum, "finding")} that went out, over time; ${named.length === 0 ? "no flight" : `flown meanwhile: ${listed(named)}`}. The table can be sorted by When.`;
  return (
    <figure className={styles["when"]}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={what}>
        {flights.map(({ label, start, end }) => (
          <rect key={label} className={styles["air"]} x={start * WIDTH} y={0} width={Math.max(2, (end - start) * WIDTH)} height={HEIGHT} />
        ))}
        {steps.map(({ at, without, withConsent }) => {
          const below = heightOf(withConsent);
          const above = heightOf(without);
          return (
            <g key={at}>
              <rect className={styles["agreed"]} x={at * STEP + 1} y={HEIGHT - below} width={STEP - 2} height={below} />
              <rect
                className={styles["notAgreed"]}
                x={at * STEP + 1}
                y={Math.max(0, HEIGHT - below - above)}
                width={STEP - 2}
                height={above}
              />
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>{words.timeOfDay(strip.fromUs, null)} UTC</span>
        <span className={styles["keys"]}>
          {steps.some(({ without }) => without > 0) && <Key swatch="notAgreed" label="sent without consent" />}
          {steps.some(({ withConsent }) => withConsent > 0) && <Key swatch="agreed" label="sent with consent" />}
          {named.length > 0 && <Key swatch="air" label={named.length === 1 ? `flight ${named[0] ?? ""}` : count(named.length, "flight")} />}
        </span>
        <span>{words.timeOfDay(strip.toUs, null)} UTC</span>
      </figcaption>
    </figure>
  );
}

function Key({ swatch, label }: { readonly swatch: string; readonly label: string }) {
  return (
    <span>
      <span className={styles["swatch"]} data-swatch={swatch} aria-hidden="true" /> {label}
    </span>
  );
}
