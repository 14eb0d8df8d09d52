/** Pictures, clips and subtitle files: metadata and samples, read by ranges. */
import { fieldReveals } from "@creance/exposure";
import type { ClipSamples, MatchableMedia, MediaItem, MediaReader } from "@creance/flight";
import type { Format } from "@creance/formats";
import { emptyReading } from "../empty-reading.ts";
import { baseName } from "./base-name.ts";
import { isSyntheticMedia } from "./is-synthetic.ts";
import { MOST_ISSUES, MOST_REVEALS, type OriginalRead, type ReadOriginalOptions } from "./original-read.ts";
import { damagedSentence, unreadableReading } from "./unreadable-reading.ts";

/** Issues that the page of one item shows. */
const MOST_ISSUES_SHOWN = 200;
/** Places along a clip that matching is given. */
const MOST_PLACES = 32;

/** Reads a picture, a clip or a subtitle file. */
export async function readMediaOriginal(options: ReadOriginalOptions, format: Format, read: MediaReader): Promise<OriginalRead> {
  const { sha256, source, platform } = options;
  try {
    const { item, samples, fields } = await read(source, { platform, fileName: baseName(options.fileName) });
    const held = samples !== null && samples.rows > 0 ? samples : null;
    const reading = {
      ...emptyReading(sha256),
      format: item.format,
      damaged: item.damaged,
      sentence: item.damaged ? damagedSentence(item.issues) : (item.issues[0]?.sentence ?? null),
      issues: item.issues.slice(0, MOST_ISSUES),
      media: {
        item: { ...item, issues: item.issues.slice(0, MOST_ISSUES_SHOWN) },
        samples: held?.rows ?? 0,
        places: placesOf(item, held),
        place: null,
        timeZone: null,
        synthetic: isSyntheticMedia(item, fields, options.fileName),
      },
      reveals: fieldReveals(fields, item).slice(0, MOST_REVEALS),
    };
    return { reading, tracks: [], samples: held };
  } catch (error) {
    return { reading: unreadableReading(sha256, format, error), tracks: [], samples: null };
  }
}

/** Where an item was taken: its own position, and of samples some along the way, spread evenly over those with a fix. */
function placesOf({ position }: MediaItem, samples: ClipSamples | null): MatchableMedia["places"] {
  if (samples !== null) {
    const { latDeg, lonDeg, elapsedMs } = samples.columns;
    const fixes: number[] = [];
    for (let row = 0; row < samples.rows; row += 1) if (!Number.isNaN(latDeg[row]) && !Number.isNaN(lonDeg[row])) fixes.push(row);
    const count = Math.min(MOST_PLACES, fixes.length);
    const places = Array.from({ length: count }, (_, at) => {
      const row = fixes[count === 1 ? 0 : Math.round((at * (fixes.length - 1)) / (count - 1))] as number;
      return { latDeg: latDeg[row] as number, lonDeg: lonDeg[row] as number, elapsedMs: elapsedMs[row] as number };
    });
    if (places.length > 0) return places;
  }
  return position === null ? [] : [{ latDeg: position.latDeg, lonDeg: position.lonDeg, elapsedMs: 0 }];
}
