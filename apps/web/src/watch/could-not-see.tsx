/** "What this capture could not see": always open, every kind with its amount. */
import type { CaptureDetail } from "@creance/api";
import { Section } from "../flight/section.tsx";
import { blindSpots, neverSeen } from "./blind-spots.ts";
import styles from "./watch.module.css";

/** Amounts and words; then what no capture can see. */
export function CouldNotSee({ detail }: { readonly detail: CaptureDetail }) {
  return (
    <Section id="unseen" title="What this capture could not see">
      <ul className={styles["unseen"]}>
        {blindSpots(detail).map(({ amount, sentence, some }) => (
          <li key={sentence} data-some={some ? "yes" : "no"}>
            <b>{amount}</b>
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
      <div className={styles["always"]}>
        <h3>What no capture shows</h3>
        <ul>
          {neverSeen.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
    </Section>
  );
}
