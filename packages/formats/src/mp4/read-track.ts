/** One `trak` of a film: header, handler, first sample description, sample tables. */
import type { Issue } from "@creance/core";
import { type Box, boxesIn } from "./boxes.ts";
import type { MovieTrack } from "./movie.ts";
import { timesOf } from "./movie-times.ts";
import { mp4Issue } from "./mp4-issue.ts";
import { SampleTable } from "./sample-table.ts";

/** A track with what was wrong in it and the boxes that hold its user data. */
export interface ReadTrack extends MovieTrack {
  readonly issues: readonly Issue[];
  readonly userData: readonly Box[];
}

/** Reads a track; `bytes` is the content of `moov`, `base` its offset. Never throws: what is missing stays unknown. */
export function readTrack(bytes: Uint8Array, base: number, trak: Box, sourceBytes: number): ReadTrack {
  const issues: Issue[] = [];
  const inside = (box: Box | undefined): readonly Box[] => {
    if (box === undefined) return [];
    const list = boxesIn(bytes, { base, from: box.contentStart - base, to: box.end - base, maxBoxes: 256 });
    if (list.stopped !== null) issues.push(mp4Issue("mp4-bad-box", list.stopped.offset, box.type));
    return list.boxes;
  };
  const content = (box: Box | undefined): DataView | null =>
    box === undefined ? null : new DataView(bytes.buffer, bytes.byteOffset + box.contentStart - base, box.end - box.contentStart);
  const children = inside(trak);
  const media = inside(named(children, "mdia"));
  const tables = inside(named(inside(named(media, "minf")), "stbl"));
  const tkhd = content(named(children, "tkhd"));
  const mdhd = named(media, "mdhd");
  const times = timesOf(mdhd === undefined ? new Uint8Array(0) : bytes.subarray(mdhd.contentStart - base, mdhd.end - base));
  const handler = handlerOf(content(named(media, "hdlr")));
  const description = descriptionOf(content(named(tables, "stsd")), handler.type);
  const unversioned = (type: string): DataView | null => {
    const view = content(named(tables, type));
    return view === null || view.byteLength < 4 ? null : new DataView(view.buffer, view.byteOffset + 4, view.byteLength - 4);
  };
  const samples = new SampleTable(
    {
      stts: unversioned("stts"),
      stsc: unversioned("stsc"),
      stsz: unversioned("stsz"),
      stco: unversioned("stco"),
      co64: unversioned("co64"),
    },
    sourceBytes,
  );
  if (!samples.isWhole) issues.push(mp4Issue("mp4-bad-table", trak.start, description.codec));
  return {
    id: trackId(tkhd),
    handler: handler.type,
    handlerName: handler.name,
    codec: description.codec,
    widthPx: description.widthPx,
    heightPx: description.heightPx,
    durationUs: times.durationUs,
    timescale: times.timescale ?? 1,
    samples,
    issues,
    userData: children.filter(({ type }) => type === "udta" || type === "meta"),
  };
}

function named(boxes: readonly Box[], type: string): Box | undefined {
  return boxes.find((box) => box.type === type);
}

function trackId(tkhd: DataView | null): number {
  if (tkhd === null || tkhd.byteLength < 24) return 0;
  return tkhd.getUint32(tkhd.getUint8(0) === 1 ? 20 : 12);
}

function handlerOf(hdlr: DataView | null): { readonly type: string; readonly name: string } {
  if (hdlr === null || hdlr.byteLength < 12) return { type: "", name: "" };
  let name = "";
  for (let at = 24; at < Math.min(hdlr.byteLength, 24 + 200); at += 1) {
    const code = hdlr.getUint8(at);
    if (code >= 32 && code < 127) name += String.fromCharCode(code);
  }
  return { type: fourCharacters(hdlr, 8), name };
}

function descriptionOf(
  stsd: DataView | null,
  handler: string,
): { readonly codec: string | null; readonly widthPx: number | null; readonly heightPx: number | null } {
  if (stsd === null || stsd.byteLength < 16) return { codec: null, widthPx: null, heightPx: null };
  const hasSize = handler === "vide" && stsd.byteLength >= 8 + 36;
  return {
    codec: fourCharacters(stsd, 12),
    widthPx: hasSize ? stsd.getUint16(8 + 32) || null : null,
    heightPx: hasSize ? stsd.getUint16(8 + 34) || null : null,
  };
}

function fourCharacters(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
