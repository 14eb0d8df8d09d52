/**
 * What sizes and times alone can say of sealed uploads: as many bytes went out as one of the operator's files takes, after the flight that made it.
 * Never more than "consistent with"; how many other files fit is said beside it.
 */
import type { FlowRow } from "@creance/capture";
import type { Platform } from "@creance/core";
import type { FindingDraft } from "../findings/finding-draft.ts";
import { type FlightTimes, flightTimes } from "../findings/flight-phase.ts";
import { seededRandom } from "../needles/seeded-random.ts";
import type { AuditFile, AuditFlight, DecoyCount } from "../types.ts";
import { type SealedBy, type SizeWindow, sizeWindow } from "./size-window.ts";

/** A sealed conversation as this evidence needs it. */
export interface SealedConversation {
  readonly row: FlowRow;
  readonly deviceSide: 0 | 1;
  /** Payload bytes that the device sent sealed and that no key opened. */
  readonly sealedBytes: number;
  /** Bytes that came back. */
  readonly bytesIn: number;
  /** Which capture it is of: given back with its draft. */
  readonly capture: number;
}

/** A draft with the capture it belongs to. */
export interface UploadDraft {
  readonly draft: FindingDraft;
  readonly capture: number;
}

/** Collects size-and-time evidence. */
export interface UploadEvidence {
  /** Takes a conversation that has ended. True when it may become evidence: keep its row. */
  conversation(sealed: SealedConversation): boolean;
  /** The evidence, strongest first for each conversation only the best file; and how sizes that were made up did. */
  complete(): { readonly uploads: readonly UploadDraft[]; readonly decoys: DecoyCount };
}

/** After this long an upload is no burst behind a landing: weak. */
const SOON_S = 30 * 60;
/** Later than this it is left out. */
const LATE_S = 7 * 24 * 3_600;
const MAX_CANDIDATES = 2_000;
const DECOYS = 20;
const DECOY_FOUND = "sizes that were made up for this run fit as well";

interface SizedFile {
  readonly needle: string;
  readonly file: AuditFile;
  readonly times: FlightTimes;
  readonly sizeBytes: number;
  readonly isZipped: boolean;
  readonly decoy: boolean;
}
interface Fit {
  readonly sized: SizedFile;
  readonly window: SizeWindow;
  /** Seconds from landing (or the record's end) to the conversation's beginning; `null` without a clock. */
  readonly delayS: number | null;
}

/** Opens a collector. At most 2,000 conversations are kept; decoys follow from the files. */
export function createUploadEvidence({
  flights,
  platform,
}: {
  readonly flights: readonly AuditFlight[];
  readonly platform: Platform;
}): UploadEvidence {
  const real = flights.flatMap(sizedFiles);
  const sized = [...real, ...madeUp(real, platform)];
  const candidates: SealedConversation[] = [];
  return {
    conversation(sealed) {
      if (candidates.length >= MAX_CANDIDATES || sealed.sealedBytes <= sealed.bytesIn) return false;
      if (fitsOf(sealed, sized).length === 0) return false;
      candidates.push(sealed);
      return true;
    },
    complete() {
      const uploads: UploadDraft[] = [];
      const madeUpHits = new Set<string>();
      for (const sealed of candidates) {
        const fits = fitsOf(sealed, sized);
        for (const { sized: one, delayS } of fits) if (one.decoy && isSoon(delayS)) madeUpHits.add(one.needle);
        const own = fits.filter(({ sized: one }) => !one.decoy).sort(byStrength);
        const best = own[0];
        if (best !== undefined) uploads.push({ draft: draftOf(sealed, best, own), capture: sealed.capture });
      }
      const doubted = madeUpHits.size > 0;
      return {
        uploads: doubted
          ? uploads.map(({ draft, capture }) => ({ draft: { ...draft, weakBecause: draft.weakBecause ?? DECOY_FOUND }, capture }))
          : uploads,
        decoys: { kind: "upload", searched: sized.length - real.length, hits: madeUpHits.size },
      };
    },
  };
}

function sizedFiles(flight: AuditFlight): SizedFile[] {
  const times = flightTimes(flight);
  return flight.files.flatMap((file, at) => {
    const one = { needle: `${flight.label}.files[${at}]`, file, times, decoy: false };
    const asIs = { ...one, sizeBytes: file.sizeBytes, isZipped: false };
    return file.zippedBytes === null ? [asIs] : [asIs, { ...one, sizeBytes: file.zippedBytes, isZipped: true }];
  });
}

