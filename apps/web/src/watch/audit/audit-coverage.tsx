/** What was and was not covered: always open, on screen and on paper. */
import type { Audit, AuditAnswer, AuditCoverage as Coverage } from "@creance/api";
import { formatBytes } from "@creance/core";
import { FactList } from "../../flight/fact-list.tsx";
import type { Fact } from "../../flight/machine-facts.ts";
import { Section } from "../../flight/section.tsx";
import { useWords } from "../../settings/use-words.ts";
import { count, grouped } from "../../words/count.ts";
import type { Words } from "../../words/words.ts";
import { lastingWords } from "../lasting-words.ts";
import watchStyles from "../watch.module.css";
import styles from "./audit.module.css";
import { ByteBar } from "./byte-bar.tsx";
import { kindWords, shareWords } from "./finding-words.ts";
import { useFlightNames } from "./flight-names.ts";

/** The section. */
export function AuditCoverage({ audit, answer }: { readonly audit: Audit; readonly answer: AuditAnswer }) {
  const words = useWords();
  const named = useFlightNames();
  const { coverage } = answer;
  return (
    <Section id="coverage" title="What was covered, and what was not">
      <div className={styles["cover"]}>
        <div>
          <ByteBar title="Went out" bytes={coverage.bytesOut} />
          <ByteBar title="Came in" bytes={coverage.bytesIn} />
          <h3>Captures</h3>
          {coverage.captures.map((capture) => (
            <FactList key={capture.sha256} facts={captureFacts(capture, words)} />
          ))}
          <h3>Flights</h3>
          {coverage.flights.length === 0 && <p className="soft">None: positions were not looked for.</p>}
          {coverage.flights.map((flight) => (
            <FactList key={flight.label} facts={flightFacts(flight, audit, words)} />
          ))}
          <h3>Stated about the test</h3>
          <FactList facts={statementFacts(coverage.statement, words)} />
        </div>
        <div>
          <h3>What this audit did not see</h3>
          <ul className={styles["gaps"]}>
            {coverage.gaps.map((gap) => (
              <li key={gap}>{named(gap)}</li>
            ))}
            {coverage.gaps.length === 0 && <li className="soft">Its own numbers name no gap. What no capture shows stands below.</li>}
          </ul>
          <h3>What was looked for</h3>
          <FactList facts={searchFacts(coverage)} />
          {coverage.search.decoyHits.length > 0 && (
            <ul className={styles["gaps"]}>
              {coverage.search.decoyHits.slice(0, 20).map((hit) => (
                <li key={hit.findingId} className="warn">
                  Decoy found{hit.weak ? ", weakly" : ""}: {kindWords(hit.kind)}. {named(hit.sentence)}
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <h3>What no capture can show</h3>
      <ul className={`${watchStyles["always"]} ${styles["blind"]}`}>
        {coverage.blindSpots.map((spot) => (
          <li key={spot}>{spot}</li>
        ))}
      </ul>
    </Section>
  );
}

function captureFacts(capture: Coverage["captures"][number], words: Words): Fact[] {
  const { firstTimeUs, lastTimeUs } = capture;
  const lasting = firstTimeUs === null || lastTimeUs === null ? null : lastTimeUs - firstTimeUs;
  const losses = [
    capture.droppedPackets === null
      ? "does not say what it lost"
      : capture.droppedPackets > 0
        ? `${count(capture.droppedPackets, "packet")} lost by the tool`
        : "no packet lost, says the tool",
    capture.missedBytes > 0 && `${formatBytes(capture.missedBytes)} missing`,
    capture.cutPackets > 0 && `${count(capture.cutPackets, "packet")} cut`,
    capture.undecodedPackets > 0 && `${count(capture.undecodedPackets, "packet")} not decoded`,
    capture.evictedFlows > 0 && `${count(capture.evictedFlows, "conversation")} ended early for room`,
    capture.crowdedFlows > 0 && `${count(capture.crowdedFlows, "conversation")} not read on for room`,
    capture.truncated && "the file is cut",
    capture.pcapdroid && "taken on the phone: its own round trips",
  ].filter((part) => part !== false);
  return [
    [
      capture.name,
      `${capture.format}, ${formatBytes(capture.sizeBytes)}, ${count(capture.packets, "packet")}${capture.synthetic ? ", synthetic: made up" : ""}`,
    ],
    ["Time", firstTimeUs === null ? "unknown" : `${words.instant(firstTimeUs, null)}, ${lastingWords(lasting)} long`],
    ["Losses", losses.join(", ")],
  ];
}

function flightFacts(flight: Coverage["flights"][number], audit: Audit, words: Words): Fact[] {
  const name = audit.flights.find(({ id }) => id === flight.label)?.name ?? flight.label;
  const covered =
    flight.coveredShare === null
      ? "unknown: without a clock"
      : `${shareWords(flight.coveredShare, 1)} of the flight, ${lastingWords(flight.beforeS * 1e6)} before it, ${lastingWords(flight.afterS * 1e6)} after it`;
  const wrote = [flight.aircraft, flight.app, flight.firmware].filter((part) => part !== null);
  return [
    [name, `${count(flight.points, "position")}${flight.startUs === null ? "" : `, ${words.instant(flight.startUs, null)}`}`],
    ["Captured", covered],
    ...(flight.clockSentence === null ? [] : [["Clock", flight.clockSentence] as const]),
    ["Written by", wrote.length === 0 ? "the record does not say" : wrote.join(", ")],
  ];
}

function searchFacts({ search, conversations, keysGiven, unsupportedSuites, failedRecords }: Coverage): Fact[] {
  const needles = Object.entries(search.needles).filter(([, number]) => (number ?? 0) > 0);
  const searched = search.decoys.reduce((sum, decoy) => sum + decoy.searched, 0);
  const hits = search.decoys.reduce((sum, decoy) => sum + decoy.hits, 0);
  const weak = search.decoyHits.filter((hit) => hit.weak).length;
  const closed = Object.entries(unsupportedSuites);
  return [
    ["Needles", needles.length === 0 ? "none" : needles.map(([kind, number]) => `${kindWords(kind)} ${grouped(number ?? 0)}`).join(", ")],
    [
      "Decoys found",
      `${grouped(hits)} of ${grouped(searched)}${weak === 0 ? "" : `, and ${grouped(weak)} weakly, which counts as nothing`}: what cannot be in the traffic, looked for with the same search`,
    ],
    [
      "Planted and found",
      `${grouped(search.controls.planted - search.controls.missed.length)} of ${grouped(search.controls.planted)}${search.controls.missed.length === 0 ? "" : `; missed: ${search.controls.missed.join(", ")}`}`,
    ],
    ["Searched", `${formatBytes(search.searchedBytes)}, opened contents counted again`],
    ["No reader opened", formatBytes(search.opaqueBytes)],
    ...search.bounds.map(({ bound, times, bytes }) => [`Bound met: ${bound}`, `${count(times, "time")}, ${formatBytes(bytes)}`] as const),
    [
      "Conversations",
      `${grouped(conversations.total)}: ${grouped(conversations.nameless)} without a name, ${grouped(conversations.hiddenNames)} with a hidden one`,
    ],
    [
      "Keys",
      keysGiven
        ? `fit ${grouped(conversations.keyed)}, opened ${grouped(conversations.opened)}; ${grouped(conversations.unknownKeys)} sealed without keys`
        : "none: encrypted contents stayed sealed",
    ],
    ...(closed.length === 0 ? [] : [["Suites not opened", closed.map(([suite, number]) => `${suite} (${number})`).join(", ")] as const]),
    ...(failedRecords === 0 ? [] : [["Records not opened", grouped(failedRecords)] as const]),
  ];
}

function statementFacts(statement: Coverage["statement"], words: Words): Fact[] {
  const text = (value: string | null): string => value ?? "not stated";
  return [
    ["Device", text(statement.device)],
    ["App", statement.app === null ? "not stated" : `${statement.app} ${statement.appVersion ?? "(version not stated)"}`],
    ["Firmware", text(statement.firmware)],
    ["System", text(statement.operatingSystem)],
    ["Account region", text(statement.accountRegion)],
    [
      "Place",
      statement.place === null && statement.country === null
        ? "not stated"
        : [statement.place, statement.country].filter((part) => part !== null).join(", "),
    ],
    ["Captured at", statement.capturePoint === null ? "not stated" : pointWords[statement.capturePoint]],
    ["Every interface", statement.everyInterface === null ? "not stated" : statement.everyInterface ? "yes, as stated" : "no, as stated"],
    [
      "Windows",
      statement.windows.length === 0
        ? "none stated"
        : statement.windows
            .map(
              ({ fromUs, untilUs, what }) =>
                `${windowWords[what] ?? what} ${words.instant(fromUs, null)} to ${words.timeOfDay(untilUs, null)}`,
            )
            .join("; "),
    ],
  ];
}

const pointWords = {
  phone: "the phone itself",
  gatewayLan: "the gateway, towards the devices",
  gatewayWan: "the gateway, towards the internet",
  other: "another place",
} as const;

const windowWords: Readonly<Record<string, string>> = {
  localDataMode: "Local Data Mode",
  restrictedNetworkMode: "Restricted Network Mode",
  appClosed: "app closed",
  idle: "idle",
  signedIn: "signed in",
  sync: "sync",
};
