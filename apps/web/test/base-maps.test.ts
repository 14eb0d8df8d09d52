import { expect, test } from "vitest";
import { baseMapOf, mapChoices } from "../src/map/base-maps.ts";

const maps = {
  world: { url: "/basemap/world.pmtiles", sizeBytes: 1 },
  own: [
    { name: "Site plan", url: "/basemap/own/Site%20plan.pmtiles", sizeBytes: 1 },
    { name: "plain", url: "/basemap/own/plain.pmtiles", sizeBytes: 1 },
  ],
};

test("the choices are built-in, each file by name, plain; a file called plain is not the plain map", () => {
  expect(mapChoices(maps)).toEqual([
    ["detailed", "built-in"],
    ["own:Site plan", "Site plan"],
    ["own:plain", "plain"],
    ["plain", "plain"],
  ]);
  expect(mapChoices(undefined).map(([kind]) => kind)).toEqual(["detailed", "plain"]);
});

test("a chosen file lies above the built-in map; one that is gone leaves the built-in map", () => {
  expect(baseMapOf("own:Site plan", maps)).toEqual({
    worldUrl: "/basemap/world.pmtiles",
    ownUrl: "/basemap/own/Site%20plan.pmtiles",
    ownName: "Site plan",
  });
  expect(baseMapOf("own:gone", maps)).toMatchObject({ worldUrl: "/basemap/world.pmtiles", ownUrl: null });
  expect(baseMapOf("detailed", { world: null, own: [] })).toMatchObject({ worldUrl: null, ownUrl: null });
});
