/** Fetches the samples of a track by their places: of a film of many GB only the bytes of one track. */
import type { ByteSource } from "@creance/core";
import type { MovieTrack } from "./movie.ts";
import type { SamplePlace } from "./sample-table.ts";

/** A sample with its bytes. */
export interface Sample {
  readonly index: number;
  readonly byteOffset: number;
  /** Fewer than the table says when the file ends before. */
  readonly bytes: Uint8Array;
  readonly isCut: boolean;
  readonly startMs: number;
  readonly durationMs: number;
}

const MAX_SAMPLES = 1_000_000;
const MAX_SAMPLE_BYTES = 1_048_576;
/** Samples that lie this close are read as one range. */
const JOIN_GAP_BYTES = 32_768;
const JOIN_MOST_BYTES = 1_048_576;
const BATCH_RANGES = 32;

/** How samples are read. */
export interface ReadSamplesOptions {
  /** Samples at most; default 1,000,000. The caller compares with the table's count. */
  readonly maxSamples?: number;
}

interface Range {
  readonly start: number;
  end: number;
  readonly places: SamplePlace[];
}

/**
 * Yields the samples of a track in batches, in order, none more once they are larger together than the file. Samples of more than 1 MiB are cut to that. Memory: one batch of at most 32 ranges, of
 * 1 MiB each.
 */
export async function* readSamples(
  source: ByteSource,
  track: MovieTrack,
  options: ReadSamplesOptions = {},
): AsyncGenerator<readonly Sample[]> {
  const maxSamples = options.maxSamples ?? MAX_SAMPLES;
  let ranges: Range[] = [];
  let askedBytes = 0;
  for (const place of track.samples.places()) {
    askedBytes += Math.min(place.sizeBytes, MAX_SAMPLE_BYTES);
    // Samples do not lie on one another: who asks for more than there is asks for the same bytes again and again.
    if (place.index >= maxSamples || askedBytes > source.size + MAX_SAMPLE_BYTES) break;
    const last = ranges.at(-1);
    const end = place.byteOffset + Math.min(place.sizeBytes, MAX_SAMPLE_BYTES);
    const gap = last === undefined ? -1 : place.byteOffset - last.end;
    if (last !== undefined && gap >= 0 && gap <= JOIN_GAP_BYTES && end - last.start <= JOIN_MOST_BYTES && last.places.length < 4096) {
      last.end = end;
      last.places.push(place);
      continue;
    }
    if (ranges.length === BATCH_RANGES) {
      yield await fetchRanges(source, track, ranges);
      ranges = [];
    }
    ranges.push({ start: place.byteOffset, end, places: [place] });
  }
  if (ranges.length > 0) yield await fetchRanges(source, track, ranges);
}

async function fetchRanges(source: ByteSource, track: MovieTrack, ranges: readonly Range[]): Promise<readonly Sample[]> {
  const blocks = await Promise.all(
    ranges.map(({ start, end }) =>
      start < source.size ? source.read(start, Math.min(end, source.size)) : Promise.resolve(new Uint8Array(0)),
    ),
  );
  const scale = 1000 / track.timescale;
  return ranges.flatMap((range, index) => {
    const block = blocks[index] as Uint8Array;
    return range.places.map((place) => {
      const from = place.byteOffset - range.start;
      const bytes = block.subarray(from, from + Math.min(place.sizeBytes, MAX_SAMPLE_BYTES));
      return {
        index: place.index,
        byteOffset: place.byteOffset,
        bytes,
        isCut: bytes.byteLength < place.sizeBytes,
        startMs: place.startTicks * scale,
        durationMs: place.ticks * scale,
      };
    });
  });
}
