/** What an audit did not see, in sentences from its own numbers, worst first. */
import { formatBytes, isoFromEpochUs } from "@creance/core";
import type { ByteCoverage, CaptureCoverage, Coverage, FlightCoverage } from "../result.ts";
import type { AuditStatement } from "../types.ts";
import { allBytes } from "./byte-coverage.ts";
import { countText, durationText, listText, shareText } from "./quantity-text.ts";

/** The coverage without the sentences. */
export type CoverageFacts = Omit<Coverage, "gaps" | "blindSpots">;

/** A sentence and how much it takes away: 100 is everything. */
interface Gap {
  readonly weight: number;
  readonly sentence: string;
  /** What many flights may have in common: the worst are told one by one, the others by their number. */
  readonly alike?: keyof typeof alikeWords;
}

/** Gaps of one sort that are told one by one. */
const TOLD_ALIKE = 3;

const alikeWords = {
  noPosition: (flights: string) => `No position of ${flights} can be read.`,
  noClock: (flights: string) => `The clock of ${flights} is not known.`,
  clock: (flights: string) => `The clock of ${flights} differs or is in doubt: each stands beside its flight.`,
  notCaptured: (flights: string) => `No capture ran during ${flights}.`,
  partlyCaptured: (flights: string) => `Captures ran during a part of ${flights}.`,
  endsSoon: (flights: string) => `The captures end soon after ${flights}: later uploads are not in them.`,
  beginsLate: (flights: string) => `The captures begin shortly before ${flights}.`,
} as const;

/** After landing, apps may upload for minutes: captures that end sooner are told. */
const AFTER_LANDING_S = 600;
/** Before take-off, apps ask for zones and maps. */
const BEFORE_TAKE_OFF_S = 60;

/** The sentences. */
export function coverageGaps(facts: CoverageFacts, { identifiersGiven }: { readonly identifiersGiven: boolean }): readonly string[] {
  const gaps = [
    ...captureGaps(facts.captures),
    ...flightGaps(facts.flights, facts.captures, identifiersGiven),
    ...byteGaps(facts),
    ...searchGaps(facts),
    ...nameGaps(facts),
    ...statementGaps(facts.statement, facts.captures),
  ];
  return tellAlikeOnce(gaps.sort((one, other) => other.weight - one.weight)).map(({ sentence }) => sentence);
}

/** A hundred flights would say the same a hundred times. In: worst first. */
function tellAlikeOnce(gaps: readonly Gap[]): readonly Gap[] {
  const seen = new Map<Gap["alike"], number>();
  return gaps.flatMap((gap) => {
    if (gap.alike === undefined) return [gap];
    const before = seen.get(gap.alike) ?? 0;
    seen.set(gap.alike, before + 1);
    const all = gaps.filter(({ alike }) => alike === gap.alike).length;
    if (before < TOLD_ALIKE || all === TOLD_ALIKE + 1) return [gap];
    return before === TOLD_ALIKE ? [{ ...gap, sentence: alikeWords[gap.alike](countText(all - TOLD_ALIKE, "more flight")) }] : [];
  });
}

function* captureGaps(captures: readonly CaptureCoverage[]): Generator<Gap> {
  const sum = (value: (capture: CaptureCoverage) => number): number => captures.reduce((total, capture) => total + value(capture), 0);
  const packets = sum((capture) => capture.packets);
  if (packets === 0) {
    yield { weight: 100, sentence: captures.length === 0 ? "No capture was read." : "The captures hold no packets." };
    return;
  }
  const synthetic = captures.filter((capture) => capture.synthetic);
  if (synthetic.length > 0) {
    const all = synthetic.length === captures.length;
    const who = all
      ? captures.length === 1
        ? "The capture says of itself that it was"
        : "All captures say of themselves that they were"
      : "";
    const some = `${synthetic.length} of ${captures.length} captures say of themselves that they were`;
    yield { weight: 99, sentence: `${all ? who : some} made up: what follows shows how this works, not what an app did.` };
  }
  const undecoded = sum((capture) => capture.undecodedPackets);
  if (undecoded > 0) {
    yield { weight: 90 * (undecoded / packets), sentence: `${countText(undecoded, "packet")} of link types that are not read.` };
  }
  const dropped = captures.map((capture) => capture.droppedPackets).filter((count) => count !== null);
  const droppedSum = dropped.reduce((total, count) => total + count, 0);
  if (droppedSum > 0) yield { weight: 60, sentence: `The capturing tool dropped ${countText(droppedSum, "packet")}.` };
  if (dropped.length < captures.length) {
    const sentence =
      dropped.length === 0
        ? "The captures do not say whether packets were dropped."
        : `${countText(captures.length - dropped.length, "capture")} of ${captures.length} do not say whether packets were dropped.`;
    yield { weight: 12, sentence };
  }
  const cut = sum((capture) => capture.cutPackets);
  if (cut > 0) yield { weight: 55, sentence: `${countText(cut, "packet")} of ${packets} were cut short by the capture.` };
  const truncated = captures.filter((capture) => capture.truncated).length;
  if (truncated > 0)
    yield {
      weight: 50,
      sentence: `${countText(truncated, "capture ends", "captures end")} in the middle of a packet: what came after is lost.`,
    };
  const evicted = sum((capture) => capture.evictedFlows);
  if (evicted > 0)
    yield { weight: 30, sentence: `${countText(evicted, "conversation")} were ended early because too many were open at once.` };
  const crowded = sum((capture) => capture.crowdedFlows);
  if (crowded > 0) {
    yield {
      weight: 40,
      sentence: `The contents of ${countText(crowded, "conversation")} were not read to the end because too much waited at once.`,
    };
  }
  if (captures.some((capture) => capture.pcapdroid)) {
    yield {
      weight: 18,
      sentence: "A capture comes from a phone's capture app: sequence numbers, losses and round trips in it are the app's own.",
    };
  }
}

