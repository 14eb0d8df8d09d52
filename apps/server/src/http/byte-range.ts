/** The `Range` header (RFC 9110, section 14): one range; several are answered with the whole. */

/** First byte and the byte after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range that a header asks for; `whole` when it asks for nothing that we serve in part, `outside` when no byte of it exists (416).
 */
export function parseByteRange(header: string | undefined, sizeBytes: number): ByteRange | "whole" | "outside" {
  const match = header === undefined || header.length > 100 ? null : /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim());
  if (match === null) return "whole";
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return "whole";
  if (first === "") {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? "outside" : { start: sizeBytes - length, end: sizeBytes };
  }
  const start = Number(first);
  const end = last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  if (last !== "" && Number(last) < start) return "whole";
  return start >= sizeBytes ? "outside" : { start, end };
}
