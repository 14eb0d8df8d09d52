/** One grant beside the list: in words, its record, what was shared under it, and the way to take it back. */
import type { GrantDetail } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { errorSentence } from "../../api/error-words.ts";
import { grantQuery } from "../../api/queries.ts";
import { HistoryLink } from "../../ledger/history-link.tsx";
import { useWords } from "../../settings/use-words.ts";
import { copyText } from "../../shell/copy-text.ts";
import { saveText } from "../../shell/save-text.ts";
import detail from "../../watch/conversation-detail.module.css";
import { ShareLink } from "../share-link.tsx";
import { GrantFacts } from "./grant-facts.tsx";
import { stateWords } from "./grant-state-words.ts";
import styles from "./grants.module.css";
import { RevokeGrantDialog } from "./revoke-grant-dialog.tsx";

/** The panel. */
export function GrantPanel({ grantId, onClose }: { readonly grantId: string; readonly onClose: () => void }) {
  const found = useQuery(grantQuery(grantId));
  return (
    <aside className={detail["detail"]} aria-label="The grant that is open">
      <div className={detail["head"]}>
        <h3>Grant {grantId.slice(0, 12)}</h3>
        <button type="button" onClick={onClose} data-print="no">
          Close
        </button>
      </div>
      {found.data === undefined ? (
        <p className="soft">{found.isError ? errorSentence(found.error) : "Asking"}</p>
      ) : (
        <Opened grant={found.data} />
      )}
    </aside>
  );
}

function Opened({ grant }: { readonly grant: GrantDetail }) {
  const { row, record, signature, index, shares } = grant;
  const words = useWords();
  const [revoking, setRevoking] = useState(false);
  const [said, setSaid] = useState("");
  const isOpen = row.state === "active" || row.state === "not-yet";
  return (
    <>
      <p className={styles["stands"]}>
        <span className={styles["state"]} data-state={row.state}>
          {stateWords[row.state]}
        </span>
        {row.revokedUs !== null && ` on ${words.instant(row.revokedUs, null)}`}{" "}
        {isOpen && (
          <button type="button" onClick={() => setRevoking(true)} data-print="no">
            Take back
          </button>
        )}
      </p>
      <GrantFacts grant={grant.words} />
      <h3 className={styles["part"]}>Shared under it</h3>
      {shares.length === 0 ? (
        <p>
          Nothing yet.
          {row.standing && row.state === "active" && (
            <>
              {" "}
              What it would let go now is shown under <Link to="/share">Shares</Link>.
            </>
          )}
        </p>
      ) : (
        <ul className={styles["list"]}>
          {shares.map(({ shareId, begunUs, sentence }) => (
            <li key={shareId}>
              <ShareLink shareId={shareId}>{words.instant(begunUs, null)}</ShareLink>: {sentence}
            </li>
          ))}
        </ul>
      )}
      <h3 className={styles["part"]}>The signed record</h3>
      <p>
        {signature} It is entry <HistoryLink about={row.grantId}>{index} of the ledger</HistoryLink>, where a salted hash binds it.
      </p>
      <div className={styles["actions"]} data-print="no">
        <button
          type="button"
          onClick={() =>
            void copyText(record).then(
              () => setSaid("Record copied"),
              (error) => setSaid(errorSentence(error)),
            )
          }
        >
          Copy the record
        </button>
        <button type="button" onClick={() => saveText(record, `grant-${row.grantId}.note`)}>
          Save the record
        </button>
        <span className="soft" role="status">
          {said}
        </span>
      </div>
      <details className={styles["fold"]}>
        <summary>As it was signed</summary>
        <code className={styles["record"]}>{record}</code>
      </details>
      <RevokeGrantDialog grant={revoking ? grant : null} onClose={() => setRevoking(false)} />
    </>
  );
}
