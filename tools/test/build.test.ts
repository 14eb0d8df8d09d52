import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { foreignUrls, foreignUrlsIn } from "../build/foreign-urls.mjs";
import { inputHash, isFresh, writeStamp } from "../build/stamps.mjs";

test("addresses of elsewhere in built files are found", () => {
  expect(foreignUrlsIn('fetch("https://tiles.example.com/1.png")')).toEqual(["https://tiles.example.com/1.png"]);
  expect(foreignUrlsIn("new WebSocket(`wss://live.example.com`)")).toEqual(["wss://live.example.com"]);
  expect(foreignUrlsIn('<script src="//cdn.example.com/x.js"></script>')).toEqual(["//cdn.example.com/x.js"]);
  expect(foreignUrlsIn("@import url(//fonts.example.com/a.css);")).toEqual(["//fonts.example.com/a.css"]);
  expect(foreignUrlsIn("https://www.w3.org.example.com/x")).toEqual(["https://www.w3.org.example.com/x"]);
  expect(foreignUrlsIn("a='http://www.w3.org/2000/svg' // a comment; x = a//b")).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), "creance-urls-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "assets", "a.js"), 'x("https://api.example.net/collect")');
  expect(foreignUrls(folder)).toEqual([{ file: join("assets", "a.js"), url: "https://api.example.net/collect" }]);
  rmSync(folder, { recursive: true });
});

test("a part is stale when any input's name or content changed, and only then", () => {
  const root = mkdtempSync(join(tmpdir(), "creance-stamps-"));
  mkdirSync(join(root, "packages/a/src"), { recursive: true });
  mkdirSync(join(root, "packages/b"), { recursive: true });
  writeFileSync(join(root, "packages/a/src/one.ts"), "1");
  writeFileSync(join(root, "other.txt"), "not an input");
  const inputs = ["packages/*/src", "missing.json"];
  const first = inputHash(root, inputs);
  writeStamp(root, "part", first);
  expect(isFresh(root, "part", inputHash(root, inputs))).toBe(true);
  writeFileSync(join(root, "other.txt"), "changed");
  expect(inputHash(root, inputs)).toBe(first);
  writeFileSync(join(root, "packages/a/src/one.ts"), "2");
  expect(isFresh(root, "part", inputHash(root, inputs))).toBe(false);
  writeFileSync(join(root, "packages/a/src/one.ts"), "1");
  writeFileSync(join(root, "packages/a/src/two.ts"), "");
  expect(inputHash(root, inputs)).not.toBe(first);
  rmSync(root, { recursive: true });
});
