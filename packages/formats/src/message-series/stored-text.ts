/** Texts of fixed length in autopilot messages: they end at the first zero byte. */

/** The text from `start` up to its first zero byte or `end`; bytes that are not UTF-8 become the replacement character. */
export function readStoredText(bytes: Uint8Array, start: number, end: number): string {
  let stop = start;
  let isAscii = true;
  while (stop < end && bytes[stop] !== 0) {
    if ((bytes[stop] as number) > 127) isAscii = false;
    stop += 1;
  }
  if (!isAscii) return new TextDecoder().decode(bytes.subarray(start, stop));
  let text = "";
  for (let at = start; at < stop; at += 1) text += String.fromCharCode(bytes[at] as number);
  return text;
}
