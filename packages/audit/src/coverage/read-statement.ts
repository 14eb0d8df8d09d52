/** Reads the operator's statement about the test. Nothing has to be stated; what is not is printed as not stated. */
import type { AuditStatement, StatedWindow } from "../types.ts";
import {
  entriesOf,
  memberError,
  objectOf,
  optionalFlagMember,
  optionalTextMember,
  optionalWordMember,
  parseJsonFile,
  spanMembers,
  wordMember,
} from "./json-members.ts";

const file = { code: "statement-invalid", name: "statement" } as const;

/** Words for what a stretch of time was. */
const windowKinds = [
  "localDataMode",
  "restrictedNetworkMode",
  "appClosed",
  "idle",
  "signedIn",
  "sync",
] as const satisfies readonly StatedWindow["what"][];
const texts = ["device", "app", "appVersion", "firmware", "operatingSystem", "accountRegion", "place"] as const;

/** A statement that states nothing. */
export const emptyStatement: AuditStatement = {
  device: null,
  app: null,
  appVersion: null,
  firmware: null,
  operatingSystem: null,
  accountRegion: null,
  place: null,
  country: null,
  capturePoint: null,
  everyInterface: null,
  windows: [],
};

/** The statement of a JSON text: an object. Throws `UserError` (`statement-invalid`). */
export function readStatement(text: string): AuditStatement {
  const object = objectOf(parseJsonFile(text, file), file, "", [...texts, "country", "capturePoint", "everyInterface", "windows"]);
  const country = optionalTextMember(object, "country")?.toUpperCase() ?? null;
  if (country !== null && !/^[A-Z]{2}$/.test(country))
    throw memberError(object, "country", "two letters are expected (ISO 3166-1 alpha-2)");
  const windows = entriesOf(object.members["windows"] ?? [], file, "windows, entry", ["from", "until", "what"]);
  return {
    device: optionalTextMember(object, "device"),
    app: optionalTextMember(object, "app"),
    appVersion: optionalTextMember(object, "appVersion"),
    firmware: optionalTextMember(object, "firmware"),
    operatingSystem: optionalTextMember(object, "operatingSystem"),
    accountRegion: optionalTextMember(object, "accountRegion"),
    place: optionalTextMember(object, "place"),
    country,
    capturePoint: optionalWordMember(object, "capturePoint", ["phone", "gatewayLan", "gatewayWan", "other"] as const),
    everyInterface: optionalFlagMember(object, "everyInterface"),
    windows: windows.map((entry) => ({ ...spanMembers(entry), what: wordMember(entry, "what", windowKinds) })),
  };
}
