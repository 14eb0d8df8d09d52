/**
 * The AES layer of versions 13 and 14 (docs/formats/dji-flight-record.md, section 4). Each feature is one CBC stream, so the
 * ciphertexts of a window are joined per feature and decrypted in one update; padding is then checked record by record.
 */
import type { CipherStream, Issue, Platform } from "@creance/core";
import { djiFeatureOfTypeV13, djiFeatureOfTypeV14, djiFeatureWireName } from "./features.table.ts";
import { FRAME_CAPACITY, type Framer } from "./framing.ts";
import { djiIssue } from "./record-issue.ts";
import { OSD_MINIMUM_BYTES, osdFlyTimeTenths, osdPositionInRange } from "./record-osd.ts";
import type { DjiFeatureKey } from "./types.ts";
import { unscrambleInto } from "./unscramble.ts";

const BLOCK_BYTES = 16;
const FEATURES = 16;
/** After damage an OSD position is believed when it is this close to the last one: 0.001 rad, about 6 km. */
const CONTINUITY_RAD = 0.001;
const SLACK_BYTES = 8;

/** What became of a record: not encrypted, sealed, or readable in `plainView(type)`. */
export const NOT_ENCRYPTED = 0;
/** See `NOT_ENCRYPTED`. */
export const SEALED = 1;
/** See `NOT_ENCRYPTED`. */
export const OPENED = 2;

/** State of one feature within one key group. */
interface FeatureStream {
  readonly decipher: CipherStream;
  /** Records seen, and records whose decryption makes sense. */
  seen: number;
  sensible: number;
  isReported: boolean;
}

/** Decrypts the records of each window. */
export class FeatureDecryption {
  /** For each record of the last window: `NOT_ENCRYPTED`, `SEALED` or `OPENED`. */
  readonly states = new Uint8Array(FRAME_CAPACITY);
  /** For each opened record: where its payload starts in `plainView(type)` and how long it is. For sealed ones: in `cipherView(type)`. */
  readonly starts = new Int32Array(FRAME_CAPACITY);
  readonly lengths = new Int32Array(FRAME_CAPACITY);
  readonly #platform: Platform;
  readonly #featureOfType: Uint8Array;
  readonly #keychains: readonly (readonly DjiFeatureKey[])[];
  readonly #report: (issue: Issue) => void;
  #group = 0;
  #streams: (FeatureStream | undefined)[] = [];
  readonly #suspect = new Uint8Array(FEATURES);
  readonly #flagged = new Uint8Array(FRAME_CAPACITY);
  #cipher = new Uint8Array(0);
  readonly #cipherViews: DataView[] = [];
  readonly #plainViews: DataView[] = [];
  #lastLonRad = Number.NaN;
  #lastLatRad = Number.NaN;

  constructor(version: number, keychains: readonly (readonly DjiFeatureKey[])[], platform: Platform, report: (issue: Issue) => void) {
    this.#featureOfType = version === 13 ? djiFeatureOfTypeV13 : djiFeatureOfTypeV14;
    this.#keychains = keychains;
    this.#platform = platform;
    this.#report = report;
    this.#openGroup();
  }

  /** Plain bytes of the records of a type in the last window; there when one of them is `OPENED`. */
  plainView(type: number): DataView {
    return this.#plainViews[this.#featureOfType[type] as number] as DataView;
  }

  /** Encrypted bytes of the records of a type in the last window. */
  cipherView(type: number): DataView {
    return this.#cipherViews[this.#featureOfType[type] as number] as DataView;
  }

  /** Feature whose key opens records of a type; 0 where they are not encrypted. */
  featureOf(type: number): number {
    return this.#featureOfType[type] as number;
  }

  /** True when the current group has a key for records of a type. */
  hasKey(type: number): boolean {
    return this.#streams[this.#featureOfType[type] as number] !== undefined;
  }

  /** Goes on with the keys of the next group. */
  nextGroup(): void {
    this.#group += 1;
    this.#openGroup();
  }

