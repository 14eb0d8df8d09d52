/** Everything known of one target, in words. */

import { formatBytes } from "@creance/core";
import { useQuery } from "@tanstack/react-query";
import { holdTargetQuery } from "../api/queries.ts";
import { FactList } from "../flight/fact-list.tsx";
import { useWords } from "../settings/use-words.ts";
import detail from "../watch/conversation-detail.module.css";
import { grouped } from "../words/count.ts";
import { whatWords } from "./target-words.ts";

/** The target of a key, since the gateway is watched. */
export function TargetDetail({ target, onClose }: { readonly target: string; readonly onClose: () => void }) {
  const words = useWords();
  const found = useQuery(holdTargetQuery(target));
  const row = found.data?.rows[0];
  return (
    <aside className={detail["detail"]} aria-label="The target that is open">
      <div className={detail["head"]}>
        <h3>{row === undefined ? "Target" : whatWords(row)}</h3>
        <button type="button" onClick={onClose} data-print="no">
          Close
        </button>
      </div>
      {row === undefined ? (
        <p className="soft">{found.data === undefined ? "Asking" : "This target is not among those that are kept."}</p>
      ) : (
        <>
          <p>
            {row.clients.join(", ")}
            {row.moreClients ? " and others" : ""} {row.words}.
          </p>
          <FactList
            facts={[
              ["What it is", row.role],
              ["What for", row.endpoint?.purpose ?? "The catalogue does not list it."],
              ["First", words.instant(row.firstUs, null)],
              ["Last", words.instant(row.lastUs, null)],
              ["DNS questions", grouped(row.questions)],
              ["Refused", grouped(row.refused)],
              ["Answered here", grouped(row.answered)],
              ["Connections relayed", grouped(row.relayed)],
              ["Went out, came in", `${formatBytes(row.upBytes)}, ${formatBytes(row.downBytes)}`],
            ]}
          />
        </>
      )}
    </aside>
  );
}
