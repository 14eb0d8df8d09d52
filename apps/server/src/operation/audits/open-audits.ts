/**
 * Audits of what the vault keeps. An audit is named by its request, so the same request finds the one that runs or is done; it goes on when nobody
 * looks. Results are held in memory alone, bounded: a request can bring identifiers, keys and consents, which must not lie on disk outside of what the
 * vault seals, and whatever is let go comes out the same again when it is asked again.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Audit, AuditAnswer, AuditEvidence, AuditRequest, AuditRow, AuditSuggestion, FindingPage, FindingQuery } from "@creance/api";
import type { AuditResult, Finding } from "@creance/audit";
import { UserError } from "@creance/core";
import type { Vault } from "@creance/vault";
import type { AuditedRecord, AuditJob, AuditParts } from "../read-job.ts";
import type { ReadPool } from "../read-pool.ts";
import { READER } from "../reader-version.ts";
import { type AuditTextName, auditTexts, givenTexts, readAuditTexts } from "./audit-texts.ts";
import { pickFindings } from "./pick-findings.ts";
import { sampleGiven } from "./sample-given.ts";
import { suggestFlights } from "./suggest-flights.ts";

/** Audits of the kept captures. */
export interface Audits {
  /** Starts an audit, or finds the one of the same request. Throws `UserError` for captures, flights or texts that are none. */
  start(request: AuditRequest): Audit;
  /** Newest first. */
  list(): AuditRow[];
  /** Throws `UserError` `no-such-audit`. */
  get(id: string): Audit;
  /** Stops one that runs; one that has ended stays as it is. */
  stop(id: string): Audit;
  findings(query: FindingQuery): FindingPage;
  finding(id: string, findingId: string): Finding;
  /** Reads a finding again from the kept original. */
  evidence(id: string, findingId: string): Promise<AuditEvidence>;
  /** The whole result, for reports. Throws `UserError` `audit-not-done`. */
  result(id: string): AuditResult;
  /** What belongs to captures: flights by their time, and what comes with the sample operation. */
  suggest(captures: readonly string[]): AuditSuggestion;
}

/** Audits with what only the operation itself calls. */
export interface OpenAudits extends Audits {
  /** Stops those that run. */
  close(): Promise<void>;
}

/** What audits are made with. */
export interface AuditsParts {
  readonly vault: Vault;
  readonly pool: ReadPool;
  /** Most audits that are held, and most findings of all of them together (default 20 and 100,000). */
  readonly mostAudits?: number;
  readonly mostFindings?: number;
  /** Microseconds since 1970, for when an audit started and ended. */
  readonly nowUs?: () => number;
}

/** Many small messages take longer to search than their bytes tell; whoever waits can stop it. */
const PATIENCE = 10;
/** Moments that are drawn. */
const MOST_MOMENTS = 2_000;
/** Audits that run at once; each takes a reading worker. */
const MOST_RUNNING = 4;

interface Entry {
  audit: Audit;
  readonly parts: AuditParts;
  readonly abort: AbortController;
  readonly startedMs: number;
  result: AuditResult | undefined;
  ended: Promise<void>;
}

