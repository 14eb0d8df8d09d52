/** Everything about one entry: the sentence, the words behind its hashes, the very line that is hashed, its proof. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { errorSentence } from "../api/error-words.ts";
import { ledgerEntryQuery } from "../api/queries.ts";
import { FactList } from "../flight/fact-list.tsx";
import { useWords } from "../settings/use-words.ts";
import { copyText } from "../shell/copy-text.ts";
import { saveText } from "../shell/save-text.ts";
import detail from "../watch/conversation-detail.module.css";
import { grouped } from "../words/count.ts";
import { subjectWords } from "./entry-columns.tsx";
import styles from "./ledger.module.css";

/** The entry of an index. */
export function EntryDetail(props: { readonly index: number; readonly onClose: () => void; readonly onAbout: (about: string) => void }) {
  const { index, onClose, onAbout } = props;
  const words = useWords();
  const found = useQuery(ledgerEntryQuery(index));
  const [said, setSaid] = useState("");
  const data = found.data;
  return (
    <aside className={detail["detail"]} aria-label="The entry that is open">
      <div className={detail["head"]}>
        <h3>Entry {grouped(index)}</h3>
        <button type="button" onClick={onClose} data-print="no">
          Close
        </button>
      </div>
      {data === undefined ? (
        <p className="soft">{found.isError ? errorSentence(found.error) : "Asking"}</p>
      ) : (
        <>
          <p>{data.entry.sentence}</p>
          <FactList
            facts={[
              ["When", `${words.instant(data.entry.timeUs, null)}, by this machine's clock`],
              ["Subject", subjectWords[data.entry.subject]],
              ["Signed", data.entry.sealed ? "yes, by the newest checkpoint" : "not yet: no checkpoint covers it"],
              ...data.words.map(({ field, text }) => [fieldWords(field), text ?? "erased"] as const),
            ]}
          />
          <div className={styles["detailActions"]} data-print="no">
            <AboutLink about={data.entry.about} onAbout={onAbout} />
            <button
              type="button"
              onClick={() =>
                void copyText(data.line).then(
                  () => setSaid("Line copied"),
                  (error) => setSaid(errorSentence(error)),
                )
              }
            >
              Copy the line
            </button>
            {data.proof !== null && (
              <button type="button" onClick={() => saveText(data.proof ?? "", `entry-${index}.tlog-proof`)}>
                Save its proof
              </button>
            )}
            <span className="soft" role="status">
              {said}
            </span>
          </div>
          <h3>As it stands in the journal</h3>
          <code className={styles["line"]}>{data.line}</code>
          <h3>Leaf hash</h3>
          <code className={styles["line"]}>{data.leafHash}</code>
        </>
      )}
    </aside>
  );
}

function AboutLink({
  about,
  onAbout,
}: {
  readonly about: { readonly kind: string; readonly key: string; readonly label: string } | null;
  readonly onAbout: (about: string) => void;
}) {
  if (about === null) return null;
  return (
    <>
      {about.kind === "flight" && (
        <Link to="/flights/$id" params={{ id: about.key }}>
          To the flight
        </Link>
      )}
      {about.kind === "media" && (
        <Link to="/media/$sha256" params={{ sha256: about.key }}>
          To the picture or clip
        </Link>
      )}
      {about.kind === "capture" && (
        <Link to="/watch/$sha256" params={{ sha256: about.key }}>
          To the capture
        </Link>
      )}
      <button type="button" onClick={() => onAbout(about.key)}>
        Its whole history
      </button>
    </>
  );
}

/** `fileNameHash` as `File name`. */
function fieldWords(field: string): string {
  if (field === "byHash") return "Who";
  const plain = field
    .replace(/Hash$/, "")
    .replace(/([A-Z])/g, " $1")
    .toLowerCase();
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
}
