/** What is claimed of footprints: laser points of real photos and simulated middles lie inside the stated band. */
import { describe, expect, it } from "vitest";
import { footprintLines, measureFootprints } from "../conformance/formats/footprints.ts";
import { simulateFootprints } from "../conformance/formats/simulate-footprints.ts";

const samples = process.env["CREANCE_SAMPLES"];

describe("footprints", () => {
  it("of 1,000 simulated pictures hold where they really looked", () => {
    for (const simulated of simulateFootprints(1000)) {
      expect(simulated.centresInside / simulated.pictures).toBeGreaterThan(0.9);
      expect(simulated.outlinePointsInside / simulated.outlinePoints).toBeGreaterThan(0.9);
      expect(simulated.outlinesInside / simulated.pictures).toBeGreaterThan(0.7);
    }
    expect(simulateFootprints(50)).toEqual(simulateFootprints(50));
  });
  it.skipIf(samples === undefined)(
    `of real photos hold the laser's point${samples === undefined ? " (skipped: CREANCE_SAMPLES not set)" : ""}`,
    async () => {
      const measured = await measureFootprints(samples ?? null, 10);
      expect(measured.photos.length).toBeGreaterThan(2);
      for (const photo of measured.photos) {
        expect(photo.with.insideBand).toBe(true);
        expect(photo.without.insideBand).toBe(true);
        expect(photo.with.centreM ?? Number.NaN).toBeLessThan(2);
        // The point lies in the middle of the picture, not merely somewhere in it.
        expect(photo.without.centrePct ?? Number.NaN).toBeLessThan(5);
      }
      expect(footprintLines(measured).join("\n")).toContain(`${measured.photos.length} of ${measured.photos.length}.`);
    },
  );
});
