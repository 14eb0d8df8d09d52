/** Records that say what flew: 13 Recover, 15 Firmware, 40 ComponentSerial, 56 KeyStorage (section 7 of the format's document). */
import { plausibleTimeMs, readInt64 } from "./details.ts";
import { storedText } from "./stored-text.ts";
import type { DjiComponentSerial, DjiFirmware, DjiRecover, DjiWrappedKey } from "./types.ts";

/** Firmware items that one record yields at most. */
const MAX_FIRMWARE_ITEMS = 64;
const FIRMWARE_ITEM_BYTES = 6;

/** Recover with serials of 10 characters (85 bytes, v4) or 16 (109 bytes and more); `undefined` when too short. */
export function decodeRecover(payload: Uint8Array, byteOffset: number): DjiRecover | undefined {
  const serialBytes = payload.length >= 109 ? 16 : 10;
  if (payload.length < 45 + 4 * serialBytes) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const nameAt = 5 + serialBytes;
  const serialsAt = nameAt + 40;
  const serial = (index: number): string =>
    storedText(payload.subarray(serialsAt + index * serialBytes, serialsAt + (index + 1) * serialBytes));
  const time = readInt64(view, nameAt + 32);
  return {
    byteOffset,
    productType: view.getUint8(0),
    appPlatform: view.getUint8(1),
    appVersion: payload.subarray(2, 5).join("."),
    aircraftSerial: storedText(payload.subarray(5, nameAt)),
    aircraftName: storedText(payload.subarray(nameAt, nameAt + 32)),
    timeMs: plausibleTimeMs(time) ?? plausibleTimeMs(time * 1000),
    cameraSerial: serial(0),
    rcSerial: serial(1),
    batterySerial: serial(2),
  };
}

/** Firmware items of 6 bytes each; empty when there is no whole one. */
export function decodeFirmware(payload: Uint8Array, byteOffset: number): DjiFirmware[] {
  const items: DjiFirmware[] = [];
  const count = Math.min(MAX_FIRMWARE_ITEMS, Math.floor(payload.length / FIRMWARE_ITEM_BYTES));
  for (let at = 0; at < count * FIRMWARE_ITEM_BYTES; at += FIRMWARE_ITEM_BYTES) {
    items.push({
      byteOffset,
      sender: payload[at] as number,
      subSender: payload[at + 1] as number,
      version: payload.subarray(at + 2, at + 5).join("."),
    });
  }
  return items;
}

const componentNames: Readonly<Record<number, DjiComponentSerial["componentName"]>> = { 1: "camera", 2: "aircraft", 3: "rc", 4: "battery" };

/** ComponentSerial: u16 component, u8 length, text; `undefined` when too short. */
export function decodeComponentSerial(payload: Uint8Array, byteOffset: number): DjiComponentSerial | undefined {
  if (payload.length < 3) return undefined;
  const component = (payload[0] as number) | ((payload[1] as number) << 8);
  return {
    byteOffset,
    component,
    componentName: componentNames[component] ?? null,
    serial: storedText(payload.subarray(3, 3 + (payload[2] as number))),
  };
}

/** KeyStorage: u16 feature, u16 length, wrapped key; `undefined` when the length does not fit. */
export function decodeWrappedKey(payload: Uint8Array, byteOffset: number): DjiWrappedKey | undefined {
  if (payload.length < 4) return undefined;
  const feature = (payload[0] as number) | ((payload[1] as number) << 8);
  const lengthBytes = (payload[2] as number) | ((payload[3] as number) << 8);
  if (lengthBytes === 0 || lengthBytes > payload.length - 4) return undefined;
  return { byteOffset, feature, ciphertext: payload.slice(4, 4 + lengthBytes) };
}
