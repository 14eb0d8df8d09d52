/** What happened to a request, from the ledger. */
import type { RequestDetail } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { HistoryLink } from "../../ledger/history-link.tsx";
import { useWords } from "../../settings/use-words.ts";
import styles from "./requests.module.css";

/** Its states, oldest first, each with its entry. */
export function RequestHistory({ detail }: { readonly detail: RequestDetail }) {
  const { row, history } = detail;
  const words = useWords();
  return (
    <div>
      <h3>Its history</h3>
      <ol className={styles["history"]}>
        {history.map(({ index, timeUs, sentence, reason }) => (
          <li key={index}>
            <Link to="/ledger" search={{ about: row.requestId, entry: String(index) } as never}>
              {words.instant(timeUs, null)}
            </Link>
            <span>
              {sentence}
              {reason !== null && <span className="soft"> Because: {reason}</span>}
            </span>
          </li>
        ))}
      </ol>
      <p className="soft">
        <HistoryLink about={row.requestId}>Its entries in the ledger</HistoryLink>
      </p>
    </div>
  );
}
