/**
 * Message logs of DJI's phone apps (docs/formats/app-log.md): Android's error pop-up text (`## 11:07:46` and a message) and iOS lists
 * of messages (`[["time","title","text"]]`, one after the other). What is no message is kept aside and counted.
 */
import { type ByteSource, FormatError, type Issue } from "@creance/core";
import type { Format } from "../format.ts";
import { parseIsoTime } from "../iso-time.ts";

/** One message. */
export interface AppMessage {
  /** Date and time as written, read as if UTC, µs; NaN when the log has only times of day. */
  readonly wallUs: number;
  /** Time of day, ms since midnight; NaN when the message has no time. */
  readonly dayMs: number;
  readonly title: string;
  readonly text: string;
  readonly byteOffset: number;
  readonly lengthBytes: number;
}

/** A log. */
export interface AppLog {
  readonly kind: "android" | "ios" | "links";
  readonly messages: readonly AppMessage[];
  /** Of a list of links: how many there are. */
  readonly links: number;
  readonly issues: readonly Issue[];
}

const ANDROID = /^(?:\ufeff)?\s*## \d{1,2}:\d{2}:\d{2}[ \t]*\r?\n/;
const IOS = /^(?:\ufeff)?\s*\[\s*\[\s*"(?:\d{4}-\d{2}-\d{2}[ T])?\d{1,2}:\d{2}:\d{2}/;
const LINKS = /^(?:\ufeff)?\s*\{\s*"[^"]{1,60}"\s*:\s*\{\s*"(?:never_connected|connected)"\s*:/;

/** App message logs. */
export const appLogFormat: Format = {
  id: "dji-app-log",
  name: "Messages of DJI's phone app",
  extensions: ["txt", "json", "log"],
  document: "docs/formats/app-log.md",
  sniff: (head) => {
    const text = new TextDecoder("utf-8").decode(head.subarray(0, 512));
    return ANDROID.test(text) || IOS.test(text) || LINKS.test(text) ? 0.9 : 0;
  },
};

/** Codes of the reader. */
export const appLogErrors = {
  "app-log-unknown": "The text has neither the form of Android's message log nor that of iOS.",
  "app-log-too-large": "The log is larger than any message log.",
  "app-log-cut": "The log ends inside a message; what came before was read.",
  "app-log-bad-entry": "Entries do not have the form of a message; they were left out.",
  "app-log-too-many": "The log holds more messages than are read at once; the rest was left out.",
} as const satisfies Readonly<Record<string, string>>;

const MAX_BYTES = 33_554_432;
const MAX_MESSAGES = 100_000;
const MAX_TEXT = 4000;

/** Reads a log. Throws a `FormatError` when it is none. */
export async function readAppLog(source: ByteSource): Promise<AppLog> {
  if (source.size > MAX_BYTES) throw appLogError("app-log-too-large");
  const bytes = await source.read(0, source.size);
  const head = new TextDecoder("utf-8").decode(bytes.subarray(0, 512));
  if (ANDROID.test(head)) return readAndroid(bytes);
  if (IOS.test(head)) return readIos(bytes);
  if (LINKS.test(head)) {
    const links = new TextDecoder("utf-8").decode(bytes).match(/"https?:/g)?.length ?? 0;
    return { kind: "links", messages: [], links, issues: [] };
  }
  throw appLogError("app-log-unknown");
}

/** Writes Android's form: times of day only. */
export function writeAndroidAppLog(messages: readonly { readonly dayMs: number; readonly text: string }[]): Uint8Array<ArrayBuffer> {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const clock = (dayMs: number): string => `${two(dayMs / 3_600_000)}:${two((dayMs / 60_000) % 60)}:${two((dayMs / 1000) % 60)}`;
  return new TextEncoder().encode(messages.map(({ dayMs, text }) => `## ${clock(dayMs)}\r\n${text}\r\n`).join(""));
}

/** Writes iOS's form: lists of one message each, one after the other. */
export function writeIosAppLog(
  messages: readonly { readonly time: string; readonly title: string; readonly text: string }[],
): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(messages.map(({ time, title, text }) => JSON.stringify([[time, title, text]])).join(","));
}

function readAndroid(bytes: Uint8Array): AppLog {
  const decoder = new TextDecoder("utf-8");
  const messages: AppMessage[] = [];
  const issues: Issue[] = [];
  let open: { dayMs: number; byteOffset: number; end: number; lines: string[]; chars: number } | null = null;
  const close = (): void => {
    if (open === null) return;
    const text = open.lines.join("\n").trim();
    if (messages.length >= MAX_MESSAGES) {
      if (issues.length === 0) issues.push(appLogIssue("app-log-too-many", open.byteOffset));
    } else if (text !== "") {
      const { dayMs, byteOffset, end } = open;
      messages.push({ wallUs: Number.NaN, dayMs, title: "", text, byteOffset, lengthBytes: end - byteOffset });
    }
    open = null;
  };
  for (let start = 0; start < bytes.byteLength; ) {
    const lineEnd = bytes.indexOf(10, start);
    const end = lineEnd < 0 ? bytes.byteLength : lineEnd;
    const line = decoder.decode(bytes.subarray(start, Math.min(end, start + MAX_TEXT))).replace(/\r$/, "");
    const time = /^(?:\ufeff)?\s*## (\d{1,2}):(\d{2}):(\d{2})\s*$/.exec(line);
    if (time !== null) {
      close();
      const dayMs = ((Number(time[1]) * 60 + Number(time[2])) * 60 + Number(time[3])) * 1000;
      open = { dayMs: dayMs < 86_400_000 ? dayMs : Number.NaN, byteOffset: start, end, lines: [], chars: 0 };
    } else if (open !== null && open.chars < MAX_TEXT) {
      open.lines.push(line);
      open.chars += line.length + 1;
      open.end = end;
    }
    start = end + 1;
  }
  if (open !== null && (open as { lines: string[] }).lines.length === 0)
    issues.push(appLogIssue("app-log-cut", (open as { byteOffset: number }).byteOffset));
  close();
  return { kind: "android", messages, links: 0, issues };
}

/** The file is lists without anything around them, so each is found by its brackets and read alone. */
function readIos(bytes: Uint8Array): AppLog {
  const decoder = new TextDecoder("utf-8");
  const messages: AppMessage[] = [];
  const issues: Issue[] = [];
  let depth = 0;
  let quoted = false;
  let start = -1;
  let bad = 0;
  for (let at = 0; at < bytes.byteLength; at += 1) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x5b) {
      depth += 1;
      // An entry is a list of three texts: the innermost list.
      start = at;
    } else if (byte === 0x5d) {
      depth = Math.max(0, depth - 1);
      if (start < 0) continue;
      const message = at - start > 65_536 ? undefined : iosMessage(decoder.decode(bytes.subarray(start, at + 1)), start, at + 1 - start);
      if (message === undefined) bad += 1;
      else if (messages.length < MAX_MESSAGES) messages.push(message);
      else if (issues.length === 0) issues.push(appLogIssue("app-log-too-many", start));
      start = -1;
    }
  }
  if (quoted || depth > 0) issues.push(appLogIssue("app-log-cut", Math.max(0, start)));
  if (bad > 0) issues.push({ ...appLogIssue("app-log-bad-entry", 0), sentence: `${appLogErrors["app-log-bad-entry"]} Entries: ${bad}.` });
  return { kind: "ios", messages, links: 0, issues };
}

function iosMessage(json: string, byteOffset: number, lengthBytes: number): AppMessage | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length < 2 || !parts.every((part) => typeof part === "string")) return undefined;
  const [time, ...rest] = parts as string[];
  const written = parseIsoTime(time as string);
  const clock = /(\d{1,2}):(\d{2}):(\d{2})/.exec(time as string);
  return {
    wallUs: written?.wallUs ?? Number.NaN,
    dayMs: clock === null ? Number.NaN : ((Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1000,
    title: rest.length > 1 ? (rest[0] as string).slice(0, MAX_TEXT) : "",
    text: (rest[rest.length - 1] as string).slice(0, MAX_TEXT),
    byteOffset,
    lengthBytes,
  };
}

function appLogIssue(code: keyof typeof appLogErrors, offset: number): Issue {
  return { code, offset, field: null, sentence: appLogErrors[code] };
}

function appLogError(code: keyof typeof appLogErrors): FormatError {
  return new FormatError(code, { format: "dji-app-log", offset: 0, field: "file" }, appLogErrors[code]);
}
