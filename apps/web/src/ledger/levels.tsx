/** How far others can rely on the ledger: each level is named, reached or not. */
import type { LedgerPageState } from "@creance/api";
import styles from "./ledger.module.css";

const levels = [
  ["SIGNED", "The newest checkpoint carries this vault's signature."],
  ["WITNESSED", "Somebody else signed that they saw the newest checkpoint: it cannot be taken back unnoticed."],
  ["TIMESTAMPED", "An authority signed when it saw a checkpoint."],
] as const;

/** The three levels. */
export function Levels({ state }: { readonly state: LedgerPageState }) {
  return (
    <span className={styles["levels"]}>
      {levels.map(([level, meaning]) => {
        const isReached = state.levels.includes(level);
        return (
          <span key={level} className={styles["level"]} data-is={isReached ? "yes" : "no"} title={meaning}>
            {isReached ? level : `not ${level.toLowerCase()}`}
          </span>
        );
      })}
    </span>
  );
}
