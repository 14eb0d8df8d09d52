/** What a person chose for this browser: units, theme, which clock, map and columns. Kept in the browser, never sent. */
import type { UnitSystem } from "@creance/core";
import { useSyncExternalStore } from "react";

/** Where times are shown: in the zone of the take-off point, or in UTC. */
export type ShownZone = "flight" | "utc";
/** Day, night, or what the machine says. */
export type Theme = "auto" | "light" | "dark";

/** The map with land and places, a file of the vault's folder `maps`, or the plain one that needs no graphics card. */
export type MapKind = "detailed" | "plain" | `own:${string}`;

/** The choices. */
export interface Settings {
  readonly units: UnitSystem;
  readonly theme: Theme;
  readonly zone: ShownZone;
  readonly map: MapKind;
  /** Ids of the columns that are shown, by the table's id; a table that is not here shows what it shows at first. */
  readonly grids: Readonly<Record<string, readonly string[]>>;
}

const KEY = "creance-settings";
const choices = {
  units: ["metric", "imperial", "aviation"],
  theme: ["auto", "light", "dark"],
  zone: ["flight", "utc"],
  map: ["detailed", "plain"],
} as const;
/** Longest name of a map file that is remembered. */
const MOST_MAP_NAME = 300;

/** Settings from stored text; anything unknown falls back to the default. */
export function parseSettings(stored: string | null): Settings {
  let raw: unknown = null;
  try {
    raw = JSON.parse(stored ?? "null");
  } catch {
    raw = null;
  }
  const field = <T extends string>(name: string, allowed: readonly [T, ...T[]]): T => {
    const value = rawField(raw, name);
    return allowed.find((choice) => choice === value) ?? allowed[0];
  };
  return {
    units: field("units", choices.units),
    theme: field("theme", choices.theme),
    zone: field("zone", choices.zone),
    map: isOwnMap(rawField(raw, "map")) ? (rawField(raw, "map") as MapKind) : field("map", choices.map),
    // The columns of the flight list once stood alone.
    grids: { ...gridsOf({ flights: rawField(raw, "columns") }), ...gridsOf(rawField(raw, "grids")) },
  };
}

function rawField(raw: unknown, name: string): unknown {
  return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>)[name] : undefined;
}

function isOwnMap(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("own:") && value.length <= MOST_MAP_NAME;
}

/** Most columns that are remembered. */
const MOST_COLUMNS = 50;

function columnsOf(stored: unknown): readonly string[] | null {
  if (!Array.isArray(stored) || stored.length > MOST_COLUMNS) return null;
  return stored.every((id) => typeof id === "string") ? (stored as string[]) : null;
}

/** Most tables whose columns are remembered. */
const MOST_GRIDS = 20;

function gridsOf(stored: unknown): Readonly<Record<string, readonly string[]>> {
  if (typeof stored !== "object" || stored === null || Array.isArray(stored)) return {};
  const chosen = Object.entries(stored)
    .slice(0, MOST_GRIDS)
    .map(([id, columns]) => [id, columnsOf(columns)] as const)
    .filter((pair): pair is readonly [string, readonly string[]] => pair[1] !== null);
  return Object.fromEntries(chosen);
}

/** The store: read, change, listen. */
export interface SettingsStore {
  readonly get: () => Settings;
  readonly set: (change: Partial<Settings>) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A settings store over anything that keeps text by key. */
export function createSettingsStore(storage: Pick<Storage, "getItem" | "setItem"> | null): SettingsStore {
  let settings = parseSettings(storage?.getItem(KEY) ?? null);
  const listeners = new Set<() => void>();
  return {
    get: () => settings,
    set: (change) => {
      settings = { ...settings, ...change };
      storage?.setItem(KEY, JSON.stringify(settings));
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The one store of this page. */
export const settingsStore: SettingsStore = createSettingsStore(typeof localStorage === "undefined" ? null : localStorage);

/** Reads the settings in a component. */
export function useSettings(): Settings {
  return useSyncExternalStore(settingsStore.subscribe, settingsStore.get);
}
