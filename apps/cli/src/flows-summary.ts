/** The summary of captures: what a chief can read, and what it rests on. */
import type { ConversationSummary, OperatorDatabaseInfo, Talker } from "@creance/capture";
import { formatBytes, isoFromEpochUs } from "@creance/core";
import { type FittedColumn, fittedTable } from "./fitted-table.ts";
import { printable } from "./text-table.ts";

/** What `flows --summary --json` prints. */
export interface FlowsSummary extends ConversationSummary {
  /** Address databases that were asked, with what their makers want said; empty where none were built. */
  readonly databases: readonly OperatorDatabaseInfo[];
  /** Edition of the endpoint catalogue. */
  readonly endpointsEdition: string;
}

const columns: readonly FittedColumn[] = [
  { head: "out", leaves: 0 },
  { head: "in", leaves: 0 },
  { head: "times", leaves: 4 },
  { head: "server", least: 24, leaves: 0 },
  { head: "countries", least: 9, leaves: 0 },
  { head: "known as", least: 12, leaves: 2 },
  { head: "owner", least: 10, leaves: 3 },
  { head: "operator", least: 10, leaves: 1 },
];

/** The summary as text. */
export function* summaryLines(total: FlowsSummary, width: number): Generator<string> {
  const [first, last] = [total.firstTimeUs, total.lastTimeUs].map((timeUs) => (timeUs === null ? null : isoFromEpochUs(timeUs)));
  const times = typeof first === "string" && typeof last === "string" ? `${second(first)} to ${second(last)} UTC\n` : "";
  yield `${counted(total.conversations, "conversation")}, ${counted(total.packets, "packet")}, ${formatBytes(total.wireBytes)}\n${times}`;
  yield `out ${formatBytes(total.bytesOut)}, in ${formatBytes(total.bytesIn)} of contents\n`;
  yield `services  ${words(total.services)}\n`;
  yield `names by  ${words(total.names)}\n\n`;
  const countries = total.databases.filter(({ kind }) => kind === "country");
  yield* fittedTable(
    columns,
    total.talkers.map((talker) => [
      formatBytes(talker.bytesOut),
      formatBytes(talker.bytesIn),
      number(talker.conversations),
      talker.server,
      opinions(talker),
      talker.role ?? "",
      talker.owner ?? "",
      talker.operator ?? "",
    ]),
    width,
  );
  if (total.otherTalkers > 0) yield `... and ${number(total.otherTalkers)} more that got less\n`;
  if (countries.length > 0) yield `Countries as ${countries.map(({ name }) => name).join(" · ")} say; opinions, not measurements.\n`;
  yield "\nWhat this capture could not see\n";
  let spots = 0;
  for (const line of blindSpotLines(total.blindSpots)) {
    spots++;
    yield `  ${line}\n`;
  }
  if (spots === 0) yield "  nothing that can be told from the capture itself\n";
  yield "\nWhere operators, countries and roles come from\n";
  if (total.databases.length === 0) {
    yield "  No address databases were built here, so nobody's operator or country is known: npm start builds them.\n";
  }
  for (const { kind, name, date, licence, notice } of total.databases) {
    yield `  ${printable(`${name} (${kind === "country" ? "countries" : "operators"}), ${date}, ${licence}`)}\n`;
    for (const line of wrapped(printable(notice), width - 4)) yield `    ${line}\n`;
  }
  yield `  Endpoint catalogue, edition ${total.endpointsEdition}\n`;
}

/** `US · US · NL`, and how many other sets of opinions there are on the server's addresses. */
function opinions({ countries }: Talker): string {
  const [first, ...others] = countries;
  if (first === undefined) return "";
  return `${first.split(" ").join(" · ")}${others.length > 0 ? ` +${others.length}` : ""}`;
}

function* blindSpotLines(spots: ConversationSummary["blindSpots"]): Generator<string> {
  if (spots.truncated) yield "the capture is cut: what came after is not known";
  if (spots.cutPackets > 0) yield `${number(spots.cutPackets)} packets of which only the beginning was kept`;
  if (spots.missedBytes > 0) yield `${formatBytes(spots.missedBytes)} of contents were sent and are not in the capture`;
  if (spots.droppedPackets !== null && spots.droppedPackets > 0)
    yield `${number(spots.droppedPackets)} packets that the capturing tool dropped`;
  if (spots.undecodedPackets > 0) yield `${number(spots.undecodedPackets)} packets without an internet layer, counted and not read`;
  if (spots.lostFragments > 0) yield `${number(spots.lostFragments)} fragments whose other parts are missing`;
  if (spots.evictedFlows > 0) yield `${number(spots.evictedFlows)} conversations ended early because too many were open at once`;
  if (spots.crowdedFlows > 0)
    yield `${number(spots.crowdedFlows)} conversations whose contents were not read on because too much waited at once`;
  if (spots.namelessConversations > 0) yield `${number(spots.namelessConversations)} conversations without a server name`;
  if (spots.hiddenNames > 0) yield `${number(spots.hiddenNames)} conversations that hide the server's name (ECH)`;
  if (spots.pcapdroid) yield "losses and round trips: a phone's capture app makes its own sequence numbers";
}

/** Text in lines of at most `width` characters, as far as its words allow. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function words(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([word, many]) => `${printable(word)} ${number(many)}`)
    .join(", ");
}

function second(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

function counted(count: number, word: string): string {
  return `${number(count)} ${word}${count === 1 ? "" : "s"}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
