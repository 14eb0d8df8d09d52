/** One capture: "Who was talked to in this file?" */
import type { CaptureDetail } from "@creance/api";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { captureQuery } from "../api/queries.ts";
import { useWords } from "../settings/use-words.ts";
import { Problem } from "../shell/problem.tsx";
import { lastOfPath } from "../words/file-name.ts";
import { airSentence, answerLines } from "./capture-answer.ts";
import { CaptureApps } from "./capture-apps.tsx";
import { CaptureBadges } from "./capture-badges.tsx";
import { CaptureFacts } from "./capture-facts.tsx";
import { CaptureFigures } from "./capture-figures.tsx";
import { CaptureFlights, flightName } from "./capture-flights.tsx";
import { CaptureIssues } from "./capture-issues.tsx";
import { CaptureSources } from "./capture-sources.tsx";
import { CouldNotSee } from "./could-not-see.tsx";
import { EngineNote } from "./engine-note.tsx";
import { FlowExplorer } from "./flow-explorer.tsx";
import type { FlowView } from "./flow-view.ts";
import { lastingWords } from "./lasting-words.ts";
import { useAnswerParts } from "./use-answer-parts.ts";
import { useChangeFlowView } from "./use-flow-view.ts";
import styles from "./watch.module.css";

/** The page of the address' capture. */
export function CapturePage() {
  const { sha256 } = useParams({ from: "/watch/$sha256" });
  const view = useSearch({ from: "/watch/$sha256" });
  const capture = useQuery(captureQuery(sha256));
  if (capture.isError) {
    return (
      <div className={styles["page"]}>
        <Problem title="This capture cannot be shown" error={capture.error} onRetry={() => void capture.refetch()} />
        <p>
          <Link to="/watch">To the captures</Link>
        </p>
      </div>
    );
  }
  if (capture.data === undefined) return <p className={styles["page"]}>Opening the capture</p>;
  return <OpenCapture key={sha256} detail={capture.data} view={view} />;
}

function OpenCapture({ detail, view }: { readonly detail: CaptureDetail; readonly view: FlowView }) {
  const words = useWords();
  const change = useChangeFlowView();
  const { row } = detail;
  const flights = useMemo(
    () => detail.flights.map((flight) => ({ startUs: flight.startUs, endUs: flight.endUs, name: flightName(flight) })),
    [detail.flights],
  );
  const parts = useAnswerParts(row.sha256, flights);
  const lines = answerLines(parts, words);
  // Where something went to a known service, whether a flight was in the air comes next, else last.
  if (parts.internet !== null && row.conversations > 0) lines.splice(1, 0, airSentence(flights, parts.air, words));
  const lasting = row.firstTimeUs === null || row.lastTimeUs === null ? null : row.lastTimeUs - row.firstTimeUs;
  return (
    <article className={styles["page"]}>
      <div className={styles["top"]}>
        <h1>Who was talked to in {row.fileName === null ? "this capture" : lastOfPath(row.fileName)}?</h1>
        <span className={styles["badges"]}>
          <CaptureBadges capture={row} />
        </span>
        <Link to="/watch/audit" search={{ captures: row.sha256 }} className={styles["action"]} data-print="no">
          Audit this capture
        </Link>
        <span className="soft">
          {row.firstTimeUs === null ? "no packet" : `${words.instant(row.firstTimeUs, null)}, ${lastingWords(lasting)} long`}
        </span>
      </div>
      <p className={styles["answer"]} role="status">
        {lines.map((line) => (
          <span key={line}>{line} </span>
        ))}
      </p>
      {parts.internet === null && <EngineNote onlyLoading />}
      <CaptureFigures detail={detail} parts={parts} />
      <FlowExplorer
        view={view}
        capture={row.sha256}
        path={`/watch/${row.sha256}`}
        severalDays={words.day(row.firstTimeUs, null) !== words.day(row.lastTimeUs, null)}
        databases={detail.countryDatabases}
        flights={flights}
      >
        <CaptureApps detail={detail} selected={view.app} change={change} />
      </FlowExplorer>
      <CouldNotSee detail={detail} />
      <div className={styles["two"]}>
        <CaptureFacts detail={detail} />
        <div>
          <CaptureFlights detail={detail} change={change} />
          <CaptureSources detail={detail} />
        </div>
      </div>
      <CaptureIssues detail={detail} />
    </article>
  );
}
