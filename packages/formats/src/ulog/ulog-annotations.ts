/** What a ULog says beside its topics: information, parameters, logged lines, dropouts. All of it is bounded. */
import { toHex } from "@creance/core";
import { uint64At } from "../message-series/fill-column.ts";
import { readStoredText } from "../message-series/stored-text.ts";
import { parseField } from "./message-format.ts";
import type { UlogDropout, UlogText, UlogValue } from "./types.ts";
import type { UlogMessage } from "./ulog-topics.ts";

const [INFORMATION, MULTIPLE, PARAMETER, DEFAULT, LINE, TAGGED, DROPOUT] = [..."IMPQLCO"].map((letter) => letter.charCodeAt(0));

const MAX_VALUES = 10_000;
const MAX_TEXTS = 20_000;
const MAX_DROPOUTS = 2000;
/** Characters of one information that is continued over many messages. */
const MAX_CONTINUED = 65_536;
/** Characters of all texts together. */
const MAX_CHARACTERS = 8_388_608;

/** Collects the annotations of one reading. */
export class UlogAnnotations {
  readonly #information: UlogValue[] = [];
  readonly #parameters: UlogValue[] = [];
  readonly #defaults: UlogValue[] = [];
  readonly #texts: UlogText[] = [];
  readonly #dropouts: UlogDropout[] = [];
  #dropoutMs = 0;
  #dropoutCount = 0;
  #characters = 0;
  #leftOutAt = -1;

  /** Takes a message; those of other kinds are passed over. `bootUs` is the time of the data message before it. */
  read(type: number, message: UlogMessage, bootUs: number): void {
    const { view, bytes, at, next, blockStart } = message;
    const length = next - at;
    if (type === LINE && length >= 9) this.#addText({ level: bytes[at] as number, tag: null, time: at + 1 }, message);
    else if (type === TAGGED && length >= 11)
      this.#addText({ level: bytes[at] as number, tag: view.getUint16(at + 1, true), time: at + 3 }, message);
    else if (type === DROPOUT && length >= 2) {
      const durationMs = view.getUint16(at, true);
      this.#dropoutMs += durationMs;
      this.#dropoutCount += 1;
      if (this.#dropouts.length < MAX_DROPOUTS) this.#dropouts.push({ bootUs, durationMs, byteOffset: blockStart + at - 3 });
    } else if (type === INFORMATION) this.#addValue(this.#information, message, at, bootUs);
    else if (type === PARAMETER) this.#addValue(this.#parameters, message, at, bootUs);
    else if (type === DEFAULT && length >= 2) this.#addValue(this.#defaults, message, at + 1, bootUs);
    else if (type === MULTIPLE && length >= 2) this.#addContinued(message, bootUs);
  }

  finish(): {
    readonly information: readonly UlogValue[];
    readonly parameters: readonly UlogValue[];
    readonly parameterDefaults: readonly UlogValue[];
    readonly texts: readonly UlogText[];
    readonly dropouts: readonly UlogDropout[];
    readonly dropoutMs: number;
    readonly dropoutCount: number;
    /** Offset of the first thing that was left out; -1 when nothing was. */
    readonly leftOutAt: number;
  } {
    return {
      information: this.#information,
      parameters: this.#parameters,
      parameterDefaults: this.#defaults,
      texts: this.#texts,
      dropouts: this.#dropouts,
      dropoutMs: this.#dropoutMs,
      dropoutCount: this.#dropoutCount,
      leftOutAt: this.#leftOutAt,
    };
  }

  #addText(from: { readonly level: number; readonly tag: number | null; readonly time: number }, message: UlogMessage): void {
    const { view, bytes, next, at, blockStart } = message;
    const start = from.time + 8;
    if (this.#texts.length >= MAX_TEXTS || !this.#hasRoom(next - start, blockStart + at)) {
      this.#leaveOut(blockStart + at);
      return;
    }
    // Levels are written as digits.
    const level = from.level >= 48 && from.level <= 55 ? from.level - 48 : from.level;
    this.#texts.push({
      bootUs: uint64At(view, from.time),
      level,
      tag: from.tag,
      text: readStoredText(bytes, start, next),
      byteOffset: blockStart + at - 3,
    });
  }

  #addValue(list: UlogValue[], message: UlogMessage, keyAt: number, bootUs: number): void {
    const value = readValue(message, keyAt, bootUs);
    if (value === null) return;
    const { blockStart } = message;
    if (list.length >= MAX_VALUES || (typeof value.value === "string" && !this.#hasRoom(value.value.length, blockStart + keyAt))) {
      this.#leaveOut(blockStart + keyAt);
      return;
    }
    list.push(value);
  }

  #addContinued(message: UlogMessage, bootUs: number): void {
    const value = readValue(message, message.at + 1, bootUs);
    if (value === null) return;
    const last = this.#information.at(-1);
    const goesOn = message.bytes[message.at] !== 0 && last !== undefined && last.name === value.name;
    if (!goesOn) {
      this.#addValue(this.#information, message, message.at + 1, bootUs);
      return;
    }
    const text = `${last.value}${value.value}`;
    if (text.length > MAX_CONTINUED || !this.#hasRoom(text.length - String(last.value).length, value.byteOffset)) {
      this.#leaveOut(value.byteOffset);
      return;
    }
    this.#information[this.#information.length - 1] = { ...last, value: text };
  }

  #hasRoom(characters: number, offset: number): boolean {
    if (this.#characters + characters > MAX_CHARACTERS) {
      this.#leaveOut(offset);
      return false;
    }
    this.#characters += characters;
    return true;
  }

  #leaveOut(offset: number): void {
    if (this.#leftOutAt < 0) this.#leftOutAt = offset;
  }
}

/** Length of the key, `type name`, then the value. */
function readValue({ view, bytes, next, blockStart }: UlogMessage, at: number, bootUs: number): UlogValue | null {
  const start = at + 1 + (bytes[at] as number);
  if (start > next) return null;
  const field = parseField(readStoredText(bytes, at + 1, start));
  if (field === null) return null;
  const place = {
    name: field.name,
    byteOffset: blockStart + start,
    lengthBytes: next - start,
    bootUs: Number.isNaN(bootUs) ? null : bootUs,
  };
  const left = next - start;
  if (field.type === "char") return { ...place, value: readStoredText(bytes, start, Math.min(next, start + field.length)) };
  if (!field.isArray) {
    if ((field.type === "float" || field.type === "int32_t" || field.type === "uint32_t") && left >= 4) {
      const value =
        field.type === "float"
          ? view.getFloat32(start, true)
          : field.type === "int32_t"
            ? view.getInt32(start, true)
            : view.getUint32(start, true);
      return { ...place, value };
    }
    if (field.type === "uint64_t" && left >= 8) return { ...place, value: uint64At(view, start) };
    if (field.type === "uint16_t" && left >= 2) return { ...place, value: view.getUint16(start, true) };
    if ((field.type === "uint8_t" || field.type === "bool") && left >= 1) return { ...place, value: bytes[start] as number };
    if (field.type === "int8_t" && left >= 1) return { ...place, value: view.getInt8(start) };
    if (field.type === "int16_t" && left >= 2) return { ...place, value: view.getInt16(start, true) };
    if (field.type === "double" && left >= 8) return { ...place, value: view.getFloat64(start, true) };
  }
  return { ...place, value: toHex(bytes.subarray(start, Math.min(next, start + 500))) };
}
