/** A finding in one sentence, without the secret. */
import type { Finding, FindingKind } from "../types.ts";
import type { FindingDraft } from "./finding-draft.ts";

/** What each kind is called in a sentence. */
export const kindWords: { readonly [Kind in FindingKind]: string } = {
  aircraftSerial: "the aircraft's serial number",
  controllerSerial: "the controller's serial number",
  batterySerial: "a battery's serial number",
  cameraSerial: "the camera's serial number",
  imei: "the phone's IMEI",
  imsi: "the subscriber's IMSI",
  iccid: "the SIM card's number",
  androidId: "the Android id",
  advertisingId: "the advertising id",
  mac: "a MAC address",
  bluetooth: "a Bluetooth address",
  ssid: "a Wi-Fi network's name",
  bssid: "a Wi-Fi access point's address",
  email: "an e-mail address",
  phone: "a phone number",
  name: "a name",
  account: "an account's id",
  position: "a position",
  track: "the flight's track",
  homePoint: "the home point",
  picture: "a picture",
  video: "a film",
  flightRecord: "a flight record",
  placeQuery: "a query about a place",
  upload: "an upload",
};

/** The sentence. `server` is the conversation's name or address. */
export function findingSentence(draft: FindingDraft, server: string, phase: Finding["phase"]): string {
  const { kind, encoding } = draft;
  const last = encoding.at(-1);
  let what = kindWords[kind];
  if (draft.detail !== null && draft.needle === null && kind !== "placeQuery") what = draft.detail;
  else if (last === "md5" || last === "sha1" || last === "sha256") what = `the ${hashWords[last]} of ${what}`;
  else if (last === "cut") what = `a part of ${what}`;
  else if (last === "fileName") what = `the name of ${what}`;
  else if (last === "fileHash") what = `the hash of ${what}`;
  const way = draft.direction === "out" ? `went to ${server}` : `came from ${server}`;
  const parts = [`${what.charAt(0).toUpperCase()}${what.slice(1)} ${way}`];
  if (phase !== null) parts.push(phaseWords[phase]);
  const notes: string[] = [];
  if (kind === "track") notes.push(`${draft.points.toLocaleString("en")} points`);
  if (draft.precisionM !== null)
    notes.push(kind === "placeQuery" ? `within ${metres(draft.precisionM)}` : `${metres(draft.precisionM)} off`);
  if (draft.decimals !== null) notes.push(`${draft.decimals} ${draft.decimals === 1 ? "decimal" : "decimals"} kept`);
  if (draft.detail !== null && what !== draft.detail && !notes.includes(draft.detail)) notes.push(draft.detail);
  return `${parts.join(", ")}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}.`;
}

const hashWords = { md5: "MD5", sha1: "SHA-1", sha256: "SHA-256" } as const;
const phaseWords = { before: "before the flight", onGround: "on the ground", inAir: "in the air", afterLanding: "after landing" } as const;

function metres(valueM: number): string {
  return valueM < 1000 ? `${valueM < 10 ? valueM.toFixed(1) : Math.round(valueM)} m` : `${(valueM / 1000).toFixed(1)} km`;
}
