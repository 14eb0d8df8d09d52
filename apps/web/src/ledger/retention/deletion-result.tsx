/** The deletion under way, or the last one: how far it is, what came of it, and the proof. */
import type { DeletionJob } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { api } from "../../api/client.ts";
import { retentionJobQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { ShareLink } from "../../share/share-link.tsx";
import { ScrollRegion } from "../../shell/scroll-region.tsx";
import watch from "../../watch/watch.module.css";
import { count, grouped } from "../../words/count.ts";
import { HistoryLink } from "../history-link.tsx";
import styles from "./retention.module.css";

/** The section. */
export function DeletionResult({ job }: { readonly job: DeletionJob }) {
  const queries = useQueryClient();
  const stopping = useMutation({
    mutationFn: () => api.retention.stop(),
    onSuccess: (stopped) => queries.setQueryData(retentionJobQuery.queryKey, stopped),
  });
  const isRunning = job.state === "running";
  const wasRunning = useRef(isRunning);
  // Everything that lists what was kept is old once it ended.
  useEffect(() => {
    if (wasRunning.current && !isRunning) void queries.invalidateQueries();
    wasRunning.current = isRunning;
  }, [isRunning, queries]);
  return (
    <Section id="result" title={isRunning ? "Deleting" : "The last deletion"}>
      {isRunning ? (
        <>
          <p role="status">
            {grouped(job.itemsDone)} of {count(job.items, "item")}
          </p>
          {job.items > 0 && <progress className={styles["bar"]} max={job.items} value={job.itemsDone} aria-label="Deleted" />}
          <p>
            <button type="button" disabled={stopping.isPending} onClick={() => stopping.mutate()}>
              {stopping.isPending || stopping.data !== undefined ? "Stopping after this group" : "Stop"}
            </button>{" "}
            <span className="soft">It goes on when this page is closed. What is gone stays gone.</span>
          </p>
        </>
      ) : (
        <Ended job={job} />
      )}
    </Section>
  );
}

function Ended({ job }: { readonly job: DeletionJob }) {
  const isGood = job.state === "done" && job.failedItems === 0;
  return (
    <>
      <p role="status" className={isGood ? "good" : "bad"}>
        {job.sentence}
      </p>
      {job.error !== null && <p className="bad">{job.error}</p>}
      {job.clockDoubt !== null && <p className="bad">{job.clockDoubt}</p>}
      {job.failed.length > 0 && (
        <>
          <h3>Not deleted everywhere</h3>
          <ul>
            {job.failed.map(({ sha256, sentences }) => (
              <li key={sha256}>
                <code>{sha256.slice(0, 16)}</code>: {sentences.join(" ")}
              </li>
            ))}
          </ul>
          <More shown={job.failed.length} all={job.failedItems} />
        </>
      )}
      {job.sharedCopies > 0 && (
        <p>
          Shared copies lie where they were given:{" "}
          {[...new Set(job.shared.map(({ shareId }) => shareId))].slice(0, 20).map((shareId) => (
            <span key={shareId}>
              <ShareLink shareId={shareId}>share {shareId.slice(0, 8)}</ShareLink>{" "}
            </span>
          ))}
          can be taken back there.
        </p>
      )}
      {job.proofs.length > 0 && (
        <details open={job.proofs.length <= 10}>
          <summary>The proof: each deletion in the ledger</summary>
          <ScrollRegion label="Deletions in the ledger" className={styles["proofs"]}>
            <ul>
              {job.proofs.map(({ sha256, deletionId }) => (
                <li key={deletionId}>
                  <HistoryLink about={deletionId}>
                    <code>{sha256}</code>
                  </HistoryLink>
                </li>
              ))}
            </ul>
          </ScrollRegion>
          <More shown={job.proofs.length} all={job.deleted} />
          <p className={`${watch["note"]} soft`}>
            Each was entered before anything was touched, and again when every place was empty. Sign a checkpoint on the page{" "}
            <Link to="/ledger">History</Link>, and others can check it.
          </p>
        </details>
      )}
    </>
  );
}

function More({ shown, all }: { readonly shown: number; readonly all: number }) {
  return shown < all ? <p className="soft">And {grouped(all - shown)} more; the ledger has all of them.</p> : null;
}
