/** What is true of a made capture: a flight of the sample operation and the invented identifiers of its phone. Templates in scenarios name these. */

import { nodePlatform } from "../../adapters/node/src/index.ts";
import { type AuditFlight, auditFlight } from "../../packages/audit/src/index.ts";
import { memorySource, toHex } from "../../packages/core/src/index.ts";
import { normalizeDji } from "../../packages/flight/src/index.ts";
import { collectDjiFlightRecord, parseKeychainReply } from "../../packages/formats/src/index.ts";
import { sampleOperation } from "../../packages/sample/src/index.ts";

/** Ground truth of one scenario. */
export interface Truth {
  readonly flight: AuditFlight;
  /** The flight record itself. */
  readonly record: Uint8Array;
  readonly recordName: string;
  /** One text for each kind. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** Time of the flight's first position, microseconds since 1970 UTC: scenario times count from it. */
  readonly startUs: number;
}

/** Truth from a flight and a list of identifiers. */
export function truthOf(flight: AuditFlight, record: Uint8Array, recordName: string, identifiers: Truth["identifiers"]): Truth {
  return { flight, record, recordName, identifiers, startUs: flight.timeUs[0] ?? 0 };
}

/** Truth of a flight of the sample operation, by the path of its record. */
export async function sampleTruth(path: string, identifiers: Truth["identifiers"]): Promise<Truth> {
  const { files, keychains } = sampleOperation(nodePlatform);
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`the sample operation has no ${path}`);
  const reply = keychains.find((one) => one.path === path)?.reply;
  const options = reply === undefined ? {} : { keychains: parseKeychainReply(reply) };
  const normal = normalizeDji(await collectDjiFlightRecord(memorySource(file.bytes), { platform: nodePlatform, ...options }));
  const [flight] = normal.flights;
  if (flight === undefined) throw new Error(`${path} holds no flight`);
  const recordName = path.slice(path.lastIndexOf("/") + 1);
  const sha256 = toHex(nodePlatform.sha256(file.bytes));
  return truthOf(auditFlight(flight, { label: recordName, sha256, files: [] }), file.bytes, recordName, identifiers);
}

/** A moment of the flight; times before and after it give its first and last position. */
export function momentAt({ flight }: Truth, timeUs: number): { readonly lat: number; readonly lon: number; readonly alt: number } {
  const { timeUs: times, latDeg, lonDeg, altHomeM } = flight;
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((times[middle] ?? 0) <= timeUs) low = middle;
    else high = middle - 1;
  }
  return { lat: latDeg[low] ?? Number.NaN, lon: lonDeg[low] ?? Number.NaN, alt: altHomeM[low] ?? Number.NaN };
}

/**
 * Fills in `${name}`, `${name@when}` and `${name@when:digits}`. Names: the kinds of identifiers and serials, `homeLat`, `homeLon`, `pilotLat`,
 * `pilotLon`, `recordName`, `recordSha256`, `recordBytes`, and of a moment `lat`, `lon`, `alt`, `ms`, `s`, `iso`, `gga` (a receiver's sentence); `when` is seconds since the flight's start, absent: now. Throws for others.
 */
export function filled(template: string, truth: Truth, nowUs: number): string {
  return template.replace(/\$\{([a-zA-Z]+)(?:@(-?[\d.]+))?(?::(\d+))?\}/g, (_, name: string, when?: string, digits?: string) => {
    const value = namedValue(name, truth, when === undefined ? nowUs : truth.startUs + Number(when) * 1e6);
    return typeof value === "number" ? (digits === undefined ? String(value) : value.toFixed(Number(digits))) : value;
  });
}

/** As `filled`; a template that is nothing but one number stays a number. */
export function filledValue(template: string, truth: Truth, nowUs: number): string | number {
  const text = filled(template, truth, nowUs);
  return /^\$\{(lat|lon|alt|ms|s|homeLat|homeLon|pilotLat|pilotLon|recordBytes)(@[^}]*|:\d+)?\}$/.test(template) ? Number(text) : text;
}

function namedValue(name: string, truth: Truth, timeUs: number): string | number {
  const { flight, identifiers } = truth;
  const moment = momentAt(truth, timeUs);
  const serials = flight.serials as Readonly<Record<string, readonly string[]>>;
  const value: string | number | undefined = {
    lat: moment.lat,
    lon: moment.lon,
    alt: moment.alt,
    ms: Math.round(timeUs / 1000),
    s: Math.round(timeUs / 1e6),
    iso: new Date(timeUs / 1000).toISOString(),
    homeLat: flight.home?.latDeg,
    homeLon: flight.home?.lonDeg,
    pilotLat: flight.pilot?.latDeg,
    pilotLon: flight.pilot?.lonDeg,
    gga: ggaSentence(moment, timeUs),
    recordName: truth.recordName,
    recordSha256: flight.sha256,
    recordBytes: truth.record.length,
    ...identifiers,
    ...Object.fromEntries(Object.entries(serials).map(([kind, [first]]) => [kind, first])),
  }[name];
  if (value === undefined) throw new Error(`a scenario names \${${name}}, which nobody knows`);
  return value;
}

/** `$GPGGA,...*hh`: degrees and minutes with four digits. */
export function ggaSentence(
  { lat, lon, alt }: { readonly lat: number; readonly lon: number; readonly alt: number },
  timeUs: number,
): string {
  const time = new Date(timeUs / 1000).toISOString().slice(11, 19).replaceAll(":", "");
  const angle = (degrees: number, width: number): string => {
    const tenThousandths = Math.round(Math.abs(degrees) * 600_000);
    const whole = Math.floor(tenThousandths / 600_000);
    return `${String(whole).padStart(width, "0")}${((tenThousandths % 600_000) / 10_000).toFixed(4).padStart(7, "0")}`;
  };
  const inside = `GPGGA,${time}.00,${angle(lat, 2)},${lat < 0 ? "S" : "N"},${angle(lon, 3)},${lon < 0 ? "W" : "E"},4,17,0.7,${alt.toFixed(1)},M,52.0,M,1.0,0017`;
  const sum = [...inside].reduce((all, letter) => all ^ letter.charCodeAt(0), 0);
  return `$${inside}*${sum.toString(16).toUpperCase().padStart(2, "0")}`;
}
