/** Bytes that mean nothing, given to the audit as the contents of one connection after the other: whatever is found in them is chance. */
import { createCipheriv } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { nodePlatform } from "../../../adapters/node/src/index.ts";
import { createAudit, emptyStatement } from "../../../packages/audit/src/index.ts";
import { type ContentPart, createAnnotator, createConversationReader, type FlowRow, flowRow } from "../../../packages/capture/src/index.ts";
import { captureBytes } from "../make-capture.ts";
import { tcpPackets } from "../tcp-conversation.ts";
import { FLIGHT_START_US, flights, identifiers, noise } from "./quality-truth.ts";

/** What chance gave. */
export interface NoiseResult {
  readonly kind: "random" | "compressed";
  readonly bytes: number;
  /** Positions, tracks, home points: a pair that lies near a flight. Weak ones are counted apart. */
  readonly pairHits: number;
  readonly weakPairHits: number;
  /** All other findings. */
  readonly otherHits: number;
  readonly weakOtherHits: number;
  readonly decoyHits: number;
  readonly weakDecoyHits: number;
}

const PIECE_BYTES = 1 << 16;
const PART_BYTES = 1 << 24;

/** Searches so many bytes, with the truth of the quality run and its decoys. */
export function searchNoise(kind: NoiseResult["kind"], bytes: number): NoiseResult {
  const audit = createAudit({
    platform: nodePlatform,
    flights,
    identifiers,
    consents: [],
    statement: emptyStatement,
    weak: true,
    ownClaims: [],
    policies: [],
  });
  const row = someRow();
  const pieces = kind === "random" ? randomPieces() : compressedPieces();
  const audited = audit.capture();
  for (let sent = 0, part = 0; sent < bytes; part++) {
    const flowId = part.toString(16).padStart(row.flowId.length, "0");
    const sink = audited.onContent({ ...streamPart(row), flow: { ...row, flowId } });
    for (let at = 0; at < PART_BYTES && sent < bytes; at += PIECE_BYTES, sent += PIECE_BYTES) {
      const piece = pieces();
      const packet = 1 + Math.floor(at / 1_400);
      sink?.data(piece, 0, PIECE_BYTES, at, at + PIECE_BYTES, { first: packet, last: packet + 47 }, FLIGHT_START_US + 300e6);
    }
    sink?.end(true);
    audited.conversation({ ...row, flowId });
  }
  audited.end(someReport(), { sha256: "0".repeat(64), name: "noise", sizeBytes: bytes, synthetic: true });
  const { findings, coverage } = audit.result({ version: "0", inputs: [], command: [], databases: [], endpointsEdition: "0" });
  const isPair = (found: { readonly kind: string }): boolean =>
    found.kind === "position" || found.kind === "track" || found.kind === "homePoint";
  const count = (pairs: boolean, weak: boolean): number =>
    findings.filter((found) => isPair(found) === pairs && found.weak === weak).length;
  return {
    kind,
    bytes,
    pairHits: count(true, false),
    weakPairHits: count(true, true),
    otherHits: count(false, false),
    weakOtherHits: count(false, true),
    decoyHits: coverage.search.decoys.reduce((sum, { hits }) => sum + hits, 0),
    weakDecoyHits: coverage.search.decoyHits.filter(({ weak }) => weak).length,
  };
}

/** A stream cipher's output: the same each time. */
function randomPieces(): () => Uint8Array {
  const cipher = createCipheriv("aes-128-ctr", noise("the key of the noise", 16), new Uint8Array(16));
  const zeros = new Uint8Array(PIECE_BYTES);
  return () => new Uint8Array(cipher.update(zeros));
}

/** What deflate makes of sentences that are never the same: no head, so that nothing opens it. */
function compressedPieces(): () => Uint8Array {
  const words = "the pilot went over the field and back to the truck while wind from the west grew and batteries were changed twice".split(
    " ",
  );
  const dice = randomPieces();
  let packed = new Uint8Array(0);
  let at = 0;
  const more = (): void => {
    const numbers = dice();
    let text = "";
    for (let index = 0; index < numbers.length; index += 2) text += `${words[(numbers[index] ?? 0) % words.length]} ${numbers[index + 1]} `;
    packed = new Uint8Array(deflateRawSync(text, { level: 1 }));
    at = 0;
  };
  return () => {
    const piece = new Uint8Array(PIECE_BYTES);
    for (let filled = 0; filled < PIECE_BYTES; ) {
      if (at >= packed.length) more();
      const take = Math.min(PIECE_BYTES - filled, packed.length - at);
      piece.set(packed.subarray(at, at + take), filled);
      filled += take;
      at += take;
    }
    return piece;
  };
}

function streamPart(flow: FlowRow): ContentPart {
  return {
    flow,
    side: 0,
    transport: [],
    streamId: null,
    message: 0,
    role: "stream",
    http: null,
    topic: null,
    mediaType: null,
    boundary: null,
    contentCodings: [],
  };
}

function someCapture() {
  const ends = [
    { ip: "198.51.100.58", port: 40_000, mac: "02:5a:17:00:58:01" },
    { ip: "203.0.113.58", port: 7_058, mac: "02:5a:17:00:58:02" },
  ] as const;
  const turns = [{ side: 0, bytes: noise("one turn", 100) }] as const;
  const rows: FlowRow[] = [];
  const annotate = createAnnotator(undefined);
  const reader = createConversationReader({
    platform: nodePlatform,
    onConversation: (conversation) => rows.push(flowRow(conversation, annotate(conversation))),
    onIssue: () => {},
  });
  reader.push(captureBytes(tcpPackets(turns, { ends, startUs: FLIGHT_START_US, roundTripUs: 20_000 }), "one connection", ""));
  return { report: reader.end(), rows };
}

function someRow(): FlowRow {
  const [row] = someCapture().rows;
  if (row === undefined) throw new Error("the lab's connection gave no row");
  return row;
}

function someReport() {
  return someCapture().report;
}
