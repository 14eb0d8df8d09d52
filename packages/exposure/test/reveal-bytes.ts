/** Looks at the bytes that a reveal points at, without the reader: a frame walker of its own. */
import { formatBytes } from "@creance/core";
import { scramble } from "@creance/formats";
import type { Reveal } from "../src/index.ts";

/** Start of each record of a file from our writer, as long as frames follow each other. */
export function frames(file: Uint8Array, version: number): { start: number; type: number; bodyStart: number; end: number }[] {
  const found = [];
  const wide = version >= 13;
  let at =
    version >= 13
      ? Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true))
      : version === 12
        ? 536
        : version < 6
          ? 12
          : 100;
  while (at + 4 < file.length) {
    const lengthBytes = wide ? (file[at + 1] as number) | ((file[at + 2] as number) << 8) : (file[at + 1] as number);
    const payload = at + (wide ? 3 : 2);
    const end = payload + lengthBytes;
    if (file[at] === 0x39 && file[at + 1] === 0x30 && file[at + 2] === 0 && file[at + 3] === 0) {
      at += 4;
      continue;
    }
    if (file[end] !== 0xff) break;
    found.push({ start: at, type: file[at] as number, bodyStart: payload + (version >= 7 ? 1 : 0), end });
    at = end + 1;
  }
  return found;
}

/** The bytes a reveal points at, unscrambled where it says so. */
export function bytesOf(file: Uint8Array, version: number, reveal: Reveal): Uint8Array {
  const { byteOffset, lengthBytes, scrambled } = reveal;
  if (!scrambled) return file.subarray(byteOffset, byteOffset + lengthBytes);
  const record = frames(file, version).find(({ start, end }) => byteOffset > start && byteOffset < end);
  if (record === undefined) {
    const block = file.subarray(104, 104 + 700);
    return scramble(block, file[103] as number, 0).subarray(byteOffset - 104, byteOffset - 104 + lengthBytes);
  }
  const body = scramble(file.subarray(record.bodyStart, record.end - 1), file[record.bodyStart - 1] as number, record.type);
  return body.subarray(byteOffset - record.bodyStart, byteOffset - record.bodyStart + lengthBytes);
}

/** What the bytes say, in the words of the reveal. */
export function valueIn(bytes: Uint8Array, reveal: Reveal): string {
  const view = new DataView(Uint8Array.from(bytes).buffer);
  const degrees = (value: number): number => (value * 180) / Math.PI;
  const position = (latDeg: number, lonDeg: number): string => `${latDeg.toFixed(6)}, ${lonDeg.toFixed(6)}`;
  switch (reveal.kind) {
    case "headerPosition":
      return position(view.getFloat64(8, true), view.getFloat64(0, true));
    case "flightPath":
    case "homePosition":
      return position(degrees(view.getFloat64(8, true)), degrees(view.getFloat64(0, true)));
    case "pilotPosition":
      return position(view.getFloat64(0, true), view.getFloat64(8, true));
    case "picturePosition":
      return `${reveal.value.split(",")[0]}, ${degrees(view.getFloat64(0, true)).toFixed(6)}`;
    case "activationTime":
    case "startTime":
      return new Date(Number(view.getBigInt64(0, true))).toISOString();
    case "uploadFlag":
      return String(bytes[0]);
    case "app":
      return `${{ 1: "iOS", 2: "Android", 6: "DJI Fly" }[bytes[0] as number]} ${reveal.value.split(" ").at(-1)}`;
    case "firmware":
      return bytes.subarray(2, 5).join(".");
    case "picture":
      return `${bytes[0] === 0xff && bytes[1] === 0xd8 ? "JPEG" : "not a JPEG"}, ${formatBytes(bytes.length)}`;
    default:
      return new TextDecoder().decode(bytes);
  }
}
