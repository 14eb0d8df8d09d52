import fc from "fast-check";
import { expect, it } from "vitest";
import { type FlightPublicEntry, flightsOnPage, transparencyTemplate } from "../../src/index.ts";

const HOUR_US = 3_600_000_000;
const states = ["review", "published", "withdrawn"] as const;

it("a flight is shown when the last word on it was to publish it, its delay passed and no hold stands: never else", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: fc.constantFrom("a", "b"), state: fc.constantFrom(...states) }), { maxLength: 8 }),
      fc.option(fc.integer({ min: 0, max: 200 })),
      fc.boolean(),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 100 }),
      (said, endHour, isHeld, nowHour, delayHours) => {
        const entries = said.map(
          ({ id, state }, sequence): FlightPublicEntry => ({
            kind: "flightPublic",
            sequence,
            timeUs: sequence,
            flightId: id,
            state,
            purpose: null,
          }),
        );
        const [flight] = flightsOnPage([{ id: "a", endUs: endHour === null ? null : endHour * HOUR_US, isHeld }], {
          entries,
          settings: { ...transparencyTemplate, delayHours },
          nowUs: nowHour * HOUR_US,
        });
        const last = said.filter(({ id }) => id === "a").at(-1)?.state;
        expect(flight?.state).toBe(last ?? "review");
        expect(flight?.isShown).toBe(last === "published" && !isHeld && endHour !== null && nowHour >= endHour + delayHours);
      },
    ),
  );
});
