/** Everything known of a conversation, in words, with the field's own terms. */
import type { FlowRow } from "@creance/api";
import { formatBytes } from "@creance/core";
import { countryName } from "@creance/report";
import type { Fact } from "../flight/machine-facts.ts";
import { count, grouped } from "../words/count.ts";
import type { Words } from "../words/words.ts";
import { connectionStates } from "./connection-states.table.ts";
import { roundedUp, roundTripWords } from "./distance-words.ts";
import { endText } from "./end-text.ts";
import { lastingWords } from "./lasting-words.ts";
import { nameSourceWords } from "./name-source-words.ts";
import { roleWords } from "./role-words.ts";

/** A titled group of facts. */
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

const known = (facts: readonly (readonly [string, string | null])[]): Fact[] =>
  facts.filter((fact): fact is Fact => fact[1] !== null && fact[1] !== "");

/** The facts in the order a person asks: with whom, how much, what was spoken, where, how sure. */
export function conversationFacts(row: FlowRow, words: Words): FactGroup[] {
  return [
    { title: "Who", facts: whoFacts(row) },
    { title: "When and how much", facts: amountFacts(row, words) },
    { title: "What was spoken", facts: spokenFacts(row) },
    { title: "Where the address stands", facts: placeFacts(row, words) },
    { title: "In the capture", facts: captureFacts(row) },
  ].filter(({ facts }) => facts.length > 0);
}

function whoFacts(row: FlowRow): Fact[] {
  const { endpoint } = row;
  return known([
    ["Server", row.serverName ?? "no name known"],
    ["Name known by", nameSourceWords[row.serverNameSource].sentence],
    ["Answered", endText(row.respIp, row.respPort)],
    [
      "Opened by",
      `${endText(row.origIp, row.origPort)}${row.directionInferred ? "; guessed from the ports and the first packet, no opening was seen" : ""}`,
    ],
    [
      "Endpoint catalogue",
      endpoint === null
        ? "does not know this server"
        : `${roleWords(endpoint.role)}, ${endpoint.owner} (row ${endpoint.pattern}, ${endpoint.confidence})`,
    ],
    ["App", row.app],
    ["Package", row.package],
    ["App id (uid)", row.uid === null ? null : String(row.uid)],
  ]);
}

function amountFacts(row: FlowRow, words: Words): Fact[] {
  const way = (bytes: number, ipBytes: number, wireBytes: number, packets: number): string =>
    `${formatBytes(bytes)} of contents in ${count(packets, "packet")} (${formatBytes(ipBytes)} with IP headers, ${formatBytes(wireBytes)} on the wire)`;
  return known([
    ["Start", `${words.day(row.timeUs, null)}, ${words.timeOfDay(row.timeUs, null)} UTC`],
    ["Lasted", lastingWords(row.durationUs)],
    ["Went out", way(row.origBytes, row.origIpBytes, row.origWireBytes, row.origPkts)],
    ["Came in", way(row.respBytes, row.respIpBytes, row.respWireBytes, row.respPkts)],
    ["Sent, and not in the capture", row.missedBytes === 0 ? "0 B" : `${formatBytes(row.missedBytes)} (missedBytes)`],
    ["Sent more than once", formatBytes(row.retransmittedBytes)],
  ]);
}

function spokenFacts(row: FlowRow): Fact[] {
  return known([
    ["Service", row.service ?? "unknown: the contents told none"],
    ["Transport", row.transport.toUpperCase()],
    ["Version", row.version],
    ["Inside (ALPN)", row.alpn],
    ["Client fingerprint (JA4)", row.ja4],
    ["How it went", row.connState === null ? null : `${connectionStates[row.connState] ?? "unknown"} (${row.connState})`],
  ]);
}

function placeFacts(row: FlowRow, words: Words): Fact[] {
  const { roundTrip } = row;
  return known([
    ["Operator", row.operator === null ? "unknown" : `${row.operator}${row.asn === null ? "" : ` (AS${row.asn})`}`],
    ...row.countries.map(
      ({ database, date, country }) =>
        [`Country by ${database}`, `${country === null ? "no opinion" : `${countryName(country)}`}, database of ${date}`] as const,
    ),
    [
      "Round trip",
      roundTrip === null
        ? "not measured: no opening in the capture, or its times are an app's own"
        : `${roundTripWords(roundTrip.rttUs)}: whatever answered stands at most ${roundedUp(roundTrip.anyMediumM, words)} away (by fibre at most ${roundedUp(roundTrip.fibreM, words)})`,
    ],
  ]);
}

function captureFacts(row: FlowRow): Fact[] {
  return known([
    ["VLAN", row.vlan === null ? null : String(row.vlan)],
    ["Tunnels around it", row.tunnelDepth === 0 ? null : grouped(row.tunnelDepth)],
    ["Conversation (flowId)", row.flowId],
    ["Capture (SHA-256)", row.capture],
  ]);
}