/** Files that do not exist: sizes from two thirds to three halves of real ones, outside the window of every real one. */
function madeUp(real: readonly SizedFile[], platform: Platform): SizedFile[] {
  const models = real.filter(({ sizeBytes }) => sizeWindow(sizeBytes, "tls") !== null);
  if (models.length === 0) return [];
  const random = seededRandom(platform, JSON.stringify(["upload", real.map(({ file }) => file.sha256)]));
  const decoys: SizedFile[] = [];
  for (let at = 0; at < DECOYS * 4 && decoys.length < DECOYS; at += 1) {
    const model = models[at % models.length] as SizedFile;
    const sizeBytes = Math.round(model.sizeBytes * (2 / 3 + ((5 / 6) * random.below(65_536)) / 65_536));
    const window = sizeWindow(sizeBytes, "tls");
    if (window === null) continue;
    const touches = real.some((one) => {
      const other = sizeWindow(one.sizeBytes, "tls");
      return other !== null && other.leastBytes <= window.mostBytes && window.leastBytes <= other.mostBytes;
    });
    if (!touches) decoys.push({ ...model, needle: `decoy.upload[${decoys.length}]`, sizeBytes, decoy: true });
  }
  return decoys;
}

/** Files whose window holds the conversation, and that were there when it ended. */
function fitsOf({ row, sealedBytes }: SealedConversation, sized: readonly SizedFile[]): Fit[] {
  const by: SealedBy = row.transport === "udp" ? "quic" : "tls";
  const fits: Fit[] = [];
  for (const one of sized) {
    const window = sizeWindow(one.sizeBytes, by);
    if (window === null || sealedBytes < window.leastBytes || sealedBytes > window.mostBytes) continue;
    const { startUs, endUs, landedUs } = one.times;
    if (Number.isNaN(startUs)) {
      fits.push({ sized: one, window, delayS: null });
      continue;
    }
    // A record is whole when its flight is over, a picture once it is taken.
    const readyUs = one.file.kind === "flightRecord" ? endUs : startUs;
    const delayS = Math.round((row.timeUs - (Number.isNaN(landedUs) ? endUs : landedUs)) / 1e6);
    if (row.timeUs + row.durationUs >= readyUs && delayS <= LATE_S) fits.push({ sized: one, window, delayS });
  }
  return fits;
}

function isSoon(delayS: number | null): boolean {
  return delayS === null || delayS <= SOON_S;
}

/** Soon after the flight first, then the largest file: its size leaves least to heads. */
function byStrength(a: Fit, b: Fit): number {
  return Number(isSoon(b.delayS)) - Number(isSoon(a.delayS)) || b.sized.sizeBytes - a.sized.sizeBytes;
}

function draftOf({ row, deviceSide, sealedBytes }: SealedConversation, best: Fit, all: readonly Fit[]): FindingDraft {
  const { needle, file, times, sizeBytes, isZipped } = best.sized;
  const others = new Set(all.map(({ sized }) => sized.needle)).size - 1;
  const widthBytes = best.window.mostBytes - sizeBytes;
  const what = { flightRecord: "the flight record", picture: "the picture", video: "the film" }[file.kind];
  const fit = others === 0 ? "no other file fits" : `${others} other ${others === 1 ? "file fits" : "files fit"} as well`;
  return {
    kind: "upload",
    needle,
    needleSource: "size of the operator's file",
    encoding: ["size"],
    match: "consistentWith",
    class: null,
    precisionM: null,
    weakBecause: weakBecause(best, others),
    field: null,
    flight: times.flight.label,
    delayS: best.delayS,
    points: 0,
    decimals: null,
    packets: [],
    morePackets: true,
    byteRange: [0, sealedBytes],
    sentUs: row.timeUs + row.durationUs,
    message: {
      flow: { ...row },
      side: deviceSide,
      streamId: null,
      message: 0,
      transport: [],
      http: null,
      topic: null,
    },
    direction: "out",
    decoy: false,
    detail: `${count(sealedBytes)} sealed bytes, consistent with an upload of ${what} ${needle}, ${count(sizeBytes)} bytes${
      isZipped ? " zipped" : ""
    }; up to ${count(widthBytes)} more are allowed for heads and sealing; ${fit}`,
  };
}

function weakBecause({ delayS, sized }: Fit, others: number): string | null {
  if (others > 0) return "other files of the operator have the same size as far as one can tell";
  if (delayS === null) return `flight ${sized.times.flight.label} has no clock to compare with`;
  return isSoon(delayS) ? null : "it was not soon after the flight";
}

function count(value: number): string {
  return value.toLocaleString("en");
}
