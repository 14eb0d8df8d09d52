/** What a rule would do, said before it can be set. */
import type { RulePreview } from "@creance/api";
import styles from "./retention.module.css";

/** The sentences; what would be due now stands out. */
export function RuleTry({ preview, hasTimer }: { readonly preview: RulePreview; readonly hasTimer: boolean }) {
  return (
    <div className={preview.due.items > 0 ? styles["warns"] : styles["told"]} role="status">
      {preview.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {hasTimer && preview.due.items > 0 && (
        <p>
          <b className="bad">This server deletes what is due every hour: they go within the hour. That cannot be undone.</b>
        </p>
      )}
    </div>
  );
}
