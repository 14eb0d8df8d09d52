/** The details ("header"): what the app wrote about the flight (docs/formats/dji-flight-record.md, section 5). */
import { isPlausibleEpochUs } from "@creance/core";
import {
  type DetailsField,
  type DetailsLayout,
  detailsMinimumBytes,
  earlyDetailsLayout,
  lateDetailsLayout,
} from "./details-layout.table.ts";
import { djiAppPlatformNames, djiProductNames } from "./product-names.table.ts";
import { storedText } from "./stored-text.ts";
import type { DjiDetails, FieldPlace } from "./types.ts";

/** Reads the details of a version from their bytes; `null` when there are too few. */
export function readDetails(version: number, bytes: Uint8Array): DjiDetails | null {
  if (bytes.length < detailsMinimumBytes(version)) return null;
  const fields = new FieldReader(layoutOf(version), bytes);
  const productType = fields.number("productType");
  const appPlatform = fields.number("appPlatform");
  const uuid = fields.text("uuid");
  return {
    subStreet: fields.text("subStreet"),
    street: fields.text("street"),
    city: fields.text("city"),
    area: fields.text("area"),
    isFavorite: fields.number("isFavorite"),
    isNew: fields.number("isNew"),
    needsUpload: fields.number("needsUpload"),
    recordLineCount: fields.number("recordLineCount"),
    detailInfoChecksum: fields.number("detailInfoChecksum"),
    startTimeMs: plausibleTimeMs(fields.number("startTimeMs")),
    lonDeg: fields.number("lonDeg"),
    latDeg: fields.number("latDeg"),
    totalDistance: fields.number("totalDistance"),
    totalTimeMs: fields.number("totalTimeMs"),
    maxHeightM: fields.number("maxHeightM"),
    maxHorizontalSpeedMps: fields.number("maxHorizontalSpeedMps"),
    maxVerticalSpeedMps: fields.number("maxVerticalSpeedMps"),
    captureNum: fields.number("captureNum"),
    videoTime: fields.number("videoTime"),
    momentPicImageBufferLen: fields.numbers("momentPicImageBufferLen"),
    momentPicShrinkImageBufferLen: fields.numbers("momentPicShrinkImageBufferLen"),
    momentPicLonDeg: fields.numbers("momentPicLonDeg").map(degrees),
    momentPicLatDeg: fields.numbers("momentPicLatDeg").map(degrees),
    analysisOffset: safeInteger(fields.number("analysisOffset")),
    accountFragment: fields.text("accountFragment"),
    takeOffAltitude: known(fields.number("takeOffAltitude")),
    productType,
    productName: djiProductNames[productType] ?? null,
    activationTimeMs: plausibleTimeMs(fields.number("activationTimeMs")),
    aircraftName: fields.text("aircraftName"),
    aircraftSerial: fields.text("aircraftSerial"),
    cameraSerial: fields.text("cameraSerial"),
    rcSerial: fields.text("rcSerial"),
    batterySerial: fields.text("batterySerial"),
    appPlatform,
    appPlatformName: djiAppPlatformNames[appPlatform] ?? null,
    appVersion: fields.version("appVersion"),
    uuid: uuid === "" ? null : uuid,
  };
}

/** Where the fields stand in the file, given where the details start; only fields that lie inside `lengthBytes`. */
export function detailsPlaces(version: number, startOffset: number, lengthBytes: number): Partial<Record<keyof DjiDetails, FieldPlace>> {
  const places: Partial<Record<keyof DjiDetails, FieldPlace>> = {};
  for (const [name, field] of Object.entries(layoutOf(version))) {
    if (field.offset + field.lengthBytes > lengthBytes) continue;
    places[name as keyof DjiDetails] = { offset: startOffset + field.offset, lengthBytes: field.lengthBytes };
  }
  return places;
}

/** Milliseconds since 1970 when the year is possible, else `null`. */
export function plausibleTimeMs(timeMs: number): number | null {
  return isPlausibleEpochUs(timeMs * 1000) ? timeMs : null;
}

/** A signed 64-bit integer as a number: exact to 2^53, rounded beyond. */
export function readInt64(view: DataView, offset: number): number {
  return view.getInt32(offset + 4, true) * 4_294_967_296 + view.getUint32(offset, true);
}

function layoutOf(version: number): DetailsLayout {
  return version < 6 ? earlyDetailsLayout : lateDetailsLayout;
}

/** The picture positions are the only ones in the details that are stored in radians. */
function degrees(radians: number): number {
  return radians * (180 / Math.PI);
}

function safeInteger(value: number): number | null {
  return Number.isSafeInteger(value) ? value : null;
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Reads fields by name; a field that the layout or the bytes do not have is NaN or empty. */
class FieldReader {
  readonly #layout: DetailsLayout;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(layout: DetailsLayout, bytes: Uint8Array) {
    this.#layout = layout;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  text(name: keyof DjiDetails): string {
    const field = this.#field(name);
    return field === undefined ? "" : storedText(this.#bytes.subarray(field.offset, field.offset + field.lengthBytes));
  }

  version(name: keyof DjiDetails): string {
    const field = this.#field(name);
    return field === undefined ? "" : this.#bytes.subarray(field.offset, field.offset + 3).join(".");
  }

  number(name: keyof DjiDetails): number {
    const field = this.#field(name);
    return field === undefined ? Number.NaN : this.#number(field, field.offset);
  }

  numbers(name: keyof DjiDetails): number[] {
    const field = this.#field(name);
    if (field === undefined) return [];
    const stepBytes = field.lengthBytes / 4;
    return [0, 1, 2, 3].map((index) => this.#number(field, field.offset + index * stepBytes));
  }

  #field(name: keyof DjiDetails): DetailsField | undefined {
    const field = this.#layout[name];
    return field === undefined || field.offset + field.lengthBytes > this.#bytes.length ? undefined : field;
  }

  #number(field: DetailsField, offset: number): number {
    switch (field.type) {
      case "u8":
        return this.#view.getUint8(offset);
      case "i32":
      case "i32x4":
        return this.#view.getInt32(offset, true);
      case "f32":
        return this.#view.getFloat32(offset, true);
      case "f64":
      case "f64x4":
        return this.#view.getFloat64(offset, true);
      case "seconds":
        return readInt64(this.#view, offset) * 1000;
      default:
        return readInt64(this.#view, offset);
    }
  }
}
