/** Kinds of findings by what claims call them. */
import type { FindingKind } from "../types.ts";

/** Groups of kinds, in the order in which they are judged. */
export const claimKinds = {
  media: ["picture", "video"],
  records: ["flightRecord"],
  positions: ["track", "position", "homePoint", "placeQuery"],
  serials: ["aircraftSerial", "controllerSerial", "batterySerial", "cameraSerial"],
  phone: ["imei", "imsi", "iccid", "androidId", "advertisingId", "mac", "bluetooth", "ssid", "bssid"],
  contact: ["name", "phone", "email", "account"],
} as const satisfies Readonly<Record<string, readonly FindingKind[]>>;

/** Kinds that pressing "sync" or "share" sends: records, media, and what stands in them. Phone identifiers and accounts are not among them. */
export const syncKinds: readonly FindingKind[] = [
  ...claimKinds.media,
  ...claimKinds.records,
  "track",
  "position",
  "homePoint",
  ...claimKinds.serials,
  "upload",
];

/** A group's name. */
export type ClaimKindGroup = keyof typeof claimKinds;

/** What a group is called. */
export const claimKindWords: { readonly [Group in ClaimKindGroup]: string } = {
  media: "Pictures and videos",
  records: "Flight records",
  positions: "Positions",
  serials: "Serial numbers",
  phone: "Identifiers of the phone and its networks",
  contact: "Names, numbers and accounts",
};
