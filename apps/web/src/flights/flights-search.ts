/** The view of the flight list as its address: plain text fields, and the query they mean. */
import type { FlightQuery } from "@creance/api";
import { epochUsOfDay } from "../words/instant.ts";

/** Columns the list can be sorted by, as in the contract. */
export const sortKeys = [
  "startUs",
  "durationUs",
  "distanceM",
  "maxAltHomeM",
  "maxGroundSpeedMps",
  "warnings",
  "place",
  "aircraftName",
  "appName",
] as const satisfies readonly FlightQuery["sort"][];

/** The view: every field is the text that stands in the address. */
export interface FlightsSearch {
  readonly search?: string;
  readonly sort?: FlightQuery["sort"];
  readonly direction?: "asc" | "desc";
  /** Days, `2026-09-12`, UTC; `to` is included. */
  readonly from?: string;
  readonly to?: string;
  readonly aircraft?: string;
  readonly app?: string;
  readonly country?: string;
  readonly place?: string;
  /** Shortest and longest, minutes. */
  readonly longer?: string;
  readonly shorter?: string;
  readonly warnings?: "yes";
  readonly sealed?: "yes" | "no";
  readonly damaged?: "yes";
}

const textFields = [
  ["search", 200],
  ["aircraft", 100],
  ["app", 100],
  ["country", 2],
  ["place", 200],
] as const;

/** The view an address means; fields that mean nothing are dropped. */
export function parseFlightsSearch(raw: Record<string, unknown>): FlightsSearch {
  const text = (name: string): string | undefined => (typeof raw[name] === "string" && raw[name] !== "" ? raw[name] : undefined);
  const found: Record<string, string> = {};
  for (const [name, most] of textFields) {
    const value = text(name);
    if (value !== undefined) found[name] = value.slice(0, most);
  }
  for (const name of ["from", "to"]) {
    const value = text(name);
    if (value !== undefined && epochUsOfDay(value) !== undefined) found[name] = value;
  }
  for (const name of ["longer", "shorter"]) {
    const value = text(name);
    if (value !== undefined && /^\d{1,5}(\.\d)?$/.test(value)) found[name] = value;
  }
  const sort = sortKeys.find((key) => key === raw["sort"]);
  if (sort !== undefined) found["sort"] = sort;
  if (raw["direction"] === "asc" || raw["direction"] === "desc") found["direction"] = raw["direction"];
  for (const name of ["warnings", "damaged"]) if (raw[name] === "yes") found[name] = "yes";
  if (raw["sealed"] === "yes" || raw["sealed"] === "no") found["sealed"] = raw["sealed"];
  return found as FlightsSearch;
}

const DAY_US = 86_400_000_000;
const MINUTE_US = 60_000_000;

/** The request that a view means. */
export function flightQueryOf(view: FlightsSearch): Partial<FlightQuery> {
  const fromUs = epochUsOfDay(view.from ?? "");
  const toDayUs = epochUsOfDay(view.to ?? "");
  return {
    ...(view.search === undefined ? {} : { search: view.search }),
    ...(view.sort === undefined ? {} : { sort: view.sort }),
    ...(view.direction === undefined ? {} : { direction: view.direction }),
    ...(fromUs === undefined ? {} : { fromUs }),
    ...(toDayUs === undefined ? {} : { toUs: toDayUs + DAY_US }),
    ...(view.aircraft === undefined ? {} : { aircraft: view.aircraft }),
    ...(view.app === undefined ? {} : { app: view.app }),
    ...(view.country === undefined ? {} : { country: view.country }),
    ...(view.place === undefined ? {} : { place: view.place }),
    ...(view.longer === undefined ? {} : { minDurationUs: Number(view.longer) * MINUTE_US }),
    ...(view.shorter === undefined ? {} : { maxDurationUs: Number(view.shorter) * MINUTE_US }),
    ...(view.warnings === undefined ? {} : { hasWarnings: true }),
    ...(view.sealed === undefined ? {} : { sealed: view.sealed === "yes" }),
    ...(view.damaged === undefined ? {} : { damaged: true }),
  };
}

/** True when the view narrows the list. */
export function isNarrowed(view: FlightsSearch): boolean {
  const { sort: _sort, direction: _direction, ...filters } = view;
  return Object.keys(filters).length > 0;
}

/** The view after a click on a column head: same column turns round, another starts with the largest (texts with A). */
export function sortedBy(view: FlightsSearch, key: FlightQuery["sort"]): FlightsSearch {
  const texts = ["place", "aircraftName", "appName"];
  const current = view.sort ?? "startUs";
  const direction = view.direction ?? "desc";
  if (current === key) return { ...view, sort: key, direction: direction === "desc" ? "asc" : "desc" };
  return { ...view, sort: key, direction: texts.includes(key) ? "asc" : "desc" };
}
