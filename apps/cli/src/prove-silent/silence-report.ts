/** The whole run in one answer: what was made, with whom, and whether anything left. */
import type { AddressCount, FamilyCount, SilenceFailure } from "@creance/hold";
import type { RanOperation } from "./operation-steps.ts";

/** Why the run is not silent, or shows nothing. */
export interface ReportFailure {
  readonly code: SilenceFailure["code"] | "step-failed" | "request-failed";
  /** The command, with the line of its trace. */
  readonly where: string;
  readonly sentence: string;
}

/** What `creance prove-silent --json` prints. */
export interface SilenceReport {
  readonly ok: boolean;
  /** What was looked at, a sentence each with its numbers. */
  readonly checked: readonly string[];
  readonly failures: readonly ReportFailure[];
  readonly sentence: string;
  readonly calls: number;
  readonly families: readonly FamilyCount[];
  readonly addresses: readonly AddressCount[];
}

/** True for work that was not done: it says nothing against silence, and leaves less shown. */
export function isUndone(code: ReportFailure["code"]): boolean {
  return code === "step-failed" || code === "request-failed";
}

/** The report of a run. */
export function silenceReport({ steps, asked }: RanOperation): SilenceReport {
  const families = new Map<string, number>();
  const addresses = new Map<string, { readonly each: AddressCount; calls: number; readonly results: Map<string, number> }>();
  const failures: ReportFailure[] = [];
  let calls = 0;
  let processes = 0;
  for (const { command, status, verdict, stderr } of steps) {
    calls += verdict.calls;
    processes += verdict.processes;
    for (const { family, calls: count } of verdict.families) families.set(family, (families.get(family) ?? 0) + count);
    for (const each of verdict.addresses) addAddress(addresses, each);
    for (const { code, line, sentence } of verdict.failures)
      failures.push({ code, where: `${command}, line ${line} of its trace`, sentence });
    if (status !== 0) {
      const last = stderr.trim().split("\n").at(-1) ?? "";
      failures.push({
        code: "step-failed",
        where: command,
        sentence: `It ended with ${status ?? "a signal"} and did not do its work: ${last}`,
      });
    }
  }
  for (const { path, words } of asked.faults.slice(0, 20))
    failures.push({ code: "request-failed", where: `creance serve, /${path}`, sentence: words });
  const outside = failures.filter(({ code }) => !isUndone(code)).length;
  const names = [...families.keys()].join(", ") || "none";
  return {
    ok: failures.length === 0,
    checked: [
      ...steps.map(({ command, verdict }) => `${command}: ${verdict.sentence}`),
      `${asked.requests} requests were asked of creance serve over loopback, ${asked.faults.length} of them in vain.`,
    ],
    failures,
    sentence: `${calls} network calls of ${processes} processes and threads in ${steps.length} commands; families ${names}; ${outside === 0 ? "outside addresses: none." : `not silent: ${outside} things.`}${failures.length > outside ? ` Of the steps and requests ${failures.length - outside} did not do their work, so this shows less than it should.` : ""}`,
    calls,
    families: [...families].map(([family, count]) => ({ family, calls: count })).sort((a, b) => b.calls - a.calls),
    addresses: [...addresses.values()].map(({ each, calls: count, results }) => ({
      ...each,
      calls: count,
      results: Object.fromEntries(results),
    })),
  };
}

/** Ports that the kernel picked differ from run to run and from connection to connection: those who asked our server are one line. */
function addAddress(
  addresses: Map<string, { readonly each: AddressCount; calls: number; readonly results: Map<string, number> }>,
  each: AddressCount,
): void {
  const address = each.call.startsWith("accept") || each.call === "getpeername" ? each.address.replace(/:\d+$/, ":*") : each.address;
  const key = `${each.family} ${each.call} ${address}`;
  const known = addresses.get(key) ?? { each: { ...each, address }, calls: 0, results: new Map<string, number>() };
  addresses.set(key, known);
  known.calls += each.calls;
  for (const [word, count] of Object.entries(each.results)) known.results.set(word, (known.results.get(word) ?? 0) + count);
}
