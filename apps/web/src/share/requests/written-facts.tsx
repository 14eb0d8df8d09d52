/** Everything that was written of a request, and its papers. */
import type { RequestDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import { FactList } from "../../flight/fact-list.tsx";
import { useWords } from "../../settings/use-words.ts";
import styles from "./requests.module.css";

/** The facts. */
export function WrittenFacts({ detail }: { readonly detail: RequestDetail }) {
  const { row, written, enteredUs } = detail;
  const words = useWords();
  const due = row.dueUs === null ? "not said" : `${words.day(row.dueUs, null)}${row.isLate ? ", LATE" : ""}`;
  return (
    <div>
      {written === null && <p>What was written of it was erased. Dates, basis, decision and what was given stay.</p>}
      <FactList
        facts={[
          ...(written === null
            ? []
            : ([
                ["Who asked", written.asker],
                ["Their reference", written.reference ?? "none given"],
                ["What was asked for", written.scope],
              ] as const)),
          ["Basis", row.basisWords],
          ["Received", words.day(row.receivedUs, null)],
          ["Answer due", due],
          ["Entered", words.instant(enteredUs, null)],
          ["Decision", row.decidedUs === null ? row.decisionWords : `${row.decisionWords}, ${words.instant(row.decidedUs, null)}`],
          ...(written === null || written.decisionReason === null ? [] : [["Why", written.decisionReason] as const]),
          ...(written === null || written.notes === null ? [] : [["Notes", written.notes] as const]),
        ]}
      />
      {written !== null && written.papers.length > 0 && (
        <>
          <h3>Papers</h3>
          <ul className={styles["papers"]}>
            {written.papers.map(({ sha256, title, sizeBytes }) => (
              <li key={`${sha256} ${title}`}>
                {sizeBytes === null ? (
                  <>
                    {title} <span className="soft">no longer kept</span>
                  </>
                ) : (
                  <>
                    <a href={`/files/originals/${sha256}`} download>
                      {title}
                    </a>{" "}
                    <span className="soft">
                      {formatBytes(sizeBytes)}, SHA-256 <code>{sha256.slice(0, 16)}…</code>
                    </span>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
