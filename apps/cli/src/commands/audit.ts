/** `creance audit`: what was sent, judged against the claims. */
import { basename } from "node:path";
import {
  type AuditFlight,
  type AuditInput,
  type AuditResult,
  emptyStatement,
  readConsent,
  readIdentifiers,
  readOwnClaims,
  readStatement,
} from "@creance/audit";
import { UserError } from "@creance/core";
import { loadOperators, readAuditPolicy, readOwnDatabases, runAudit } from "@creance/server";
import type { Command } from "commander";
import {
  isCapture,
  type NamedFlight,
  openInput,
  readFlights,
  readTextInput,
  refuseSameCaptures,
  refuseSameNames,
} from "../audit/audit-inputs.ts";
import { auditText } from "../audit/audit-text.ts";
import { auditSummary, findingLine } from "../audit/finding-line.ts";
import { findInputs, type ReportToRepeat, readReport } from "../audit/run-again.ts";
import { auditJson, checkReportNames, writeReports } from "../audit/write-reports.ts";
import { enterReport } from "../enter-report.ts";
import { exitStatus } from "../exit-status.ts";
import { tableWidth } from "../flows-table.ts";
import { countKeys, KeyFiles } from "../key-files.ts";
import { type NamedCapture, namedCaptures } from "../named-captures.ts";
import { jsonText, printChunks, printJson, tell } from "../output.ts";
import { openProgress } from "../progress.ts";
import { listValue, readSettings, settingList, settingValue } from "../settings.ts";
import { type VaultOptions, withOperation } from "../with-operation.ts";

interface CommandOptions {
  readonly flight?: readonly string[];
  readonly keys?: readonly string[];
  readonly identifiers?: string;
  readonly consent?: string;
  readonly statement?: string;
  readonly policy?: string;
  readonly claims?: string;
  readonly weak?: boolean;
  readonly report?: readonly string[];
  readonly again?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
  readonly mmdb?: readonly string[];
  readonly keep?: boolean;
  readonly vault?: string;
}

/** Issues of a capture that are told one by one. */
const TOLD_ISSUES = 20;

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Adds the command. */
export function addAudit(creance: Command): void {
  creance
    .command("audit <captures...>")
    .description("Search packet captures for what your flights, files and lists hold, and judge the claims. Keeps nothing unless told to.")
    .option(
      "--flight <file|id>",
      "a flight as ground truth: a record, a CSV of timeUs,latDeg,lonDeg, or the id of a kept flight (again for another)",
      several,
    )
    .option("--keys <file>", "TLS key log that opens contents (again for another)", several)
    .option("--identifiers <file>", "JSON: serials, phone identifiers, accounts to look for")
    .option("--consent <file>", "JSON: what was agreed to be sent, when, to whom")
    .option("--statement <file>", "JSON: device, app version, place, what was done when")
    .option("--policy <file>", "the policy file, or a JSON list: what may go where; everything else is against it")
    .option("--claims <file>", "JSON: claims of your own, judged beside the built-in ones")
    .option("--weak", "also findings that may be chance, and places no nearer than 5 km")
    .option("--report <file>", "write a report: .html, .pdf or .json (again for another)", several)
    .option("--again <report.json>", "make a report again from the files given, found by their hashes, and compare")
    .option("--json", "one JSON line a finding")
    .option("--summary", "claims, coverage, decoys; with --json one object")
    .option("--mmdb <file>", "address database of your own, beside the built-in ones (again for another)", several)
    .option("--keep", "also keep captures and flight records in the vault")
    .option("--vault <dir>", "where to keep them, and where to look for kept ones (default: $CREANCE_VAULT, else ~/.local/share/creance)")
    .addHelpText(
      "after",
      `
Examples:
  creance audit phone.pcapng --flight DJIFlightRecord_2026-09-12_[10-03-11].txt
  creance audit phone.pcapng --flight 5f1d2c3b4a596877 --identifiers mine.json --keys sslkeys.txt
  creance audit phone.pcapng --flight track.csv --json | head -n 3
  creance audit phone.pcapng --flight flight.txt --consent consent.json --report audit.html --report audit.pdf --report audit.json
  creance audit --again audit.json the-folder-with-the-files

A capture or flight that is no file is looked up in the vault: the beginning of a capture's SHA-256, the id of a flight. Values looked for are never printed.
Exit status: 0 done, findings included; 1 a capture is damaged, or a report came out differently; 2 wrong use or no such file; 4 no permission.`,
    )
    .action(async (names: readonly string[], options: CommandOptions) => {
      checkReportNames(options.report ?? []);
      const settings = readSettings({ vault: ".", mmdb: listValue(options.mmdb) });
      const vaultPath = (): string => settingValue(readSettings({ vault: options.vault }), "vault");
      if (options.again !== undefined) return again(readReport(options.again), names, { ...options, vaultPath });
      const { captures, flights } = await sortNames(names, options.flight ?? [], vaultPath);
      if (options.keep === true) {
        await (await import("../keep-captures.ts")).keepCaptures(
          [...captures, ...flights.filter(({ ids }) => ids === null).map(({ path, name }) => ({ path, label: name }))],
          options.vault,
        );
      }
      const { result } = await audit({
        captures,
        flights,
        texts: textsOf(options),
        databases: settingList(settings, "mmdb").map((path) => [path] as const),
        weak: options.weak === true,
      });
      await show(result, options, keptOf(result, { captures, flights, keep: options.keep === true }));
    });
}

