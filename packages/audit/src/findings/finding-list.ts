/** The findings of an audit: drafts while captures are read, findings when everything is known. */
import type { FlowRow } from "@creance/capture";
import type { Platform } from "@creance/core";
import { toHex } from "@creance/core";
import { consentFor } from "../consent/covers.ts";
import type { FlightClock } from "../coverage/flight-coverage.ts";
import type { Consent, DecoyCount, Finding, FindingKind, Needle } from "../types.ts";
import { findingKinds } from "../types.ts";
import { draftKey, type FindingDraft } from "./finding-draft.ts";
import { findingSentence } from "./finding-sentence.ts";
import { type FlightTimes, flightPhase, nearestFlight } from "./flight-phase.ts";

/** Decoy hits that are listed. */
const MAX_DECOY_HITS = 100;
/** Why every finding of a kind is weak when a decoy of it was found. */
const DECOY_FOUND = "needles that were made up for this run were found in the same way";

/** What findings are made with. */
export interface FindingListOptions {
  readonly platform: Platform;
  readonly maxFindings: number;
  /** Weak findings, and those of class `region`, are kept. */
  readonly weak: boolean;
  readonly consents: readonly Consent[];
  readonly flights: readonly FlightTimes[];
}

/** Findings and what decoys did. */
export interface CompletedFindings {
  readonly findings: readonly Finding[];
  readonly decoyHits: readonly Finding[];
  readonly decoys: readonly DecoyCount[];
  readonly dropped: number;
}

interface Kept {
  readonly draft: FindingDraft;
  readonly capture: number;
}

/** Collects drafts. Memory: bounded by the most findings that are kept. */
export class FindingList {
  readonly #options: FindingListOptions;
  /** By capture and flow: the drafts of each message. */
  readonly #byFlow = new Map<string, Map<string, Kept>>();
  readonly #rows = new Map<string, FlowRow>();
  /** How often each needle was found in each encoding. */
  readonly #alike = new Map<string, number>();
  readonly #captures: string[] = [];
  #kept = 0;
  #decoys = 0;
  #dropped = 0;

  constructor(options: FindingListOptions) {
    this.#options = options;
  }

  /** The capture that is open. */
  get capture(): number {
    return this.#captures.length;
  }

