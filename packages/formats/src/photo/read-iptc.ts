/** IPTC-IIM values inside a Photoshop resource block (JPEG APP13): names, places, captions that programs write in. */
import type { MetadataField } from "../metadata-field.ts";

/** Names of the datasets of record 2 that tell something (IPTC-IIM 4.2). */
const DATASETS: Readonly<Record<number, string>> = {
  5: "ObjectName",
  25: "Keywords",
  40: "SpecialInstructions",
  55: "DateCreated",
  60: "TimeCreated",
  65: "OriginatingProgram",
  80: "By-line",
  85: "By-lineTitle",
  90: "City",
  92: "Sub-location",
  95: "Province-State",
  100: "Country-PrimaryLocationCode",
  101: "Country-PrimaryLocationName",
  105: "Headline",
  110: "Credit",
  115: "Source",
  116: "CopyrightNotice",
  118: "Contact",
  120: "Caption-Abstract",
  122: "Writer-Editor",
};

/** A thumbnail that stands in a resource block. */
export interface ResourceThumbnail {
  readonly byteOffset: number;
  readonly lengthBytes: number;
}

const MAX_RESOURCES = 256;
const MAX_DATASETS = 1024;

/** Reads the resources of a block whose first byte stands at `baseOffset`. Damage ends the list. */
export function readPhotoshopBlock(
  bytes: Uint8Array,
  baseOffset: number,
): { readonly fields: readonly MetadataField[]; readonly thumbnails: readonly ResourceThumbnail[] } {
  const fields: MetadataField[] = [];
  const thumbnails: ResourceThumbnail[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let count = 0; count < MAX_RESOURCES && at + 12 <= bytes.length && view.getUint32(at) === 0x3842494d; count += 1) {
    const id = view.getUint16(at + 4);
    const nameLength = bytes[at + 6] as number;
    const sizeAt = at + 6 + nameLength + 1 + ((nameLength + 1) % 2);
    if (sizeAt + 4 > bytes.length) break;
    const size = view.getUint32(sizeAt);
    const start = sizeAt + 4;
    if (start + size > bytes.length) break;
    if (id === 0x0404) readDatasets(bytes.subarray(start, start + size), baseOffset + start, fields);
    if ((id === 0x0409 || id === 0x040c) && size > 28) thumbnails.push({ byteOffset: baseOffset + start + 28, lengthBytes: size - 28 });
    at = start + size + (size % 2);
  }
  return { fields, thumbnails };
}

function readDatasets(bytes: Uint8Array, baseOffset: number, fields: MetadataField[]): void {
  let at = 0;
  for (let count = 0; count < MAX_DATASETS && at + 5 <= bytes.length && bytes[at] === 0x1c; count += 1) {
    const lengthBytes = ((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number);
    const start = at + 5;
    if (lengthBytes > 0x7fff || start + lengthBytes > bytes.length) return;
    const record = bytes[at + 1] as number;
    const dataset = bytes[at + 2] as number;
    const name = record === 2 ? (DATASETS[dataset] ?? `2:${dataset}`) : `${record}:${dataset}`;
    if (record === 2 && dataset !== 0) {
      const value = new TextDecoder().decode(bytes.subarray(start, start + lengthBytes)).slice(0, 1000);
      fields.push({ group: "iptc", name, value, byteOffset: baseOffset + start, lengthBytes });
    }
    at = start + lengthBytes;
  }
}
