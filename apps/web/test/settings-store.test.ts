import { expect, test } from "vitest";
import { createSettingsStore, parseSettings } from "../src/settings/settings-store.ts";

test("anything unknown in the stored text falls back to the defaults", () => {
  const defaults = { units: "metric", theme: "auto", zone: "flight", map: "detailed", grids: {} };
  for (const stored of [null, "", "{", "null", "[]", '{"units":"furlongs","theme":5}']) expect(parseSettings(stored)).toEqual(defaults);
  expect(parseSettings('{"units":"aviation","zone":"utc"}')).toEqual({
    units: "aviation",
    theme: "auto",
    zone: "utc",
    map: "detailed",
    grids: {},
  });
  expect(parseSettings('{"grids":{"who":["role","out"],"broken":5}}').grids).toEqual({ who: ["role", "out"] });
  for (const grids of ["[]", "5", "null"]) expect(parseSettings(`{"grids":${grids}}`).grids).toEqual({});
  expect(parseSettings('{"map":"own:Site plan"}').map).toBe("own:Site plan");
  expect(parseSettings(JSON.stringify({ map: `own:${"x".repeat(400)}` })).map).toBe("detailed");
});

test("columns of the flight list that were chosen before tables had names are kept, once", () => {
  const old = '{"columns":["start","app"],"grids":{"who":["role"]}}';
  expect(parseSettings(old).grids).toEqual({ flights: ["start", "app"], who: ["role"] });
  expect(parseSettings('{"columns":["start"],"grids":{"flights":["app"]}}').grids).toEqual({ flights: ["app"] });
  for (const columns of ["[1]", "5", '"start"', "{}", "null"]) expect(parseSettings(`{"columns":${columns}}`).grids).toEqual({});
  const kept = new Map([["creance-settings", old]]);
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  createSettingsStore(storage).set({ grids: {} });
  expect(createSettingsStore(storage).get().grids).toEqual({});
});

test("a change is kept and told", () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  const store = createSettingsStore(storage);
  let told = 0;
  store.subscribe(() => {
    told += 1;
  });
  store.set({ units: "imperial" });
  expect(told).toBe(1);
  expect(createSettingsStore(storage).get().units).toBe("imperial");
});
