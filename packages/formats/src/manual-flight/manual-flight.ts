/** A flight that a person entered, as a small document (docs/formats/manual-flight.md): reader and writer. */
import { type ByteSource, FormatError } from "@creance/core";
import type { Format } from "../format.ts";

/** What a person said about a flight. Unknown is `null`. */
export interface ManualFlightDocument {
  /** Microseconds since 1970-01-01 UTC. */
  readonly startUs: number;
  readonly durationUs: number;
  readonly aircraftName: string | null;
  readonly aircraftSerial: string | null;
  /** Take-off place. */
  readonly position: { readonly latDeg: number; readonly lonDeg: number } | null;
  readonly pilot: string | null;
  readonly maxAltHomeM: number | null;
  readonly distanceM: number | null;
  readonly purpose: string | null;
}

/** Entered flights. */
export const manualFlightFormat: Format = {
  id: "manual-flight",
  name: "Flight entered by a person",
  extensions: ["json"],
  document: "docs/formats/manual-flight.md",
  sniff: (head) => {
    const text = new TextDecoder("utf-8").decode(head.subarray(0, 200));
    return /^\s*\{\s*"format"\s*:\s*"creance-manual-flight"/.test(text) ? 1 : 0;
  },
};

/** Codes of what can be wrong with the document. */
export const manualFlightErrors = {
  "manual-not-json": "The document is no JSON, or not one of an entered flight.",
  "manual-newer": "The document has a version that came after this reader.",
  "manual-bad-value": "A value is missing, of another kind or out of its range.",
} as const satisfies Readonly<Record<string, string>>;

const MAX_BYTES = 65_536;
const VERSION = 1;
const texts = { aircraftName: 200, aircraftSerial: 100, pilot: 200, purpose: 2000 } as const;
const MAX_DURATION_US = 7 * 86_400 * 1e6;

/** Writes the document; the same flight always gives the same bytes. Throws a `FormatError` for a value out of its range. */
export function writeManualFlight(flight: ManualFlightDocument): Uint8Array<ArrayBuffer> {
  const checked = check(flight as unknown as Readonly<Record<string, unknown>>);
  return new TextEncoder().encode(`${JSON.stringify({ format: "creance-manual-flight", version: VERSION, ...checked }, null, 2)}\n`);
}

/** Reads the document. Throws a `FormatError` for anything that the writer would not write. */
export async function readManualFlight(source: ByteSource): Promise<ManualFlightDocument> {
  if (source.size > MAX_BYTES) throw manualError("manual-not-json", "document");
  const text = new TextDecoder("utf-8").decode(await source.read(0, source.size));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw manualError("manual-not-json", "document");
  }
  if (!isObject(json) || json["format"] !== "creance-manual-flight") throw manualError("manual-not-json", "format");
  if (json["version"] !== VERSION) throw manualError("manual-newer", "version");
  return check(json);
}

function check(json: Readonly<Record<string, unknown>>): ManualFlightDocument {
  const number = (name: string, low: number, high: number): number => {
    const value = json[name];
    if (typeof value !== "number" || !(value >= low && value <= high)) throw manualError("manual-bad-value", name);
    return value;
  };
  const numberOrNull = (name: string, low: number, high: number): number | null => (json[name] == null ? null : number(name, low, high));
  const text = (name: keyof typeof texts): string | null => {
    const value = json[name];
    if (value == null) return null;
    if (typeof value !== "string" || value.length > texts[name]) throw manualError("manual-bad-value", name);
    return value === "" ? null : value;
  };
  return {
    startUs: number("startUs", 0, 4_102_444_800_000_000),
    durationUs: number("durationUs", 1, MAX_DURATION_US),
    aircraftName: text("aircraftName"),
    aircraftSerial: text("aircraftSerial"),
    position: positionOf(json["position"]),
    pilot: text("pilot"),
    maxAltHomeM: numberOrNull("maxAltHomeM", -500, 10_000),
    distanceM: numberOrNull("distanceM", 0, 1e6),
    purpose: text("purpose"),
  };
}

function positionOf(value: unknown): ManualFlightDocument["position"] {
  if (value == null) return null;
  const { latDeg, lonDeg } = isObject(value) ? value : { latDeg: undefined, lonDeg: undefined };
  if (typeof latDeg !== "number" || typeof lonDeg !== "number" || !(Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180))
    throw manualError("manual-bad-value", "position");
  return { latDeg, lonDeg };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function manualError(code: keyof typeof manualFlightErrors, field: string): FormatError {
  return new FormatError(code, { format: "manual-flight", offset: 0, field }, manualFlightErrors[code]);
}
