/** Base64 of bytes that stand somewhere inside what was encoded: three alignments, two alphabets. */
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { WrittenForm } from "./written-form.ts";

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Fewer characters that depend on the needle alone are no evidence: seven of them are 42 bits. */
const MIN_INNER_CHARACTERS = 7;

/** The forms of `bytes` in base64; `layers` are what lies inside. The characters shared with neighbours are not part of a form, only its `edges`. */
export function base64Forms(bytes: Uint8Array, layers: readonly EncodingLayer[]): WrittenForm[] {
  const forms: WrittenForm[] = [];
  for (const alignment of [0, 1, 2] as const) {
    const standard = innerCharacters(bytes, alignment);
    if (standard.length < MIN_INNER_CHARACTERS) continue;
    const tailCount = ((bytes.length + alignment) * 8) % 6;
    const edges = {
      alignment,
      headBits: alignment === 0 ? 0 : (bytes[0] as number) >> (alignment === 1 ? 4 : 6),
      tailCount,
      tailBits: (bytes[bytes.length - 1] as number) & ((1 << tailCount) - 1),
    };
    for (const text of bothAlphabets(standard)) {
      forms.push({ layers: ["base64", ...layers], bytes: asciiBytes(text), eitherCase: false, shape: "base64", edges });
    }
  }
  return forms;
}

/** The whole of `bytes` in base64, for values that are encoded by themselves; `+` and `/` percent-encoded too. */
export function wholeBase64(bytes: Uint8Array): string[] {
  const inner = innerCharacters(bytes, 0);
  const rest = bytes.length % 3;
  const last = bytes[bytes.length - 1] as number;
  const tail = rest === 0 ? "" : rest === 1 ? STANDARD.charAt((last & 3) << 4) : STANDARD.charAt((last & 15) << 2);
  const [standard, ...url] = bothAlphabets(inner + tail);
  if (standard === undefined || url.length === 0) return standard === undefined ? [] : [standard];
  return [standard, ...url, standard.replaceAll("+", "%2B").replaceAll("/", "%2F"), standard.replaceAll("/", "\\/")];
}

function bothAlphabets(standard: string): string[] {
  const url = standard.replaceAll("+", "-").replaceAll("/", "_");
  return url === standard ? [standard] : [standard, url];
}

/** Characters all of whose bits are the needle's, when `alignment` other bytes stand before it in its group. */
function innerCharacters(bytes: Uint8Array, alignment: number): string {
  const firstBit = alignment * 8;
  const endBit = (alignment + bytes.length) * 8;
  let text = "";
  for (let bit = Math.ceil(firstBit / 6) * 6; bit + 6 <= endBit; bit += 6) {
    const at = (bit >> 3) - alignment;
    const pair = ((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0);
    text += STANDARD.charAt((pair >> (10 - (bit & 7))) & 63);
  }
  return text;
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
