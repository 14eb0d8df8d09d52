import { flowSortKeys } from "@creance/api";
import { nameSources } from "@creance/capture";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addressOf,
  changedView,
  conversationSortKeys,
  flowFilterOf,
  isFlowViewNarrowed,
  parseFlowView,
  sortAfterClick,
  withoutFilters,
} from "../../src/watch/flow-view.ts";
import { captureQueryOf, parseWatchSearch } from "../../src/watch/watch-search.ts";

const full = {
  search: "dji",
  server: "api.example.com",
  role: "crash",
  service: "ssl",
  operator: "Example Net",
  country: "US",
  app: "com.example.fly",
  how: "sni",
  scope: "internet",
  device: "10.0.0.5",
  from: "1789204440000000",
  to: "1789204500000000",
  sort: "origBytes",
  direction: "desc",
  who: "key",
  whoDirection: "asc",
  flow: "0123456789abcdef.1789204440000001",
} as const;

describe("the address of a view", () => {
  test("keeps every field that means something", () => {
    expect(parseFlowView(full)).toEqual(full);
    expect(parseFlowView(Object.fromEntries(new URLSearchParams(addressOf("/watch", full).split("?")[1])))).toEqual(full);
  });

  test("drops what means nothing", () => {
    expect(
      parseFlowView({
        country: "usa",
        how: "guess",
        scope: "moon",
        from: "-1",
        to: "1e9",
        sort: "flowId",
        who: "asn",
        direction: "up",
        flow: "x.1",
        search: "",
        page: "2",
      }),
    ).toEqual({});
    expect(parseFlowView({ search: "x".repeat(500), server: "y".repeat(500) })).toEqual({
      search: "x".repeat(200),
      server: "y".repeat(255),
    });
  });

  test("never throws, and what it gives parses to itself", () => {
    void fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(full), "view", "list", "page"), fc.anything()), (raw) => {
        const view = parseWatchSearch(raw);
        expect(parseWatchSearch(view as Record<string, unknown>)).toEqual(view);
      }),
    );
  });
});

test("sort keys and name sources are those of the contract", () => {
  expect(conversationSortKeys).toEqual(flowSortKeys);
  for (const how of nameSources) expect(parseFlowView({ how })).toEqual({ how });
});

describe("the question of a view", () => {
  test("carries every filter by the contract's name", () => {
    expect(flowFilterOf(full, "a".repeat(64))).toEqual({
      capture: "a".repeat(64),
      search: "dji",
      server: "api.example.com",
      role: "crash",
      service: "ssl",
      operator: "Example Net",
      country: "US",
      app: "com.example.fly",
      nameSource: "sni",
      scope: "internet",
      device: "10.0.0.5",
      fromUs: 1789204440000000,
      toUs: 1789204500000000,
    });
  });

  test("leaves out what a table does not narrow itself by, and what is not set", () => {
    expect(flowFilterOf({ server: "a", country: "US" }, undefined, ["server"])).toEqual({ country: "US" });
    expect(flowFilterOf({}, undefined)).toEqual({});
  });
});

describe("changing a view", () => {
  test("a filter closes the open conversation; sorting keeps it", () => {
    expect(changedView({ flow: "f", server: "a" } as never, { server: "b" })).toEqual({ server: "b" });
    expect(changedView({ flow: "f", server: "a" } as never, { sort: "origBytes" })).toEqual({ flow: "f", server: "a", sort: "origBytes" });
    expect(changedView({ server: "a" }, { server: undefined })).toEqual({});
  });

  test("without filters only sorting is left", () => {
    expect(withoutFilters(full)).toEqual({ sort: "origBytes", direction: "desc", who: "key", whoDirection: "asc" });
    expect(isFlowViewNarrowed(full)).toBe(true);
    expect(isFlowViewNarrowed(withoutFilters(full))).toBe(false);
  });

  test("heads: the same turns round, numbers start with the largest, texts with A", () => {
    expect(sortAfterClick({ key: "bytesOut", direction: "desc" }, "bytesOut")).toBe("asc");
    expect(sortAfterClick({ key: "bytesOut", direction: "desc" }, "bytesIn")).toBe("desc");
    expect(sortAfterClick({ key: "bytesOut", direction: "desc" }, "key")).toBe("asc");
  });
});

describe("the list of captures", () => {
  test("its address and its question", () => {
    const view = parseWatchSearch({ view: "all", list: "bytesOut", listDirection: "asc", page: "3", search: "hotspot" });
    expect(view).toEqual({ view: "all", list: "bytesOut", listDirection: "asc", page: "3", search: "hotspot" });
    expect(captureQueryOf(view)).toEqual({ search: "hotspot", sort: "bytesOut", direction: "asc", offset: 400, limit: 200 });
    expect(parseWatchSearch({ list: "packets", page: "0", listDirection: "down", view: "some" })).toEqual({});
    expect(captureQueryOf({})).toEqual({ offset: 0, limit: 200 });
  });
});
