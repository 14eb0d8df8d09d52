/** A new audit: which captures, with which flights, and what else is known. */
import type { AuditRow, CaptureRow, SuggestedFlight } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { api } from "../../api/client.ts";
import { auditQuery, auditSuggestionQuery, auditsQuery, capturePageQuery, flightPageQuery } from "../../api/queries.ts";
import { Section } from "../../flight/section.tsx";
import { FileButtons } from "../../import/file-buttons.tsx";
import { useWords } from "../../settings/use-words.ts";
import { Problem } from "../../shell/problem.tsx";
import { count } from "../../words/count.ts";
import { lastOfPath } from "../../words/file-name.ts";
import { lastingWords } from "../lasting-words.ts";
import watchStyles from "../watch.module.css";
import styles from "./audit.module.css";
import { partsOf } from "./audit-search.ts";
import { GivenTextFields } from "./given-texts.tsx";
import { giveTexts, useGivenTexts } from "./given-texts-store.ts";

/** Captures that are offered; a search reaches others. */
const CAPTURES_SHOWN = 100;

/** The page. */
export function NewAuditPage() {
  const chosen = useSearch({ from: "/watch/audit" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const texts = useGivenTexts();
  const captures = useMemo(() => partsOf(chosen.captures), [chosen.captures]);
  const suggestion = useQuery(auditSuggestionQuery(captures));
  const suggested = captures.length === 0 ? [] : (suggestion.data?.flights ?? []);
  // Until a person ticks or unticks a flight, those flown while a capture ran are ticked.
  const flights =
    chosen.flights === undefined
      ? suggested.filter(({ overlaps, sealed }) => overlaps && !sealed).map(({ id }) => id)
      : partsOf(chosen.flights).filter((id) => id !== NONE);
  const start = useMutation({
    mutationFn: () => api.audits.start({ captures: [...captures], flights, ...texts }),
    onSuccess: async (audit) => {
      queries.setQueryData(auditQuery(audit.id).queryKey, audit);
      await navigate({
        to: "/watch/audits/$id",
        params: { id: audit.id },
        search: { captures: captures.join(","), ...(flights.length === 0 ? {} : { flights: flights.join(",") }) },
      });
    },
  });
  const choose = (change: { captures?: readonly string[]; flights?: readonly string[] }): void => {
    const next = {
      captures: (change.captures ?? captures).join(",") || undefined,
      // Other captures suggest other flights.
      flights: change.captures !== undefined ? undefined : change.flights === undefined ? chosen.flights : change.flights.join(",") || NONE,
    };
    navigate({ to: "/watch/audit", search: next as never, replace: true, resetScroll: false }).catch(() => undefined);
  };
  const isReady = captures.length > 0 && (flights.length > 0 || texts.identifiers !== undefined || suggestion.data !== undefined);
  return (
    <div className={watchStyles["page"]}>
      <div className={watchStyles["top"]}>
        <h1>Did anything leave that should not have?</h1>
        <span className="soft">
          <Link to="/watch">To the captures</Link>
        </span>
      </div>
      <p className={watchStyles["answer"]}>
        Choose captures and the flights they belong to. What the flights recorded (positions, serials, files) is looked for in everything
        the captures carried, in many encodings; then the claims that were made about such apps are judged. Nothing is sent anywhere.
      </p>
      <ChooseCaptures chosen={captures} onChange={(next) => choose({ captures: next })} />
      <ChooseFlights
        captures={captures}
        suggested={suggested}
        isLoading={captures.length > 0 && suggestion.data === undefined && !suggestion.isError}
        chosen={flights}
        onChange={(next) => choose({ flights: next })}
      />
      <Section id="given" title="What else is known">
        {suggestion.data?.sample != null && captures.length === 1 && (
          <p className={styles["sample"]}>
            This capture is of the sample operation: {suggestion.data.sample.note}{" "}
            <button
              type="button"
              onClick={() => giveTexts({ identifiers: "", consent: "", statement: "", ...suggestion.data?.sample?.texts })}
            >
              Fill in what its operator hands in
            </button>
          </p>
        )}
        <GivenTextFields />
      </Section>
      <div className={styles["start"]}>
        <button type="button" data-look="main" disabled={!isReady || start.isPending} onClick={() => start.mutate()}>
          {start.isPending
            ? "Starting"
            : captures.length === 0
              ? "Choose a capture first"
              : `Audit ${count(captures.length, "capture")} with ${count(flights.length, "flight")}`}
        </button>
        {captures.length > 0 && flights.length === 0 && texts.identifiers === undefined && (
          <span className="warn">Without a flight or identifiers only structures are looked for: pictures, records, places asked for.</span>
        )}
        {start.isError && <Problem error={start.error} />}
      </div>
      <EarlierAudits />
    </div>
  );
}

/** Stands in the address for "no flight, and none is to be suggested". */
const NONE = "none";

function ChooseCaptures({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (next: readonly string[]) => void;
}) {
  const words = useWords();
  const [search, setSearch] = useState("");
  const page = useQuery(capturePageQuery({ limit: CAPTURES_SHOWN, ...(search === "" ? {} : { search }) }));
  if (page.isError) return <Problem error={page.error} onRetry={() => void page.refetch()} />;
  const rows = page.data?.rows ?? [];
  const some = chosen.length;
  return (
    <Section
      id="choose-captures"
      title={some === 0 ? "Captures" : `Captures: ${count(some, "chosen", "chosen")}`}
      aside={
        (page.data?.total ?? 0) > 12 || search !== "" ? (
          <input
            type="search"
            aria-label="Search captures"
            placeholder="Search captures"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        ) : undefined
      }
    >
      {page.data?.total === 0 && search === "" && (
        <div>
          <p>No capture is kept yet: a file with the packets that passed one point. Drop one here, or choose it.</p>
          <p className={watchStyles["buttons"]}>
            <FileButtons />
          </p>
        </div>
      )}
      <ul className={styles["choices"]} aria-label="Captures to audit">
        {rows.map((row) => (
          <CaptureChoice
            key={row.sha256}
            row={row}
            when={row.firstTimeUs === null ? "no packet" : words.instant(row.firstTimeUs, null)}
            isChosen={chosen.includes(row.sha256)}
            onToggle={() => onChange(toggled(chosen, row.sha256))}
          />
        ))}
      </ul>
      {(page.data?.total ?? 0) > rows.length && (
        <p className="soft">
          The latest {rows.length} of {page.data?.total}: search for others.
        </p>
      )}
    </Section>
  );
}

function CaptureChoice(props: {
  readonly row: CaptureRow;
  readonly when: string;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}) {
  const { row } = props;
  const lasting = row.firstTimeUs === null || row.lastTimeUs === null ? null : row.lastTimeUs - row.firstTimeUs;
  return (
    <li data-chosen={props.isChosen ? "yes" : undefined}>
      <label>
        <input type="checkbox" checked={props.isChosen} onChange={props.onToggle} />
        <span>
          <b>{row.fileName === null ? row.sha256.slice(0, 12) : lastOfPath(row.fileName)}</b>
          {row.synthetic && <span className="soft"> · synthetic</span>}
          <span className={styles["by"]}>
            {props.when}, {lastingWords(lasting)} · {count(row.conversations, "conversation")} · {formatBytes(row.bytesOut)} out
          </span>
        </span>
      </label>
    </li>
  );
}

function ChooseFlights(props: {
  readonly captures: readonly string[];
  readonly suggested: readonly SuggestedFlight[];
  readonly isLoading: boolean;
  readonly chosen: readonly string[];
  readonly onChange: (next: readonly string[]) => void;
}) {
  const { suggested, chosen, onChange } = props;
  const words = useWords();
  const [search, setSearch] = useState("");
  const others = useQuery({
    ...flightPageQuery({ search }, 0),
    enabled: search !== "" || chosen.some((id) => suggested.every((flight) => flight.id !== id)),
  });
  const listed = [
    ...suggested,
    ...(others.data?.rows ?? [])
      .filter(({ id }) => suggested.every((flight) => flight.id !== id))
      .filter(({ id }) => search !== "" || chosen.includes(id))
      .slice(0, 30)
      .map((flight): SuggestedFlight => ({ ...flight, overlaps: false })),
  ];
  return (
    <Section
      id="choose-flights"
      title={chosen.length === 0 ? "Flights" : `Flights: ${count(chosen.length, "chosen", "chosen")}`}
      aside={
        <input
          type="search"
          aria-label="Search flights"
          placeholder="Search other flights"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      }
    >
      {props.captures.length === 0 ? (
        <p className="soft">Choose a capture: the flights flown while it ran are ticked.</p>
      ) : props.isLoading ? (
        <p className="soft">Looking for flights of that time</p>
      ) : (
        listed.length === 0 && (
          <p className="soft">
            No kept flight was flown while these captures ran or in the day before, by the clocks of both. Search for others.
          </p>
        )
      )}
      <ul className={styles["choices"]} aria-label="Flights to look for">
        {listed.map((flight) => (
          <li key={flight.id} data-chosen={chosen.includes(flight.id) ? "yes" : undefined}>
            <label>
              <input type="checkbox" checked={chosen.includes(flight.id)} onChange={() => onChange(toggled(chosen, flight.id))} />
              <span>
                <b>{flight.name ?? flight.place ?? flight.id}</b>
                {flight.sealed && <span className="warn"> · sealed: only its header can be looked for</span>}
                <span className={styles["by"]}>
                  {words.instant(flight.startUs, null)}, {lastingWords(flight.durationUs)}
                  {flight.aircraftName !== null && ` · ${flight.aircraftName}`}
                  {flight.overlaps ? " · while the capture ran" : ""}
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function toggled(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

const stateWords = { running: "running", done: "done", stopped: "stopped", failed: "failed" } as const satisfies Record<
  AuditRow["state"],
  string
>;

function EarlierAudits() {
  const words = useWords();
  const audits = useQuery(auditsQuery);
  const refetch = audits.refetch;
  useEffect(() => void refetch(), [refetch]);
  const rows = audits.data ?? [];
  if (rows.length === 0) return null;
  return (
    <Section id="earlier" title="Audits since Creance was started">
      <ul className={styles["earlier"]}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link
              to="/watch/audits/$id"
              params={{ id: row.id }}
              search={{
                captures: row.captures.map(({ sha256 }) => sha256).join(","),
                ...(row.flights.length === 0 ? {} : { flights: row.flights.map(({ id }) => id).join(",") }),
              }}
            >
              {row.captures.map(({ name }) => name).join(", ")}
            </Link>{" "}
            <span className="soft">
              {words.instant(row.startedUs, null)}, {count(row.flights.length, "flight")}
              {row.given.length > 0 && `, with ${row.given.join(", ")}`}, {stateWords[row.state]}
            </span>
            {row.sentences[0] !== undefined && <span className={styles["by"]}>{row.sentences[0]}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
