/** Conditions that are not met, each with what would satisfy it. */
import type { MissingConditionRow } from "@creance/api";
import styles from "./grants.module.css";

/** The list; nothing when nothing is missing. */
export function MissingList({ missing }: { readonly missing: readonly MissingConditionRow[] }) {
  if (missing.length === 0) return null;
  return (
    <ul className={styles["missing"]}>
      {missing.map(({ code, sentence, satisfiedBy }) => (
        <li key={`${code} ${sentence}`}>
          <span className="bad">{sentence}</span> <span>Needed: {satisfiedBy}</span>
        </li>
      ))}
    </ul>
  );
}
