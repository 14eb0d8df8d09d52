/** Turns framed records into items: rows of streams, texts, serials, keys (docs/formats/dji-flight-record.md, section 7). */
import type { Issue } from "@creance/core";
import { type FeatureDecryption, OPENED, SEALED } from "./feature-decryption.ts";
import type { Framer } from "./framing.ts";
import { APP_GPS_MINIMUM_BYTES, CUSTOM_MINIMUM_BYTES, decodeAppGps, decodeCustom } from "./record-app.ts";
import {
  BATTERY_CELL_MINIMUM_BYTES,
  BATTERY_DYNAMIC_MINIMUM_BYTES,
  BATTERY_STATIC_MINIMUM_BYTES,
  CENTER_BATTERY_MINIMUM_BYTES,
  decodeBatteryCells,
  decodeBatteryDynamic,
  decodeBatteryStatic,
  decodeCenterBattery,
  decodeSmartBattery,
  SMART_BATTERY_MINIMUM_BYTES,
} from "./record-battery.ts";
import {
  CAMERA_MINIMUM_BYTES,
  decodeCamera,
  decodeGimbal,
  decodeMcParams,
  decodeOfdm,
  decodeRc,
  GIMBAL_MINIMUM_BYTES,
  MC_PARAMS_MINIMUM_BYTES,
  OFDM_MINIMUM_BYTES,
  RC_MINIMUM_BYTES,
} from "./record-control.ts";
import { decodeHome, HOME_MINIMUM_BYTES } from "./record-home.ts";
import { decodeComponentSerial, decodeFirmware, decodeRecover, decodeWrappedKey } from "./record-identity.ts";
import { djiIssue } from "./record-issue.ts";
import { djiRecordName } from "./record-names.table.ts";
import { decodeOsd, OSD_MINIMUM_BYTES } from "./record-osd.ts";
import { RowBatches } from "./row-batches.ts";
import { storedText } from "./stored-text.ts";
import type { DjiItem, DjiStreamName, DjiText, DjiWrappedKey } from "./types.ts";
import { unscrambleInto } from "./unscramble.ts";

/** Longest payload, and room for whole words: a u8 length below version 13, then u16. */
const SCRATCH_BYTES = 256 + 8;
const SCRATCH_BYTES_V13 = 65_536 + 8;
/** Wrapped keys and key groups that are kept at most; a flight has about 15 keys in each of a few groups. */
const MAX_WRAPPED_KEYS = 4096;

/** How records are decoded. */
export interface RecordDecoderOptions {
  readonly version: number;
  readonly batchRows: number;
  readonly raw: "yield" | "count";
  /** Items are appended here. */
  readonly out: DjiItem[];
  readonly report: (issue: Issue) => void;
}

/** Decodes windows of framed records and keeps the counts. */
export class RecordDecoder {
  /** How often each type occurred, by type. */
  readonly counts = new Float64Array(256);
  sealedRecords = 0;
  /** File offset of the first sealed record, -1 before there is one. */
  firstSealedOffset = -1;
  readonly keychainGroups: DjiWrappedKey[][] = [[]];
  readonly #keyless = new Uint8Array(16);
  readonly #options: RecordDecoderOptions;
  readonly #headerBytes: number;
  readonly #streams = new Map<DjiStreamName, { flush(): void }>();
  readonly #scratchView: DataView;
  #osdRows = 0;
  #wrappedKeys = 0;
  #osd: RowBatches<"osd"> | undefined;
  #home: RowBatches<"home"> | undefined;
  #gimbal: RowBatches<"gimbal"> | undefined;
  #rc: RowBatches<"rc"> | undefined;
  #custom: RowBatches<"custom"> | undefined;
  #centerBattery: RowBatches<"centerBattery"> | undefined;
  #smartBattery: RowBatches<"smartBattery"> | undefined;
  #appGps: RowBatches<"appGps"> | undefined;
  #camera: RowBatches<"camera"> | undefined;
  #ofdm: RowBatches<"ofdm"> | undefined;

  constructor(options: RecordDecoderOptions) {
    this.#options = options;
    this.#headerBytes = options.version < 13 ? 2 : 3;
    this.#scratchView = new DataView(new ArrayBuffer(options.version < 13 ? SCRATCH_BYTES : SCRATCH_BYTES_V13));
  }

