/** The tables about countries are what the tool writes from the pinned packages, and every mark stands in its country. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { countryBordersTable, countryPlaces, countryPlacesTable } from "../countries/build.mjs";
import { interiorPoint, ringArea } from "../countries/interior-point.mjs";

const { iso1A2Code } = createRequire(new URL("../../apps/server/package.json", import.meta.url))("@rapideditor/country-coder");
const table = (name: string): string => readFileSync(new URL(`../../packages/report/src/${name}.table.ts`, import.meta.url), "utf8");

const places = countryPlaces();

test("the tables are up to date", () => {
  expect(table("country-places")).toBe(countryPlacesTable(places));
  expect(table("country-borders")).toBe(countryBordersTable());
});

test("every mark stands in its own country by the boundary package", () => {
  const wrong = [...places].filter(
    ([code, { latDeg, lonDeg }]) => latDeg !== null && iso1A2Code([lonDeg, latDeg], { level: "territory" }) !== code,
  );
  expect(wrong.map(([code]) => code)).toEqual([]);
});

test("the inner point of a ring with a bay lies on land, as far from the shore as can be", () => {
  const bay = [
    [0, 0],
    [10, 0],
    [10, 2],
    [2, 2],
    [2, 8],
    [10, 8],
    [10, 10],
    [0, 10],
    [0, 0],
  ];
  const { lonDeg, latDeg, reachDeg } = interiorPoint([bay]);
  expect(lonDeg < 2.3 || latDeg < 2 || latDeg > 8).toBe(true);
  expect(reachDeg).toBeGreaterThan(0.95);
  expect(
    ringArea([
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ]),
  ).toBeCloseTo(1, 3);
});
