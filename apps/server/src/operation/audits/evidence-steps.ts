/** The chain of a find, byte by byte: the message as it was carried, then what each container of it held. At most 4 KiB of each step. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import type { AuditEvidence } from "@creance/api";
import type { EncodingLayer, Finding } from "@creance/audit";
import type { AuditParts } from "../read-job.ts";
import type { CarriedMessage } from "./carried-bytes.ts";

type Step = AuditEvidence["steps"][number];

/** Bytes of a step that are shown. */
const WINDOW_BYTES = 4096;
/** Bytes shown before the find, where there are as many. */
const BEFORE_BYTES = 256;
/** Bytes that a container may give. */
const MOST_UNPACKED_BYTES = 16 << 20;

const roleTitles = {
  head: "Head of the message: start line and fields",
  body: "Body of the message, as it was sent",
  payload: "Payload of the message, as it was sent",
  name: "Name that was asked for",
  stream: "Stream of the conversation, as it was sent",
  datagram: "Datagram, as it was sent",
} as const satisfies Record<CarriedMessage["role"], string>;

/** The steps. What cannot be unpacked here ends the chain: the steps before it stand. */
export function evidenceSteps(message: CarriedMessage, finding: Finding, parts: Pick<AuditParts, "asked">): Step[] {
  const steps: Step[] = [];
  const values = valuesOf(finding, parts);
  let bytes = message.bytes;
  let mark: readonly [number, number] | null = message.range;
  const layers: string[] = [...finding.carriedIn];
  const packed = finding.encoding.filter((layer) => unpackers[layer] !== undefined);
  if (packed.length === 0) mark = narrower(bytes, message.range, values) ?? message.range;
  steps.push(stepOf({ title: roleTitles[message.role], layers: [...layers], bytes, sizeBytes: message.sizeBytes, mark }));
  for (const layer of packed) {
    const next = unpack(bytes, layer);
    if (next === undefined) break;
    layers.push(layer);
    bytes = next;
    mark = narrower(bytes, [0, bytes.byteLength], values);
    steps.push(stepOf({ title: `Unpacked: ${layer}`, layers: [...layers], bytes, sizeBytes: bytes.byteLength, mark }));
  }
  return steps;
}

const bounded = { maxOutputLength: MOST_UNPACKED_BYTES } as const;
const unpackers: { readonly [Layer in EncodingLayer]?: readonly ((bytes: Uint8Array) => Uint8Array)[] } = {
  gzip: [(bytes) => gunzipSync(bytes, bounded)],
  deflate: [(bytes) => inflateSync(bytes, bounded), (bytes) => inflateRawSync(bytes, bounded)],
  br: [(bytes) => brotliDecompressSync(bytes, bounded)],
};

function unpack(bytes: Uint8Array, layer: EncodingLayer): Uint8Array | undefined {
  for (const unpacker of unpackers[layer] ?? []) {
    try {
      return unpacker(bytes);
    } catch {
      // The next way of writing it, or none.
    }
  }
  return undefined;
}

/** Texts that the find may be, for the mark alone: they are in the bytes anyway. */
function valuesOf(finding: Finding, { asked }: Pick<AuditParts, "asked">): string[] {
  const found = /^identifiers\.(\w+)\[(\d+)\]$/.exec(finding.needle ?? "");
  const given = found === null ? undefined : asked.identifiers[found[1] as keyof typeof asked.identifiers];
  const value = typeof given === "string" ? given : given?.[Number(found?.[2])];
  const field = finding.field === null ? undefined : /([\w-]{1,80})(?:\[\d+\])*$/.exec(finding.field)?.[1];
  return [value, field].filter((text) => text !== undefined && text !== "") as string[];
}

/** Where the first of the values stands inside the range. */
function narrower(bytes: Uint8Array, [start, end]: readonly [number, number], values: readonly string[]): readonly [number, number] | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    .toString("latin1")
    .toLowerCase();
  for (const value of values) {
    const at = text.indexOf(Buffer.from(value, "utf8").toString("latin1").toLowerCase());
    if (at >= 0) return [start + at, start + at + Buffer.byteLength(value)];
  }
  return null;
}

function stepOf(step: {
  readonly title: string;
  readonly layers: readonly string[];
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  readonly mark: readonly [number, number] | null;
}): Step {
  const { title, layers, bytes, sizeBytes, mark } = step;
  const start = Math.max(0, Math.min((mark?.[0] ?? 0) - BEFORE_BYTES, bytes.byteLength - WINDOW_BYTES));
  const shown = bytes.subarray(start, start + WINDOW_BYTES);
  const marked: [number, number] | null = mark === null ? null : [mark[0] - start, Math.min(mark[1] - start, shown.byteLength)];
  return {
    title,
    layers,
    sizeBytes,
    start,
    hex: Buffer.from(shown.buffer, shown.byteOffset, shown.byteLength).toString("hex"),
    mark: marked !== null && marked[0] < marked[1] ? marked : null,
  };
}
