/** Pictures against ExifTool (where it is installed) and exifr: every value that either gives. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import exifr from "exifr";
import { openFileSource } from "../../../adapters/node/src/index.ts";
import { djiPhotoValues, type ExifTag, type PhotoFile, readPhoto, tagNumber, writePhoto } from "../../../packages/formats/src/index.ts";
import { sampleJpeg } from "../../../packages/sample/src/index.ts";
import type { ConformanceRow } from "./conformance-row.ts";

/** A value of ours under the name that the other program gives it. */
interface Ours {
  readonly key: string;
  readonly numbers: readonly number[] | null;
  readonly text: string;
}

type Theirs = ReadonlyMap<string, unknown>;
type Difference = ConformanceRow["different"][number];

/** Compares the sample pictures and pictures of our own writer. `samples` is the folder of the samples. */
export async function comparePhotos(samples: string): Promise<ConformanceRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "creance-photos-"));
  try {
    const paths = [...made(folder), ...["photos", "photos-thermal", "photos-other"].flatMap((name) => picturesIn(join(samples, name)))];
    const exifTool = spawnSync("exiftool", ["-ver"], { encoding: "utf8" });
    const version = exifTool.error === undefined ? `ExifTool ${exifTool.stdout.trim()}` : null;
    const rows: ConformanceRow[] = [];
    for (const path of paths) {
      const source = await openFileSource(path);
      try {
        const photo = await readPhoto(source);
        if (version !== null) rows.push(row(photo, path, folder, version, oursForExifTool(photo), exifToolValues(path)));
        rows.push(row(photo, path, folder, "exifr 7.1.3", oursForExifr(photo), await exifrValues(path, photo)));
      } finally {
        await source.close();
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function picturesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(jpe?g|tiff?|dng|heic)$/i.test(name))
    .map((name) => join(folder, name));
}

/** One of each format with everything that the writer can write. Places and numbers are invented. */
function made(folder: string): string[] {
  const values = djiPhotoValues({
    model: "M9X",
    localTime: "2026:09:12 11:14:03",
    subSecond: "25",
    offset: "+02:00",
    utcAtExposure: "2026-09-12T09:14:03.250113",
    position: { latDeg: -47.1234567, lonDeg: 8.7654321 },
    absoluteAltM: -12.345,
    relativeAltM: 39.8,
    gimbal: { yawDeg: -132.1, pitchDeg: -89.9, rollDeg: 0 },
    aircraft: { yawDeg: -129.9, pitchDeg: -1.6, rollDeg: 0.9 },
    rtk: { flag: 50, stdLatM: 0.01234, stdLonM: 0.01345, stdHgtM: 0.02456 },
    laser: { status: "Normal", distanceM: 71.085, latDeg: -47.1234001, lonDeg: 8.7654001, altM: 3.917, absoluteAltM: -48.4 },
    focalLengthMm: 12.29,
    focal35Mm: 24,
    digitalZoom: Number.NaN,
    calibratedFocalPx: 3725.151611,
    droneSerialNumber: "SYNTH1581F000DRONE",
    cameraSerialNumber: "SYNTHCAM00042",
    ntrip: { mountPoint: "SYNTHMOUNT", port: 2101, host: "ntrip.example.test" },
  });
  const pixels = sampleJpeg(1);
  const thumbnail = sampleJpeg(2);
  const grey = new Uint8Array(64 * 48).fill(120);
  const plane = { widthPx: 64, heightPx: 48, grey };
  const files: readonly (readonly [string, Uint8Array])[] = [
    ["made.jpg", writePhoto({ format: "jpeg", pixels, thumbnail, preview: sampleJpeg(3), ...values })],
    ["made-big-endian.jpg", writePhoto({ format: "jpeg", pixels, thumbnail, littleEndian: false, ...values })],
    ["made.tif", writePhoto({ format: "tiff", ...plane, ...values })],
    ["made.dng", writePhoto({ format: "dng", ...plane, ...values, preview: thumbnail, cameraSerialNumber: "SYNTHCAM00042" })],
    ["made.heic", writePhoto({ format: "heic", widthPx: 4032, heightPx: 3024, thumbnail, ...values })],
  ];
  return files.map(([name, bytes]) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  });
}

function row(photo: PhotoFile, path: string, folder: string, oracle: string, ours: readonly Ours[], theirs: Theirs): ConformanceRow {
  const different: Difference[] = [];
  let compared = 0;
  const left = new Set(theirs.keys());
  for (const value of ours) {
    if (!left.delete(value.key)) continue;
    compared += 1;
    const other = theirs.get(value.key);
    if (!isEqual(value, other)) different.push(difference(value.key, value.text, String(other), oracle));
  }
  for (const key of left) {
    compared += 1;
    different.push(difference(key, "", String(theirs.get(key)), oracle));
  }
  const file = path.startsWith(folder) ? `made: ${basename(path)}` : basename(path);
  return { format: photo.format, file, oracle, compared, equal: compared - different.length, different };
}

