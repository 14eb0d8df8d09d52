/** The operation whose silence is shown: the commands a person would run, on the sample, one after the other; then the web app, asked for everything. */
import { join } from "node:path";
import { type AskedServer, askServer } from "./ask-server.ts";
import { type StepParts, type TracedStep, tracedStep } from "./traced-step.ts";

/** What is known before it starts. */
export interface OperationParts extends Omit<StepParts, "whileRunning"> {
  /** Hears the name of each step before it runs. */
  readonly onStep: (command: string) => void;
}

/** All that was done. */
export interface RanOperation {
  readonly steps: readonly TracedStep[];
  readonly asked: AskedServer;
}

/** Runs it in a vault inside the folder. Stops after a step that could not do its work: the rest would show nothing. */
export async function runOperation(parts: OperationParts): Promise<RanOperation> {
  const vault = ["--vault", join(parts.folder, "vault")];
  const steps: TracedStep[] = [];
  const nothing: AskedServer = { requests: 0, faults: [] };
  const run = async (args: readonly string[]): Promise<TracedStep> => {
    parts.onStep(`creance ${args.join(" ")}`);
    const step = await tracedStep(args, parts);
    steps.push(step);
    return step;
  };
  const loaded = await run(["demo", "--no-serve", "--json", ...vault]);
  if (loaded.status !== 0) return { steps, asked: nothing };
  const rows = jsonRows(loaded.stdout);
  const flights = rows.flatMap(({ flightId, sealed }) => (typeof flightId === "string" && sealed === false ? [flightId] : []));
  const captures = rows.flatMap(({ format, sha256 }) => (format === "pcapng" && typeof sha256 === "string" ? [sha256] : []));
  const [first = "", second = ""] = flights;
  const report = (name: string): readonly string[] =>
    ["html", "pdf", "json"].flatMap((kind) => ["--report", join(parts.folder, `${name}.${kind}`)]);
  await run(["flights", "--json", ...vault]);
  await run(["flight", first, "--to", "gpx", ...vault]);
  await run(["flows", ...captures, "--summary", ...vault]);
  await run(["audit", ...captures, "--flight", first, "--flight", second, ...report("audit"), "--json", "--summary", ...vault]);
  await run(["media", "--json", "--summary", ...vault]);
  await run(["exposure", first, second, ...report("exposure"), "--json", "--summary", ...vault]);
  await run(["rebuild", ...vault]);
  await run(["fsck", "--json", ...vault]);
  const { step, asked } = await serve([...vault], parts);
  steps.push(step);
  return { steps, asked };
}

async function serve(vault: readonly string[], parts: OperationParts): Promise<{ readonly step: TracedStep; readonly asked: AskedServer }> {
  parts.onStep("creance serve");
  let asking: Promise<AskedServer> | undefined;
  const step = await tracedStep(["serve", "--port", "0", ...vault], {
    ...parts,
    whileRunning: (stdout, end) => {
      const url = /at (http:\/\/\S+)\n/.exec(stdout)?.[1];
      if (url === undefined || asking !== undefined) return;
      asking = askServer(url, parts.signal).finally(end);
    },
  });
  return { step, asked: (await asking) ?? { requests: 0, faults: [{ path: "", words: "the server did not start" }] } };
}

/** The JSON lines of a command's result. */
function jsonRows(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout.split("\n").flatMap((line) => {
    try {
      const row: unknown = JSON.parse(line);
      return typeof row === "object" && row !== null ? [row as Readonly<Record<string, unknown>>] : [];
    } catch {
      return [];
    }
  });
}
