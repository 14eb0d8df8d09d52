/** What the named values of a picture, a clip or a log give away, and the smaller pictures inside. */
import { formatBytes } from "@creance/core";
import type { MediaItem, MediaPreview } from "@creance/flight";
import type { MetadataField } from "@creance/formats";
import { emptyValues, type FieldRule, fieldRules } from "./field-rules.table.ts";
import { plainFieldName } from "./plain-field-name.ts";
import { positionFields } from "./position-fields.ts";
import { isReadable, positionText, type Reveal } from "./reveal.ts";

/** Reveals of one kind at most. */
const MAX_OF_A_KIND = 40;
/** Characters of a value that are shown. */
const MAX_VALUE = 300;
/** Fields that are looked at. */
const MAX_FIELDS = 20_000;

const MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/;
const LOGIN_IN_ADDRESS = /[a-z]+:\/\/[^\s/@]+:[^\s/@]+@/i;

/**
 * Everything in the fields that names a machine, a person, a place or a service, with the bytes where it stands. `item` is the picture or clip
 * they belong to, `null` for a log: its previews and its positions along the way are told too. Equal values of one kind are told once in each group.
 */
export function fieldReveals(
  fields: readonly MetadataField[],
  item: Pick<MediaItem, "kind" | "previews" | "position" | "thermal"> | null = null,
): Reveal[] {
  const looked = fields.length > MAX_FIELDS ? fields.slice(0, MAX_FIELDS) : fields;
  const { reveals: places, used } = positionFields(looked);
  const list = new RevealList();
  for (const reveal of places) list.add("place", reveal);
  for (const field of looked) {
    if (used.has(field) || !isTold(field.value)) continue;
    const found = ruleOf(field) ?? contentRule(field);
    if (found === undefined) continue;
    const { kind, label, sentence } = found;
    list.add(field.group, {
      kind,
      label: `${label} (${field.name})`,
      value: field.value.slice(0, MAX_VALUE),
      byteOffset: field.byteOffset,
      lengthBytes: field.lengthBytes,
      scrambled: false,
      sentence,
    });
  }
  if (item !== null) {
    for (const reveal of itemReveals(looked, item)) list.add("item", reveal);
  }
  return list.reveals;
}

/** A list without equal values and without end. */
class RevealList {
  readonly reveals: Reveal[] = [];
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, number>();
  add(group: string, reveal: Reveal): void {
    const key = `${group} ${reveal.kind} ${reveal.label} ${reveal.value}`;
    const count = this.#counts.get(reveal.kind) ?? 0;
    if (this.#seen.has(key) || count >= MAX_OF_A_KIND) return;
    this.#seen.add(key);
    this.#counts.set(reveal.kind, count + 1);
    this.reveals.push(reveal);
  }
}

function isTold(value: string): boolean {
  return isReadable(value) && !emptyValues.has(value.trim().toLowerCase());
}

function ruleOf(field: MetadataField): FieldRule | undefined {
  const name = plainFieldName(field.name);
  if (name === "") return undefined;
  return fieldRules.find((rule) => rule.name.test(name) && (rule.groups?.includes(field.group) ?? field.group !== "parameter"));
}

/** Values that tell by themselves what they are. */
function contentRule({ value }: MetadataField): Pick<FieldRule, "kind" | "label" | "sentence"> | undefined {
  if (LOGIN_IN_ADDRESS.test(value)) {
    return { kind: "correctionServer", label: "Address with a login", sentence: "An address that holds a user name and a password." };
  }
  if (MAIL.test(value)) return { kind: "email", label: "Mail address", sentence: "Leads to a person." };
  return undefined;
}

const previewLabels: Readonly<Record<MediaPreview["kind"], string>> = {
  exifThumbnail: "Thumbnail (EXIF)",
  mpfPreview: "Preview (MPF)",
  tiffPreview: "Preview (TIFF)",
  heicThumbnail: "Thumbnail (HEIC)",
  clipThumbnail: "Thumbnail of the film",
  photoshopThumbnail: "Thumbnail (Photoshop)",
};

function itemReveals(
  fields: readonly MetadataField[],
  { kind, previews, position, thermal }: Pick<MediaItem, "kind" | "previews" | "position" | "thermal">,
): Reveal[] {
  const reveals: Reveal[] = previews.map((preview) => ({
    kind: "preview",
    label: previewLabels[preview.kind],
    value: `${preview.widthPx === null || preview.heightPx === null ? "" : `${preview.widthPx} x ${preview.heightPx}, `}${formatBytes(preview.lengthBytes)}`,
    byteOffset: preview.byteOffset,
    lengthBytes: preview.lengthBytes,
    scrambled: false,
    sentence: "A smaller copy of the picture: it stays as it was when only the large one is cropped or painted over.",
  }));
  const heat = thermal ? fields.find(({ group }) => group === "thermal") : undefined;
  if (heat !== undefined) {
    reveals.push({
      kind: "thermalData",
      label: "Temperatures",
      value: `${heat.name}, ${formatBytes(heat.lengthBytes)}`,
      byteOffset: heat.byteOffset,
      lengthBytes: heat.lengthBytes,
      scrambled: false,
      sentence: "What the thermal camera measured stands apart from the picture: it shows the scene also when the picture is painted over.",
    });
  }
  if (kind !== "photo" && position !== null && position.byteOffset !== null) {
    reveals.push({
      kind: "flightPath",
      label: "Positions along the way",
      value: positionText(position.latDeg, position.lonDeg),
      byteOffset: position.byteOffset,
      lengthBytes: 0,
      scrambled: false,
      sentence: "The first of the positions inside: the whole way, sample by sample, also when a subtitle file beside it is left out.",
    });
  }
  return reveals;
}
