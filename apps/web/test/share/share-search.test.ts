import { expect, test } from "vitest";
import { recipeOf, startingRedactions } from "../../src/share/redaction-choices.tsx";
import { endOfDayUs } from "../../src/share/share-draft.ts";
import { idsIn, parseNewShareSearch, parseShareSearch, withoutId } from "../../src/share/share-search.ts";

const [flight, media, share] = ["a".repeat(16), "b".repeat(64), "c".repeat(32)];

test("addresses of shares", () => {
  expect(parseShareSearch({ share })).toEqual({ share });
  expect(parseShareSearch({ share: "../x" })).toEqual({});
});

test("what an address means to share", () => {
  expect(parseNewShareSearch({ flights: `${flight},${flight}`, media })).toEqual({ flights: `${flight},${flight}`, media });
  expect(parseNewShareSearch({ flights: "all", media: `${media},`, job: "1" })).toEqual({});
  expect(idsIn(undefined)).toEqual([]);
  expect(idsIn(`${flight},${flight}`)).toHaveLength(2);
});

test("the choices at first take out all that can be; none of them is no recipe", () => {
  expect(recipeOf(startingRedactions)).toEqual({
    positions: "drop",
    homeCircleM: null,
    serials: "drop",
    previews: "drop",
    names: "drop",
    audio: "drop",
    times: "keep",
  });
  const none = { ...startingRedactions, positions: "keep", serials: false, previews: false, names: false, audio: false } as const;
  expect(recipeOf(none)).toBeNull();
  expect(recipeOf({ ...none, positions: "coarse", gridM: 250 })).toMatchObject({ positions: { gridM: 250 }, serials: "keep" });
  expect(recipeOf({ ...none, cutsHome: true })).toMatchObject({ positions: "keep", homeCircleM: 300 });
  expect(recipeOf({ ...none, shiftsTimes: true, timeShift: -2, timeUnit: "days" })).toMatchObject({ times: { shiftS: -172_800 } });
});

test("a thing that is left out is gone from the address", () => {
  const other = "d".repeat(64);
  expect(withoutId({ flights: flight, media: `${media},${other}` }, media)).toEqual({ flights: flight, media: other });
  expect(withoutId({ flights: flight, media }, flight)).toEqual({ media });
});

test("a day ends at its end, and what is no day has none", () => {
  expect(endOfDayUs("2026-12-31")).toBe(Date.UTC(2027, 0, 1) * 1000);
  expect(endOfDayUs("")).toBeNull();
});
