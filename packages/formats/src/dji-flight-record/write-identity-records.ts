/** Builders of the records that say who and with what: texts, recover, firmware, serials. */
import { cutUtf8, type DjiWriteRecord, RecordFields, rawRecord } from "./write-record.ts";

/** App texts: tip (9), warning (10), serious warning (24). */
export type DjiTextKind = "appTip" | "appWarn" | "appSeriousWarn";

const TEXT_TYPES = { appTip: 9, appWarn: 10, appSeriousWarn: 24 } as const satisfies Readonly<Record<DjiTextKind, number>>;

/** A text of the app: UTF-8, zero-terminated, cut to what an 8-bit record length can hold. */
export function textRecord(kind: DjiTextKind, text: string): DjiWriteRecord {
  const bytes = cutUtf8(text, 250);
  const payload = new Uint8Array(bytes.byteLength + 1);
  payload.set(bytes);
  return rawRecord(TEXT_TYPES[kind], payload);
}

/** Type 13. */
export interface RecoverFields {
  readonly productType: number;
  readonly appPlatform: number;
  /** `a.b.c`. */
  readonly appVersion: string;
  readonly aircraftSerial: string;
  readonly aircraftName: string;
  readonly timeMs: number;
  readonly cameraSerial?: string;
  readonly rcSerial?: string;
  readonly batterySerial?: string;
  /** Serials are 10 characters long in v4 and 16 later; default 16. */
  readonly serialBytes?: 10 | 16;
}

/** Recover, type 13 (109 bytes with 16-character serials). */
export function recoverRecord(recover: RecoverFields): DjiWriteRecord {
  const serialBytes = recover.serialBytes ?? 16;
  const fields = new RecordFields(5 + 32 + 8 + 4 * serialBytes);
  fields.u8(0, recover.productType);
  fields.u8(1, recover.appPlatform);
  versionBytes(fields, 2, recover.appVersion);
  fields.text(5, serialBytes, recover.aircraftSerial);
  fields.text(5 + serialBytes, 32, recover.aircraftName);
  fields.i64(37 + serialBytes, recover.timeMs);
  fields.text(45 + serialBytes, serialBytes, recover.cameraSerial);
  fields.text(45 + 2 * serialBytes, serialBytes, recover.rcSerial);
  fields.text(45 + 3 * serialBytes, serialBytes, recover.batterySerial);
  return rawRecord(13, fields.payload);
}

/** Firmware, type 15: 6 bytes an item. */
export function firmwareRecord(
  items: readonly { readonly sender: number; readonly subSender?: number; readonly version: string }[],
): DjiWriteRecord {
  const fields = new RecordFields(6 * items.length);
  items.forEach((item, index) => {
    fields.u8(6 * index, item.sender);
    fields.u8(6 * index + 1, item.subSender);
    versionBytes(fields, 6 * index + 2, item.version);
  });
  return rawRecord(15, fields.payload);
}

/** ComponentSerial, type 40: 1 camera, 2 aircraft, 3 RC, 4 battery. */
export function componentSerialRecord(item: { readonly component: 1 | 2 | 3 | 4; readonly serial: string }): DjiWriteRecord {
  const serial = cutUtf8(item.serial, 128);
  const fields = new RecordFields(4 + serial.byteLength);
  fields.u16(0, item.component);
  fields.u8(2, serial.byteLength);
  fields.payload.set(serial, 3);
  return rawRecord(40, fields.payload);
}

/** Writes `a.b.c` as three bytes. */
export function versionBytes(fields: RecordFields, offset: number, version: string): void {
  version
    .split(".")
    .slice(0, 3)
    .forEach((part, index) => {
      fields.u8(offset + index, Number(part));
    });
}
