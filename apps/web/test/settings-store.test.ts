import { expect, test } from "vitest";
import { createSettingsStore, parseSettings } from "../src/settings/settings-store.ts";

test("anything unknown in the stored text falls back to the defaults", () => {
  const defaults = { units: "metric", theme: "auto", zone: "flight", map: "detailed", columns: null, grids: {} };
  for (const stored of [null, "", "{", "null", "[]", '{"units":"furlongs","theme":5}']) expect(parseSettings(stored)).toEqual(defaults);
  expect(parseSettings('{"units":"aviation","zone":"utc"}')).toEqual({
    units: "aviation",
    theme: "auto",
    zone: "utc",
    map: "detailed",
    columns: null,
    grids: {},
  });
  expect(parseSettings('{"grids":{"who":["role","out"],"broken":5}}').grids).toEqual({ who: ["role", "out"] });
  for (const grids of ["[]", "5", "null"]) expect(parseSettings(`{"grids":${grids}}`).grids).toEqual({});
  expect(parseSettings('{"columns":["start","app"]}').columns).toEqual(["start", "app"]);
  expect(parseSettings('{"map":"own:Site plan"}').map).toBe("own:Site plan");
  expect(parseSettings(JSON.stringify({ map: `own:${"x".repeat(400)}` })).map).toBe("detailed");
  for (const columns of ["[1]", "5", '"start"', "{}"]) expect(parseSettings(`{"columns":${columns}}`).columns).toBeNull();
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