/** Opens the audits of a vault. */
export function openAudits({ vault, pool, ...options }: AuditsParts): OpenAudits {
  const { mostAudits = 20, mostFindings = 100_000, nowUs = () => Date.now() * 1000 } = options;
  /** Oldest first. */
  const entries = new Map<string, Entry>();
  /** Without it an id would let anyone who sees an address try identifiers out. */
  const salt = randomBytes(32);

  function entryOf(id: string): Entry {
    const entry = entries.get(id);
    if (entry === undefined) {
      throw new UserError(
        "no-such-audit",
        "notFound",
        "This audit is not held here any more: audits stay in memory until the server stops or newer ones take their place. Start it again: the same captures and flights give the same result.",
      );
    }
    return entry;
  }

  function resultOf(id: string): AuditResult {
    const { result, audit } = entryOf(id);
    if (result === undefined) {
      const how =
        audit.state === "running" ? "is still running" : `${audit.state === "stopped" ? "was stopped" : "failed"}, so it has no result`;
      throw new UserError("audit-not-done", "conflict", `This audit ${how}.`);
    }
    return result;
  }

  function findingOf(id: string, findingId: string): Finding {
    const result = resultOf(id);
    const found =
      result.findings.find((finding) => finding.findingId === findingId) ??
      result.coverage.search.decoyHits.find((finding) => finding.findingId === findingId);
    if (found === undefined) throw new UserError("no-such-finding", "notFound", "This audit has no such finding.");
    return found;
  }

  /** Oldest ended audits leave when there are too many of them, or too much in them. */
  function makeRoom(): void {
    let findings = [...entries.values()].reduce((sum, { result }) => sum + (result?.findings.length ?? 0), 0);
    const newest = [...entries.keys()].at(-1);
    for (const [id, { audit, result }] of entries) {
      if (entries.size <= mostAudits && findings <= mostFindings) return;
      if (audit.state === "running" || id === newest) continue;
      entries.delete(id);
      findings -= result?.findings.length ?? 0;
    }
  }

  async function follow(entry: Entry, job: AuditJob): Promise<void> {
    const { abort } = entry;
    const end = (change: Partial<Audit>): void => {
      entry.audit = { ...entry.audit, leftS: null, endedUs: nowUs(), ...change };
      makeRoom();
    };
    try {
      const result = await Promise.race([
        pool.run(job, {
          signal: abort.signal,
          patience: PATIENCE,
          onProgress(bytes) {
            const rate = bytes / Math.max(0.001, (performance.now() - entry.startedMs) / 1000);
            const leftS = rate > 0 ? Math.max(0, Math.ceil((job.sizeBytes - bytes) / rate)) : null;
            entry.audit = { ...entry.audit, bytesDone: bytes, rateBytesPerS: Math.round(rate), leftS };
          },
        }),
        whenAborted(abort.signal),
      ]);
      if (result === "stopped") return end({ state: "stopped" });
      entry.result = result;
      end({ state: "done", bytesDone: job.sizeBytes, answer: answerOf(result) });
    } catch (error) {
      if (abort.signal.aborted) end({ state: "stopped" });
      else end({ state: "failed", error: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    start(request) {
      const captures = [...new Set(request.captures)].sort();
      const flights = [...new Set(request.flights)].sort();
      const texts = givenTexts(request);
      const read = readAuditTexts(request);
      const parts: AuditParts = {
        ...read,
        captures: withOwnName(
          captures.map((sha256) => keptCapture(vault, sha256)),
          ({ name }) => name,
          (one, name) => ({ ...one, name }),
        ),
        flights: withOwnName(
          flights.map((id) => keptFlight(vault, id)),
          ({ fileName }) => fileName,
          (one, fileName) => ({ ...one, fileName }),
        ),
        about: { inputs: [], command: [] },
      };
      const id = idOf({ captures, flights, texts }, salt);
      const before = entries.get(id);
      if (before !== undefined && (before.audit.state === "running" || before.audit.state === "done")) {
        // Found again: it counts as new where room is made.
        entries.delete(id);
        entries.set(id, before);
        return before.audit;
      }
      if ([...entries.values()].filter(({ audit }) => audit.state === "running").length >= MOST_RUNNING) {
        throw new UserError(
          "too-many-audits",
          "conflict",
          `${MOST_RUNNING} audits run already; wait for one of them or stop it. Nothing was started.`,
        );
      }
      const sizeBytes = parts.captures.reduce((sum, capture) => sum + capture.sizeBytes, 0);
      const complete: AuditParts = { ...parts, about: aboutOf(parts, texts) };
      const entry: Entry = {
        audit: {
          id,
          state: "running",
          captures: parts.captures.map(({ sha256, name, sizeBytes }) => ({ sha256, name, sizeBytes })),
          flights: flights.map((flightId) => {
            const summary = vault.flight(flightId)?.summary;
            const { name = null, place = null, startUs = null, timeZone = null } = summary ?? {};
            return { id: flightId, name: name ?? place, startUs, timeZone };
          }),
          given: texts.map(({ name }) => name),
          startedUs: nowUs(),
          endedUs: null,
          bytesDone: 0,
          bytesTotal: sizeBytes,
          rateBytesPerS: null,
          leftS: null,
          error: null,
          answer: null,
        },
        parts: complete,
        abort: new AbortController(),
        startedMs: performance.now(),
        result: undefined,
        ended: Promise.resolve(),
      };
      entries.delete(id);
      entries.set(id, entry);
      makeRoom();
      entry.ended = follow(entry, { ...complete, kind: "audit", sizeBytes });
      return entry.audit;
    },
    list: () => [...entries.values()].reverse().map(({ audit }) => rowOf(audit)),
    get: (id) => entryOf(id).audit,
    stop(id) {
      const entry = entryOf(id);
      entry.abort.abort();
      if (entry.audit.state === "running") entry.audit = { ...entry.audit, state: "stopped", leftS: null, endedUs: nowUs() };
      return entry.audit;
    },
    findings: (query) => pickFindings(resultOf(query.id), query),
    finding: findingOf,
    async evidence(id, findingId) {
      const finding = findingOf(id, findingId);
      const { parts } = entryOf(id);
      const captures = parts.captures.filter(({ sha256 }) => sha256 === finding.flow.capture);
      const sizeBytes = captures.reduce((sum, capture) => sum + capture.sizeBytes, 0);
      return pool.run({ ...parts, kind: "evidence", captures, sizeBytes, finding }, { patience: PATIENCE });
    },
    result: resultOf,
    suggest: (captures) => ({ flights: suggestFlights(vault, captures), sample: sampleGiven(vault, captures) }),
    async close() {
      for (const { abort } of entries.values()) abort.abort();
      await Promise.all([...entries.values()].map(({ ended }) => ended));
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<"stopped"> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve("stopped"), { once: true }));
}

/** The same request has the same id. What is secret in it goes in salted. */
function idOf(
  {
    captures,
    flights,
    texts,
  }: {
    readonly captures: readonly string[];
    readonly flights: readonly string[];
    readonly texts: readonly { readonly name: string; readonly text: string }[];
  },
  salt: Uint8Array,
): string {
  const hash = createHash("sha256").update(JSON.stringify({ reader: READER, captures, flights }));
  if (texts.length > 0) hash.update(salt).update(JSON.stringify(texts));
  return hash.digest("hex").slice(0, 32);
}

function keptCapture(vault: Vault, sha256: string): AuditParts["captures"][number] {
  const row = vault.capture(sha256)?.row;
  if (row === undefined) throw new UserError("no-such-capture", "notFound", "The vault holds no such capture. Nothing was audited.");
  return {
    sha256,
    path: vault.originalPath(sha256),
    name: lastOfPath(row.fileName) ?? `${sha256.slice(0, 16)}.pcap`,
    sizeBytes: row.sizeBytes,
  };
}

function keptFlight(vault: Vault, id: string): AuditedRecord {
  const detail = vault.flight(id);
  if (detail === undefined) throw new UserError("no-such-flight", "notFound", `The vault holds no flight ${id}. Nothing was audited.`);
  const place = vault.trackPlace(id);
  const original = detail.originals.find(({ sha256 }) => sha256 === place?.sha256) ?? detail.originals[0];
  if (original === undefined)
    throw new UserError("original-missing", "notFound", `No original of flight ${id} is kept. Nothing was audited.`);
  const { sha256, fileName, sizeBytes } = original;
  return {
    sha256,
    path: vault.originalPath(sha256),
    sizeBytes,
    keychain: vault.keychain(sha256) ?? null,
    fileName: lastOfPath(fileName) ?? `${sha256.slice(0, 16)}.txt`,
    label: id,
    segment: place?.segment ?? 0,
  };
}

function lastOfPath(path: string | null): string | null {
  const last = path?.split(/[\\/!]/).at(-1) ?? "";
  return last === "" ? null : last;
}

/** Order of the texts in the command, as the command line puts them. */
const textOrder = ["keys", "identifiers", "consent", "statement", "policy", "claims"] as const satisfies readonly AuditTextName[];

/** What the result says it was made of besides the captures, and the command that makes it again from files of those names. */
function aboutOf(parts: Omit<AuditParts, "about">, texts: ReturnType<typeof givenTexts>): AuditParts["about"] {
  const given = textOrder.flatMap((name) => texts.filter((text) => text.name === name));
  const records = new Map(parts.flights.map((record) => [record.sha256, record]));
  return {
    inputs: [
      ...[...records.values()].map(({ fileName, sizeBytes, sha256 }) => ({ role: "flight" as const, name: fileName, sizeBytes, sha256 })),
      ...given.map(({ name, text }) => {
        const bytes = Buffer.from(text, "utf8");
        return {
          role: name,
          name: auditTexts[name],
          sizeBytes: bytes.byteLength,
          sha256: createHash("sha256").update(bytes).digest("hex"),
        };
      }),
    ],
    command: [
      "creance",
      "audit",
      ...parts.captures.map(({ name }) => name),
      ...parts.flights.flatMap(({ label }) => ["--flight", label]),
      ...given.flatMap(({ name }) => [`--${name}`, auditTexts[name]]),
      "--weak",
    ],
  };
}

/** Files of one name get the beginning of their hash, or the command could not tell them apart. */
function withOwnName<Named extends { readonly sha256: string }>(
  named: readonly Named[],
  of: (one: Named) => string,
  rename: (one: Named, name: string) => Named,
): Named[] {
  const hashes = new Map<string, Set<string>>();
  for (const one of named) hashes.set(of(one), (hashes.get(of(one)) ?? new Set()).add(one.sha256));
  return named.map((one) => ((hashes.get(of(one))?.size ?? 0) > 1 ? rename(one, `${one.sha256.slice(0, 8)}-${of(one)}`) : one));
}

/** The result as the page takes it: without its findings, with their numbers. Totals know what stayed on the local network. */
function answerOf({ findings, ...rest }: AuditResult): AuditAnswer {
  const strong = findings.filter(({ weak }) => !weak);
  const out = rest.totals.reduce((sum, total) => sum + total.out, 0);
  const withConsent = rest.totals.reduce((sum, total) => sum + total.withConsent, 0);
  const sent = strong.filter(({ direction }) => direction === "out").length;
  const moments = strong
    .filter(({ direction, sentUs }) => direction === "out" && Number.isFinite(sentUs))
    .map(({ findingId, sentUs, consent }) => ({ findingId, sentUs, consent: consent !== null }))
    .sort((one, other) => one.sentUs - other.sentUs)
    .slice(0, MOST_MOMENTS);
  return {
    ...rest,
    moments,
    counts: {
      findings: strong.length,
      weak: findings.length - strong.length,
      out,
      local: Math.max(0, sent - out),
      in: strong.length - sent,
      withoutConsent: out - withConsent,
    },
  };
}

function rowOf({ answer, ...rest }: Audit): AuditRow {
  const verdicts: Record<string, number> = {};
  for (const { verdict } of answer?.claims ?? []) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  return { ...rest, sentences: answer?.answer ?? [], verdicts };
}
