/** What an audit did and did not see: at the head of every report. */
import type { AuditResult, ByteCoverage, CaptureCoverage, FlightCoverage } from "@creance/audit";
import { formatBytes } from "@creance/core";
import { lengthWords, shareWords } from "./amount-words.ts";
import { instantWords } from "./instant-words.ts";
import type { ReportBlock } from "./report-page.ts";

const capturePointWords = {
  phone: "on the phone",
  gatewayLan: "at the gateway, on the side of the device",
  gatewayWan: "at the gateway, on the side of the internet",
  other: "elsewhere",
} as const;

/** Heading, gaps, shares, captures, flights and what the operator stated. */
export function coverageBlocks({ coverage }: AuditResult): readonly ReportBlock[] {
  const { statement, conversations } = coverage;
  const stated = (text: string | null): string => text ?? "not stated";
  return [
    { kind: "heading", level: 2, id: "coverage", text: "What this audit did not see" },
    { kind: "list", items: coverage.gaps },
    bar("Contents that went out", coverage.bytesOut),
    bar("Contents that came in", coverage.bytesIn),
    {
      kind: "table",
      caption: "Captures",
      empty: "No capture was read.",
      columns: [
        { title: "Capture", align: "left", width: 0.24 },
        { title: "From", align: "left" },
        { title: "To", align: "left" },
        { title: "Packets", align: "right" },
        { title: "Size", align: "right" },
        { title: "Loss", align: "left", width: 0.28 },
      ],
      rows: coverage.captures.map((capture) => [
        [{ text: capture.name }, { text: ` ${capture.format}${capture.synthetic ? ", synthetic" : ""}`, style: "weak" }],
        instantWords(capture.firstTimeUs),
        instantWords(capture.lastTimeUs),
        String(capture.packets),
        formatBytes(capture.sizeBytes),
        lossOf(capture),
      ]),
    },
    {
      kind: "table",
      caption: "Flights",
      empty: "No flight was given: positions, tracks and serials of records could not be looked for.",
      columns: [
        { title: "Flight", align: "left" },
        { title: "From", align: "left" },
        { title: "To", align: "left" },
        { title: "Positions", align: "right" },
        { title: "Captured", align: "right" },
        { title: "Before", align: "right" },
        { title: "After", align: "right" },
        { title: "Clock", align: "left", width: 0.26 },
      ],
      rows: coverage.flights.map(flightRow),
    },
    {
      kind: "facts",
      rows: [
        {
          name: "Conversations",
          value: `${conversations.total}, ${conversations.nameless} without a name, ${conversations.hiddenNames} with a hidden one`,
        },
        {
          name: "Keys",
          value: coverage.keysGiven
            ? `fit ${conversations.keyed} conversations, opened ${conversations.opened}; ${conversations.unknownKeys} had no key`
            : "none were given: encrypted contents stayed closed",
        },
        { name: "Device", value: stated(statement.device) },
        { name: "App", value: `${stated(statement.app)}, version ${stated(statement.appVersion)}` },
        { name: "Firmware", value: stated(statement.firmware) },
        { name: "Operating system", value: stated(statement.operatingSystem) },
        { name: "Account region", value: stated(statement.accountRegion) },
        { name: "Place", value: `${stated(statement.place)}${statement.country === null ? "" : ` (${statement.country})`}` },
        { name: "Captured", value: statement.capturePoint === null ? "where is not stated" : capturePointWords[statement.capturePoint] },
        {
          name: "Every interface",
          value: statement.everyInterface === null ? "not stated" : statement.everyInterface ? "yes, as stated" : "no",
        },
      ],
    },
    { kind: "heading", level: 3, id: "blind-spots", text: "What no capture can show" },
    { kind: "list", items: coverage.blindSpots },
  ];
}

function bar(title: string, bytes: ByteCoverage): ReportBlock {
  const part = (name: string, value: number): { name: string; value: number; valueText: string } => ({
    name,
    value,
    valueText: formatBytes(value),
  });
  return {
    kind: "bar",
    title,
    unit: "",
    parts: [
      part("in clear", bytes.plain),
      part("opened with keys", bytes.decrypted),
      part("sealed", bytes.sealed),
      part("not in the capture", bytes.missing),
      part("not read", bytes.unread),
    ],
  };
}

function lossOf(capture: CaptureCoverage): string {
  const losses = [
    capture.droppedPackets === null
      ? "the capture does not say how many packets it lost"
      : counted(capture.droppedPackets, "packet lost", "packets lost"),
    counted(capture.cutPackets, "packet cut", "packets cut"),
    capture.missedBytes === 0 ? "" : `${formatBytes(capture.missedBytes)} of contents missing`,
    counted(capture.undecodedPackets, "packet not decoded", "packets not decoded"),
    counted(capture.evictedFlows, "conversation given up", "conversations given up"),
    counted(capture.crowdedFlows, "conversation not read on", "conversations not read on"),
    capture.truncated ? "the file is cut" : "",
  ];
  return losses.filter((loss) => loss !== "").join("; ") || "none told";
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? "" : `${count} ${count === 1 ? one : many}`;
}

function flightRow(flight: FlightCoverage): readonly string[] {
  return [
    flight.aircraft === null ? flight.label : `${flight.label} (${flight.aircraft})`,
    instantWords(flight.startUs),
    instantWords(flight.endUs),
    String(flight.points),
    flight.coveredShare === null ? "unknown" : shareWords(flight.coveredShare),
    lengthWords(flight.beforeS),
    lengthWords(flight.afterS),
    flight.clockSentence ?? "agrees as far as can be told",
  ];
}
