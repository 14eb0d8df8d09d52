/** Writes small TIFF and DNG files with grey pixels and all the metadata of a drone's. Synthetic; the DNG has no colour matrices worth the name. */
import { type ExifValues, exifDirectory } from "../exif/write-exif.ts";
import { type TiffWriteDirectory, type TiffWriteEntry, writeTiff } from "../tiff/write-tiff.ts";
import { writeXmp, type XmpValues } from "../xmp/write-xmp.ts";

/** What goes into a TIFF or DNG. */
export interface TiffPhotoOptions {
  readonly format: "tiff" | "dng";
  readonly widthPx: number;
  readonly heightPx: number;
  /** One byte for each pixel. */
  readonly grey: Uint8Array;
  readonly exif?: ExifValues;
  readonly xmp?: XmpValues;
  /** A JPEG as a reduced picture of its own (DNG). */
  readonly preview?: Uint8Array;
  /** Serial number of a DNG's camera (tag 50735). */
  readonly cameraSerialNumber?: string;
  readonly littleEndian?: boolean;
}

/** Writes the file. */
export function writeTiffPhoto(options: TiffPhotoOptions): Uint8Array {
  const { format, exif, xmp, preview, cameraSerialNumber } = options;
  const first: TiffWriteEntry[] = [...exifDirectory(exif ?? {})];
  if (xmp !== undefined) first.push({ tag: 700, type: 1, value: writeXmp(xmp, { paddedBytes: 4096 }) });
  if (format === "tiff") first.push(...picture(options, 0, 1));
  else {
    const inner: TiffWriteDirectory[] = [picture(options, 0, 32_803)];
    if (preview !== undefined) inner.push(jpegPreview(options, preview));
    first.push({ tag: 254, type: 4, value: [1] }, { tag: 50_706, type: 1, value: [1, 4, 0, 0] }, { tag: 330, directories: inner });
    if (cameraSerialNumber !== undefined) first.push({ tag: 50_735, type: 2, value: cameraSerialNumber });
  }
  return writeTiff([first], options.littleEndian ?? true);
}

/** Uncompressed pixels in one strip; photometric interpretation 1 is grey, 32803 a colour filter array. */
function picture({ widthPx, heightPx, grey }: TiffPhotoOptions, subfileType: number, photometric: number): TiffWriteEntry[] {
  return [
    { tag: 254, type: 4, value: [subfileType] },
    { tag: 256, type: 4, value: [widthPx] },
    { tag: 257, type: 4, value: [heightPx] },
    { tag: 258, type: 3, value: [8] },
    { tag: 259, type: 3, value: [1] },
    { tag: 262, type: 3, value: [photometric] },
    { tag: 273, blob: grey },
    { tag: 277, type: 3, value: [1] },
    { tag: 278, type: 4, value: [heightPx] },
    { tag: 279, type: 4, value: [grey.length] },
    ...(photometric === 32_803
      ? ([
          { tag: 33_421, type: 3, value: [2, 2] },
          { tag: 33_422, type: 1, value: [0, 1, 1, 2] },
        ] as const)
      : []),
  ];
}

function jpegPreview({ widthPx, heightPx }: TiffPhotoOptions, preview: Uint8Array): TiffWriteEntry[] {
  return [
    { tag: 254, type: 4, value: [1] },
    { tag: 256, type: 4, value: [widthPx] },
    { tag: 257, type: 4, value: [heightPx] },
    { tag: 259, type: 3, value: [7] },
    { tag: 262, type: 3, value: [6] },
    { tag: 273, blob: preview },
    { tag: 279, type: 4, value: [preview.length] },
  ];
}
