/** What each kind of finding is called in a sentence, in a heading and in a count. */
import type { FindingKind } from "./types.ts";

/** Words for kinds: `one` after "the", `many` in a count, both in lower case. */
export const findingWords: { readonly [Kind in FindingKind]: { readonly one: string; readonly many: string } } = {
  aircraftSerial: { one: "aircraft serial", many: "aircraft serials" },
  controllerSerial: { one: "controller serial", many: "controller serials" },
  batterySerial: { one: "battery serial", many: "battery serials" },
  cameraSerial: { one: "camera serial", many: "camera serials" },
  imei: { one: "phone's IMEI", many: "IMEIs" },
  imsi: { one: "SIM's IMSI", many: "IMSIs" },
  iccid: { one: "SIM card number (ICCID)", many: "SIM card numbers" },
  androidId: { one: "Android id", many: "Android ids" },
  advertisingId: { one: "advertising id", many: "advertising ids" },
  mac: { one: "network address (MAC)", many: "network addresses (MAC)" },
  bluetooth: { one: "Bluetooth address", many: "Bluetooth addresses" },
  ssid: { one: "Wi-Fi name", many: "Wi-Fi names" },
  bssid: { one: "Wi-Fi access point (BSSID)", many: "Wi-Fi access points" },
  email: { one: "e-mail address", many: "e-mail addresses" },
  phone: { one: "phone number", many: "phone numbers" },
  name: { one: "person's name", many: "names" },
  account: { one: "account", many: "accounts" },
  position: { one: "position", many: "positions" },
  track: { one: "track of a flight", many: "tracks" },
  homePoint: { one: "home or pilot point", many: "home or pilot points" },
  picture: { one: "picture", many: "pictures" },
  video: { one: "video", many: "videos" },
  flightRecord: { one: "flight record", many: "flight records" },
  placeQuery: { one: "question about a place", many: "questions about places" },
  upload: { one: "sealed upload", many: "sealed uploads" },
};

/** Words for the phases of a flight. */
export const phaseWords = {
  before: "before the flight",
  onGround: "on the ground",
  inAir: "in the air",
  afterLanding: "after landing",
} as const;