/** Values of samples are never shown: only what kind of value it is and how it differs. */
function difference(field: string, ours: string, theirs: string, oracle: string): Difference {
  const shape = (text: string): string =>
    text
      .slice(0, 24)
      .replace(/[A-Za-z]/g, "a")
      .replace(/\d/g, "9");
  const reason = reasons.find((each) => each.field.test(field) && (each.oracle === undefined || oracle.startsWith(each.oracle)))?.reason;
  return { field, ours: shape(ours), theirs: shape(theirs), reason: reason ?? null };
}

const reasons: readonly { readonly field: RegExp; readonly oracle?: string; readonly reason: string }[] = [
  {
    field: /:(ShutterSpeedValue|ApertureValue|MaxApertureValue)$/i,
    reason: "ExifTool turns the APEX value into seconds or an f-number; ours is the value as stored.",
  },
  { field: /makernote|PrintIM|usercomment/i, oracle: "exifr", reason: "exifr gives bytes without their code or not at all." },
  {
    field: /^xmp-exif:gps(lat|long)itude$/,
    reason:
      "ExifTool turns `degrees,minutes letter` into signed degrees; ours is the text as it stands, and the position that is read from it is the same.",
  },
  {
    field: /^mpimage\d:/,
    reason: "The list names a picture that does not stand in the file (a program saved it without): here that is an issue, not a preview.",
  },
];

function isEqual(ours: Ours, theirs: unknown): boolean {
  if (typeof theirs === "string" && /^\(Binary data/.test(theirs)) return true;
  const text = String(theirs).trim();
  if (
    ours.text.trim().toLowerCase() === text.toLowerCase() ||
    ours.text
      .trim()
      .replace(/^(\d{4})-(\d\d)-(\d\d)T?/, "$1:$2:$3 ")
      .trim() === text
  )
    return true;
  const other = text.split(/[\s,:]+/).map(numberOf);
  const own =
    ours.numbers ??
    ours.text
      .trim()
      .split(/[\s,:]+/)
      .map(numberOf);
  if (own.length !== other.length) return false;
  return own.every((number, index) => {
    const wanted = other[index] as number;
    if (Number.isNaN(number) || !Number.isFinite(number)) return Number.isNaN(wanted) && /undef|inf|nan/i.test(text);
    return Math.abs(number - wanted) <= 1e-6 * Math.max(1, Math.abs(wanted));
  });
}

function numberOf(text: string): number {
  const [above, below] = text.split("/");
  return text === "" ? Number.NaN : Number(above) / (below === undefined ? 1 : Number(below));
}

const GROUPS: Readonly<Record<string, string>> = {
  Exif: "ExifIFD",
  Interop: "InteropIFD",
  MakerNote: "DJI",
  SubIFD0: "SubIFD",
  SubIFD1: "SubIFD1",
};

function oursForExifTool(photo: PhotoFile): Ours[] {
  const ours: Ours[] = (photo.exif?.tags ?? []).map((tag) => {
    const numbers = exifToolNumbers(tag, photo);
    return {
      key: `${GROUPS[tag.directory] ?? tag.directory}:${tag.name.replace(/^0x/, "exif_0x")}`.toLowerCase(),
      numbers,
      text: textOf(tag, numbers),
    };
  });
  for (const { name, value } of photo.xmp) {
    const [prefix, ...path] = name.split(/[:/]/);
    // ExifTool names the fields of a structure after their path, and gives a list as one value.
    if (!/\[(?!1\])/.test(name))
      ours.push({ key: `xmp-${prefix}:${path.join("").replace(/\[1\]$/, "")}`.toLowerCase(), numbers: null, text: value });
  }
  ours.push(
    { key: "file:imagewidth", numbers: [photo.widthPx ?? Number.NaN], text: "" },
    { key: "file:imageheight", numbers: [photo.heightPx ?? Number.NaN], text: "" },
  );
  photo.previews
    .filter(({ kind }) => kind === "mpfPreview")
    .forEach(({ byteOffset, lengthBytes }, index) => {
      ours.push({ key: `mpimage${index + 2}:mpimagestart`, numbers: [byteOffset], text: "" });
      ours.push({ key: `mpimage${index + 2}:mpimagelength`, numbers: [lengthBytes], text: "" });
    });
  return ours;
}

/** ExifTool gives positions in degrees and offsets from the start of the file. */
function exifToolNumbers(tag: ExifTag, photo: PhotoFile): readonly number[] | null {
  const { value, name } = tag;
  if (value.kind === "bytes") return Array.from(value.bytes);
  if (value.kind === "text") return null;
  if (/^GPS(Dest)?(Latitude|Longitude)$/.test(name))
    return [[1, 60, 3600].reduce((sum, by, index) => sum + (tagNumber(tag, index) ?? 0) / by, 0)];
  if (name === "ThumbnailOffset") return [(tagNumber(tag) ?? 0) + (photo.exif?.at ?? 0)];
  return value.numbers;
}

function textOf({ value, name }: ExifTag, numbers: readonly number[] | null): string {
  if (value.kind === "text") return value.text;
  const bytes = value.kind === "bytes" ? Array.from(value.bytes) : (numbers ?? []);
  if (!name.startsWith("XP") && value.kind !== "bytes") return bytes.join(" ");
  const letters = name.startsWith("XP") ? bytes.filter((_, index) => index % 2 === 0) : bytes;
  return String.fromCharCode(...letters).replace(/\0+$/, "");
}

/** ExifTool's values by group and name, in small letters. */
function exifToolValues(path: string): Theirs {
  const out = execFileSync("exiftool", ["-j", "-n", "-G1", "-a", "-u", path], { maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] });
  const [values] = JSON.parse(out.toString()) as readonly Readonly<Record<string, unknown>>[];
  const wanted =
    /^(IFD\d|ExifIFD|GPS|InteropIFD|SubIFD\d?|XMP-[\w-]+|MPImage\d):|^File:Image(Width|Height)$|^DJI:(Make|Speed.|Pitch|Yaw|Roll|Camera(Pitch|Yaw|Roll))$/;
  // Made up by ExifTool from other values, or a picture that is listed as a preview here.
  const derived =
    /^MPImage1:|^(IFD\d|SubIFD\d?|MPImage\d):(ThumbnailImage|ThumbnailTIFF|PreviewImage|JpgFromRaw\w*|OtherImage\w*|PreviewTIFF|MPImage(Flags|Format|Type)|DependentImage\dEntryNumber|PreviewImage(Start|Length))$|^XMP-x:XMPToolkit$/;
  return new Map(
    Object.entries(values ?? {}).flatMap(([key, value]) =>
      wanted.test(key) && !derived.test(key) ? [[key.toLowerCase(), value] as const] : [],
    ),
  );
}

