/** Readers of pictures, clips and subtitle files, by format id. */
import type { ByteSource, Platform } from "@creance/core";
import type { MetadataField } from "@creance/formats";
import type { ClipSamples } from "./clip-columns.table.ts";
import type { MediaItem } from "./media-item.ts";
import { readClip } from "./read-clip.ts";
import { readPhotoItem } from "./read-photo-item.ts";
import { readSubtitle } from "./read-subtitle.ts";

/** What was read from a picture, a clip or a subtitle file. */
export interface MediaRead {
  readonly item: MediaItem;
  /** The samples of a clip or a subtitle file; `null` for a picture, and for a clip without any. */
  readonly samples: ClipSamples | null;
  /** Everything named that the file carries, for the page and for what it reveals. At most 5,000. */
  readonly fields: readonly MetadataField[];
}

/** Reads metadata by ranges, never the whole file. Throws a `FormatError` when nothing can be read from it; damage becomes issues. */
export type MediaReader = (
  source: ByteSource,
  options: { readonly platform: Platform; readonly fileName: string | null },
) => Promise<MediaRead>;

/** The reader of each format id. */
export const mediaReaders: Readonly<Record<string, MediaReader>> = {
  jpeg: readPhotoItem,
  dng: readPhotoItem,
  tiff: readPhotoItem,
  heic: readPhotoItem,
  mp4: (source, { fileName }) => readClip(source, { format: "mp4", fileName }),
  quicktime: (source, { fileName }) => readClip(source, { format: "quicktime", fileName }),
  srt: (source) => readSubtitle(source),
};