  /** Takes a draft of a capture: of the one that is open, or an earlier one. */
  add(draft: FindingDraft, capture: number): void {
    const isWeak = draft.weakBecause !== null || draft.class === "region";
    if (isWeak && !this.#options.weak) return;
    const flowKey = `${capture} ${draft.message.flow.flowId}`;
    let drafts = this.#byFlow.get(flowKey);
    const key = draftKey(draft);
    const known = drafts?.get(key);
    if (known !== undefined) {
      if (known.draft.weakBecause !== null && draft.weakBecause === null) drafts?.set(key, { draft, capture });
      return;
    }
    if (draft.decoy ? this.#decoys >= MAX_DECOY_HITS : !this.#hasRoom(draft)) {
      this.#dropped++;
      return;
    }
    if (draft.decoy) this.#decoys++;
    if (drafts === undefined) {
      drafts = new Map();
      this.#byFlow.set(flowKey, drafts);
    }
    drafts.set(key, { draft, capture });
  }

  /** Counts a draft that there is room for. The second half of the room is for what was not found hundreds of times before. */
  #hasRoom({ kind, needle, encoding }: FindingDraft): boolean {
    const { maxFindings } = this.#options;
    const key = `${kind} ${needle} ${encoding.join()}`;
    const before = this.#alike.get(key) ?? 0;
    if (this.#kept >= maxFindings || (this.#kept >= maxFindings / 2 && before >= maxFindings / 20)) return false;
    this.#alike.set(key, before + 1);
    this.#kept++;
    return true;
  }

  /** A conversation has ended. `isWanted`: something of it is kept elsewhere. */
  conversation(row: FlowRow, isWanted: boolean): void {
    const key = `${this.capture} ${row.flowId}`;
    if (isWanted || this.#byFlow.has(key)) this.#rows.set(key, row);
  }

  endCapture(sha256: string): void {
    this.#captures.push(sha256);
  }

  /** Everything, in its order. `decoys` is what was planted, `clocks` by label of flight. */
  complete(planted: readonly Pick<Needle, "kind" | "name">[], clocks: ReadonlyMap<string, FlightClock>): CompletedFindings {
    const all: { finding: Finding; decoy: boolean }[] = [];
    for (const drafts of this.#byFlow.values()) {
      let row: FlowRow | undefined;
      for (const { draft, capture } of drafts.values()) {
        // Findings of a conversation share its row.
        row ??= this.#rowOf(capture, draft.message.flow.flowId);
        if (row !== undefined) all.push({ finding: this.#finding(draft, capture, row, clocks), decoy: draft.decoy });
      }
    }
    const decoyHits = all.filter(({ decoy }) => decoy).map(({ finding }) => finding);
    const counts = new Map<FindingKind, { searched: Set<string>; hits: Set<string> }>();
    for (const { kind, name } of planted) {
      const count = counts.get(kind) ?? { searched: new Set(), hits: new Set() };
      count.searched.add(name);
      counts.set(kind, count);
    }
    for (const hit of decoyHits) if (!hit.weak) counts.get(hit.kind)?.hits.add(hit.needle ?? "");
    const doubted = new Set([...counts].filter(([, { hits }]) => hits.size > 0).map(([kind]) => kind));
    const findings = all
      .filter(({ decoy }) => !decoy)
      .map(({ finding }) => (doubted.has(finding.kind) && finding.needle !== null ? doubt(finding) : finding))
      .filter(({ weak }) => !weak || this.#options.weak);
    return {
      findings: findings.sort(byOrder),
      decoyHits: decoyHits.sort(byOrder),
      decoys: findingKinds.flatMap((kind) => {
        const count = counts.get(kind);
        return count === undefined ? [] : [{ kind, searched: count.searched.size, hits: count.hits.size }];
      }),
      dropped: this.#dropped,
    };
  }

  #rowOf(capture: number, flowId: string): FlowRow | undefined {
    const row = this.#rows.get(`${capture} ${flowId}`);
    return row === undefined ? undefined : { ...row, capture: this.#captures[capture] ?? "" };
  }

  #finding(draft: FindingDraft, capture: number, row: FlowRow, clocks: ReadonlyMap<string, FlightClock>): Finding {
    const { message } = draft;
    const sha256 = this.#captures[capture] ?? "";
    const times = this.#timesOf(draft, clocks);
    const offsetUs = (times === null ? 0 : (clocks.get(times.flight.label)?.offsetS ?? 0)) * 1e6;
    const phase = times === null ? null : flightPhase(times, draft.sentUs + offsetUs);
    const host = message.http?.host ?? row.serverName ?? null;
    const weakBecause =
      draft.weakBecause ?? (draft.class === "region" ? "it tells the region only, which an address on the internet tells as well" : null);
    const identity = [
      sha256,
      row.flowId,
      message.side,
      message.streamId,
      message.message,
      draft.kind,
      draft.needle,
      draft.flight,
      draft.encoding,
    ];
    return {
      findingId: toHex(this.#options.platform.sha256(new TextEncoder().encode(JSON.stringify(identity))).subarray(0, 8)),
      flow: row,
      kind: draft.kind,
      needle: draft.needle,
      needleSource: draft.needleSource,
      encoding: draft.encoding,
      carriedIn: message.transport,
      match: draft.match,
      class: draft.class,
      precisionM: draft.precisionM,
      direction: draft.direction,
      weak: weakBecause !== null,
      weakBecause,
      http: message.http,
      topic: message.topic,
      field: draft.field,
      flight: draft.flight,
      phase,
      delayS: draft.delayS,
      points: draft.points,
      decimals: draft.decimals,
      sentence: findingSentence(draft, host ?? row.respIp, phase),
      consent: consentFor(this.#options.consents, draft.sentUs, draft.kind, host),
      packets: draft.packets,
      morePackets: draft.morePackets,
      byteRange: draft.byteRange,
      sentUs: draft.sentUs,
    };
  }

  /** The flight a finding is seen from: its own, or the nearest in time. */
  #timesOf(draft: FindingDraft, clocks: ReadonlyMap<string, FlightClock>): FlightTimes | null {
    const own = this.#options.flights.find(({ flight }) => flight.label === draft.flight);
    if (own !== undefined) return own;
    return nearestFlight(this.#options.flights, draft.sentUs, (label) => clocks.get(label)?.offsetS ?? 0);
  }
}

function doubt(finding: Finding): Finding {
  return finding.weak ? finding : { ...finding, weak: true, weakBecause: DECOY_FOUND };
}

/** Not weak first, then by kind, time, capture and conversation. */
function byOrder(a: Finding, b: Finding): number {
  return (
    Number(a.weak) - Number(b.weak) ||
    findingKinds.indexOf(a.kind) - findingKinds.indexOf(b.kind) ||
    (a.sentUs || 0) - (b.sentUs || 0) ||
    compare(a.flow.capture, b.flow.capture) ||
    (a.packets[0] ?? 0) - (b.packets[0] ?? 0) ||
    compare(a.findingId, b.findingId)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