const EXIFR_GROUPS: Readonly<Record<string, string>> = { IFD0: "ifd0", IFD1: "ifd1", Exif: "exif", GPS: "gps", Interop: "interop" };

function oursForExifr(photo: PhotoFile): Ours[] {
  const ours: Ours[] = (photo.exif?.tags ?? []).map((tag) => {
    const numbers = tag.value.kind === "numbers" ? tag.value.numbers : tag.value.kind === "bytes" ? Array.from(tag.value.bytes) : null;
    return { key: `${EXIFR_GROUPS[tag.directory] ?? tag.directory}:${tag.name}`.toLowerCase(), numbers, text: textOf(tag, numbers) };
  });
  for (const { name, value } of photo.xmp) ours.push({ key: name.toLowerCase().replace(/\[1\]$/, ""), numbers: null, text: value });
  return ours;
}

async function exifrValues(path: string, photo: PhotoFile): Promise<Theirs> {
  const options = {
    tiff: true,
    ifd1: true,
    exif: true,
    gps: true,
    interop: true,
    xmp: true,
    mergeOutput: false,
    reviveValues: false,
    translateValues: false,
    makerNote: false,
    userComment: true,
  } as const;
  let read: Readonly<Record<string, unknown>> | undefined;
  try {
    read = (await exifr.parse(path, options)) as Readonly<Record<string, unknown>> | undefined;
  } catch {
    return new Map();
  }
  const values = new Map<string, unknown>();
  for (const [group, part] of Object.entries(read ?? {})) {
    if (typeof part !== "object" || part === null || group === "errors") continue;
    for (const [name, value] of Object.entries(part)) {
      // Computed from other values, or a namespace's address.
      if (/^(latitude|longitude|xmlns)$/.test(name) || group === "xmlns") continue;
      const plain = value instanceof Uint8Array || Array.isArray(value) ? Array.from(value as ArrayLike<unknown>).join(" ") : value;
      // exifr leaves tags without a name of its own under their number.
      const known = photo.exif?.tags.find(({ entry, directory }) => String(entry.tag) === name && EXIFR_GROUPS[directory] === group)?.name;
      if (typeof plain !== "object") values.set(`${group}:${known ?? name}`.toLowerCase(), plain);
    }
  }
  return values;
}
