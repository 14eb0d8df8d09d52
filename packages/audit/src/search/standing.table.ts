/** When a value that is part of something longer still counts, by kind. */
import type { FindingKind } from "../types.ts";

/** What would make a value longer: digits; letters and digits; those and bytes beyond ASCII; what a mail address is made of. */
export type RunOf = "digits" | "letters" | "word" | "mail";

/** The rule of a kind. */
export interface Standing {
  readonly run: RunOf;
  /** Inside a longer run it is weak from this many characters on, and nothing below: long values are no chance, but may be another's. */
  readonly weakFrom: number;
}

const never = Number.POSITIVE_INFINITY;
const serial: Standing = { run: "letters", weakFrom: 8 };
const digits: Standing = { run: "digits", weakFrom: 14 };
const file: Standing = { run: "letters", weakFrom: 8 };

/** Rules by kind. */
export const standings: { readonly [Kind in FindingKind]: Standing } = {
  aircraftSerial: serial,
  controllerSerial: serial,
  batterySerial: serial,
  cameraSerial: serial,
  imei: digits,
  imsi: digits,
  iccid: digits,
  androidId: serial,
  advertisingId: serial,
  mac: serial,
  bluetooth: serial,
  ssid: { run: "word", weakFrom: 8 },
  bssid: serial,
  email: { run: "mail", weakFrom: 8 },
  phone: { run: "digits", weakFrom: never },
  name: { run: "word", weakFrom: never },
  account: { run: "word", weakFrom: 10 },
  position: serial,
  track: serial,
  homePoint: serial,
  picture: file,
  video: file,
  flightRecord: file,
  placeQuery: serial,
  upload: file,
};
