/** The ways in which a value is spelled as text, before any encoding: with and without separators, national and international. */
import { phoneParts } from "../needles/phone-parts.ts";
import type { Needle } from "../types.ts";

/** Spellings of a needle: all are searched as text; `hashed` are also what its hashes and encodings are made from. */
export interface Spellings {
  readonly hashed: readonly string[];
  /** Further spellings that occur in text only. */
  readonly written: readonly string[];
}

/** The spellings of a needle, in the case of its normal form and as it was typed. */
export function spellingsOf({ kind, value, raw }: Needle): Spellings {
  const typed = raw === undefined ? [] : [raw];
  switch (kind) {
    case "mac":
    case "bluetooth":
    case "bssid":
      return { hashed: [value, grouped(value, 2, ":"), grouped(value, 2, "-")], written: [grouped(value, 4, "."), grouped(value, 2, " ")] };
    case "imei":
      return {
        hashed: [value],
        written: ["-", " ", "."].map((sign) => [value.slice(0, 2), value.slice(2, 8), value.slice(8, 14), value.slice(14)].join(sign)),
      };
    case "imsi":
      return { hashed: [value], written: [`${value.slice(0, 3)}-${value.slice(3, 5)}-${value.slice(5)}`] };
    case "iccid":
      return { hashed: [value], written: [grouped(value, 4, " "), grouped(value, 4, "-")] };
    case "androidId":
    case "advertisingId":
      return { hashed: unique([value, ...typed, value.replaceAll("-", "")]), written: [] };
    case "phone":
      return phoneSpellings(value, typed);
    case "email":
      return { hashed: unique([value, ...typed]), written: [] };
    case "name":
    case "ssid":
    case "account":
      return { hashed: unique([value, ...typed]), written: unique([value.replace(/[\s_.-]+/g, "")]).filter((text) => text.length >= 6) };
    case "aircraftSerial":
    case "controllerSerial":
    case "batterySerial":
    case "cameraSerial":
      return { hashed: unique([value, ...typed, value.replace(/[\s_.-]+/g, "")]), written: [] };
    default:
      return { hashed: unique([value, ...typed]), written: [] };
  }
}

/** In lower and upper case and as it is, each once. */
export function bothCases(text: string): string[] {
  return unique([text, text.toLowerCase(), text.toUpperCase()]);
}

function phoneSpellings(value: string, typed: readonly string[]): Spellings {
  const { international, national, countryCode } = phoneParts(value);
  if (countryCode === "")
    return { hashed: unique([international, ...typed]), written: national.startsWith("0") ? [national.slice(1)] : [] };
  const written = [`00${countryCode}${national}`, `+${countryCode} ${national}`, `+${countryCode}-${national}`];
  if (countryCode === "1" && national.length === 10) {
    const [area, exchange, line] = [national.slice(0, 3), national.slice(3, 6), national.slice(6)];
    for (const front of ["", "1 ", "1-", "1.", "+1 ", "+1-", "+1."]) {
      for (const sign of ["-", ".", " "]) written.push(`${front}${area}${sign}${exchange}${sign}${line}`);
      written.push(`${front}(${area}) ${exchange}-${line}`);
    }
  } else {
    written.push(`0${national}`);
  }
  return {
    hashed: unique([international, countryCode + national, national, ...typed]),
    written: written.filter((text) => text.length > 8),
  };
}

function grouped(text: string, size: number, sign: string): string {
  const groups: string[] = [];
  for (let at = 0; at < text.length; at += size) groups.push(text.slice(at, at + size));
  return groups.join(sign);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.map((text) => text.normalize("NFC")))];
}
