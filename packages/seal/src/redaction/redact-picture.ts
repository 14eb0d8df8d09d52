/**
 * Metadata of JPEG, TIFF, DNG and HEIC pictures, taken out around the pixels, whose bytes stay as they are. Only what is known to be harmless
 * stays as soon as anything goes: maker notes, unread segments and words have no place in what is shared.
 */
import { type ByteSource, FormatError } from "@creance/core";
import {
  type FieldChoice,
  type JpegSegment,
  type MetadataField,
  type PhotoFile,
  type RewriteChoice,
  readPhoto,
  rewritePhotoMetadata,
} from "@creance/formats";
import { takesContentsOut } from "./check-recipe.ts";
import { PROFILE_LEFT_OUT } from "./colour-profile.ts";
import { editedSource } from "./edited-source.ts";
import { exifSlack } from "./exif-slack.ts";
import { heicLeftovers } from "./heic-leftovers.ts";
import { mpfSlack, segmentCuts, unreadableSegments } from "./jpeg-segments.ts";
import { type UnreadPacket, unreadPackets } from "./packet-check.ts";
import { classOfField, ownName } from "./picture-fields.ts";
import { picturePositions } from "./picture-positions.ts";
import { positionRule } from "./position-rule.ts";
import { flatRanges, mergedRanges, type Range } from "./ranges.ts";
import type { Redaction, RedactionChange, RedactionClass, RedactionPlace, RedactOptions } from "./redaction.ts";
import { positionsRemoved, RemovedValues } from "./removed-values.ts";
import { shiftedTime } from "./shifted-time.ts";
import { withholdNearHome } from "./withhold-near-home.ts";

const EXTENSIONS: Readonly<Record<PhotoFile["format"], string>> = { jpeg: "jpg", tiff: "tif", dng: "dng", heic: "heic" };
/** Segments of a JPEG that are judged value by value or needed to show it. */
const READ_SEGMENTS = new Set(["JFIF", "Exif", "XMP", "ExtendedXMP", "MPF", "ICC_PROFILE", "Adobe"]);
/** Claims (C2PA) of others: bound to bytes that change, and may hold a smaller copy. They go whatever else goes. */
const CLAIM_SEGMENT = "APP11";
const CLAIM_TAG = "0xcd41";
/** Values that say where the picture was taken, which stay or become the middle of a cell. */
const OWN_POSITION = /^(GPSVersionID|GPS(Latitude|Longitude|Altitude)(Ref)?|drone-dji:(GpsLatitude|GpsLong(t)?itude|AbsoluteAltitude))$/;

