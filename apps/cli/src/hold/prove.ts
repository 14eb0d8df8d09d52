/** `creance hold prove`: a bundle that shows what the local network tried in a window, and what went out. */
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "@creance/core";
import { type HoldControl, makeProof, type ProofFlight, type SessionMark, sessionControl, sessionMarks } from "@creance/gateway";
import { parseDurationUs } from "@creance/policy";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { creanceVersion } from "../version.ts";
import { instantOption, type VaultOptions, withVaultOptions } from "../with-operation.ts";
import { awaitControl } from "./await-control.ts";
import { holdControl, lengthUs, type PlaceOptions, withRuntime } from "./hold-options.ts";
import { keepLanCaptures } from "./keep.ts";
import { markAfter, markBefore } from "./proof-window.ts";
import { verdictLines } from "./verdict-lines.ts";
import { verdictOf } from "./verify.ts";

interface ProveOptions extends PlaceOptions, VaultOptions {
  readonly out: string;
  readonly session?: string;
  readonly from?: number;
  readonly until?: number;
  readonly for?: string;
  readonly control?: boolean;
  readonly flight?: string;
  readonly keep?: boolean;
}

/** What a proof is made of. */
interface Window {
  readonly session: string;
  readonly from: SessionMark;
  readonly until: SessionMark;
}

/** Adds the command. */
export function addProve(hold: Command): void {
  withVaultOptions(withRuntime(hold.command("prove")))
    .description("Make a proof of what the local network tried in a window and of what went out, and check it. Anybody can check it again.")
    .requiredOption("--out <dir>", "folder of the proof; must not be there")
    .option("--for <time>", "the window begins now and is so long: 20m, 90s, 1h (Ctrl-C ends it earlier)")
    .option("--from <time>", "begin at the last mark before this instant (default: the first mark of the session)", instantOption("from"))
    .option("--until <time>", "end at the first mark after this instant (default: now)", instantOption("until"))
    .option("--session <dir>", "a session that has ended, instead of the running gateway")
    .option("--control", "wait for the control request: the page of the policy's control service, opened on the device")
    .option(
      "--flight <file or id>",
      "put the flight that was flown meanwhile into it: a record, or the id of a kept flight; read when the window is over",
    )
    .option("--keep", "also keep its captures of the local network in the vault")
    .addHelpText(
      "after",
      `
Examples:
  creance hold prove --out proof-monday --for 20m --control
  creance hold prove --out proof-monday --from 2026-09-14T08:00:00Z --control --flight DJIFlightRecord.txt     after the flight
  creance hold prove --out proof-monday                           since the gateway was started
  creance hold prove --out old --session /var/lib/creance-hold/sessions/2026-09-12T09-14-00Z

The proof holds everything that the local network sent in the window: give it only to whom you trust with that.
Exit status: 0 the proof holds; 1 it was made and does not hold, for the reasons printed; 2 wrong use; 4 the machine refused.`,
    )
    .action(prove);
}

async function prove(options: ProveOptions): Promise<void> {
  checkOptions(options);
  // Before anybody waits for twenty minutes.
  const folder = freeFolder(options.out);
  const early = options.for === undefined ? await flightOf(options) : null;
  const window = options.session === undefined ? await liveWindow(options) : await endedWindow(options.session, options);
  // A flight of a window that is yet to come is flown by now.
  const flight = options.for === undefined ? early : await lateFlight(options, window);
  const document = await makeProof({ ...requestOf(window, flight), folder });
  const verdict = await verdictOf(folder);
  if (options.keep === true) {
    await keepLanCaptures(
      document.captures.lan.map((name) => join(folder, name)),
      options,
      true,
    );
  }
  if (options.json === true) printJson({ folder, ...verdict });
  else {
    for (const line of verdictLines(verdict)) printLine(line);
    printLine("");
    printLine(`The proof is in ${folder}. Anybody can check it again: creance hold verify ${folder}`);
  }
  if (verdict.ok) return;
  process.exitCode = exitStatus.damaged;
  if (verdict.failures.some(({ code }) => code === "control-missing")) {
    tell("The policy names a control: make the proof with --control, which waits for the control request.");
  }
}