function* flightGaps(flights: readonly FlightCoverage[], captures: readonly CaptureCoverage[], identifiersGiven: boolean): Generator<Gap> {
  if (flights.length === 0) {
    const what = identifiersGiven ? "positions, serials and files were not looked for" : "nothing of the operator's own was looked for";
    yield { weight: identifiersGiven ? 70 : 95, sentence: `No flight was given: ${what}.` };
  } else if (!identifiersGiven) {
    yield { weight: 35, sentence: "No list of identifiers was given: phone, SIM, account and Wi-Fi identifiers were not looked for." };
  }
  const firstUs = least(captures.map((capture) => capture.firstTimeUs));
  const lastUs = -least(captures.map((capture) => (capture.lastTimeUs === null ? null : -capture.lastTimeUs)));
  for (const flight of flights) {
    const name = `flight ${flight.label}`;
    const { startUs, endUs, coveredShare } = flight;
    if (flight.points === 0) {
      yield {
        weight: 86,
        sentence: `No position of ${name} can be read (its records are sealed, or hold none): its track and questions about its place were not looked for.`,
        alike: "noPosition",
      };
      continue;
    }
    if (startUs === null || endUs === null || coveredShare === null) {
      yield {
        weight: 45,
        sentence: `The clock of ${name} is not known: whether a capture ran during it cannot be told.`,
        alike: "noClock",
      };
      continue;
    }
    if (flight.clockSentence !== null) yield { weight: 15, sentence: sentenceOf(flight.clockSentence), alike: "clock" };
    if (coveredShare === 0) {
      const when = isoFromEpochUs(startUs);
      yield {
        weight: 85,
        sentence: `No capture ran during ${name}${when === null ? "" : ` (${when.slice(0, 16)}Z)`}.`,
        alike: "notCaptured",
      };
      continue;
    }
    if (coveredShare < 1) {
      const late = firstUs > startUs ? `the captures begin ${durationText((firstUs - startUs) / 1e6)} after its beginning` : null;
      const early = lastUs < endUs ? `they end ${durationText((endUs - lastUs) / 1e6)} before its end` : null;
      const why = [late, early].filter((part) => part !== null).join(", ");
      yield {
        weight: 20 + 60 * (1 - coveredShare),
        sentence: `Captures ran during ${shareText(coveredShare, 1)} of ${name}${why === "" ? "" : `: ${why}`}.`,
        alike: "partlyCaptured",
      };
    }
    if (flight.afterS < AFTER_LANDING_S && lastUs >= endUs) {
      yield {
        weight: 25,
        sentence: `The captures end ${durationText(flight.afterS)} after ${name}: later uploads are not in them.`,
        alike: "endsSoon",
      };
    }
    if (flight.beforeS < BEFORE_TAKE_OFF_S && firstUs <= startUs) {
      yield { weight: 8, sentence: `The captures begin ${durationText(flight.beforeS)} before ${name}.`, alike: "beginsLate" };
    }
  }
}

