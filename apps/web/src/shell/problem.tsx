/** A failure in words: what happened, what it did to the data, what to do. */
import { errorSentence } from "../api/error-words.ts";
import styles from "./problem.module.css";

/** Shows a failed request with a way to try again. `title` is the heading where the failure is the whole page. */
export function Problem({ error, title, onRetry }: { readonly error: unknown; readonly title?: string; readonly onRetry?: () => void }) {
  return (
    <div role="alert" className={styles["problem"]}>
      {title !== undefined && <h1>{title}</h1>}
      <p>{errorSentence(error)}</p>
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
