/** "Who was talked to?": the captures, or all of them together. */
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { capturePageQuery, flowGroupsQuery } from "../api/queries.ts";
import { FileButtons } from "../import/file-buttons.tsx";
import { useWords } from "../settings/use-words.ts";
import { Problem } from "../shell/problem.tsx";
import { AllCaptures } from "./all-captures.tsx";
import { CaptureList } from "./capture-list.tsx";
import { RecordHelp } from "./record-help.tsx";
import styles from "./watch.module.css";
import { captureQueryOf } from "./watch-search.ts";
import { watchSentence } from "./watch-sentence.ts";

/** The Watch page, or its first screen while no capture is kept. */
export function WatchPage() {
  const view = useSearch({ from: "/watch" });
  const page = useQuery(capturePageQuery(captureQueryOf(view.view === "all" ? {} : view)));
  const earliest = useQuery(capturePageQuery({ sort: "firstTimeUs", direction: "asc", limit: 1 }));
  const latest = useQuery(capturePageQuery({ sort: "firstTimeUs", direction: "desc", limit: 1 }));
  const servers = useQuery({ ...flowGroupsQuery({ by: "server" }, 0), retry: false, enabled: (earliest.data?.total ?? 0) > 0 });
  const words = useWords();
  if (page.isError) return <Problem title="The captures cannot be shown" error={page.error} onRetry={() => void page.refetch()} />;
  if (earliest.data?.total === 0) return <FirstCapture />;
  const whole = view.search === undefined || view.view === "all";
  return (
    <div className={styles["page"]}>
      <div className={styles["top"]}>
        <h1>Who was talked to?</h1>
        <span className={styles["buttons"]} data-print="no">
          <Link to="/watch/audit" className={styles["action"]}>
            Audit: what was sent?
          </Link>
          <FileButtons />
        </span>
      </div>
      <p className={styles["answer"]} role="status">
        {page.data === undefined
          ? "Counting"
          : watchSentence(
              {
                page: page.data,
                all: earliest.data?.total ?? page.data.total,
                firstTimeUs: whole ? (earliest.data?.rows[0]?.firstTimeUs ?? null) : null,
                lastTimeUs: whole ? (latest.data?.rows[0]?.lastTimeUs ?? null) : null,
                servers: whole ? (servers.data?.total ?? null) : null,
              },
              words,
            )}
      </p>
      <Views />
      {view.view === "all" ? (
        <AllCaptures view={view} />
      ) : (
        <>
          <CaptureList view={view} page={page.data} />
          <RecordHelp />
        </>
      )}
    </div>
  );
}

function Views() {
  return (
    <nav className={styles["views"]} aria-label="Views" data-print="no">
      <Link
        to="/watch"
        search={{ view: undefined } as never}
        activeOptions={{ explicitUndefined: true }}
        activeProps={{ "aria-current": "true" }}
      >
        Capture by capture
      </Link>
      <Link to="/watch" search={{ view: "all" }} activeProps={{ "aria-current": "true" }}>
        All captures together
      </Link>
    </nav>
  );
}

function FirstCapture() {
  return (
    <div className={styles["page"]}>
      <div className={styles["zone"]}>
        <h1>Who was talked to?</h1>
        <p>
          Drop a capture here: a file with the packets that passed one point (pcap or pcapng, gzip too). It is kept byte for byte on this
          machine; then this page shows who was talked to, how much went out, what is not known, and what the capture could not see.
        </p>
        <div className={styles["buttons"]}>
          <FileButtons />
        </div>
        <p className="soft">
          Nothing is sent anywhere. For large captures, <code>creance import PATH</code> on the command line is faster.
        </p>
      </div>
      <div className={styles["help"]}>
        <RecordHelp />
      </div>
    </div>
  );
}
