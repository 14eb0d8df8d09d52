import { useQuery } from "@tanstack/react-query";
import { useWords } from "../settings/use-words.ts";
import styles from "./share.module.css";
import { type AskedShare, fittingGrantsQuery } from "./share-queries.ts";

/** The choice. */
export function GrantChoice(props: {
  readonly asked: AskedShare;
  /** Nothing to ask yet. */
  readonly isEarly: boolean;
  readonly value: string | null;
  readonly onChange: (grantId: string | null) => void;
}) {
  const { asked, isEarly, value, onChange } = props;
  const words = useWords();
  const fitting = useQuery({ ...fittingGrantsQuery(asked), enabled: !isEarly });
  const grants = isEarly ? [] : (fitting.data ?? []);
  const chosen = grants.some(({ grantId }) => grantId === value) ? value : null;
  return (
    <fieldset className={styles["grants"]}>
      <legend>Under which grant</legend>
      <label>
        <input type="radio" name="grant" checked={chosen === null} onChange={() => onChange(null)} />
        <span>
          A new one for exactly this share <span className="soft">(signed when you send it)</span>
        </span>
      </label>
      {grants.map(({ grantId, sentence, untilUs, isStanding, redact }) => (
        <label key={grantId}>
          <input type="radio" name="grant" checked={chosen === grantId} onChange={() => onChange(grantId)} />
          <span>
            {isStanding ? "Standing grant" : "Grant"} {grantId.slice(0, 8)}, until {words.day(untilUs, null)}
            <span className="soft">
              {" "}
              {sentence}
              {redact.length > 0 && ` These must have been taken out: ${redact.join(", ")}.`}
            </span>
          </span>
        </label>
      ))}
      {grants.length === 0 && (
        <span className="soft">No existing grant covers this place, these recipients, this purpose and these files.</span>
      )}
    </fieldset>
  );
}
