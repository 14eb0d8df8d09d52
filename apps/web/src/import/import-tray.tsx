/** The tray at the bottom: running imports with rate and time left, then what they brought, in words. */
import type { ImportJob } from "@creance/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { importsQuery } from "../api/queries.ts";
import styles from "./import-tray.module.css";
import { JobCard } from "./job-card.tsx";
import { refreshMark } from "./job-words.ts";
import { reportUploadProblem, useUploads } from "./uploads-store.ts";

/** Shows imports that run, and those that ended while this page was open, until they are put away. */
export function ImportTray() {
  const { data } = useQuery(importsQuery);
  const uploads = useUploads();
  const [away, setAway] = useState<ReadonlySet<string>>(new Set());
  const seen = useRef<Set<string>>(new Set());
  const jobs = data ?? [];
  for (const job of jobs) if (job.state === "running") seen.current.add(job.id);
  useRefreshOnProgress(jobs);
  const shown = jobs.filter((job) => (job.state === "running" || seen.current.has(job.id)) && !away.has(job.id));
  if (shown.length === 0 && uploads.problem === null) return null;
  return (
    <section className={styles["tray"]} aria-label="Imports" data-print="no">
      {uploads.problem !== null && (
        <div className={styles["card"]} role="alert">
          <p>{uploads.problem}</p>
          <button type="button" onClick={() => reportUploadProblem(null)}>
            Put away
          </button>
        </div>
      )}
      {shown.map((job) => (
        <JobCard key={job.id} job={job} end={uploads.ends[job.id]} onAway={() => setAway(new Set([...away, job.id]))} />
      ))}
    </section>
  );
}

/** The list fills while an import runs: new files done mean new rows to ask for. */
function useRefreshOnProgress(jobs: readonly ImportJob[]): void {
  const client = useQueryClient();
  const mark = jobs.map(refreshMark).join(" ");
  const last = useRef(mark);
  useEffect(() => {
    if (mark === last.current) return;
    last.current = mark;
    for (const queryKey of [["flights"], ["captures"], ["flows"], ["vault"], ["files"]])
      client.invalidateQueries({ queryKey }).catch(() => undefined);
  }, [mark, client]);
}
