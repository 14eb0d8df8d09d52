/** Boxes in which claims lie: JUMBF (ISO/IEC 19566-5), with the types that C2PA 2 gives them (its section 11, "Manifests"). */
import { concatBytes } from "@creance/core";

/** Types of boxes by what they hold; the rest of their 16 bytes is the same for all. */
const types = {
  store: "c2pa",
  manifest: "c2ma",
  assertions: "c2as",
  claim: "c2cl",
  signature: "c2cs",
  cbor: "cbor",
} as const;
const TYPE_END = Uint8Array.of(0, 0x11, 0, 0x10, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71);
/** A description that can be asked for and has a label. */
const LABELLED = 3;
const HEAD_BYTES = 8;

/** A box with a label that holds other boxes. */
export function superbox(type: keyof typeof types, label: string, boxes: readonly Uint8Array[]): Uint8Array {
  const description = box("jumd", [asciiBytes(types[type]), TYPE_END, Uint8Array.of(LABELLED), asciiBytes(`${label}\0`)]);
  return box("jumb", [description, ...boxes]);
}

/** A labelled box with one value in CBOR. */
export function cborSuperbox(type: "cbor" | "claim" | "signature", label: string, cbor: Uint8Array): Uint8Array {
  return superbox(type, label, [box("cbor", [cbor])]);
}

/** What references to a box are hashed over: everything behind its length and type. */
export function hashedPart(superBox: Uint8Array): Uint8Array {
  return superBox.subarray(HEAD_BYTES);
}

/** Texts of ASCII letters as bytes. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function box(type: string, content: readonly Uint8Array[]): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  head.set(asciiBytes(type), 4);
  const bytes = concatBytes([head, ...content]);
  new DataView(bytes.buffer).setUint32(0, bytes.byteLength);
  return bytes;
}
