/** User data of films: QuickTime texts, item lists, positions, still pictures. Everything is listed with its place; nothing is interpreted. */
import type { MetadataField } from "../metadata-field.ts";
import { type Box, boxesIn } from "./boxes.ts";
import type { MoviePicture } from "./movie.ts";

const MAX_FIELDS = 2000;
const MAX_VALUE_CHARS = 1000;
const MAX_PICTURES = 64;
/** Boxes that hold still pictures (docs/formats/mp4.md). */
const PICTURE_BOXES = new Set(["thum", "thm ", "thma", "tnal", "snal", "covr"]);
const XMP_UUID = [0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac];
const utf8 = new TextDecoder("utf-8");

/** Collects fields and pictures. Levels are walked by a list of what is still to do, never by recursion. */
export class UserData {
  readonly fields: MetadataField[] = [];
  readonly pictures: MoviePicture[] = [];

  /** Reads a `udta` or `meta` box; `bytes` begins at offset `base` of the file. */
  read(bytes: Uint8Array, base: number, box: Box, path: string): void {
    if (box.type === "meta") {
      this.#readMeta(bytes, base, box, path);
      return;
    }
    for (const child of boxesIn(bytes, { base, from: box.contentStart - base, to: box.end - base }).boxes) {
      if (child.type === "meta") this.#readMeta(bytes, base, child, `${path}/meta`);
      else if (child.type === "uuid")
        this.readUuid(bytes.subarray(child.contentStart - base, child.end - base), child.contentStart, `${path}/uuid`);
      else this.#readLeaf(bytes.subarray(child.contentStart - base, child.end - base), child, `${path}/${child.type}`);
    }
  }

  /** A `uuid` box's content: its type, then for XMP a packet of text. */
  readUuid(content: Uint8Array, offset: number, path: string): void {
    const isXmp = XMP_UUID.every((byte, index) => content[index] === byte);
    const value = isXmp ? utf8.decode(content.subarray(16)) : sizeText(content.byteLength - 16);
    this.#add(isXmp ? `${path} XMP` : path, value, offset + 16, Math.max(0, content.byteLength - 16), isXmp ? "xmp" : "container");
  }

  /** The first bytes of a `free` box's content: a picture when they are a size, `mdat` and the beginning of a JPEG. */
  readHiddenPicture(head: Uint8Array, box: Box): void {
    if (head.byteLength < 12 || String.fromCharCode(...head.subarray(4, 8)) !== "mdat" || jpegStart(head.subarray(8)) !== 0) return;
    const sizeBytes = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
    if (sizeBytes <= 8 || sizeBytes > box.end - box.contentStart) return;
    const byteOffset = box.contentStart + 8;
    this.pictures.push({ box: box.type, byteOffset, lengthBytes: sizeBytes - 8, mediaType: "image/jpeg" });
    this.#add("free/mdat", sizeText(sizeBytes - 8), byteOffset, sizeBytes - 8);
  }

  /** `meta` of QuickTime has no version, that of MP4 has four bytes of it: the first box tells. */
  #readMeta(bytes: Uint8Array, base: number, box: Box, path: string): void {
    const from = box.contentStart - base;
    const to = box.end - base;
    const isPlain = boxesIn(bytes, { base, from, to, maxBoxes: 1 }).boxes[0]?.type === "hdlr";
    const children = boxesIn(bytes, { base, from: isPlain ? from : from + 4, to }).boxes;
    const keyBox = children.find(({ type }) => type === "keys");
    const keys = keyBox === undefined ? [] : keyNames(bytes.subarray(keyBox.contentStart - base, keyBox.end - base));
    for (const list of children.filter(({ type }) => type === "ilst")) {
      for (const item of boxesIn(bytes, { base, from: list.contentStart - base, to: list.end - base }).boxes) {
        this.#readItem(bytes, base, item, `${path}/ilst/${itemName(item, keys)}`);
      }
    }
    for (const child of children) {
      if (child.type !== "keys" && child.type !== "ilst" && child.type !== "hdlr" && child.type !== "free") {
        this.#readLeaf(bytes.subarray(child.contentStart - base, child.end - base), child, `${path}/${child.type}`);
      }
    }
  }

  /** An item of a list: `data` boxes with a type, a locale and the value. */
  #readItem(bytes: Uint8Array, base: number, item: Box, path: string): void {
    for (const data of boxesIn(bytes, { base, from: item.contentStart - base, to: item.end - base, maxBoxes: 16 }).boxes) {
      const content = bytes.subarray(data.contentStart - base, data.end - base);
      if (data.type !== "data" || content.byteLength < 8) continue;
      const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
      const kind = view.getUint32(0) & 0xff_ffff;
      const value = content.subarray(8);
      const offset = data.contentStart + 8;
      if (PICTURE_BOXES.has(item.type) || kind === 13) {
        this.#picture(value, offset, item.type);
        this.#add(path, sizeText(value.byteLength), offset, value.byteLength);
      } else this.#add(path, itemText(kind, value), offset, value.byteLength);
    }
  }

  #readLeaf(content: Uint8Array, box: Box, path: string): void {
    if (content.byteLength === 0) return;
    if (PICTURE_BOXES.has(box.type) || box.type === "free") {
      if (PICTURE_BOXES.has(box.type)) {
        this.#picture(content, box.contentStart, box.type);
        this.#add(path, sizeText(content.byteLength), box.contentStart, content.byteLength);
      }
      return;
    }
    if (box.type === "loci") {
      const place = lociPlace(content);
      if (place !== null) {
        if (place.name !== "") this.#add(`${path} name`, place.name, box.contentStart + 6, place.at - 8);
        this.#add(path, place.value, box.contentStart + place.at, 12);
        return;
      }
    }
    const text = quickTimeText(content);
    if (text !== null) this.#add(path, text.value, box.contentStart + text.at, text.lengthBytes);
    else this.#add(path, plainText(content) ?? sizeText(content.byteLength), box.contentStart, content.byteLength);
  }

  #picture(content: Uint8Array, offset: number, box: string): void {
    if (this.pictures.length >= MAX_PICTURES) return;
    const start = jpegStart(content);
    const mediaType = start < 0 ? "other" : "image/jpeg";
    const skip = Math.max(0, start);
    this.pictures.push({ box, byteOffset: offset + skip, lengthBytes: content.byteLength - skip, mediaType });
  }

  #add(name: string, value: string, byteOffset: number, lengthBytes: number, group: MetadataField["group"] = "container"): void {
    if (this.fields.length < MAX_FIELDS) this.fields.push({ group, name, value: value.slice(0, MAX_VALUE_CHARS), byteOffset, lengthBytes });
  }
}

