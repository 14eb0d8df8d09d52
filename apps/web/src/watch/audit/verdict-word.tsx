/** A verdict in its colour and with its sign, the same everywhere. */
import styles from "./audit.module.css";

const signs: Readonly<Record<string, string>> = {
  SUPPORTED: "●",
  CONTRADICTED: "✕",
  "NOT OBSERVED": "○",
  "NOT TESTABLE": "–",
  "NOT TESTABLE HERE": "–",
};

/** The word. The colour says nothing that the word does not. */
export function VerdictWord({ verdict }: { readonly verdict: string }) {
  return (
    <span className={styles["verdict"]} data-verdict={verdict}>
      <span aria-hidden="true">{signs[verdict] ?? "?"}</span> {verdict}
    </span>
  );
}
