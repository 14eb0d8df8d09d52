/**
 * Decoys: needles that cannot be in the traffic, of the shape of the real ones, searched by the same code. Their hits are the error rate of the run
 * (leak-detection.md, section 5).
 */
import type { Platform } from "@creance/core";
import type { Needle } from "../types.ts";
import { isLuhn, luhnDigit } from "./luhn.ts";
import { phoneParts } from "./phone-parts.ts";
import { type SeededRandom, seededRandom } from "./seeded-random.ts";

/** Decoys for each kind that is searched, at least; as many as there are needles of the kind, at most 200. */
export const MIN_DECOYS = 20;
const MAX_DECOYS = 200;
/** Draws for one decoy until it is given up: short shapes may be crowded with real needles. */
const MAX_DRAWS = 64;

/**
 * Decoys for every kind (and part of a file) among the needles, called `decoy.imei[0]`, `decoy.picture[3].name`. Each has the shape of a real needle:
 * letters for letters, digits for digits, valid check digits; every other one keeps the real one's beginning (maker, model, domain), so that near
 * misses are searched too. None is, holds or lies in a real needle. The same needles and seed give the same decoys.
 */
export function decoyNeedles(needles: readonly Needle[], platform: Platform, seed: string): Needle[] {
  const groups = new Map<string, Needle[]>();
  const taken = new Set<string>();
  for (const needle of needles) {
    const key = groupOf(needle);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [needle]);
    else group.push(needle);
    taken.add(plain(needle.value));
  }
  const real = [...taken];
  const decoys: Needle[] = [];
  for (const [key, models] of groups) {
    const random = seededRandom(platform, `${seed}\n${key}`);
    const count = Math.min(MAX_DECOYS, Math.max(MIN_DECOYS, models.length));
    for (let at = 0; at < count; at += 1) {
      const model = models[at % models.length] as Needle;
      const value = draw(model, at % 2 === 0, random, taken, real);
      if (value === null) continue;
      taken.add(plain(value));
      const { kind, form } = model;
      const name = `decoy.${kind}[${at}]${key.slice(kind.length)}`;
      decoys.push({ name, kind, value, decoy: true, source: "made up for this run", ...(form === undefined ? {} : { form }) });
    }
  }
  return decoys;
}

function groupOf({ kind, form, name }: Needle): string {
  return form === undefined ? kind : `${kind}${name.slice(name.lastIndexOf("."))}`;
}

function draw(model: Needle, near: boolean, random: SeededRandom, taken: ReadonlySet<string>, real: readonly string[]): string | null {
  for (let tries = 0; tries < MAX_DRAWS; tries += 1) {
    // A near miss that cannot be drawn becomes a far one.
    const value = shaped(model, near && tries < MAX_DRAWS / 2, random);
    const flat = plain(value);
    if (!taken.has(flat) && !real.some((other) => flat.includes(other) || other.includes(flat))) return value;
  }
  return null;
}

/** What two needles are compared by: letters and digits, in lower case. */
function plain(value: string): string {
  const flat = value.toLowerCase().replace(/[^a-z0-9]/g, "");
  return flat.length < 3 ? value.toLowerCase() : flat;
}

function shaped({ kind, form, value }: Needle, near: boolean, random: SeededRandom): string {
  if (form === "fileHash") return changed(value, 0, random, hexDigit);
  if (form === "fileBytes") return changed(value, near ? 32 : 0, random, hexDigit);
  if (form === "fileName") return fileName(value, random);
  switch (kind) {
    case "imei":
    case "iccid": {
      const kept = near ? (kind === "imei" ? 8 : 7) : 0;
      const body = changed(value.slice(0, -1), kept, random, similar);
      return body + (isLuhn(value) ? luhnDigit(body) : String(random.below(10)));
    }
    case "imsi":
      return changed(value, near ? 5 : 0, random, similar);
    case "mac":
    case "bluetooth":
    case "bssid":
      return changed(value, near ? 6 : 0, random, hexDigit);
    case "androidId":
    case "advertisingId":
      return changed(value, 0, random, /^[0-9a-f-]+$/.test(value) ? hexDigit : similar);
    case "phone":
      return changed(
        value,
        near ? phoneParts(value).international.length - phoneParts(value).national.length + 3 : countryLength(value),
        random,
        similar,
      );
    case "email": {
      const cut = value.lastIndexOf("@");
      return (
        changed(value.slice(0, cut), 0, random, similar) +
        changed(value.slice(cut), near ? value.length : 1, random, domain(value.slice(cut)))
      );
    }
    case "aircraftSerial":
    case "controllerSerial":
    case "batterySerial":
    case "cameraSerial":
      return changed(value, near ? Math.floor(value.length / 3) : 0, random, similar);
    default:
      return changed(value, 0, random, similar);
  }
}

function countryLength(value: string): number {
  const { international, national } = phoneParts(value);
  return international.length - national.length;
}

type Replace = (char: string, random: SeededRandom, at: number) => string;

function changed(value: string, kept: number, random: SeededRandom, replace: Replace): string {
  let text = value.slice(0, kept);
  for (let at = kept; at < value.length; at += 1) text += replace(value.charAt(at), random, at);
  return text;
}

function hexDigit(char: string, random: SeededRandom): string {
  return /[0-9a-f]/i.test(char) ? random.below(16).toString(16) : char;
}

const vowels = "aeiou";
const consonants = "bcdfghjklmnpqrstvwxyz";
/** Latin letters, Han and Hangul beyond ASCII get a neighbour of their own script; other characters stay. */
function similar(char: string, random: SeededRandom): string {
  if (/\d/.test(char)) return String(random.below(10));
  const lower = char.toLowerCase();
  const set = vowels.includes(lower) ? vowels : consonants.includes(lower) ? consonants : undefined;
  if (set !== undefined) {
    const drawn = set.charAt(random.below(set.length));
    return char === lower ? drawn : drawn.toUpperCase();
  }
  const code = char.charCodeAt(0);
  if (code >= 0x4e00 && code < 0x9f00) return String.fromCharCode(0x4e00 + random.below(0x5100));
  if (code >= 0xac00 && code < 0xd7a0) return String.fromCharCode(0xac00 + random.below(0x2ba0));
  if (code >= 0xc0 && code < 0x180) return String.fromCharCode((code & ~0xf) + random.below(16));
  if (code >= 0x400 && code < 0x460) return String.fromCharCode(0x410 + random.below(0x40));
  return char;
}

/** Keeps the last label of a domain. */
function domain(text: string): Replace {
  const last = text.lastIndexOf(".");
  return (char, random, at) => (at > last ? char : similar(char, random));
}

/** Another number would be another file of the same camera, which may exist: a decoy's letters differ too. The extension stays. */
function fileName(value: string, random: SeededRandom): string {
  const dot = value.lastIndexOf(".");
  const stem = dot > 0 ? value.slice(0, dot) : value;
  return changed(stem, 0, random, similar) + value.slice(stem.length);
}
