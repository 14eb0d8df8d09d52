/** Reads a keychain reply: the opened keys of a record (section 9 of the format's document). */
import { fromBase64, UserError } from "@creance/core";
import { type DjiKeychainErrorCode, djiKeychainErrorCodes } from "./errors.table.ts";
import { djiFeatureNames } from "./features.table.ts";
import type { DjiFeatureKey } from "./types.ts";

/** A reply has about 150 characters a key and 15 keys a group. */
const MAX_REPLY_CHARACTERS = 4_194_304;
const MAX_GROUPS = 1024;
const MAX_KEYS_PER_GROUP = 64;
const LAST_FEATURE = 15;
const KEY_BYTES = 32;
const IV_BYTES = 16;

/**
 * Keys per keychain group, in file order. Accepts the service's reply `{result, data: [[...]]}`, a bare list of groups, or a
 * bare list of keys (one group); `featurePoint` is a name such as `FR_Standardization_Feature_Base_1` or its number. Throws
 * `UserError` with a `keychain-...` code.
 */
export function parseKeychainReply(text: string): DjiFeatureKey[][] {
  if (text.length > MAX_REPLY_CHARACTERS) throw keychainError("keychain-too-large");
  const groups = groupsOf(parseJson(text));
  if (groups.length > MAX_GROUPS) throw keychainError("keychain-too-large");
  return groups.map((group, index) => {
    if (!Array.isArray(group)) throw keychainError("keychain-shape", `group ${index + 1} is no list`);
    if (group.length > MAX_KEYS_PER_GROUP) throw keychainError("keychain-too-large");
    return group.map((entry: unknown, at) => readKey(entry, `group ${index + 1}, key ${at + 1}`));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch (cause) {
    throw keychainError("keychain-not-json", undefined, { cause });
  }
}

function groupsOf(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply.every(Array.isArray) ? reply : [reply];
  if (!isObject(reply)) throw keychainError("keychain-shape");
  const result = reply["result"];
  if (isObject(result) && typeof result["code"] === "number" && result["code"] !== 0) {
    const reason = typeof result["msg"] === "string" ? `: ${result["msg"].slice(0, 200)}` : "";
    throw keychainError("keychain-refused", `code ${result["code"]}${reason}`);
  }
  const data = reply["data"];
  if (!Array.isArray(data)) throw keychainError("keychain-shape");
  return data.every(Array.isArray) ? data : [data];
}

function readKey(entry: unknown, where: string): DjiFeatureKey {
  if (!isObject(entry)) throw keychainError("keychain-shape", `${where} is no object`);
  const feature = readFeature(entry["featurePoint"]);
  if (feature === undefined) throw keychainError("keychain-shape", `${where}: featurePoint`);
  const key = readBytes(entry["aesKey"], KEY_BYTES);
  if (key === undefined) throw keychainError("keychain-shape", `${where}: aesKey is not ${KEY_BYTES} bytes of base64`);
  const iv = readBytes(entry["aesIv"], IV_BYTES);
  if (iv === undefined) throw keychainError("keychain-shape", `${where}: aesIv is not ${IV_BYTES} bytes of base64`);
  return { feature, key, iv };
}

function readFeature(value: unknown): number | undefined {
  const feature = typeof value === "string" ? featureOfName(value) : value;
  const isFeature = typeof feature === "number" && Number.isInteger(feature) && feature >= 1 && feature <= LAST_FEATURE;
  return isFeature ? feature : undefined;
}

/** `FR_Standardization_Feature_Base_1`, `1`, or the name other tools store: `BaseFeature`. */
function featureOfName(name: string): number | undefined {
  const digits = /^(?:FR_Standardization_Feature_[A-Za-z]+_)?(\d{1,2})$/.exec(name)?.[1];
  if (digits !== undefined) return Number(digits);
  const known = Object.entries(djiFeatureNames).find(([, feature]) => name === `${feature}Feature`);
  return known === undefined ? undefined : Number(known[0]);
}

function readBytes(value: unknown, lengthBytes: number): Uint8Array | undefined {
  if (typeof value !== "string" || value.length > 2 * lengthBytes) return undefined;
  const bytes = fromBase64(value);
  return bytes?.length === lengthBytes ? bytes : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keychainError(code: DjiKeychainErrorCode, detail?: string, options?: ErrorOptions): UserError {
  const sentence = djiKeychainErrorCodes[code];
  const text = detail === undefined ? sentence : `${sentence.slice(0, -1)} (${detail}).`;
  return new UserError(code, "wrongUse", `${text} No keys were taken.`, options);
}
