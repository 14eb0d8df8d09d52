/** The sign of how far country databases agree: its shape tells what its colour does. */
import styles from "./cells.module.css";
import type { OpinionsOfSet } from "./country-words.ts";

/** In the type of bytes, which has the signs whole: in the other one a fallback draws them from pieces. Words stand beside it. */
export function AgreementSign({ sign }: { readonly sign: OpinionsOfSet["sign"] }) {
  return (
    <span className={styles["sign"]} data-sign={sign} aria-hidden="true">
      {sign}
    </span>
  );
}
