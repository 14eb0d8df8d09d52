/**
 * Makes a proof bundle of a session (docs/formats/proof.md): the captures and log lines of a window between two marks, the rules, the policy, the
 * flight that was flown meanwhile. It judges nothing: checking a bundle does.
 */
import { extname } from "node:path";
import { UserError } from "@creance/core";
import { type ProofDocument, proofFileNames } from "@creance/hold";
import type { SessionDocument } from "../keeper/session-folder.ts";
import type { CaptureSide } from "../recorder/capture-files.ts";
import { type BundleWriter, beginBundle } from "./bundle-writer.ts";
import { canonicalText } from "./canonical-text.ts";
import { captureRecords, capturesOf, filePieces, logLines, type Stretch } from "./session-files.ts";

/** A line of counts with a mark. */
export interface SessionMark {
  readonly mark: string;
  readonly timeUs: number;
}

/** A flight of the window. */
export interface ProofFlight {
  /** Its name's ending is kept, its name is not. */
  readonly fileName: string;
  readonly pieces: AsyncIterable<Uint8Array>;
  /** The record's own times. */
  readonly startUs: number;
  readonly endUs: number;
}

/** What to make. */
export interface ProofRequest {
  /** Folder of the session. */
  readonly session: string;
  /** Folder of the bundle; must not be there. */
  readonly folder: string;
  readonly fromMark: string;
  readonly untilMark: string;
  readonly flight: ProofFlight | null;
  readonly version: string;
  readonly madeUs: number;
  readonly clockOffsetUs: number | null;
}

/** Captures and lines of names this much before and after the window go along: their times are of other moments than the marks', and a capture is
 * counted a while after the counters. */
const EDGE_US = 10_000_000;
/** The relay writes a connection down a moment after its first packet. */
const START_EDGE_US = 2_000_000;
/** Lines of connections that ended this much earlier go along: the kernel may still have sent the end of one. */
const LATE_END_US = 300_000_000;

/** Makes it. Throws a `UserError`; the bundle's folder is there whole, or not at all. */
export async function makeProof(request: ProofRequest): Promise<ProofDocument> {
  const { session, flight, version, madeUs, clockOffsetUs } = request;
  const about = await sessionOf(session);
  const [from, until] = await windowOf(request);
  const window: Stretch = { fromUs: from.timeUs - EDGE_US, untilUs: until.timeUs + EDGE_US };
  const covered = { fromUs: await firstConnectionUs(session, window), untilUs: window.untilUs };
  const writer = await beginBundle(request.folder);
  try {
    await writer.write(proofFileNames.gate, gateLines(session, request.untilMark));
    await writer.write(proofFileNames.names, linesOf(session, proofFileNames.names, window, "fromUs", "untilUs"));
    await writer.write(proofFileNames.listing, filePieces(session, proofFileNames.listing));
    const late = { ...window, fromUs: window.fromUs - LATE_END_US };
    await writer.write(proofFileNames.relay, linesOf(session, proofFileNames.relay, late, "startUs", "endUs"));
    const document: ProofDocument = {
      format: "creance-proof/1",
      version,
      madeUs,
      fromUs: from.timeUs,
      untilUs: until.timeUs,
      fromMark: from.mark,
      untilMark: until.mark,
      rulesSha256: await writer.write(proofFileNames.rules, filePieces(session, proofFileNames.rules)),
      policySha256: await writer.write(proofFileNames.policy, filePieces(session, proofFileNames.policy)),
      machine: about.machine,
      tools: toolsOf(about),
      lan: { interface: about.lan.interface, mac: macOf(about.lan), ip: about.lan.ip },
      wan: { interface: about.wan.interface, mac: macOf(about.wan), ip: about.wan.ip },
      captures: {
        lan: await copyCaptures(writer, session, "lan", covered),
        wan: await copyCaptures(writer, session, "wan", covered),
        denied: await copyCaptures(writer, session, "denied", covered),
      },
      control: controlOf(about),
      flight: flight === null ? null : await copyFlight(writer, flight),
      clockOffsetUs,
    };
    await writer.write(proofFileNames.document, [Buffer.from(`${canonicalText(document)}\n`)]);
    await writer.finish();
    return document;
  } catch (error) {
    await writer.discard();
    throw refusal(error);
  }
}

/** Marks of a session, oldest first. Throws a `UserError` where there is no session. */
export async function sessionMarks(session: string): Promise<readonly SessionMark[]> {
  const marks: SessionMark[] = [];
  for await (const { value } of logLines(session, proofFileNames.gate)) {
    const line = value as { kind?: unknown; mark?: unknown; timeUs?: unknown };
    if (line.kind === "counts" && typeof line.mark === "string" && typeof line.timeUs === "number") {
      marks.push({ mark: line.mark, timeUs: line.timeUs });
    }
  }
  return marks;
}