/** `©` boxes and others of QuickTime: length, language, text. */
function quickTimeText(content: Uint8Array): { readonly value: string; readonly at: number; readonly lengthBytes: number } | null {
  if (content.byteLength < 4) return null;
  const lengthBytes = ((content[0] as number) << 8) | (content[1] as number);
  if (lengthBytes === 0 || lengthBytes > content.byteLength - 4) return null;
  const value = plainText(content.subarray(4, 4 + lengthBytes));
  return value === null ? null : { value, at: 4, lengthBytes };
}

/** The bytes as text when they are text: UTF-8 without control characters but for zeros at the end. */
function plainText(content: Uint8Array): string | null {
  let end = content.byteLength;
  while (end > 0 && content[end - 1] === 0) end -= 1;
  if (end === 0) return null;
  const value = utf8.decode(content.subarray(0, Math.min(end, MAX_VALUE_CHARS * 4)));
  return NOT_TEXT.test(value) ? null : value;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text
const NOT_TEXT = /[\u0000-\u0008\u000e-\u001f\ufffd]/;

function itemText(kind: number, value: Uint8Array): string {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  if (kind === 23 && value.byteLength === 4) return String(view.getFloat32(0));
  if (kind === 24 && value.byteLength === 8) return String(view.getFloat64(0));
  if ((kind === 21 || kind === 22) && value.byteLength <= 4 && value.byteLength > 0) {
    let number = kind === 21 && (value[0] as number) > 127 ? -1 : 0;
    for (const byte of value) number = number * 256 + byte;
    return String(number);
  }
  return plainText(value) ?? sizeText(value.byteLength);
}

/** Names of `keys` in their order: size, namespace, name. */
function keyNames(content: Uint8Array): readonly string[] {
  const names: string[] = [];
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let at = 8; at + 8 <= content.byteLength && names.length < MAX_FIELDS; ) {
    const sizeBytes = view.getUint32(at);
    if (sizeBytes < 8 || at + sizeBytes > content.byteLength) break;
    names.push(utf8.decode(content.subarray(at + 8, at + sizeBytes)));
    at += sizeBytes;
  }
  return names;
}

function itemName(item: Box, keys: readonly string[]): string {
  const index = [...item.type].reduce((sum, character) => sum * 256 + character.charCodeAt(0), 0);
  return keys[index - 1] ?? item.type;
}

/** 3GPP `loci`: name, role, then longitude, latitude and height as 16.16 numbers; written here as ISO 6709. */
function lociPlace(content: Uint8Array): { readonly name: string; readonly value: string; readonly at: number } | null {
  const zero = content.indexOf(0, 6);
  const at = zero + 2;
  if (zero < 0 || at + 12 > content.byteLength) return null;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const signed = (offset: number, digits: number, decimals: number): string => {
    const value = view.getInt32(at + offset) / 65_536;
    return `${value < 0 ? "-" : "+"}${Math.abs(value)
      .toFixed(decimals)
      .padStart(digits + decimals + 1, "0")}`;
  };
  return { name: utf8.decode(content.subarray(6, zero)), value: `${signed(4, 2, 5)}${signed(0, 3, 5)}${signed(8, 3, 3)}/`, at };
}

function jpegStart(content: Uint8Array): number {
  for (let at = 0; at + 2 < content.byteLength && at < 64; at += 1) {
    if (content[at] === 0xff && content[at + 1] === 0xd8 && content[at + 2] === 0xff) return at;
  }
  return -1;
}

function sizeText(sizeBytes: number): string {
  return `${sizeBytes} bytes`;
}
