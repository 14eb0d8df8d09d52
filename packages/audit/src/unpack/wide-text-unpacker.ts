/** Text in UTF-16 as a stream of UTF-8, so that everything that is found in text is found in it. */
import type { Unpacker, UnpackHost } from "./unpacker.ts";

const OUT_BYTES = 4096;

/** Opens a stream of UTF-16. A lone half of a pair becomes the replacement character. */
export function createWideTextUnpacker(host: UnpackHost, order: "le" | "be", mediaType: string | null): Unpacker {
  const child = host.open({ layers: ["utf16"], sourceStart: 0, role: "body", mediaType });
  const out = new Uint8Array(OUT_BYTES + 4);
  let outLength = 0;
  let outFrom = 0;
  let at = 0;
  let first = -1;
  let lead = 0;
  const flush = (): void => {
    if (outLength > 0) child?.push(out, 0, outLength, outFrom, at);
    outLength = 0;
    outFrom = at;
  };
  const put = (code: number): void => {
    if (code < 0x80) out[outLength++] = code;
    else if (code < 0x800) {
      out[outLength++] = 0xc0 | (code >> 6);
      out[outLength++] = 0x80 | (code & 63);
    } else if (code < 0x1_0000) {
      out[outLength++] = 0xe0 | (code >> 12);
      out[outLength++] = 0x80 | ((code >> 6) & 63);
      out[outLength++] = 0x80 | (code & 63);
    } else {
      out[outLength++] = 0xf0 | (code >> 18);
      out[outLength++] = 0x80 | ((code >> 12) & 63);
      out[outLength++] = 0x80 | ((code >> 6) & 63);
      out[outLength++] = 0x80 | (code & 63);
    }
    if (outLength >= OUT_BYTES) flush();
  };
  const unit = (code: number): void => {
    if (lead !== 0) {
      const pair = code >= 0xdc00 && code < 0xe000;
      put(pair ? 0x1_0000 + ((lead - 0xd800) << 10) + (code - 0xdc00) : 0xfffd);
      lead = 0;
      if (pair) return;
    }
    if (code === 0xfeff) return;
    if (code >= 0xd800 && code < 0xdc00) lead = code;
    else put(code >= 0xdc00 && code < 0xe000 ? 0xfffd : code);
  };
  return {
    push(bytes, start, end) {
      for (let from = start; from < end; from++) {
        const byte = bytes[from] as number;
        at++;
        if (first < 0) first = byte;
        else {
          unit(order === "le" ? first | (byte << 8) : (first << 8) | byte);
          first = -1;
        }
      }
    },
    gap() {
      flush();
      child?.gap();
      first = -1;
      lead = 0;
    },
    end(isWhole) {
      flush();
      child?.end(isWhole);
    },
  };
}