/** Service that is a session's positive control; `null`: none. Throws a `UserError` where there is no session. */
export async function sessionControl(session: string): Promise<string | null> {
  return controlOf(await sessionOf(session));
}

/** With nothing let through there is nothing to ask for on purpose. */
function controlOf({ mode, control }: SessionDocument): string | null {
  return mode === "named-services" ? control : null;
}

async function windowOf({ session, fromMark, untilMark }: ProofRequest): Promise<readonly [SessionMark, SessionMark]> {
  const marks = await sessionMarks(session);
  const find = (wanted: string): SessionMark => {
    const found = marks.find(({ mark }) => mark === wanted);
    if (found !== undefined) return found;
    throw new UserError("no-such-mark", "notFound", `The session has no mark "${wanted}". No proof was made.`);
  };
  const [from, until] = [find(fromMark), find(untilMark)];
  if (from.timeUs < until.timeUs) return [from, until];
  const sentence = `By the gateway's clock the mark "${untilMark}" is not later than "${fromMark}": the clock was set back meanwhile. No proof was made.`;
  throw new UserError("marks-reversed", "conflict", sentence);
}

async function sessionOf(session: string): Promise<SessionDocument> {
  const parts: Uint8Array[] = [];
  for await (const piece of filePieces(session, "session.json")) parts.push(piece.slice());
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch (error) {
    throw new UserError("session-damaged", "wrongUse", "The session cannot be used for a proof: session.json is no JSON.", {
      cause: error,
    });
  }
  const about = value as SessionDocument;
  if (about?.format === "creance-hold-session/1") return about;
  throw new UserError("no-such-session", "wrongUse", `${session} is no session of a gateway that this version knows.`);
}

/** From the start of the session to the mark: openings and policies of earlier hold on. */
async function* gateLines(session: string, untilMark: string): AsyncGenerator<Uint8Array> {
  for await (const { bytes, value } of logLines(session, proofFileNames.gate)) {
    yield bytes;
    if ((value as { mark?: unknown }).mark === untilMark) return;
  }
}

async function* linesOf(session: string, name: string, stretch: Stretch, start: string, end: string): AsyncGenerator<Uint8Array> {
  for await (const { bytes, value } of logLines(session, name)) if (touches(value, stretch, start, end)) yield bytes;
}

/** A line without times goes along, for checking to say so. */
function touches(value: unknown, { fromUs, untilUs }: Stretch, start: string, end: string): boolean {
  const line = value as Readonly<Record<string, unknown>>;
  return !(Number(line[end]) < fromUs) && !(Number(line[start]) > untilUs);
}

/** Start of the oldest connection of the window: its bytes count from there. */
async function firstConnectionUs(session: string, window: Stretch): Promise<number> {
  let first = window.fromUs;
  for await (const { value } of logLines(session, proofFileNames.relay)) {
    if (!touches(value, window, "startUs", "endUs")) continue;
    const startUs = Number((value as { startUs?: unknown }).startUs) - START_EDGE_US;
    if (startUs < first) first = startUs;
  }
  return first;
}

async function copyCaptures(writer: BundleWriter, session: string, side: CaptureSide, stretch: Stretch): Promise<readonly string[]> {
  const names = await capturesOf(session, side, stretch);
  for (const name of names) await writer.write(name, captureRecords(session, name));
  return names;
}

async function copyFlight(writer: BundleWriter, { fileName, pieces, startUs, endUs }: ProofFlight): Promise<ProofDocument["flight"]> {
  const ending = extname(fileName).toLowerCase();
  const file = `flight${/^\.[a-z0-9]{1,8}$/.test(ending) ? ending : ""}`;
  return { file, sha256: await writer.write(file, pieces), startUs, endUs };
}

function macOf({ interface: name, mac }: { readonly interface: string; readonly mac: string | null }): string {
  if (mac !== null) return mac;
  const sentence = `The interface ${name} has no MAC address: what goes which way cannot be told from its capture. No proof was made.`;
  throw new UserError("no-mac", "machineRefused", sentence);
}

function toolsOf({ machine, version }: SessionDocument): Readonly<Record<string, string>> {
  const found = Object.entries(machine.tools).filter((entry): entry is [string, string] => entry[1] !== null);
  return { ...Object.fromEntries(found), kernel: machine.kernel, creance: version };
}

function refusal(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  const sentence = "There is no space left for the proof. Nothing of it was kept: name a folder on another disk.";
  return new UserError("disk-full", "machineRefused", sentence, { cause: error });
}