/** Redacts a picture. Throws a `FormatError` for what cannot be read, `UserError` (`redact-withheld`) for one that must not be shared at all. */
export async function redactPicture(source: ByteSource, options: RedactOptions): Promise<Redaction> {
  const { recipe } = options;
  const photo = await readPhoto(source);
  const goesDeep = takesContentsOut(recipe);
  const extra = goesDeep ? await whatCannotBeJudged(source, photo) : [];
  const places = picturePositions(photo);
  const rule = positionRule(recipe, options.homes ?? []);
  const [own] = places;
  withholdNearHome("picture", options, places);
  const shown = own === undefined || recipe.positions === "keep" || recipe.positions === "drop" ? null : rule.shown(own.latDeg, own.lonDeg);
  const classes = new Map<string, RedactionClass>();
  const removed = new RemovedValues();
  const keptValues = new Set<string>();
  const wantsClass = wanted(options, goesDeep);
  const unreadable = goesDeep ? await unreadableSegments(source, photo.segments) : new Set<JpegSegment>();
  const unreadableAt = new Set(Array.from(unreadable, ({ byteOffset }) => byteOffset));
  const choice: RewriteChoice = {
    field: (field) => {
      // Blocks, pictures inside and what stands behind are chosen as such, below.
      if (["mpf", "icc", "jpeg", "thermal", "iptc"].includes(field.group)) return "keep";
      if (isClaimTag(field)) {
        classes.set(keyOf(field.byteOffset, field.name), "other");
        return "remove";
      }
      const kind = classOfField(field);
      const choice = kind === "harmless" ? "keep" : choiceOf(field, kind, options, wantsClass, { own: own ?? null, shown });
      if (choice === "keep") keptValues.add(field.value.trim());
      else if (kind !== "harmless") {
        classes.set(keyOf(field.byteOffset, field.name), kind);
        removed.text(kind, field.name, field.value);
      }
      return choice;
    },
    preview: (preview) => {
      if (!wantsClass("preview")) return "keep";
      classes.set(keyOf(preview.byteOffset, preview.kind), "preview");
      return "remove";
    },
    segment: (segment) => {
      const kind = unreadableAt.has(segment.byteOffset) ? "other" : classOfSegment(segment, photo.thermal);
      if (kind === null || !(wantsClass(kind) || segment.name === CLAIM_SEGMENT)) return "keep";
      classes.set(keyOf(segment.byteOffset, `${segment.name} ${segment.content}`.trim()), kind);
      return "remove";
    },
    trailing: goesDeep ? "remove" : "keep",
  };
  const rewrite = await rewritePhotoMetadata(source, choice, photo);
  for (const preview of photo.previews) if (wantsClass("preview")) await removed.piece(source, "preview", preview.kind, preview);
  for (const field of photo.fields) if (field.group === "iptc" && wantsClass("name")) removed.text("name", field.name, field.value);
  const changes: RedactionChange[] = rewrite.changes.map(({ name, how, byteOffset, lengthBytes }) => ({
    class: classes.get(keyOf(byteOffset, name)) ?? "other",
    name,
    how,
    byteOffset,
    lengthBytes,
  }));
  changes.push(...extra.map(({ start, end, name }) => change("other", name, start, end)));
  const { drops, patches } = rewrite.edits;
  const slack: Range[] = [...extra];
  const cuts = [];
  const keepsPreviews = !wantsClass("preview");
  if (goesDeep || !keepsPreviews) {
    const staying = photo.segments.filter((segment) => !unreadable.has(segment));
    cuts.push(...(await segmentCuts(source, staying, keepsPreviews)));
    if (photo.format === "jpeg" || photo.format === "heic") {
      for (const { block, end } of photo.parts.exif) {
        slack.push(...(await telling(source, exifSlack(block, end, keepsPreviews))));
        // Beside pictures inside: tables of those can be those of the picture itself.
        for (const { start, end: last } of exifSlack(block, end, true))
          removed.runs("EXIF bytes that no directory names", await source.read(start, last));
      }
    }
    for (const segment of staying) if (goesDeep && segment.content === "MPF") slack.push(...((await mpfSlack(source, segment)) ?? []));
  }
  for (const { kind, name, start, end } of cuts) {
    changes.push(change(kind, name, start, end));
    await removed.piece(source, kind, name, { byteOffset: start, lengthBytes: end - start });
    if (kind === "other") removed.runs(name, await source.read(start, end));
  }
  changes.push(...slack.slice(extra.length).map(({ start, end }) => change("other", "bytes that no directory names", start, end)));
  const zeros = flatRanges(mergedRanges(slack));
  const packets = goesDeep ? await unreadPackets(photo, editedSource(source, { patches, zeros }), keptValues) : [];
  changes.push(...packets.map(({ from, to }) => change("other", "XMP packet with more than values", from, to)));
  return {
    out: editedSource(source, { drops, patches: [...patches, ...cuts.flatMap((cut) => cut.patches), ...packets.map(blankPacket)], zeros }),
    format: photo.format,
    extension: EXTENSIONS[photo.format],
    changes,
    left: leftOf(
      photo,
      options,
      goesDeep,
      [...unreadable].some(({ content }) => content === "ICC_PROFILE"),
    ),
    removed: [...removed.values(keptValues), ...(recipe.positions === "keep" ? [] : positionsRemoved("picture", places, recipe))],
  };
}

function change(kind: RedactionClass, name: string, start: number, end: number): RedactionChange {
  return { class: kind, name, how: "removed", byteOffset: start, lengthBytes: end - start };
}

/** A packet keeps its length and says nothing. */
function blankPacket({ from, to }: UnreadPacket): { readonly start: number; readonly bytes: Uint8Array } {
  return { start: from, bytes: new Uint8Array(to - from).fill(0x20) };
}

function keyOf(byteOffset: number, name: string): string {
  return `${byteOffset} ${name}`;
}

/** Which classes go. */
function wanted({ recipe }: RedactOptions, goesDeep: boolean): (kind: RedactionClass) => boolean {
  const goes: Readonly<Record<RedactionClass, boolean>> = {
    position: recipe.positions !== "keep" || recipe.homeCircleM !== null,
    home: recipe.positions !== "keep" || recipe.homeCircleM !== null,
    time: recipe.times !== "keep",
    serial: recipe.serials === "drop",
    name: recipe.names === "drop",
    preview: recipe.previews === "drop" || recipe.masks.length > 0,
    audio: recipe.audio === "drop",
    thermal: (recipe.thermal ?? (goesDeep ? "drop" : "keep")) === "drop",
    telemetry: goesDeep,
    pixels: false,
    other: goesDeep,
  };
  return (kind) => goes[kind];
}

function choiceOf(
  field: MetadataField,
  kind: RedactionClass,
  { recipe }: RedactOptions,
  wantsClass: (kind: RedactionClass) => boolean,
  { own, shown }: { readonly own: RedactionPlace | null; readonly shown: RedactionPlace | null },
): FieldChoice {
  const name = ownName(field.name);
  // Time of satellites stands with their position and goes with it.
  const isGpsTime = field.group === "gps" && kind === "time";
  if (isGpsTime && recipe.positions === "drop") return "remove";
  if (!wantsClass(kind)) return "keep";
  if (kind === "position") {
    if (!OWN_POSITION.test(name) || recipe.positions === "drop") return "remove";
    if (recipe.positions === "keep") return "keep";
    if (own === null || shown === null || field.name.startsWith("MPImage")) return "remove";
    return coarse(field, name, own, shown);
  }
  if (kind !== "time" || recipe.times === "keep") return "remove";
  if (isGpsTime) return "remove";
  if (/^(OffsetTime|SubSecTime)/.test(name.slice(name.indexOf(":") + 1))) return "keep";
  const text = shiftedTime(field.value, recipe.times.shiftUs);
  return text === null ? "remove" : { replaceBy: text };
}

