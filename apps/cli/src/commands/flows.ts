/** `creance flows`: who was talked to in a packet capture. */
import { statSync } from "node:fs";
import type { CaptureReport, FlowRow } from "@creance/capture";
import { UserError } from "@creance/core";
import { readOwnDatabases } from "@creance/server";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { finishedParts } from "../flow-line-parts.ts";
import { summaryLines } from "../flows-summary.ts";
import { flowsTable, tableWidth } from "../flows-table.ts";
import { followFlows } from "../follow-flows.ts";
import { countKeys, KeyFiles, keyLogsOfCaptures } from "../key-files.ts";
import { type NamedCapture, namedCaptures } from "../named-captures.ts";
import { printChunks, printJson, printLines, tell } from "../output.ts";
import { openProgress } from "../progress.ts";
import { type ReadCaptures, readCaptures } from "../read-captures.ts";
import { listValue, readSettings, type Setting, settingList, settingValue } from "../settings.ts";
import { SortedLines } from "../sorted-lines.ts";
import { printable } from "../text-table.ts";

interface FlowsOptions {
  readonly json?: boolean;
  readonly summary?: boolean;
  readonly keys?: readonly string[];
  readonly mmdb?: readonly string[];
  readonly follow?: boolean;
  readonly keep?: boolean;
  readonly vault?: string;
}

/** Lines of the table for people; `--json` has no such bound. */
const SHOWN_ROWS = 1_000;
/** Issues of a capture that are told one by one. */
const TOLD_ISSUES = 20;

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Adds the command. */
export function addFlows(creance: Command): void {
  creance
    .command("flows <captures...>")
    .description(
      "Read packet captures (pcap, pcapng, gzip around either) and print one row for each conversation. Keeps nothing unless told to.",
    )
    .option("--json", "one JSON line a conversation, by time")
    .option("--summary", "who was talked to, how much went out, what the capture could not see; with --json one object")
    .option("--keys <file>", "TLS key log that opens contents, so that more names are known (again for another)", several)
    .option("--follow", "go on while the capture grows; print conversations as they end; Ctrl-C ends it")
    .option("--mmdb <file>", "address database of your own, beside the built-in ones (again for another)", several)
    .option("--keep", "also keep the captures in the vault")
    .option("--vault <dir>", "where to keep them, and where to look for kept ones (default: $CREANCE_VAULT, else ~/.local/share/creance)")
    .addHelpText(
      "after",
      `
Examples:
  creance flows capture.pcapng
  creance flows capture.pcap.gz --summary
  creance flows monday.pcap tuesday.pcap --json > flows.jsonl
  creance flows phone.pcap --keys sslkeys.txt
  creance flows growing.pcap --follow
  tcpdump -i wlan0 -U -w - | creance flows - --follow
  creance flows phone.pcap --keep
  creance flows 4f2a91bc --summary

A capture named - is read from standard input; the beginning of a SHA-256 (8 digits or more) is a kept capture.
Exit status: 0 done, also when Ctrl-C ends --follow; 1 damaged, or no capture at all; 2 no such file; 4 no permission.`,
    )
    .action(async (names: readonly string[], options: FlowsOptions) => {
      // The vault's place is asked for only where it is needed: an account without a home folder can read captures.
      const settings = readSettings({ vault: ".", mmdb: listValue(options.mmdb) });
      const captures = await namedCaptures(names, () => settingValue(readSettings({ vault: options.vault }), "vault"));
      const ownDatabases = settingList(settings, "mmdb");
      readOwnDatabases(ownDatabases);
      if (options.follow === true) return followOne(captures, { options, ownDatabases });
      // Loaded late: whoever keeps nothing should not wait for the vault's code.
      if (options.keep === true) await (await import("../keep-captures.ts")).keepCaptures(captures, options.vault);
      const lines = new SortedLines();
      try {
        await flows(captures, { options, ownDatabases, settings, lines });
      } finally {
        lines.close();
      }
    });
}

interface FlowsParts {
  readonly options: FlowsOptions;
  readonly ownDatabases: readonly string[];
  readonly settings: readonly Setting[];
  readonly lines: SortedLines;
}