/** What of an audit is kept: its captures, else its flights. `null`: it is of files alone. */
function keptOf(
  result: AuditResult,
  { captures, flights, keep }: Pick<AuditParts, "captures" | "flights"> & { readonly keep: boolean },
): { readonly flights: readonly string[]; readonly originals: readonly string[] } | null {
  const originals = keep
    ? result.inputs.filter(({ role }) => role === "capture").map(({ sha256 }) => sha256)
    : captures.flatMap(({ sha256 }) => sha256 ?? []);
  const ids = originals.length > 0 ? [] : flights.flatMap((flight) => [...(flight.ids ?? [])]);
  return originals.length + ids.length === 0 ? null : { flights: ids, originals };
}

/** Everything an audit is made from, by path. */
interface AuditParts {
  readonly captures: readonly NamedCapture[];
  readonly flights: readonly NamedFlight[];
  /** Role, path, and the name in the report where it is not the file's own. */
  readonly texts: readonly (readonly [AuditInput["role"], string, name?: string])[];
  readonly databases: readonly (readonly [path: string, name?: string])[];
  readonly weak: boolean;
  /** The command as a report tells it, where it is known. */
  readonly command?: readonly string[];
}

/** Among the names there may be flights: whoever writes `--flight a.txt b.txt` means both. */
async function sortNames(
  names: readonly string[],
  flightNames: readonly string[],
  vaultPath: () => string,
): Promise<Pick<AuditParts, "captures" | "flights">> {
  if (names.includes("-")) {
    throw new UserError(
      "bad-option",
      "wrongUse",
      "An audit reads its captures twice, which standard input does not allow: write it to a file and name that.",
    );
  }
  const found = await namedCaptures(names, vaultPath);
  const isFlight = await Promise.all(found.map(async ({ path }) => flightNames.length > 0 && !(await isCapture(path))));
  const captures = found.filter((_, at) => !isFlight[at]);
  if (captures.length === 0)
    throw new UserError("no-capture", "wrongUse", "None of the files given is a packet capture. Nothing was audited.");
  // Loaded late: whoever names files should not wait for the vault's code.
  const { namedFlights } = await import("../audit/named-flights.ts");
  return {
    captures: captures.map(({ label, ...capture }) => ({ ...capture, label: basename(label) })),
    flights: await namedFlights([...flightNames, ...names.filter((_, at) => isFlight[at])], vaultPath),
  };
}

