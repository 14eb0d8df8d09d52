/** Walks every column table of the house: a column without a unit's word or a sentence is found here. */
import { describe, expect, test } from "vitest";
import { trackColumns } from "../../flight/src/index.ts";
import { djiStreamTables } from "../../formats/src/index.ts";
import type { ColumnSpec, ColumnTable } from "../src/index.ts";

const tables: Readonly<Record<string, ColumnTable>> = { track: trackColumns, ...djiStreamTables };

/** Units that may stand in a table, and the suffix that a name with this unit ends in (STYLE: numbers carry units). */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  B: ["Offset", "Bytes"],
  MB: ["Mb"],
  ms: ["Ms"],
  µs: ["Us"],
  s: ["S"],
  deg: ["Deg"],
  "deg/s": ["DegPs", "Dps"],
  rad: ["Rad"],
  m: ["M"],
  "m/s": ["Mps"],
  "%": ["Pct"],
  V: ["V"],
  mV: ["Mv"],
  A: ["A"],
  mA: ["Ma"],
  mAh: ["Mah"],
  "°C": ["DegC"],
  Hz: ["Hz"],
};

const unitless = (name: string): boolean => !/(Deg|Rad|Mps|Pct|Mah|DegC|Ms|Us)$/.test(name);

function faults(name: string, { unit, doc, valid, names }: ColumnSpec): string[] {
  const found: string[] = [];
  if (!/^[A-Z0-9].*[.)]$/s.test(doc) || doc.length < 5) found.push("its doc is not a sentence");
  if (unit === "") {
    if (!unitless(name)) found.push("its name promises a unit that it does not have");
  } else if (suffixes[unit] === undefined) found.push(`its unit ${unit} is not in the list`);
  else if (!suffixes[unit].some((suffix) => name.endsWith(suffix))) found.push(`its name does not end in ${suffixes[unit].join(" or ")}`);
  if (valid !== undefined && !(valid[0] < valid[1])) found.push("its valid range is empty");
  if (names !== undefined && Object.values(names).some((word) => word === "")) found.push("a code has an empty name");
  return found;
}

test("there are tables to walk", () => {
  expect(Object.keys(tables)).toContain("osd");
  expect(Object.values(tables).reduce((sum, table) => sum + Object.keys(table).length, 0)).toBeGreaterThan(100);
});

describe.each(Object.entries(tables))("%s", (_, table) => {
  test.each(Object.entries(table))("%s has a unit's suffix and a sentence", (name, spec) => {
    expect(faults(name, spec)).toEqual([]);
  });
});

test("the walk catches a column without unit, sentence or sense", () => {
  const spec: ColumnSpec = { type: "float32", unit: "m", doc: "Height above home." };
  expect(faults("altHomeM", spec)).toEqual([]);
  expect(faults("altHome", spec)).toHaveLength(1);
  expect(faults("altHomeM", { ...spec, doc: "" })).toHaveLength(1);
  expect(faults("altHomeM", { ...spec, unit: "furlong" })).toHaveLength(1);
  expect(faults("yawDeg", { ...spec, unit: "" })).toHaveLength(1);
  expect(faults("altHomeM", { ...spec, valid: [5, 5] })).toHaveLength(1);
});
