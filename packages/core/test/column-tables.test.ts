/** Walks every column table of the house: a column without a unit's word or a sentence is found here. */
import { describe, expect, test } from "vitest";
import { flowColumns } from "../../capture/src/index.ts";
import { trackColumns } from "../../flight/src/index.ts";
import { djiStreamTables } from "../../formats/src/index.ts";
import type { ColumnSpec, MixedTable, TextColumnSpec } from "../src/index.ts";

const tables: Readonly<Record<string, MixedTable>> = { track: trackColumns, flows: flowColumns, ...djiStreamTables };

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

const unitless = (name: string): boolean => !/(Deg|Rad|Mps|Pct|Mah|DegC|Ms|Us|Bytes)$/.test(name);

/** A sentence begins with a capital, a digit or a quoted code word. */
const isSentence = (doc: string): boolean => /^[A-Z0-9`].*[.)]$/s.test(doc) && doc.length >= 5;

function faults(name: string, spec: ColumnSpec | TextColumnSpec): string[] {
  const found: string[] = [];
  if (!isSentence(spec.doc)) found.push("its doc is not a sentence");
  if (spec.type === "text") {
    if (!unitless(name)) found.push("it is text and its name promises a unit");
    return found;
  }
  const { type, unit, valid, names, whole } = spec;
  if (whole === true && !type.startsWith("float")) found.push("integers are whole without saying so");
  if (unit === "") {
    if (!unitless(name)) found.push("its name promises a unit that it does not have");
  } else if (suffixes[unit] === undefined) found.push(`its unit ${unit} is not in the list`);
  else if (!suffixes[unit].some((suffix) => name.endsWith(suffix))) found.push(`its name does not end in ${suffixes[unit].join(" or ")}`);
  if (valid !== undefined && !(valid[0] < valid[1])) found.push("its valid range is empty");
  if (names !== undefined && Object.values(names).some((word) => word === "")) found.push("a code has an empty name");
  return found;
}

test("there are tables to walk", () => {
  expect(Object.keys(tables)).toEqual(expect.arrayContaining(["osd", "flows"]));
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
  expect(faults("cellM", { ...spec, type: "int32", whole: true })).toHaveLength(1);
  expect(faults("serverName", { type: "text", unit: "", doc: "Name of the server." })).toEqual([]);
  expect(faults("serverName", { type: "text", unit: "", doc: "name" })).toHaveLength(1);
  expect(faults("sentBytes", { type: "text", unit: "", doc: "Name of the server." })).toHaveLength(1);
});
