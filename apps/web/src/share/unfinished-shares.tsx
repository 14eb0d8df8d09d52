/** Shares that were cut off, or taken back and not removed: gone on with, or cleaned up; and what is under way just now. */
import type { ShareOverview, ShareRow } from "@creance/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../api/client.ts";
import { shareJobQuery } from "../api/queries.ts";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Problem } from "../shell/problem.tsx";
import { count } from "../words/count.ts";
import styles from "./share.module.css";
import { ShareJobView } from "./share-job-view.tsx";

/** The section; nothing while nothing is unfinished and nothing runs. */
export function UnfinishedShares({ overview }: { readonly overview: ShareOverview }) {
  const words = useWords();
  const queries = useQueryClient();
  const [jobId, setJobId] = useState<string | null>(null);
  const [isAsked, setAsked] = useState(false);
  const job = useQuery({ ...shareJobQuery(jobId ?? ""), enabled: jobId !== null });
  const begun = {
    onSuccess: ({ jobId: id }: { readonly jobId: string }) => {
      setJobId(id);
      setAsked(false);
      void queries.invalidateQueries({ queryKey: ["share", "overview"] });
    },
  };
  const resuming = useMutation({ mutationFn: (shareId: string) => api.share.resume({ shareId }), ...begun });
  const cleaning = useMutation({ mutationFn: () => api.share.clean(), ...begun });
  const left = overview.shares.filter((share) => isLeft(share) && !share.isUnderWay);
  const under = overview.jobs.filter((one) => one.jobId !== jobId);
  if (left.length === 0 && under.length === 0 && job.data === undefined) return null;
  const places = [...new Set(left.map(({ destination }) => destination ?? "a place whose name was erased"))];
  const isBusy = job.data?.state === "sending";
  return (
    <Section id="unfinished" title="Not finished">
      {under.length > 0 && (
        <ul className={styles["plain"]}>
          {under.map((one) => (
            <li key={one.jobId}>
              {one.sentence}{" "}
              <Link to="/share/new" search={{ job: one.jobId } as never}>
                Show
              </Link>
            </li>
          ))}
        </ul>
      )}
      {left.length > 0 && (
        <ul className={styles["plain"]}>
          {left.map((share) => (
            <li key={share.shareId}>
              <b className="bad">{share.state === "unfinished" ? "Cut off" : "Taken back, not removed yet"}</b>{" "}
              {words.instant(share.begunUs, null)}, to {share.destination ?? "a place whose name was erased"}:{" "}
              {count(share.items.length, "item")} of {share.itemsPlanned} lie there.{" "}
              {share.state === "unfinished" && (
                <button type="button" disabled={resuming.isPending || isBusy} onClick={() => resuming.mutate(share.shareId)}>
                  Go on with it<span className="offscreen">, begun {words.instant(share.begunUs, null)}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {left.length > 0 && (
        <p>
          <button type="button" disabled={isBusy} onClick={() => setAsked(true)}>
            Give up and remove what {left.length === 1 ? "it" : "they"} left
          </button>
        </p>
      )}
      {resuming.isError && <Problem error={resuming.error} />}
      {job.data !== undefined && (
        <ShareJobView job={job.data} search={{}} onAgain={() => setJobId(null)} onChanged={() => void job.refetch()} />
      )}
      <Dialog title="Give up what was not finished" shown={isAsked} onClose={() => setAsked(false)}>
        <p>
          Creance connects to {places.join(", ")} and removes what {count(left.length, "share")} left there, then what lies ready on this
          disk. A share that was cut off cannot be gone on with then. What a recipient read already cannot be unread.
        </p>
        {cleaning.isError && <Problem error={cleaning.error} />}
        <button type="button" data-look="main" disabled={cleaning.isPending} onClick={() => cleaning.mutate()}>
          Connect and remove
        </button>{" "}
        <button type="button" onClick={() => setAsked(false)}>
          Leave it
        </button>
      </Dialog>
    </Section>
  );
}

function isLeft({ state, items }: ShareRow): boolean {
  return state === "unfinished" || (state === "revoked" && items.some(({ removal }) => removal !== "removed"));
}