  /** Features that have sealed records for want of a key. */
  get keylessFeatures(): number[] {
    return [...this.#keyless.keys()].filter((feature) => this.#keyless[feature] === 1);
  }

  /** Decodes the records that the framer listed. `view` covers the window with room to spare after it. */
  decode(view: DataView, framer: Framer, baseOffset: number, decryption: FeatureDecryption | undefined): void {
    const { types, payloadStarts, payloadLengths, count } = framer;
    const isScrambled = this.#options.version >= 7;
    const wantsRaw = this.#options.raw === "yield";
    for (let index = 0; index < count; index += 1) {
      const type = types[index] as number;
      this.counts[type] = (this.counts[type] as number) + 1;
      const payload = payloadStarts[index] as number;
      const byteOffset = baseOffset + payload - this.#headerBytes;
      const state = decryption === undefined ? 0 : (decryption.states[index] as number);
      if (state !== 0 && decryption !== undefined) {
        const start = decryption.starts[index] as number;
        const length = decryption.lengths[index] as number;
        if (state === SEALED && !decryption.hasKey(type)) this.#keyless[decryption.featureOf(type)] = 1;
        if (state === SEALED) this.#seal(type, decryption.cipherView(type), start, length, byteOffset);
        else if (state === OPENED) this.#record(type, decryption.plainView(type), start, length, byteOffset);
      } else if (!isScrambled) {
        this.#record(type, view, payload, payloadLengths[index] as number, byteOffset);
      } else if (wantsRaw || isDecoded[type] === 1) {
        const length = Math.max(0, (payloadLengths[index] as number) - 2);
        unscrambleInto(view, payload + 1, length, view.getUint8(payload), type, this.#scratchView, 0);
        this.#record(type, this.#scratchView, 0, length, byteOffset);
      }
    }
  }

  /** Hands out the rows that wait for a full batch. */
  flush(): void {
    for (const stream of this.#streams.values()) stream.flush();
  }

  #seal(type: number, view: DataView, start: number, length: number, byteOffset: number): void {
    this.sealedRecords += 1;
    if (this.firstSealedOffset < 0) this.firstSealedOffset = byteOffset;
    if (this.#options.raw === "yield") this.#raw(type, view, start, length, byteOffset);
  }

  #batches<Name extends DjiStreamName>(stream: Name): RowBatches<Name> {
    const known = this.#streams.get(stream);
    if (known !== undefined) return known as RowBatches<Name>;
    const made = new RowBatches(stream, this.#options.batchRows, this.#options.out);
    this.#streams.set(stream, made);
    return made;
  }

  /** Decodes one plain payload: `length` bytes at `at` of `view`. */
  #record(type: number, view: DataView, at: number, length: number, byteOffset: number): void {
    if (length < (minimumBytes[type] as number)) {
      this.#short(type, view, at, length, byteOffset);
      return;
    }
    const osdRow = this.#osdRows - 1;
    switch (type) {
      case 1: {
        this.#osd ??= this.#batches("osd");
        const row = this.#osd.next(byteOffset, this.#osdRows);
        this.#osdRows += 1;
        decodeOsd(view, at, length, this.#osd.columns, row);
        return;
      }
      case 2: {
        this.#home ??= this.#batches("home");
        const row = this.#home.next(byteOffset, osdRow);
        decodeHome(view, at, length, this.#home.columns, row);
        return;
      }
      case 3: {
        this.#gimbal ??= this.#batches("gimbal");
        const row = this.#gimbal.next(byteOffset, osdRow);
        decodeGimbal(view, at, this.#gimbal.columns, row);
        return;
      }
      case 4: {
        this.#rc ??= this.#batches("rc");
        const row = this.#rc.next(byteOffset, osdRow);
        decodeRc(view, at, this.#rc.columns, row);
        return;
      }
      case 5: {
        this.#custom ??= this.#batches("custom");
        const row = this.#custom.next(byteOffset, osdRow);
        decodeCustom(view, at, this.#custom.columns, row);
        return;
      }
      case 7: {
        this.#centerBattery ??= this.#batches("centerBattery");
        const row = this.#centerBattery.next(byteOffset, osdRow);
        decodeCenterBattery(view, at, this.#centerBattery.columns, row);
        return;
      }
      case 8: {
        this.#smartBattery ??= this.#batches("smartBattery");
        const row = this.#smartBattery.next(byteOffset, osdRow);
        decodeSmartBattery(view, at, this.#smartBattery.columns, row);
        return;
      }
      case 14: {
        this.#appGps ??= this.#batches("appGps");
        const row = this.#appGps.next(byteOffset, osdRow);
        decodeAppGps(view, at, length, this.#appGps.columns, row);
        return;
      }
      case 25: {
        this.#camera ??= this.#batches("camera");
        const row = this.#camera.next(byteOffset, osdRow);
        decodeCamera(view, at, this.#camera.columns, row);
        return;
      }
      case 49: {
        this.#ofdm ??= this.#batches("ofdm");
        const row = this.#ofdm.next(byteOffset, osdRow);
        decodeOfdm(view, at, this.#ofdm.columns, row);
        return;
      }
      default:
        this.#rareRecord(type, view, at, length, byteOffset);
    }
  }

  /** Types that occur a few times in a file. */
  #rareRecord(type: number, view: DataView, at: number, length: number, byteOffset: number): void {
    const osdRow = this.#osdRows - 1;
    switch (type) {
      case 9:
      case 10:
      case 24: {
        const text = storedText(bytesOf(view, at, length));
        this.#options.out.push({
          kind: "text",
          text: { type, name: djiRecordName(type) as DjiText["name"], byteOffset, osdRow, text },
        });
        return;
      }
      case 13: {
        const recover = decodeRecover(bytesOf(view, at, length), byteOffset);
        if (recover === undefined) this.#short(type, view, at, length, byteOffset);
        else this.#options.out.push({ kind: "recover", recover });
        return;
      }
      case 15:
        for (const firmware of decodeFirmware(bytesOf(view, at, length), byteOffset)) {
          this.#options.out.push({ kind: "firmware", firmware });
        }
        return;
      case 19: {
        const batches = this.#batches("mcParams");
        const row = batches.next(byteOffset, osdRow);
        decodeMcParams(view, at, batches.columns, row);
        return;
      }
      case 22:
        this.#batteryGroup(view, at, length, byteOffset);
        return;
      case 40: {
        const componentSerial = decodeComponentSerial(bytesOf(view, at, length), byteOffset);
        if (componentSerial === undefined) this.#short(type, view, at, length, byteOffset);
        else this.#options.out.push({ kind: "componentSerial", componentSerial });
        return;
      }
      case 50:
        if (this.#mayKeep(byteOffset)) this.keychainGroups.push([]);
        this.#rawIfWanted(type, view, at, length, byteOffset);
        return;
      case 56: {
        const key = decodeWrappedKey(bytesOf(view, at, length), byteOffset);
        if (key === undefined) this.#short(type, view, at, length, byteOffset);
        else if (this.#mayKeep(byteOffset)) this.keychainGroups[this.keychainGroups.length - 1]?.push(key);
        return;
      }
      default:
        this.#rawIfWanted(type, view, at, length, byteOffset);
    }
  }

  #batteryGroup(view: DataView, at: number, length: number, byteOffset: number): void {
    const osdRow = this.#osdRows - 1;
    const subtype = view.getUint8(at);
    if (subtype === 1 && length >= BATTERY_STATIC_MINIMUM_BYTES) {
      const batches = this.#batches("batteryStatic");
      const row = batches.next(byteOffset, osdRow);
      decodeBatteryStatic(view, at, batches.columns, row);
    } else if (subtype === 2 && length >= BATTERY_DYNAMIC_MINIMUM_BYTES) {
      const batches = this.#batches("batteryDynamic");
      const row = batches.next(byteOffset, osdRow);
      decodeBatteryDynamic(view, at, batches.columns, row);
    } else if (subtype === 3) {
      const batches = this.#batches("batteryCell");
      const row = batches.next(byteOffset, osdRow);
      decodeBatteryCells(view, at, length, batches.columns, row);
    } else this.#rawIfWanted(22, view, at, length, byteOffset);
  }

  #mayKeep(byteOffset: number): boolean {
    this.#wrappedKeys += 1;
    if (this.#wrappedKeys === MAX_WRAPPED_KEYS + 1) this.#options.report(djiIssue("too-many-keys", byteOffset, "keyStorage"));
    return this.#wrappedKeys <= MAX_WRAPPED_KEYS;
  }

  #short(type: number, view: DataView, at: number, length: number, byteOffset: number): void {
    this.#options.report(djiIssue("short-record", byteOffset, djiRecordName(type), `${length} bytes`));
    this.#rawIfWanted(type, view, at, length, byteOffset);
  }

  #rawIfWanted(type: number, view: DataView, at: number, length: number, byteOffset: number): void {
    if (this.#options.raw === "yield") this.#raw(type, view, at, length, byteOffset);
  }

  #raw(type: number, view: DataView, at: number, length: number, byteOffset: number): void {
    const payload = bytesOf(view, at, length).slice();
    this.#options.out.push({ kind: "raw", raw: { type, byteOffset, osdRow: this.#osdRows - 1, payload } });
  }
}

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

/** Bytes that a payload must have to be decoded, by type; 0 where any length will do. */
const minimumBytes = byType({
  1: OSD_MINIMUM_BYTES,
  2: HOME_MINIMUM_BYTES,
  3: GIMBAL_MINIMUM_BYTES,
  4: RC_MINIMUM_BYTES,
  5: CUSTOM_MINIMUM_BYTES,
  7: CENTER_BATTERY_MINIMUM_BYTES,
  8: SMART_BATTERY_MINIMUM_BYTES,
  14: APP_GPS_MINIMUM_BYTES,
  19: MC_PARAMS_MINIMUM_BYTES,
  22: BATTERY_CELL_MINIMUM_BYTES,
  25: CAMERA_MINIMUM_BYTES,
  49: OFDM_MINIMUM_BYTES,
});

/** 1 for the types whose payload is looked at. */
const isDecoded = byType(
  Object.fromEntries([1, 2, 3, 4, 5, 7, 8, 9, 10, 13, 14, 15, 19, 22, 24, 25, 40, 49, 50, 56].map((type) => [type, 1])),
);

function byType(values: Readonly<Record<number, number>>): Uint8Array {
  const table = new Uint8Array(256);
  for (const [type, value] of Object.entries(values)) table[Number(type)] = value;
  return table;
}
