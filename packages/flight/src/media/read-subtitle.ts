/** A subtitle file as an item with samples. */
import type { ByteSource } from "@creance/core";
import { readSrt } from "@creance/formats";
import { clipFromSrt, firstNumber } from "./clip-from-srt.ts";
import { blankClip, clipStart } from "./clip-item.ts";
import type { MediaRead } from "./media-readers.table.ts";

/** Reads a subtitle file. Throws a `FormatError` when it holds no cue; a plain film subtitle becomes an item without samples. */
export async function readSubtitle(source: ByteSource): Promise<MediaRead> {
  const { cues, fields, styles, issues, damaged } = await readSrt(source);
  const samples = clipFromSrt(cues);
  const start = clipStart(samples, cues.columns.latByteOffset, "subtitle");
  const localUs = firstNumber(cues.columns.localUs, cues.rows);
  const isPlain = styles.every(({ style }) => style === 0);
  return {
    item: {
      ...blankClip,
      kind: "subtitle",
      format: "srt",
      durationUs: endUs(cues.columns.endMs, cues.rows),
      time: Number.isNaN(localUs) ? blankClip.time : { ...blankClip.time, localUs, localSource: "subtitle" },
      position: start.position,
      heights: start.heights,
      gimbal: start.gimbal,
      aircraft: start.aircraft,
      optics: { ...blankClip.optics, ...start.optics },
      damaged,
      issues,
    },
    samples: isPlain ? null : samples,
    fields: [{ group: "subtitle", name: "styles", value: styleText(styles), byteOffset: 0, lengthBytes: 0 }, ...fields],
  };
}

/** `style 7: 12318 cues`, the most frequent first. */
function styleText(styles: readonly { readonly style: number; readonly cues: number }[]): string {
  return styles
    .toSorted((a, b) => b.cues - a.cues)
    .map(({ style, cues }) => `${style === 0 ? "no known style" : `style ${style}`}: ${cues} ${cues === 1 ? "cue" : "cues"}`)
    .join(", ");
}

function endUs(endMs: ArrayLike<number>, rows: number): number | null {
  let last = Number.NaN;
  for (let row = 0; row < rows; row += 1) {
    const end = endMs[row] as number;
    if (!(end <= last)) last = Number.isNaN(end) ? last : end;
  }
  return Number.isNaN(last) ? null : Math.round(last * 1000);
}
