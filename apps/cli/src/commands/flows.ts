/** `creance flows`: who was talked to in a packet capture. */
import type { ConversationSummary } from "@creance/capture";
import { formatBytes, isoFromEpochUs } from "@creance/core";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { type FlowRow, finishedParts } from "../flow-row.ts";
import { printChunks, printJson, printLines, tell } from "../output.ts";
import { readCaptures } from "../read-captures.ts";
import { readSettings, settingValue } from "../settings.ts";
import { SortedLines } from "../sorted-lines.ts";
import { printable, textTable } from "../text-table.ts";

interface FlowsOptions {
  readonly json?: boolean;
  readonly summary?: boolean;
}

/** Lines of the table for people; `--json` has no such bound. */
const SHOWN_ROWS = 1_000;
/** Issues that are told one by one. */
const TOLD_ISSUES = 20;

/** Adds the command. */
export function addFlows(creance: Command): void {
  creance
    .command("flows <captures...>")
    .description(
      "Read packet captures (pcap, pcapng, gzip around either) and print one row for each conversation. Writes nothing, opens no vault.",
    )
    .option("--json", "one JSON line a conversation, by time")
    .option("--summary", "who was talked to, how much went out, what the capture could not see; with --json one object")
    .addHelpText(
      "after",
      `
Examples:
  creance flows capture.pcapng
  creance flows capture.pcap.gz --summary
  creance flows monday.pcap tuesday.pcap --json > flows.jsonl
  tcpdump -i wlan0 -w - | creance flows - --summary

A capture named - is read from standard input.
Exit status: 0 done; 1 damaged, or no capture at all; 2 no such file; 4 no permission.`,
    )
    .action(async (paths: readonly string[], options: FlowsOptions) => {
      const lines = new SortedLines();
      try {
        await flows(paths, options, lines);
      } finally {
        lines.close();
      }
    });
}

async function flows(paths: readonly string[], options: FlowsOptions, lines: SortedLines): Promise<void> {
  const issues = paths.map(() => 0);
  const { captures, summary } = await readCaptures(
    { paths, wanted: options.summary === true ? "summary" : "lines", workers: workersSetting() },
    {
      batch: (batch) => lines.add(batch),
      issue: (captureIndex, issue) => {
        const told = (issues[captureIndex] ?? 0) + 1;
        issues[captureIndex] = told;
        if (told <= TOLD_ISSUES) tell(`${printable(paths[captureIndex] ?? "")}: byte ${issue.offset}: ${printable(issue.sentence)}`);
      },
    },
  );
  for (const [captureIndex, count] of issues.entries()) {
    if (count > TOLD_ISSUES) tell(`${printable(paths[captureIndex] ?? "")}: ${count - TOLD_ISSUES} more issues.`);
  }
  if (captures.some(({ report }) => report.containerIssues > 0)) process.exitCode = exitStatus.damaged;
  const finished = function* (): Generator<readonly Buffer[]> {
    for (const { captureIndex, uid, line } of lines.inOrder()) {
      const { sha256, report } = captures[captureIndex] as (typeof captures)[number];
      yield finishedParts(line, sha256, report.apps.get(uid));
    }
  };
  if (summary !== undefined) {
    if (options.json === true) printJson(summary);
    else await printChunks(summaryLines(summary));
  } else if (options.json === true) await printLines(finished());
  else {
    const conversations = captures.reduce((total, { report }) => total + report.conversations, 0);
    await printChunks(tableLines(finished(), conversations));
    tell(`${number(conversations)} conversations. --summary says who got how much, --json prints every member.`);
  }
}

/** The vault's place is not asked for: an account without a home folder can read captures. */
function workersSetting(): number {
  return Number(settingValue(readSettings({ vault: "." }), "workers"));
}

function* tableLines(lines: Iterable<readonly Buffer[]>, conversations: number): Generator<string> {
  const shown: string[][] = [];
  for (const parts of lines) {
    if (shown.length >= SHOWN_ROWS) break;
    shown.push(cells(JSON.parse(Buffer.concat(parts).toString()) as FlowRow));
  }
  const more = conversations - shown.length;
  yield* textTable(
    ["start (UTC)", "for", "from", "to", "", "service", "server name", "known by", "out", "in", "operator", "endpoint", "app"],
    shown,
  );
  if (more > 0) yield `... and ${more.toLocaleString("en-US")} more; --json prints all.\n`;
}

function cells(row: FlowRow): string[] {
  return [
    isoFromEpochUs(row.timeUs) ?? "",
    duration(row.durationUs),
    end(row.origIp, row.origPort),
    end(row.respIp, row.respPort),
    row.transport,
    row.service ?? "unknown",
    row.serverName ?? "",
    row.serverNameSource === "none" ? "" : row.serverNameSource,
    formatBytes(row.origBytes),
    formatBytes(row.respBytes),
    row.operator ?? "",
    row.endpoint?.role ?? "",
    row.package ?? row.app ?? "",
  ];
}

function* summaryLines(total: ConversationSummary): Generator<string> {
  const { blindSpots } = total;
  const times =
    total.firstTimeUs === null || total.lastTimeUs === null
      ? ""
      : `, ${isoFromEpochUs(total.firstTimeUs)} to ${isoFromEpochUs(total.lastTimeUs)}`;
  yield `${number(total.conversations)} conversations, ${number(total.packets)} packets, ${formatBytes(total.wireBytes)}${times}\n`;
  yield `out ${formatBytes(total.bytesOut)}, in ${formatBytes(total.bytesIn)} of contents\n`;
  yield `services  ${words(total.services)}\n`;
  yield `names by  ${words(total.names)}\n\n`;
  yield* textTable(
    ["out", "in", "conversations", "server", "role", "owner", "operator"],
    total.talkers.map((talker) => [
      formatBytes(talker.bytesOut),
      formatBytes(talker.bytesIn),
      number(talker.conversations),
      talker.server,
      talker.role ?? "",
      talker.owner ?? "",
      talker.operator ?? "",
    ]),
  );
  if (total.otherTalkers > 0) yield `... and ${number(total.otherTalkers)} more that got less\n`;
  yield "\nWhat this capture could not see\n";
  let spots = 0;
  for (const line of blindSpotLines(blindSpots)) {
    spots++;
    yield `  ${line}\n`;
  }
  if (spots === 0) yield "  nothing that can be told from the capture itself\n";
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
  if (spots.namelessConversations > 0) yield `${number(spots.namelessConversations)} conversations without a server name`;
  if (spots.hiddenNames > 0) yield `${number(spots.hiddenNames)} conversations that hide the server's name (ECH)`;
  if (spots.pcapdroid) yield "losses and round trips: a phone's capture app makes its own sequence numbers";
}

function words(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([word, many]) => `${word} ${number(many)}`)
    .join(", ");
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function duration(us: number): string {
  return us < 1_000_000
    ? `${Math.round(us / 1000)} ms`
    : us < 120_000_000
      ? `${(us / 1_000_000).toFixed(1)} s`
      : `${Math.round(us / 60_000_000)} min`;
}

function end(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
