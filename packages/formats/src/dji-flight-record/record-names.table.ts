/** Names of record types (docs/formats/dji-flight-record.md, section 7). */

/** Name of each record type that has one. */
export const djiRecordNames: Readonly<Record<number, string>> = {
  1: "osd",
  2: "home",
  3: "gimbal",
  4: "rc",
  5: "custom",
  6: "deform",
  7: "centerBattery",
  8: "smartBattery",
  9: "appTip",
  10: "appWarn",
  11: "rcGps",
  13: "recover",
  14: "appGps",
  15: "firmware",
  17: "vision",
  19: "mcParams",
  20: "appOperation",
  22: "smartBatteryGroup",
  24: "appSeriousWarn",
  25: "camera",
  28: "flyForbid",
  33: "virtualStick",
  40: "componentSerial",
  49: "ofdm",
  50: "keyStorageRecover",
  51: "flySafe",
  54: "goBusiness",
  56: "keyStorage",
  62: "rcDisplay",
};

/** Name of a record type in camelCase, `type253` where it has none. */
export function djiRecordName(type: number): string {
  return djiRecordNames[type] ?? `type${type}`;
}
