/** Numbers and times as people read them: always with the unit, `unknown` for what is not known. */
import { clockFromUs, formatQuantity, type Quantity, type UnitSystem } from "@creance/core";
import { formatDay, formatInstant, formatTimeOfDay } from "./instant.ts";

/** What the formatters depend on. */
export interface WordSettings {
  readonly units: UnitSystem;
  readonly zone: "flight" | "utc";
}

/** Formatters for one choice of units and clock. */
export interface Words {
  readonly units: UnitSystem;
  readonly quantity: (value: number | null | undefined, quantity: Quantity) => string;
  /** `20:50` from microseconds. */
  readonly duration: (durationUs: number | null | undefined) => string;
  /** `12 Sep 2026, 09:14` in the flight's zone or UTC; the zone is named. */
  readonly instant: (timeUs: number | null | undefined, timeZone: string | null) => string;
  readonly day: (timeUs: number | null | undefined, timeZone: string | null) => string;
  readonly timeOfDay: (timeUs: number | null | undefined, timeZone: string | null) => string;
}

/** Binds the formatters to a choice. */
export function createWords(settings: WordSettings): Words {
  const zone = (timeZone: string | null): string => (settings.zone === "utc" || timeZone === null ? "UTC" : timeZone);
  return {
    units: settings.units,
    quantity: (value, quantity) => formatQuantity(value, quantity, settings.units),
    duration: (durationUs) => (durationUs === null || durationUs === undefined ? "unknown" : clockFromUs(durationUs)),
    instant: (timeUs, timeZone) => formatInstant(timeUs, zone(timeZone)),
    day: (timeUs, timeZone) => formatDay(timeUs, zone(timeZone)),
    timeOfDay: (timeUs, timeZone) => formatTimeOfDay(timeUs, zone(timeZone)),
  };
}