async function flightOf(options: ProveOptions): Promise<ProofFlight | null> {
  return options.flight === undefined ? null : await (await import("./proof-flight.ts")).proofFlight(options.flight, options);
}

/** Says how to go on where there is no such flight: the window is over and is not lost. */
async function lateFlight(options: ProveOptions, { from, until }: Window): Promise<ProofFlight | null> {
  try {
    return await flightOf(options);
  } catch (error) {
    // Towards each other: whole milliseconds must lead to the same two marks again.
    const begin = new Date(Math.ceil(from.timeUs / 1000)).toISOString();
    const end = new Date(Math.floor(until.timeUs / 1000)).toISOString();
    tell(`The window is recorded. Once the flight is there, prove it with --from ${begin} --until ${end} instead of --for.`);
    throw error;
  }
}

function checkOptions({ session, for: length, from, until, control }: ProveOptions): void {
  const wrong = (sentence: string): never => {
    throw new UserError("bad-option", "wrongUse", `${sentence} No proof was made.`);
  };
  if (length !== undefined && (from !== undefined || until !== undefined))
    wrong("--for begins now: it goes with neither --from nor --until.");
  if (session !== undefined && length !== undefined) wrong("--for is for a running gateway, --session for one that has ended.");
  if (control !== true) return;
  if (session !== undefined) wrong("--control is for a running gateway, --session for one that has ended.");
  if (until !== undefined) wrong("--control makes a request now: it does not go with --until.");
}

function freeFolder(out: string): string {
  const folder = resolve(out);
  if (existsSync(folder)) {
    throw new UserError("proof-exists", "conflict", `${folder} is there already. No proof was made: name a folder that is not.`);
  }
  mkdirSync(dirname(folder), { recursive: true });
  accessSync(dirname(folder), constants.W_OK);
  return folder;
}

function requestOf({ session, from, until }: Window, flight: ProofFlight | null) {
  return {
    session,
    fromMark: from.mark,
    untilMark: until.mark,
    flight,
    version: creanceVersion,
    madeUs: Date.now() * 1000,
    clockOffsetUs: null,
  };
}

async function endedWindow(session: string, { from, until }: ProveOptions): Promise<Window> {
  const folder = isAbsolute(session) ? session : resolve(session);
  const marks = await sessionMarks(folder);
  return { session: folder, from: markBefore(marks, from), until: markAfter(marks, until) };
}

async function liveWindow(options: ProveOptions): Promise<Window> {
  const gateway = holdControl(options);
  const { session } = await gateway.status();
  const forUs = options.for === undefined ? undefined : lengthUs(options.for, parseDurationUs);
  const name = `proof ${new Date().toISOString()}`;
  // The first Ctrl-C ends the window, the second this command.
  const stop = new AbortController();
  const { signal } = stop;
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  try {
    const begin = forUs === undefined ? undefined : await markNow(gateway, session, `${name} begin`);
    const from = begin ?? markBefore(await sessionMarks(session), options.from);
    const over = forUs === undefined ? undefined : pause(forUs, signal);
    if (options.control === true) await awaitControl(gateway, await controlOf(session), signal);
    await over;
    const until =
      options.until === undefined ? await markNow(gateway, session, `${name} end`) : markAfter(await sessionMarks(session), options.until);
    return { session, from, until };
  } finally {
    process.off("SIGINT", interrupt);
  }
}

async function controlOf(session: string): Promise<string> {
  const control = await sessionControl(session);
  if (control !== null) return control;
  const sentence =
    "The policy names no control service, or lets nothing pass: there is nothing to ask for on purpose. Leave --control away.";
  throw new UserError("no-control", "wrongUse", `${sentence} No proof was made.`);
}

async function markNow(gateway: HoldControl, session: string, mark: string): Promise<SessionMark> {
  await gateway.mark(mark);
  return markAfter(
    (await sessionMarks(session)).filter((each) => each.mark === mark),
    undefined,
  );
}

async function pause(forUs: number, signal: AbortSignal): Promise<void> {
  tell("The window has begun. Use the device now; Ctrl-C ends the window and makes the proof.");
  await sleep(forUs / 1000, undefined, { signal }).catch(() => {});
}
