/** Builds the coverage block while captures are read. Memory: a few sums and a span for each capture. */
import { type CaptureReport, type FlowContents, type FlowRow, linkTypeName } from "@creance/capture";
import type { CaptureCoverage, Coverage } from "../result.ts";
import type { AuditFlight, AuditStatement, Identifiers, SearchAccount } from "../types.ts";
import { blindSpots } from "./blind-spots.table.ts";
import { addSide, noBytes } from "./byte-coverage.ts";
import { conversationSides } from "./conversation-side.ts";
import { coverageGaps } from "./coverage-gaps.ts";
import { type FlightClock, flightCoverage } from "./flight-coverage.ts";
import { joinedSpans } from "./spans.ts";

/** What the coverage is about. */
export interface CoverageOptions {
  readonly flights: readonly AuditFlight[];
  readonly identifiers: Identifiers;
  readonly statement: AuditStatement;
}

/** About a capture's file. */
export interface CaptureAbout {
  readonly sha256: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly synthetic: boolean;
}

/** Adds up what was and was not covered. */
export interface CoverageCollector {
  /** Each conversation of the capture that is open; `contents` is what its reader told of it, `null` where it told nothing. */
  conversation(row: FlowRow, contents: FlowContents | null): void;
  /** The capture has ended. */
  capture(report: CaptureReport, about: CaptureAbout): void;
  /** The block. `clocks` by label of flight. */
  coverage(search: SearchAccount, clocks: ReadonlyMap<string, FlightClock>): Coverage;
}

/** Opens a collector. */
export function createCoverageCollector({ flights, identifiers, statement }: CoverageOptions): CoverageCollector {
  const captures: CaptureCoverage[] = [];
  const bytesOut = noBytes();
  const bytesIn = noBytes();
  const conversations = { total: 0, nameless: 0, hiddenNames: 0, keyed: 0, opened: 0, unknownKeys: 0 };
  const unsupported = new Map<string, number>();
  let failedRecords = 0;
  let keysGiven = false;
  let firstUs = Number.POSITIVE_INFINITY;
  let lastUs = Number.NEGATIVE_INFINITY;
  let missedBytes = 0;
  return {
    conversation(row, contents) {
      const { deviceSide } = conversationSides(row);
      conversations.total++;
      if (row.serverNameSource === "none" && row.respWireBytes > 0) conversations.nameless++;
      if (row.serverNameSource === "echOuter") conversations.hiddenNames++;
      firstUs = Math.min(firstUs, row.timeUs);
      lastUs = Math.max(lastUs, row.timeUs + row.durationUs);
      missedBytes += row.missedBytes;
      const missing = missingBySide(row, contents);
      const [orig, resp] = deviceSide === 0 ? [bytesOut, bytesIn] : [bytesIn, bytesOut];
      addSide(orig, row.origBytes, missing[0], contents?.sides[0] ?? null);
      addSide(resp, row.respBytes, missing[1], contents?.sides[1] ?? null);
    },
    capture(report, about) {
      const { container, decryption } = report;
      captures.push({
        sha256: about.sha256,
        name: about.name,
        sizeBytes: about.sizeBytes,
        format: container.gzip ? `${container.container}, gzip` : container.container,
        firstTimeUs: firstUs <= lastUs ? firstUs : null,
        lastTimeUs: firstUs <= lastUs ? lastUs : null,
        packets: container.packets,
        wireBytes: container.wireBytes,
        droppedPackets: droppedPackets(report),
        cutPackets: container.cutPackets,
        missedBytes,
        undecodedPackets: total(report.undecodedLinkTypes),
        evictedFlows: report.evictedFlows,
        crowdedFlows: report.crowdedFlows,
        truncated: container.truncated,
        pcapdroid: container.pcapdroid,
        synthetic: about.synthetic,
        linkTypes: [...container.linkTypes.keys()].slice(0, 16).map(linkTypeName),
      });
      if (decryption !== null) {
        if (decryption.keyLog.secrets > 0) keysGiven = true;
        conversations.keyed += decryption.keyedConnections;
        conversations.opened += decryption.openedConnections;
        conversations.unknownKeys += decryption.unknownConnections;
        failedRecords += decryption.failedRecords;
        for (const [suite, count] of decryption.unsupportedSuites) unsupported.set(suite, (unsupported.get(suite) ?? 0) + count);
      }
      firstUs = Number.POSITIVE_INFINITY;
      lastUs = Number.NEGATIVE_INFINITY;
      missedBytes = 0;
    },
    coverage(search, clocks) {
      const captured = joinedSpans(captures.map(({ firstTimeUs, lastTimeUs }) => [firstTimeUs ?? Number.NaN, lastTimeUs ?? Number.NaN]));
      const facts = {
        captures,
        flights: flights.map((flight) => flightCoverage(flight, captured, clocks.get(flight.label))),
        bytesOut: { ...bytesOut },
        bytesIn: { ...bytesIn },
        conversations: { ...conversations },
        unsupportedSuites: Object.fromEntries([...unsupported].sort(([one], [other]) => (one < other ? -1 : 1))),
        failedRecords,
        keysGiven,
        statement,
        search,
      };
      const identifiersGiven = Object.values(identifiers).some((texts) => texts !== undefined && texts.length > 0);
      return { ...facts, gaps: coverageGaps(facts, { identifiersGiven }), blindSpots };
    },
  };
}

/** What a side did not show of the row's missing bytes: by the gaps that its reader told, else by its share of the payload. */
function missingBySide(row: FlowRow, contents: FlowContents | null): readonly [number, number] {
  if (row.missedBytes === 0) return [0, 0];
  const gaps = contents === null ? 0 : contents.sides[0].gapBytes + contents.sides[1].gapBytes;
  const [one, all] = gaps > 0 && contents !== null ? [contents.sides[0].gapBytes, gaps] : [row.origBytes, row.origBytes + row.respBytes];
  const orig = all > 0 ? Math.round((row.missedBytes * one) / all) : 0;
  return [orig, row.missedBytes - orig];
}

function droppedPackets(report: CaptureReport): number | null {
  let dropped: number | null = null;
  for (const statistics of report.interfaceStatistics) if (statistics.dropped !== null) dropped = (dropped ?? 0) + statistics.dropped;
  return dropped;
}

function total(counts: ReadonlyMap<unknown, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