function textsOf(options: CommandOptions): AuditParts["texts"] {
  const one = (role: AuditInput["role"], path: string | undefined): AuditParts["texts"] => (path === undefined ? [] : [[role, path]]);
  return [
    ...(options.keys ?? []).map((path) => ["keys", path] as const),
    ...one("identifiers", options.identifiers),
    ...one("consent", options.consent),
    ...one("statement", options.statement),
    ...one("policy", options.policy),
    ...one("claims", options.claims),
  ];
}

async function audit(parts: AuditParts): Promise<{ readonly result: AuditResult; readonly flights: readonly AuditFlight[] }> {
  const databasePaths = parts.databases.map(([path]) => path);
  readOwnDatabases(databasePaths);
  const read = parts.texts.map(([role, path, name]) => ({ role, path, ...readTextInput(role, path, name) }));
  const text = <Value>(role: AuditInput["role"], parse: (text: string) => Value, otherwise: Value): Value => {
    const found = read.find((input) => input.role === role);
    return found === undefined ? otherwise : inFile(found.path, () => parse(found.text));
  };
  const given = {
    identifiers: text("identifiers", readIdentifiers, {}),
    consents: text("consent", readConsent, []),
    statement: text("statement", readStatement, emptyStatement),
    policies: text("policy", readAuditPolicy, []),
    ownClaims: text("claims", readOwnClaims, []),
  };
  const keyFiles = read.filter(({ role }) => role === "keys").map(({ path }) => path);
  const keyLogs = keyFiles.length === 0 ? [] : [new KeyFiles(keyFiles).read("all")];
  const { flights, inputs: flightInputs } = await readFlights(parts.flights);
  if (flights.length === 0 && Object.keys(given.identifiers).length === 0) {
    tell(
      "Nothing of your own to look for: --flight and --identifiers say what. Pictures, place queries and claims about servers are judged all the same.",
    );
  }
  const inputs: AuditInput[] = [
    ...flightInputs,
    ...read.map(({ input }) => input),
    ...parts.databases.map(([path, name]) => readTextInput("database", path, name).input),
  ];
  const progress = process.stderr.isTTY === true ? openProgress() : undefined;
  const sources = [];
  try {
    for (const { path, label } of parts.captures) sources.push({ name: label, source: await openInput(path, "capture") });
    await refuseSameCaptures(sources);
    const bytesSeen = sources.reduce((sum, { source }) => sum + source.size, 0);
    const issues = sources.map(({ name }) => ({ name, count: 0 }));
    const result = await runAudit({
      captures: sources,
      keyLogs,
      audit: { flights, ...given, weak: parts.weak },
      operators: loadOperators(databasePaths),
      about: { inputs, command: parts.command ?? commandOf(parts) },
      onIssue: (captureIndex, issue) => {
        const told = issues[captureIndex] as (typeof issues)[number];
        if (++told.count > TOLD_ISSUES) return;
        progress?.clear();
        tell(`${told.name}: byte ${issue.offset}: ${issue.sentence}`);
      },
      onProgress: (bytesDone) =>
        progress?.update({ filesSeen: sources.length, filesDone: 0, bytesSeen: Math.max(bytesSeen, bytesDone), bytesDone, walked: true }),
    });
    progress?.clear();
    for (const { name, count } of issues) if (count > TOLD_ISSUES) tell(`${name}: ${count - TOLD_ISSUES} more like this.`);
    refuseSameNames(result.inputs);
    tellKeys(keyLogs, result);
    if (result.coverage.captures.some(({ truncated }) => truncated)) process.exitCode = exitStatus.damaged;
    return { result, flights };
  } finally {
    progress?.clear();
    for (const { source } of sources) await source.close();
  }
}

/** The command that makes the report again in a folder with the same files. */
function commandOf({ captures, flights, texts, databases, weak }: AuditParts): readonly string[] {
  return [
    "creance",
    "audit",
    ...captures.map(({ label }) => label),
    ...flights.flatMap(({ name, ids }) => (ids === null ? ["--flight", name] : [...ids].flatMap((id) => ["--flight", id]))),
    ...texts.flatMap(([role, path]) => [`--${role}`, basename(path)]),
    ...databases.flatMap(([path]) => ["--mmdb", basename(path)]),
    ...(weak ? ["--weak"] : []),
  ];
}

