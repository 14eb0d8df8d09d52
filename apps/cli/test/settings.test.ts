/** Settings that are lists, from every place they can come from. */
import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { listValue, readSettings, settingList } from "../src/settings.ts";
import { temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const path = join(folder, "config.json");
const mmdb = (option?: readonly string[]) => settingList(readSettings({ vault: ".", mmdb: listValue(option) }), "mmdb");
const config = (value: unknown) => writeFileSync(path, JSON.stringify({ mmdb: value }));
afterEach(() => {
  vi.unstubAllEnvs();
});

test("option before environment before file; without any the list is empty", () => {
  vi.stubEnv("CREANCE_CONFIG", path);
  vi.stubEnv("CREANCE_MMDB", "");
  expect(mmdb()).toEqual([]);
  config(["/one.mmdb", "/two words.mmdb"]);
  expect(mmdb()).toEqual(["/one.mmdb", "/two words.mmdb"]);
  config("/one.mmdb");
  expect(mmdb()).toEqual(["/one.mmdb"]);
  vi.stubEnv("CREANCE_MMDB", ["/three.mmdb", "", "/four.mmdb"].join(delimiter));
  expect(mmdb()).toEqual(["/three.mmdb", "/four.mmdb"]);
  expect(mmdb(["/five.mmdb", "/six.mmdb"])).toEqual(["/five.mmdb", "/six.mmdb"]);
});

test("a list that cannot be one is refused", () => {
  vi.stubEnv("CREANCE_CONFIG", path);
  vi.stubEnv("CREANCE_MMDB", "");
  for (const value of [[1], [""], [`a${delimiter}b`], { a: 1 }, true]) {
    config(value);
    expect(() => mmdb()).toThrow('the key "mmdb" must be a list');
  }
  writeFileSync(path, JSON.stringify({ port: ["1"] }));
  expect(() => mmdb()).toThrow('the key "port" must be text or a number');
});
