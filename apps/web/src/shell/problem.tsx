/** A failure in words: what happened, what it did to the data, what to do. */
import { errorSentence } from "../api/error-words.ts";
import styles from "./problem.module.css";

/** Shows a failed request with a way to try again. */
export function Problem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  return (
    <div role="alert" className={styles["problem"]}>
      <p>{errorSentence(error)}</p>
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
