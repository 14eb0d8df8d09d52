/** Parts of a HEIC that its reader does not take: boxes that go, and items that make the picture impossible to redact. */
import { type ByteSource, FormatError } from "@creance/core";
import { boxesIn, type PhotoFile, readBoxes } from "@creance/formats";

const PICTURE_ITEMS = new Set(["hvc1", "hev1", "grid", "iden", "iovl", "av01", "jpeg"]);
const MOST_META_BYTES = 4_194_304;

/** Boxes beside the picture, whose contents become zeros. Throws `redact-damaged` when an item stands where it cannot be reached, or is of an unknown kind. */
export async function heicLeftovers(
  source: ByteSource,
  photo: PhotoFile,
): Promise<readonly { readonly start: number; readonly end: number; readonly name: string }[]> {
  const { boxes, stopped } = await readBoxes(source, { maxBoxes: 256 });
  const refuse = (offset: number, detail: string): FormatError => new FormatError("redact-damaged", { format: "heic", offset }, detail);
  if (stopped !== null) throw refuse(stopped.offset, "its boxes are damaged, so that what stands in them cannot be taken out");
  const moving = boxes.find(({ type }) => type === "moov" || type === "moof");
  if (moving !== undefined) throw refuse(moving.start, "it holds a film beside the picture, which is not redacted here");
  const meta = boxes.find(({ type }) => type === "meta");
  if (meta === undefined || meta.end - meta.contentStart > MOST_META_BYTES) throw refuse(0, "it has no table of contents of a usual size");
  const counts = itemTypes(await source.read(meta.contentStart, meta.end), meta.contentStart);
  for (const type of counts.keys()) {
    if (!PICTURE_ITEMS.has(type) && type !== "Exif" && type !== "rdf")
      throw refuse(meta.start, `an item of the kind ${type} cannot be read`);
  }
  if ((counts.get("Exif") ?? 0) !== photo.parts.exif.length || (counts.get("rdf") ?? 0) !== photo.parts.xmp.length) {
    throw refuse(meta.start, "metadata stands where it cannot be reached");
  }
  return boxes
    .filter(({ type, contentStart, end }) => !["ftyp", "meta", "mdat"].includes(type) && end > contentStart)
    .map(({ type, contentStart, end }) => ({ start: contentStart, end, name: type }));
}

/** How many items there are of each kind. Packets are `rdf`; entries of old versions, whose kind is not said, count as `?`. */
function itemTypes(bytes: Uint8Array, base: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const ascii = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 256)));
  for (const info of boxesIn(bytes, { base, from: 4 }).boxes.filter(({ type }) => type === "iinf")) {
    const from = info.contentStart - base;
    const version = bytes[from] ?? 0;
    for (const entry of boxesIn(bytes, { base, from: from + 4 + (version === 0 ? 2 : 4), to: info.end - base }).boxes) {
      const at = entry.contentStart - base;
      const entryVersion = bytes[at] ?? 0;
      const typeAt = at + 4 + (entryVersion === 2 ? 2 : 4) + 2;
      let type = entryVersion < 2 ? "?" : ascii(typeAt, typeAt + 4);
      if (type === "mime") type = ascii(typeAt + 4, entry.end - base).includes("application/rdf+xml") ? "rdf" : "mime";
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  }
  return counts;
}
