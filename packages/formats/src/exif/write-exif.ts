/** Writes EXIF blocks by tag name. For fixtures and the sample operation. */
import { type TiffWriteDirectory, type TiffWriteEntry, writeTiff } from "../tiff/write-tiff.ts";
import { exifWritable } from "./exif-writable.table.ts";

/** Values by tag name (`exifWritable`): text, one number, or several. */
export type ExifValues = Readonly<Record<string, string | number | readonly number[]>>;

/** A block: the TIFF bytes that follow `Exif\0\0` in a JPEG. */
export function writeExif(
  values: ExifValues,
  options: { readonly thumbnail?: Uint8Array; readonly littleEndian?: boolean } = {},
): Uint8Array {
  const directories = [exifDirectory(values)];
  const { thumbnail } = options;
  if (thumbnail !== undefined)
    directories.push([
      { tag: 259, type: 3, value: [6] },
      { tag: 513, blob: thumbnail },
      { tag: 514, type: 4, value: [thumbnail.length] },
    ]);
  return writeTiff(directories, options.littleEndian ?? true);
}

/** The first directory with those it points to; a TIFF or DNG adds its own entries. */
export function exifDirectory(values: ExifValues): TiffWriteDirectory {
  const of: Record<"IFD0" | "Exif" | "GPS" | "Interop", TiffWriteEntry[]> = { IFD0: [], Exif: [], GPS: [], Interop: [] };
  for (const [name, value] of Object.entries(values)) {
    const place = exifWritable[name];
    if (place === undefined) throw new RangeError(`no tag is named ${name}`);
    of[place.directory].push({ tag: place.tag, type: place.type, value: typeof value === "number" ? [value] : value });
  }
  if (of.Interop.length > 0) of.Exif.push({ tag: 40965, directories: [of.Interop] });
  if (of.Exif.length > 0) of.IFD0.push({ tag: 34665, directories: [of.Exif] });
  if (of.GPS.length > 0) of.IFD0.push({ tag: 34853, directories: [of.GPS] });
  return of.IFD0;
}

/** A position as EXIF tags: degrees, minutes and seconds with their letters, the height with its reference byte. */
export function exifPositionValues(position: { readonly latDeg: number; readonly lonDeg: number; readonly altM?: number }): ExifValues {
  const { latDeg, lonDeg, altM } = position;
  return {
    GPSLatitudeRef: latDeg < 0 ? "S" : "N",
    GPSLatitude: sexagesimal(latDeg),
    GPSLongitudeRef: lonDeg < 0 ? "W" : "E",
    GPSLongitude: sexagesimal(lonDeg),
    ...(altM === undefined ? {} : { GPSAltitudeRef: altM < 0 ? 1 : 0, GPSAltitude: Math.abs(altM) }),
  };
}

/** Seconds to four places: about 3 mm. */
function sexagesimal(degrees: number): readonly number[] {
  const tenThousandths = Math.round(Math.abs(degrees) * 36e6);
  return [Math.floor(tenThousandths / 36e6), Math.floor(tenThousandths / 6e5) % 60, (tenThousandths % 6e5) / 1e4];
}
