/** Looking into JSON that a stranger wrote: each function answers `undefined` where something else stands there. */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object (no array). */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** A member of its own, not of its prototype. */
export function member(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A text. */
export function textAt(object: JsonObject, key: string): string | undefined {
  const value = member(object, key);
  return typeof value === "string" ? value : undefined;
}

/** A whole number from 0 on that a double holds exactly. */
export function countAt(object: JsonObject, key: string): number | undefined {
  const value = member(object, key);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** A time: microseconds, perhaps with a fraction. */
export function timeAt(object: JsonObject, key: string): number | undefined {
  const value = member(object, key);
  return typeof value === "number" && Number.isFinite(value) && value >= 0 && value < 2 ** 53 ? value : undefined;
}

/** The text, or `null` where `null` stands there; `undefined` for all else. */
export function textOrNull(object: JsonObject, key: string): string | null | undefined {
  return member(object, key) === null ? null : textAt(object, key);
}

/** A list of texts. */
export function textsAt(object: JsonObject, key: string): readonly string[] | undefined {
  const value = member(object, key);
  return Array.isArray(value) && value.every((each) => typeof each === "string") ? (value as string[]) : undefined;
}

/** The object that a JSON text is; `undefined` when it is no JSON or no object. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