function inFile<Value>(path: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.code, error.kind, `${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

function tellKeys(keyLogs: readonly string[], { coverage }: AuditResult): void {
  if (keyLogs.length === 0) return;
  const { connections } = countKeys(keyLogs);
  const { keyed, opened, unknownKeys } = coverage.conversations;
  if (opened > 0)
    tell(`Keys for ${connections} connections were given: ${opened} conversations were opened, ${unknownKeys} had none that fit.`);
  else {
    tell(
      keyed === 0
        ? `Keys for ${connections} connections were given, and none fits a conversation of these captures: they are of other sessions, or the captures begin after the handshakes.`
        : "The keys that were given fit by their number and open nothing: they are damaged, or the captures are.",
    );
  }
}

async function show(result: AuditResult, options: CommandOptions, kept: ReturnType<typeof keptOf>): Promise<void> {
  let notWritten: unknown;
  const files = options.report ?? [];
  try {
    if (kept !== null) await withOperation(vaultOf(options), "existing", ({ access }) => enterReport(access, "audit", kept, files));
    await writeReports(result, files);
  } catch (error) {
    notWritten = error;
  }
  // What was found is shown although a disk is full, or another process writes to the vault.
  if (options.summary === true && options.json === true) printJson(auditSummary(result));
  else if (options.json === true) await printChunks(jsonLines(result));
  else await printChunks(auditText(options.summary === true ? { ...result, findings: [] } : result, tableWidth()));
  if (notWritten !== undefined) throw notWritten;
}

function vaultOf({ vault }: CommandOptions): VaultOptions {
  return vault === undefined ? {} : { vault };
}

function* jsonLines({ findings }: AuditResult): Generator<string> {
  for (const finding of findings) yield `${jsonText(findingLine(finding))}\n`;
}

async function again(
  report: ReportToRepeat,
  places: readonly string[],
  options: CommandOptions & { readonly vaultPath: () => string },
): Promise<void> {
  const found = await findInputs(report.inputs, places);
  // A sealed record is opened by keys that only the vault keeps.
  const { keptKeychains } = await import("../audit/named-flights.ts");
  const keychains = await keptKeychains(
    report.inputs.filter(({ role }) => role === "flight").map(({ sha256 }) => sha256),
    options.vaultPath,
  );
  const ofRole = (role: AuditInput["role"]): readonly (readonly [AuditInput, string])[] =>
    [...found].filter(([input]) => input.role === role);
  const texts = [...found].filter(([{ role }]) => role !== "capture" && role !== "flight" && role !== "database");
  const { result } = await audit({
    captures: ofRole("capture").map(([{ name }, path]) => ({ path, label: name })),
    flights: ofRole("flight").map(([{ name, sha256 }, path]) => ({
      path,
      name,
      keychain: keychains.get(sha256) ?? null,
      ids: report.command.includes(name) ? null : report.flights,
    })),
    texts: texts.map(([{ role, name }, path]) => [role, path, name] as const),
    databases: ofRole("database").map(([{ name }, path]) => [path, name] as const),
    weak: report.command.includes("--weak"),
    command: report.command,
  });
  await writeReports(result, options.report ?? []);
  if (auditJson(result) === report.text) {
    tell("The same bytes came out: this report follows from these files.");
    return;
  }
  const because = result.version === report.version ? "" : ` It was made by version ${report.version}, this is ${result.version}.`;
  const closed = result.coverage.flights.filter(({ label, points }) => points === 0 && report.opened.has(label)).map(({ label }) => label);
  const sealed =
    closed.length === 0
      ? ""
      : ` The report's maker could read the positions of ${closed.join(", ")}; here they are sealed: name the vault that keeps the keys (--vault).`;
  tell(`Something else came out.${because}${sealed} --report writes what this machine finds.`);
  process.exitCode = exitStatus.damaged;
}
