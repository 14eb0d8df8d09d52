import { expect, test } from "vitest";
import { count, grouped, listed, longDuration } from "../src/words/count.ts";
import { epochUsOfDay, formatInstant, formatTimeOfDay } from "../src/words/instant.ts";
import { createWords } from "../src/words/words.ts";

const morningUs = Date.UTC(2026, 8, 12, 16, 14, 3) * 1000;

test("an instant is shown in its zone, and UTC says so", () => {
  expect(formatInstant(morningUs, "America/Los_Angeles")).toBe("12 Sep 2026, 09:14");
  expect(formatInstant(morningUs, "UTC")).toBe("12 Sep 2026, 16:14 UTC");
  expect(formatTimeOfDay(morningUs, "Asia/Kolkata")).toBe("21:44:03");
});

test("midnight is 00:00", () => {
  expect(formatInstant(Date.UTC(2026, 0, 1) * 1000, "UTC")).toBe("1 Jan 2026, 00:00 UTC");
});

test("unknown and impossible instants are unknown, an unknown zone falls back to UTC", () => {
  for (const timeUs of [null, undefined, Number.NaN, 1e30]) expect(formatInstant(timeUs, "UTC")).toBe("unknown");
  expect(formatTimeOfDay(morningUs, "Not/AZone")).toBe("16:14:03");
});

test("days are read strictly", () => {
  expect(epochUsOfDay("2026-09-12")).toBe(Date.UTC(2026, 8, 12) * 1000);
  for (const text of ["", "2026-9-1", "yesterday", "2026-09-12T00:00"]) expect(epochUsOfDay(text)).toBeUndefined();
});

test("counts and lists", () => {
  expect(count(1, "flight")).toBe("1 flight");
  expect(count(10_000, "flight")).toBe("10,000 flights");
  expect(grouped(1_234_567)).toBe("1,234,567");
  expect(listed(["a", "b", "c"])).toBe("a, b and c");
  expect(listed([])).toBe("");
  expect([40e6, 720e6, 11_520e6].map(longDuration)).toEqual(["40 s", "12 min", "3 h 12 min"]);
});

test("the chosen clock and units are bound", () => {
  const words = createWords({ units: "imperial", zone: "utc" });
  expect(words.instant(morningUs, "America/Los_Angeles")).toBe("12 Sep 2026, 16:14 UTC");
  expect(words.quantity(100, "height")).toBe("328 ft");
  expect(words.quantity(null, "height")).toBe("unknown");
  expect(words.duration(null)).toBe("unknown");
});