function* byteGaps({ bytesOut, bytesIn, keysGiven, failedRecords, unsupportedSuites }: CoverageFacts): Generator<Gap> {
  const out = allBytes(bytesOut);
  const weigh = (bytes: number): number => (out === 0 ? 0 : 80 * (bytes / out));
  const of = (bytes: number): string => `${shareText(bytes, out)} of the bytes that went out (${formatBytes(bytes)})`;
  const isOne = (bytes: number): string => (bytes >= out ? "All bytes that went out" : capital(of(bytes)));
  if (bytesOut.sealed > 0) {
    const why = keysGiven ? "no keys fit" : "no keys were given";
    yield { weight: 10 + weigh(bytesOut.sealed), sentence: `${isOne(bytesOut.sealed)} are sealed: ${why}.` };
  }
  if (bytesOut.missing > 0)
    yield { weight: 10 + weigh(bytesOut.missing), sentence: `${capital(of(bytesOut.missing))} are not in the capture.` };
  if (bytesOut.unread > 0) {
    yield {
      weight: 5 + weigh(bytesOut.unread),
      sentence: `${isOne(bytesOut.unread)} were not read: protocols without a reader, contents given up.`,
    };
  }
  const closedIn = closed(bytesIn);
  if (closedIn > 0) {
    yield { weight: 4, sentence: `${capital(shareText(closedIn, allBytes(bytesIn)))} of the bytes that came in were not read.` };
  }
  if (failedRecords > 0) {
    yield { weight: 22, sentence: `${countText(failedRecords, "record")} did not open with the keys that were there.` };
  }
  const suites = Object.keys(unsupportedSuites);
  if (suites.length > 0) yield { weight: 24, sentence: `Connections stayed closed because of their cipher suite: ${listText(suites)}.` };
}

function* searchGaps({ search, captures }: CoverageFacts): Generator<Gap> {
  if (captures.length === 0) return;
  const { controls, decoys, bounds, droppedFindings, opaqueBytes } = search;
  if (controls.planted === 0) {
    yield { weight: 88, sentence: "No control was planted: nothing shows that the search finds what is there." };
  } else if (controls.missed.length > 0) {
    yield { weight: 65, sentence: `Controls were not found again in these encodings: ${listText(controls.missed, 12)}.` };
  }
  const hits = decoys.filter((decoy) => decoy.hits > 0);
  for (const { kind, hits: found, searched } of hits) {
    yield { weight: 62, sentence: `${found} of ${searched} decoys of kind ${kind} were found: findings of this kind may be chance.` };
  }
  if (opaqueBytes > 0) {
    yield {
      weight: 28,
      sentence: `${formatBytes(opaqueBytes)} of contents that were read could not be unpacked: encrypted once more, or unknown.`,
    };
  }
  const times = bounds.reduce((total, bound) => total + bound.times, 0);
  if (times > 0) {
    const names = listText(bounds.filter((bound) => bound.times > 0).map((bound) => bound.bound));
    yield { weight: 32, sentence: `Contents were not opened further ${countText(times, "time")} because a bound was met: ${names}.` };
  }
  if (droppedFindings > 0)
    yield { weight: 10, sentence: `${countText(droppedFindings, "finding")} beyond the most that are kept are only counted.` };
}

function* nameGaps({ conversations: { total, nameless, hiddenNames, unknownKeys }, keysGiven }: CoverageFacts): Generator<Gap> {
  if (nameless > 0)
    yield {
      weight: 6 + 10 * (nameless / total),
      sentence: `No server name is known for ${nameless} of ${countText(total, "conversation")}.`,
    };
  if (hiddenNames > 0) yield { weight: 14, sentence: `${countText(hiddenNames, "conversation")} hide the server's name.` };
  if (keysGiven && unknownKeys > 0) {
    yield { weight: 16, sentence: `The keys do not know ${countText(unknownKeys, "encrypted connection")}.` };
  }
}

function* statementGaps(statement: AuditStatement, captures: readonly CaptureCoverage[]): Generator<Gap> {
  if (captures.length === 0) return;
  if (statement.everyInterface !== true) {
    const why = statement.everyInterface === null ? "It is not stated" : "It is stated that not";
    const rest =
      statement.everyInterface === null ? "that every interface of the device was captured" : "every interface of the device was captured";
    yield { weight: 38, sentence: `${why} ${rest}: cellular data, a modem or another network may have carried more.` };
  }
  const missing = [
    ["the device", statement.device],
    ["the app", statement.app],
    ["its version", statement.appVersion],
    ["the firmware", statement.firmware],
    ["the operating system", statement.operatingSystem],
    ["the account's region", statement.accountRegion],
    ["the place", statement.place ?? statement.country],
    ["where the capture was taken", statement.capturePoint],
  ].filter(([, value]) => value === null);
  if (missing.length > 0)
    yield {
      weight: 20,
      sentence: `Not stated: ${listText(
        missing.map(([name]) => name ?? ""),
        8,
      )}.`,
    };
}

function closed({ sealed, missing, unread }: ByteCoverage): number {
  return sealed + missing + unread;
}

function least(values: readonly (number | null)[]): number {
  return values.reduce<number>((least, value) => (value === null ? least : Math.min(least, value)), Number.POSITIVE_INFINITY);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentenceOf(text: string): string {
  const sentence = capital(text.trim());
  return sentence.endsWith(".") ? sentence : `${sentence}.`;
}
