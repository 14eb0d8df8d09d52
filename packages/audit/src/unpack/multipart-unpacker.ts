/** Parts of a multipart body (RFC 2046 section 5.1): the head of each as lines of fields, its contents as a stream. */
import { latin1 } from "./body-shape.ts";
import { indexOfByte } from "./index-of-byte.ts";
import { isRecordName } from "./record-name.ts";
import type { ChildStream, Unpacker, UnpackHost } from "./unpacker.ts";

const MAX_HEAD_BYTES = 16_384;
const MAX_BOUNDARY = 256;

/** Opens a multipart body. Without a declared boundary the first line is it. */
export function createMultipartUnpacker(host: UnpackHost, declared: string | null): Unpacker {
  let delimiter = declared === null || declared.length === 0 || declared.length > MAX_BOUNDARY ? undefined : bytesOf(`\r\n--${declared}`);
  let mode: "first" | "after" | "head" | "body" | "over" = "first";
  /** Offset of what comes next, and of the first byte held. */
  let at = 0;
  /** A beginning of the delimiter that was seen; for heads, the head so far; for the first line, that line. */
  let matched = 0;
  const head = new Uint8Array(MAX_HEAD_BYTES);
  let headLength = 0;
  let headStart = 0;
  let child: ChildStream | undefined;

  const endChild = (isWhole: boolean): void => {
    child?.end(isWhole);
    child = undefined;
  };
  const openPart = (): void => {
    const text = latin1(head.subarray(0, headLength), headLength);
    const field = /;\s*name="?([^";\r\n]{1,200})/i.exec(text)?.[1] ?? null;
    const type = /^content-type:\s*([^\s;]+)[^\r\n]*$/im.exec(text);
    const boundary = /boundary="?([^";\s]+)/i.exec(type?.[0] ?? "")?.[1] ?? null;
    if (headLength > 0) {
      const lines = host.open({ layers: ["multipart"], sourceStart: headStart, role: "head", recordName: recordNamePlace(text) });
      lines?.push(head, 0, headLength, headStart, headStart + headLength);
      lines?.end(true);
    }
    child = host.open({
      layers: ["multipart"],
      sourceStart: at,
      role: "body",
      field,
      mediaType: type?.[1]?.toLowerCase() ?? null,
      boundary,
    });
    mode = "body";
    matched = 0;
  };
  /** Gives bytes of the part that looked like a delimiter and were none. */
  const giveMatched = (): void => {
    if (matched > 0 && delimiter !== undefined) child?.push(delimiter, 0, matched, at - matched, at);
    matched = 0;
  };

  const body = (bytes: Uint8Array, start: number, end: number): number => {
    const mark = delimiter as Uint8Array;
    let from = start;
    while (from < end) {
      if (matched > 0) {
        const byte = bytes[from] as number;
        if (byte === mark[matched]) {
          matched++;
          from++;
          at++;
          if (matched === mark.length) {
            matched = 0;
            endChild(true);
            mode = "after";
            headLength = 0;
            return from;
          }
          continue;
        }
        giveMatched();
      }
      const found = indexOfByte(bytes, 0x0d, from, end);
      const to = found < 0 ? end : found;
      if (to > from) {
        child?.push(bytes, from, to, at, at + to - from);
        at += to - from;
        from = to;
      }
      if (from < end) {
        matched = 1;
        from++;
        at++;
      }
    }
    return from;
  };

  return {
    push(bytes, start, end) {
      let from = start;
      while (from < end) {
        if (mode === "body") {
          from = body(bytes, from, end);
          continue;
        }
        if (mode === "over") return;
        const byte = bytes[from++] as number;
        at++;
        if (headLength === 0) headStart = at - 1;
        if (headLength < MAX_HEAD_BYTES) head[headLength++] = byte;
        else if (mode === "head") {
          // No head is that long: the rest is the part's contents.
          openPart();
          continue;
        }
        if (byte !== 0x0a) continue;
        if (mode === "first") {
          const line = latin1(head.subarray(0, headLength), headLength).trimEnd();
          headLength = 0;
          if (delimiter === undefined && line.startsWith("--") && line.length <= MAX_BOUNDARY) delimiter = bytesOf(`\r\n${line}`);
          if (delimiter !== undefined && `\r\n${line}` === latin1(delimiter, delimiter.length)) mode = "head";
        } else if (mode === "after") {
          const isLast = head[0] === 0x2d && head[1] === 0x2d;
          headLength = 0;
          mode = isLast ? "over" : "head";
        } else if ((headLength === 2 && head[0] === 0x0d) || headLength === 1 || endsInEmptyLine(head, headLength)) openPart();
        if (mode === "head" && headLength === 0) headStart = at;
      }
    },
    gap() {
      matched = 0;
      child?.gap();
    },
    end(isWhole) {
      if (mode === "body") giveMatched();
      endChild(isWhole && mode === "over");
    },
  };
}

/** Where in a part's head the name of its file stands, when it is named like a flight record. */
function recordNamePlace(head: string): [number, number] | null {
  const name = /;[ \t]*filename=(?:"([^"\r\n]{1,400})"|([^";\s]{1,400}))/di.exec(head);
  const place = name?.indices?.[1] ?? name?.indices?.[2];
  return place !== undefined && isRecordName(head.slice(place[0], place[1])) ? place : null;
}

function endsInEmptyLine(head: Uint8Array, length: number): boolean {
  return head[length - 2] === 0x0a || (head[length - 2] === 0x0d && head[length - 3] === 0x0a);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 255);
}
