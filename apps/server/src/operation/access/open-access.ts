/**
 * Who looked at things and took them out, entered in the journal. A look never waits and never fails: it is entered within seconds, once a
 * thing and hour. A file is handed out only after it was entered.
 */
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isoFromEpochUs, UserError } from "@creance/core";
import type { EntryOf, NewJournalEntry } from "@creance/ledger";
import type { Vault } from "@creance/vault";
import { enterWith, type LeaseOptions, type SharedWriter } from "../shared-writer.ts";

/** What can be looked at or taken out. */
export type ViewedThing = EntryOf<"viewed">["what"];

/** What is made of several kept things. */
export type ViewedReport = Extract<ViewedThing, "audit" | "exposure">;

/** What a report is about; nothing named: everything that is kept. */
export interface ReportAbout {
  /** Ids of flights, which stand under their first original. */
  readonly flights?: readonly string[];
  readonly originals?: readonly string[];
}

/** Looks and exports, entered. */
export interface Access {
  viewed(what: ViewedThing, sha256: string): void;
  /** A look at a report. When it is about one original, the entry names that; of several none. */
  viewedReport(what: ViewedReport, about: ReportAbout): void;
  /**
   * Resolves once it is entered. `sha256`: the original, `null` for a report over several. Throws a `UserError` (`vault-busy`) when another
   * process writes for too long. In a vault that is only read nothing can be entered, and nothing is.
   */
  exported(what: ViewedThing, sha256: string | null, format: string): Promise<void>;
  /** The same for a report. */
  exportedReport(what: ViewedReport, about: ReportAbout, format: string): Promise<void>;
  /** The same for a later piece of an original: a download in pieces is one, entered with whichever piece comes first. */
  exportedPiece(sha256: string): Promise<void>;
  /** The same for a flight, which is entered under its first original. */
  exportedFlight(id: string, format: string): Promise<void>;
  /** Resolves once every look is entered, or could not be for now. */
  drain(): Promise<void>;
  /** Enters what is left and resolves within seconds; what another process kept from being entered is said. */
  close(): Promise<void>;
}

/** How often looks are entered, milliseconds. */
const EVERY_MS = 2_000;
/** How long one look stands for others, microseconds. */
const AGAIN_US = 3_600e6;
/** How long an export, or the looks of some seconds, wait for another process that writes, milliseconds. */
const PATIENCE_MS = 15_000;
/** How long until looks that could not be entered are tried again, milliseconds. */
const RETRY_MS = 10_000;
/** How long closing waits for another process that writes, milliseconds. */
const CLOSING_MS = 2_000;
/** How long an entry that is just being written may take beyond that, milliseconds. */
const LAST_MS = 500;
/** Looks that are remembered, and that may wait. */
const MOST = 10_000;
/** Kinds of things that a sentence on what was not entered names. */
const MOST_NAMED = 10;