async function flows(captures: readonly NamedCapture[], { options, ownDatabases, settings, lines }: FlowsParts): Promise<void> {
  const paths = captures.map(({ path }) => path);
  const keyLogs = await keyLogsOf(paths, options.keys);
  const progress = process.stderr.isTTY === true ? openProgress() : undefined;
  const sizes = paths.map((path) => (path === "-" ? undefined : statSync(path, { throwIfNoEntry: false })?.size));
  const known = sizes.every((size) => size !== undefined);
  const bytesSeen = sizes.reduce((sum: number, size) => sum + (size ?? 0), 0);
  const issues = captures.map(({ label }) => tellIssues(label, () => progress?.clear()));
  const { captures: read, summary } = await readCaptures(
    {
      paths,
      wanted: options.summary === true ? "summary" : "lines",
      workers: Number(settingValue(settings, "workers")),
      ownDatabases,
      keyLogs,
    },
    {
      batch: (batch) => lines.add(batch),
      issue: (captureIndex, issue) => issues[captureIndex]?.tell(`byte ${issue.offset}: ${issue.sentence}`),
      progress: (bytesDone, filesDone) =>
        progress?.update({ filesSeen: paths.length, filesDone, bytesSeen: Math.max(bytesSeen, bytesDone), bytesDone, walked: known }),
    },
  );
  progress?.clear();
  for (const told of issues) told.finish();
  tellTwice(captures, read);
  tellKeys(
    keyLogs ?? [],
    read.map(({ report }) => report),
  );
  if (read.some(({ report }) => report.containerIssues > 0)) process.exitCode = exitStatus.damaged;
  const finished = function* (): Generator<readonly Buffer[]> {
    for (const { captureIndex, uid, line } of lines.inOrder()) {
      const { sha256, report } = read[captureIndex] as (typeof read)[number];
      yield finishedParts(line, sha256, report.apps.get(uid));
    }
  };
  if (summary !== undefined) {
    if (options.json === true) printJson(summary);
    else await printChunks(summaryLines(summary, tableWidth()));
  } else if (options.json === true) await printLines(finished());
  else {
    const conversations = read.reduce((total, { report }) => total + report.conversations, 0);
    await printChunks(tableLines(finished(), conversations));
    tell(`${counted(conversations, "conversation")}. --summary says who got how much, --json prints every member.`);
  }
}

async function followOne(
  captures: readonly NamedCapture[],
  { options, ownDatabases }: Pick<FlowsParts, "options" | "ownDatabases">,
): Promise<void> {
  const [capture, another] = captures;
  if (capture === undefined || another !== undefined || options.keep === true) {
    const what =
      options.keep === true ? "A capture that still grows cannot be kept: import it when it is done" : "Only one capture can be followed";
    throw new UserError("bad-option", "wrongUse", `${what}. Nothing was read.`);
  }
  const issues = tellIssues(capture.label, () => {});
  const reports = await followFlows({
    path: capture.path,
    json: options.json === true,
    summary: options.summary === true,
    ownDatabases,
    keyFiles: options.keys === undefined ? undefined : new KeyFiles(options.keys),
    issue: issues.tell,
  });
  issues.finish();
  tellKeys([], reports);
}

/** Key logs of files and of the captures themselves; `undefined` when there are none. */
async function keyLogsOf(paths: readonly string[], keyPaths: readonly string[] | undefined): Promise<readonly string[] | undefined> {
  const named = keyPaths === undefined ? [] : [new KeyFiles(keyPaths).read("all")];
  const texts = [...named, ...(await keyLogsOfCaptures(paths))];
  return texts.length === 0 ? undefined : texts;
}

/** Says what keys did; nothing where there were none. */
function tellKeys(texts: readonly string[], reports: readonly CaptureReport[]): void {
  const met = reports.flatMap(({ decryption }) => (decryption === null ? [] : [decryption]));
  if (met.length === 0) return;
  const sum = (value: (decryption: (typeof met)[number]) => number): number => met.reduce((total, one) => total + value(one), 0);
  const keys = texts.length > 0 ? countKeys(texts).secrets : Math.max(...met.map(({ keyLog }) => keyLog.secrets));
  const [opened, closed] = [sum(({ openedConnections }) => openedConnections), sum(({ unknownConnections }) => unknownConnections)];
  tell(
    `${counted(keys, "key")}: ${counted(opened, "conversation")} opened${closed > 0 ? `, ${counted(closed, "conversation")} that no key fits` : ""}.`,
  );
}

/** Says which captures are the same bytes: their conversations stand there twice. */
function tellTwice(captures: readonly NamedCapture[], read: ReadCaptures["captures"]): void {
  const first = new Map<string, string>();
  for (const [at, { label }] of captures.entries()) {
    const { sha256 } = read[at] as (typeof read)[number];
    const before = first.get(sha256);
    if (before === undefined) first.set(sha256, label);
    else if (before === label) tell(`${printable(label)} is given twice: its conversations count twice.`);
    else tell(`${printable(label)} is the same capture as ${printable(before)}: its conversations count twice.`);
  }
}

/** Tells the first issues of a capture one by one, the others by their number. */
function tellIssues(label: string, before: () => void): { tell(sentence: string): void; finish(): void } {
  let count = 0;
  return {
    tell(sentence) {
      count++;
      if (count > TOLD_ISSUES) return;
      before();
      tell(`${printable(label)}: ${printable(sentence)}`);
    },
    finish() {
      if (count > TOLD_ISSUES) tell(`${printable(label)}: ${counted(count - TOLD_ISSUES, "more issue")}.`);
    },
  };
}

function* tableLines(lines: Iterable<readonly Buffer[]>, conversations: number): Generator<string> {
  const shown: FlowRow[] = [];
  for (const parts of lines) {
    if (shown.length >= SHOWN_ROWS) break;
    shown.push(JSON.parse(Buffer.concat(parts).toString()) as FlowRow);
  }
  yield* flowsTable(shown, tableWidth());
  if (conversations > shown.length) yield `... and ${number(conversations - shown.length)} more; --json prints all.\n`;
}

function counted(count: number, word: string): string {
  return `${number(count)} ${word}${count === 1 ? "" : "s"}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