/** Latitude and longitude as the middle of their cell, in the form they were written in. A cell across the equator or Greenwich has no sign: then they go. */
function coarse(field: MetadataField, name: string, own: RedactionPlace, shown: RedactionPlace): FieldChoice {
  const isSameSide = Math.sign(own.latDeg) === Math.sign(shown.latDeg) && Math.sign(own.lonDeg) === Math.sign(shown.lonDeg);
  if (!isSameSide) return "remove";
  if (name === "GPSVersionID" || name === "GPSLatitudeRef" || name === "GPSLongitudeRef") return "keep";
  const isLatitude = /Latitude$/.test(name);
  if (!isLatitude && !/Long(t)?itude$/.test(name)) return "remove";
  const degrees = isLatitude ? shown.latDeg : shown.lonDeg;
  if (field.group === "gps") return { replaceBy: sexagesimal(Math.abs(degrees)) };
  const written = /^([+-]?)\d+\.(\d+)$/.exec(field.value.trim());
  if (written === null) return "remove";
  return { replaceBy: `${written[1] === "+" && degrees >= 0 ? "+" : ""}${degrees.toFixed(Math.min(7, (written[2] as string).length))}` };
}

/** Degrees, minutes and seconds of EXIF. */
function sexagesimal(degrees: number): string {
  const tenThousandths = Math.round(degrees * 3600 * 10_000);
  const seconds = (tenThousandths % 600_000) / 10_000;
  return `${Math.floor(tenThousandths / 36_000_000)} ${Math.floor(tenThousandths / 600_000) % 60} ${seconds}`;
}

function classOfSegment(segment: JpegSegment, thermal: boolean): RedactionClass | null {
  if (READ_SEGMENTS.has(segment.content)) return null;
  if (segment.name === "COM") return "name";
  if (segment.content === "JFXX") return "preview";
  if (segment.content === "FLIR" || (thermal && /^APP[345]$/.test(segment.name))) return "thermal";
  return "other";
}

/** Like the segments, whatever else goes. */
function isClaimTag({ group, name }: MetadataField): boolean {
  return group === "exif" && ownName(name) === CLAIM_TAG;
}

/** Parts that go whole because nothing in them is read. Throws when a part cannot be told apart from pixels. */
async function whatCannotBeJudged(
  source: ByteSource,
  photo: PhotoFile,
): Promise<readonly { readonly start: number; readonly end: number; readonly name: string }[]> {
  const unread = photo.parts.exif.find(({ block }) => block.issues.length > 0);
  if ((photo.format === "tiff" || photo.format === "dng") && unread !== undefined) {
    const where = { format: photo.format, offset: unread.block.at };
    throw new FormatError("redact-damaged", where, "its directories are damaged, so that what stands in them cannot be taken out");
  }
  const broken = photo.format === "jpeg" ? photo.issues.find(({ code }) => code.startsWith("jpeg-")) : undefined;
  if (broken !== undefined) {
    throw new FormatError("redact-damaged", { format: "jpeg", offset: broken.offset }, "its segments do not lead to a whole picture");
  }
  return photo.format === "heic" ? heicLeftovers(source, photo) : [];
}

/** The ranges that are not zeros already. */
async function telling(source: ByteSource, ranges: readonly Range[]): Promise<readonly Range[]> {
  const found: Range[] = [];
  for (const range of ranges) {
    const bytes = await source.read(range.start, range.end);
    if (bytes.every((byte) => byte === 0)) continue;
    found.push(range);
  }
  return found;
}

function leftOf(photo: PhotoFile, { recipe }: RedactOptions, goesDeep: boolean, losesProfile: boolean): string[] {
  const left = ["The picture still shows what it shows: who knows the place, or finds it on a map, can recognise it."];
  if (photo.thermal && recipe.thermal === "keep") {
    left.push("The temperature data stayed in, and holds values that are not read here: serial numbers and positions may be among them.");
  }
  if (goesDeep && (photo.format === "tiff" || photo.format === "dng")) {
    left.push("Bytes that no directory of the file names stayed as they were.");
  }
  if (losesProfile) left.push(PROFILE_LEFT_OUT);
  if (recipe.times === "keep") left.push("The time it was taken stayed in: with a list of flights it leads to the flight.");
  if (recipe.previews === "keep" && photo.previews.length > 0) left.push("Smaller copies of the picture stayed in.");
  return left;
}