/** Opens it. `by`: who works here, `null` when it is not known. */
export function openAccess(parts: {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  readonly by: string | null;
  readonly now?: () => number;
  /** Hears what could not be entered at the end. */
  readonly onLost?: (sentence: string) => void;
  readonly everyMs?: number;
  readonly retryMs?: number;
}): Access {
  const { vault, writers, by, now = () => Date.now() * 1000, onLost, everyMs = EVERY_MS, retryMs = RETRY_MS } = parts;
  const seen = new Map<string, number>();
  /** Pieces of originals whose entry is being written, by SHA-256: later pieces wait for the same one. */
  const pieces = new Map<string, Promise<void>>();
  const closing = new AbortController();
  let waiting: NewJournalEntry[] = [];
  /** Being entered now. */
  const underway = new Set<NewJournalEntry>();
  let timer: NodeJS.Timeout | undefined;
  let entering: Promise<void> = Promise.resolve();

  async function enter(entries: readonly NewJournalEntry[], options: LeaseOptions): Promise<void> {
    const build = (words: (text: string) => string): readonly NewJournalEntry[] => {
      const byHash = by === null ? null : words(by);
      return entries.map((entry) => ({ ...entry, byHash }) as NewJournalEntry);
    };
    await enterWith(writers, build, options);
  }

  function drainIn(ms: number): void {
    timer ??= setTimeout(() => void drain(), ms).unref();
  }

  function drain(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return entering;
    const batch = waiting;
    waiting = [];
    for (const entry of batch) underway.add(entry);
    entering = entering
      .then(() => enter(batch, { signal: AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE_MS)]), signLater: true }))
      .catch(() => {
        // Another process writes, or the disk is full: they are tried again, and the oldest are given up beyond the bound.
        waiting = [...batch, ...waiting].slice(-MOST);
        if (!closing.signal.aborted) drainIn(retryMs);
      })
      .finally(() => {
        for (const entry of batch) underway.delete(entry);
      });
    return entering;
  }

  async function close(): Promise<void> {
    const late = setTimeout(() => closing.abort(), CLOSING_MS);
    await Promise.race([drain(), aborted(closing.signal)]);
    clearTimeout(late);
    closing.abort();
    // What is just being written is written; another one of this process that waits for the writer is not waited for.
    await Promise.race([entering, wait(LAST_MS, undefined, { ref: false })]);
    const lost = [...new Set([...underway, ...waiting])];
    if (lost.length > 0) onLost?.(lostSentence(lost));
  }

  async function exported(what: ViewedThing, sha256: string | null, format: string): Promise<void> {
    if (vault.readOnly) return;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    try {
      await enter([{ kind: "exported", timeUs: now(), what, sha256, format, byHash: null }], { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new UserError(
        "vault-busy",
        "conflict",
        "Another process writes to the vault, so that this export could not be entered in the ledger. Nothing was handed out; try again when it is done.",
      );
    }
  }

  /** True when it was so within the hour. */
  function isSo(key: string): boolean {
    const timeUs = now();
    const last = seen.get(key);
    return last !== undefined && timeUs - last < AGAIN_US && timeUs >= last;
  }

  function remember(key: string): void {
    seen.delete(key);
    seen.set(key, now());
    if (seen.size > MOST) seen.delete(seen.keys().next().value as string);
  }

  /** True when it was so within the hour; remembers it. */
  function wasSo(key: string): boolean {
    if (isSo(key)) return true;
    remember(key);
    return false;
  }

  /** Each once, sorted. */
  function originalsOf({ flights = [], originals = [] }: ReportAbout): readonly string[] {
    const ofFlights = flights.flatMap((id) => vault.uncountedFlight(id)?.originals[0]?.sha256 ?? []);
    return [...new Set([...ofFlights, ...originals])].sort();
  }

  function viewed(what: ViewedThing, sha256: string | null, key: string): void {
    if (vault.readOnly || wasSo(`${what} ${key}`)) return;
    if (waiting.length >= MOST) waiting.shift();
    waiting.push({ kind: "viewed", timeUs: now(), what, sha256, byHash: null });
    drainIn(everyMs);
  }

  return {
    viewed: (what, sha256) => viewed(what, sha256, sha256),
    viewedReport(what, about) {
      const originals = originalsOf(about);
      viewed(what, onlyOne(originals), createHash("sha256").update(originals.join(" ")).digest("hex"));
    },
    async exported(what, sha256, format) {
      await exported(what, sha256, format);
      if (what === "original") wasSo(`piece ${sha256}`);
    },
    exportedReport: (what, about, format) => exported(what, onlyOne(originalsOf(about)), format),
    async exportedPiece(sha256) {
      if (isSo(`piece ${sha256}`)) return;
      let entry = pieces.get(sha256);
      if (entry === undefined) {
        // Remembered only when it is entered: until then no piece goes out.
        entry = exported("original", sha256, "original")
          .then(() => remember(`piece ${sha256}`))
          .finally(() => pieces.delete(sha256));
        pieces.set(sha256, entry);
      }
      await entry;
    },
    exportedFlight: (id, format) => exported("flight", vault.uncountedFlight(id)?.originals[0]?.sha256 ?? null, format),
    drain,
    close,
  };
}

function onlyOne([first, ...others]: readonly string[]): string | null {
  return first !== undefined && others.length === 0 ? first : null;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** `2 looks could not be entered ...: flight 3f0c..., capture 12ab...`. */
function lostSentence(entries: readonly NewJournalEntry[]): string {
  const named = entries.flatMap((entry) => {
    if (entry.kind !== "viewed") return [];
    const { what, sha256, timeUs } = entry;
    return [`${what}${sha256 === null ? "" : ` ${sha256.slice(0, 16)}`} at ${isoFromEpochUs(timeUs) ?? "an unknown time"}`];
  });
  const list = named.length === 0 ? "" : `: ${named.slice(0, MOST_NAMED).join(", ")}${named.length > MOST_NAMED ? ", ..." : ""}`;
  const count = entries.length === 1 ? "1 look" : `${entries.length} looks`;
  return `${count} could not be entered in the ledger, because another process writes to the vault or the disk refused it${list}.`;
}
