/** Reads the subtitle track of a film: `tx3g` and QuickTime `text` samples hold the same texts as SRT cues. */
import type { ByteSource } from "@creance/core";
import { type MovieTrack, readSamples } from "../mp4/index.ts";
import { CueParser, cueColumn } from "./cue-parser.ts";
import { CueRows, type SrtRead } from "./cue-rows.ts";

/** Codecs of subtitle tracks whose samples are a length and a text. */
export const subtitleCodecs: ReadonlySet<string> = new Set(["tx3g", "text"]);

const MAX_CUES = 1_000_000;

/** Reads every sample of a track as a cue. Empty samples (pauses) are passed over. */
export async function readSubtitleTrack(source: ByteSource, track: MovieTrack): Promise<SrtRead> {
  const rows = new CueRows();
  const parser = new CueParser();
  const decoder = new TextDecoder("windows-1252");
  for await (const batch of readSamples(source, track, { maxSamples: MAX_CUES })) {
    for (const { bytes, byteOffset, startMs, durationMs, isCut } of batch) {
      if (bytes.byteLength < 2) continue;
      const lengthBytes = ((bytes[0] as number) << 8) | (bytes[1] as number);
      if (lengthBytes === 0) continue;
      if (isCut || lengthBytes > bytes.byteLength - 2) rows.note("srt-cut-cue", byteOffset);
      const text = decoder.decode(bytes.subarray(2, 2 + lengthBytes));
      parser.read(text, 0, text.length, { base: byteOffset + 2, openEnd: isCut });
      parser.values[cueColumn.byteOffset] = byteOffset;
      parser.values[cueColumn.startMs] = startMs;
      parser.values[cueColumn.endMs] = startMs + durationMs;
      rows.add(parser, text, byteOffset + 2);
    }
  }
  if (track.samples.count > MAX_CUES) rows.note("srt-too-many-cues", 0);
  return rows.finish();
}