  /** Opens the listed records of a window. `view` covers the window's bytes with room to spare after them. */
  open(view: DataView, framer: Framer, baseOffset: number): void {
    const areas = this.#place(view, framer);
    for (let feature = 1; feature < FEATURES; feature += 1) {
      const start = areas[feature] as number;
      const end = areas[feature + 1] as number;
      const stream = this.#streams[feature];
      if (start === end && this.#cipherViews[feature] !== undefined) continue;
      this.#cipherViews[feature] = new DataView(this.#cipher.buffer, start, end - start);
      if (stream === undefined || start === end) continue;
      const plain = stream.decipher.update(this.#cipher.subarray(start, end));
      this.#plainViews[feature] = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
    }
    this.#judge(framer, baseOffset);
  }

  #openGroup(): void {
    this.#streams = [];
    for (const { feature, key, iv } of this.#keychains[this.#group] ?? []) {
      if (feature < 1 || feature >= FEATURES) continue;
      const decipher = this.#platform.createAes256CbcDecipher(key, iv);
      this.#streams[feature] = { decipher, seen: 0, sensible: 0, isReported: false };
    }
    this.#suspect.fill(0);
  }

  /** Joins the ciphertexts per feature; returns where each feature's area starts (and where the last one ends). */
  #place(view: DataView, framer: Framer): Int32Array {
    const { types, payloadStarts, payloadLengths, count } = framer;
    const cursor = new Int32Array(FEATURES + 2);
    for (let index = 0; index < count; index += 1) {
      const feature = this.#featureOfType[types[index] as number] as number;
      if (feature === 0) continue;
      const length = (payloadLengths[index] as number) - 2;
      if (length > 0 && length % BLOCK_BYTES === 0) cursor[feature + 1] = (cursor[feature + 1] as number) + length;
    }
    for (let feature = 1; feature <= FEATURES; feature += 1) {
      cursor[feature] = (cursor[feature] as number) + (cursor[feature - 1] as number);
    }
    const areas = cursor.slice();
    const total = areas[FEATURES] as number;
    if (this.#cipher.length < total + SLACK_BYTES) this.#cipher = new Uint8Array(total + SLACK_BYTES);
    const target = new DataView(this.#cipher.buffer);
    let gap = 0;
    for (let index = 0; index < count; index += 1) {
      while (gap < framer.gaps.length && (framer.gaps[gap] as number) <= index) {
        this.#suspect.fill(1);
        gap += 1;
      }
      const type = types[index] as number;
      const feature = this.#featureOfType[type] as number;
      if (feature === 0) {
        this.states[index] = NOT_ENCRYPTED;
        continue;
      }
      const length = (payloadLengths[index] as number) - 2;
      this.starts[index] = (cursor[feature] as number) - (areas[feature] as number);
      this.#flagged[index] = this.#suspect[feature] as number;
      if (length <= 0 || length % BLOCK_BYTES !== 0) {
        this.states[index] = SEALED;
        this.lengths[index] = 0;
        this.#suspect[feature] = 1;
        continue;
      }
      this.#suspect[feature] = 0;
      this.lengths[index] = length;
      this.states[index] = this.#streams[feature] === undefined ? SEALED : OPENED;
      const payload = payloadStarts[index] as number;
      unscrambleInto(view, payload + 1, length, view.getUint8(payload), type, target, cursor[feature] as number);
      cursor[feature] = (cursor[feature] as number) + length;
    }
    return areas;
  }

  /** Checks padding and plausibility; seals what does not make sense, and a whole feature when most of it does not. */
  #judge(framer: Framer, baseOffset: number): void {
    const { types, count } = framer;
    let lastFlyTime = -1;
    for (let index = 0; index < count; index += 1) {
      if (this.states[index] !== OPENED) continue;
      const type = types[index] as number;
      const stream = this.#streams[this.#featureOfType[type] as number] as FeatureStream;
      const view = this.plainView(type);
      const start = this.starts[index] as number;
      const length = plainLength(view, start, this.lengths[index] as number);
      stream.seen += 1;
      if (length < 0) {
        this.states[index] = SEALED;
        continue;
      }
      if (type === 1 && length >= OSD_MINIMUM_BYTES) {
        const flyTime = osdFlyTimeTenths(view, start);
        const sensible = flyTime >= lastFlyTime && osdPositionInRange(view, start);
        lastFlyTime = flyTime;
        if (!sensible) continue;
      }
      stream.sensible += 1;
    }
    for (let index = 0; index < count; index += 1) {
      const type = types[index] as number;
      const feature = this.#featureOfType[type] as number;
      const stream = this.#streams[feature];
      if (this.states[index] === NOT_ENCRYPTED || stream === undefined) continue;
      const offset = baseOffset + (framer.payloadStarts[index] as number) - 3;
      const isWrong = stream.sensible * 2 < stream.seen;
      if (isWrong && !stream.isReported) {
        stream.isReported = true;
        this.#report(djiIssue("wrong-key", offset, djiFeatureWireName(feature), `group ${this.#group + 1}`));
      }
      if (isWrong) this.states[index] = SEALED;
      else this.#settle(index, type, offset);
    }
  }

  /** Settles one record whose key is right. */
  #settle(index: number, type: number, offset: number): void {
    const view = this.plainView(type);
    const start = this.starts[index] as number;
    if (this.states[index] === SEALED) {
      this.#report(djiIssue("chain-broken", offset, `type ${type}`));
      return;
    }
    const length = plainLength(view, start, this.lengths[index] as number);
    const isOsd = type === 1 && length >= OSD_MINIMUM_BYTES;
    if (isOsd && !osdPositionInRange(view, start)) {
      this.states[index] = SEALED;
      this.#report(djiIssue("implausible-position", offset, "osd"));
      return;
    }
    if (this.#flagged[index] === 1 && !(isOsd ? this.#continues(view, start) : length < BLOCK_BYTES)) {
      this.states[index] = SEALED;
      this.#report(djiIssue("chain-broken", offset, `type ${type}`));
      return;
    }
    this.lengths[index] = length;
    if (isOsd) {
      this.#lastLonRad = view.getFloat64(start, true);
      this.#lastLatRad = view.getFloat64(start + 8, true);
    }
  }

  #continues(view: DataView, start: number): boolean {
    const east = Math.abs(view.getFloat64(start, true) - this.#lastLonRad);
    return east < CONTINUITY_RAD && Math.abs(view.getFloat64(start + 8, true) - this.#lastLatRad) < CONTINUITY_RAD;
  }
}

/** Length without PKCS7 padding; -1 when the padding is not valid. */
function plainLength(view: DataView, start: number, length: number): number {
  const padding = view.getUint8(start + length - 1);
  if (padding === 0 || padding > BLOCK_BYTES) return -1;
  for (let at = start + length - padding; at < start + length; at += 1) {
    if (view.getUint8(at) !== padding) return -1;
  }
  return length - padding;
}
