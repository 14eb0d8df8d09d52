import { expect, test } from "vitest";
import { isCapture } from "../src/files/is-capture.ts";
import { searchAreaOf } from "../src/shell/search-area.ts";

test("what the search box searches", () => {
  expect(searchAreaOf("/flights", {}).path).toBe("/flights");
  expect(searchAreaOf("/vault", {}).path).toBe("/flights");
  expect(searchAreaOf("/watch", {}).label).toMatch(/captures/);
  expect(searchAreaOf("/watch", { view: "all" }).label).toMatch(/servers/);
  expect(searchAreaOf(`/watch/${"a".repeat(64)}`, {})).toEqual({ label: "Search servers, operators, apps, roles", path: null });
});

test("captures among the kept files", () => {
  expect(["pcap", "pcapng", "pcap+gzip", "dji-txt", null].map((format) => isCapture({ format }))).toEqual([true, true, true, false, false]);
});
