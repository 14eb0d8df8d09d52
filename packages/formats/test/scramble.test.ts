import { toHex } from "@creance/core";
import { expect, test } from "vitest";
import { djiFeatureOfType, djiFeatureWireName, djiRecordName, scramble, xorKey } from "../src/index.ts";

test.each([
  [1, 1, "f36e43885a933f36"],
  [77, 1, "62533079c4c05364"],
  [255, 5, "4fddaf1cfa0c0cb2"],
])("the key of seed %i and type %i is %s", (seed, type, key) => {
  expect(toHex(xorKey(seed, type))).toBe(key);
});

test("scrambling twice gives the body back and changes every eighth byte alike", () => {
  const body = Uint8Array.from({ length: 40 }, (_, at) => at);
  const hidden = scramble(body, 200, 40);
  expect(toHex(hidden.subarray(0, 8))).not.toBe(toHex(body.subarray(0, 8)));
  expect(scramble(hidden, 200, 40)).toEqual(body);
});

test("names of record types and features", () => {
  expect(djiRecordName(1)).toBe("osd");
  expect(djiRecordName(253)).toBe("type253");
  expect(djiFeatureWireName(7)).toBe("FR_Standardization_Feature_DJIFlyCustom_7");
  expect([djiFeatureOfType(14, 3), djiFeatureOfType(13, 3), djiFeatureOfType(12, 3), djiFeatureOfType(14, 56)]).toEqual([10, 1, 0, 0]);
});
