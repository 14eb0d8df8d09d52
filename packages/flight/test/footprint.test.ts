/** Footprints of synthetic cameras with answers known by construction. */
import { distanceM, fromLocal, toLocal } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Footprint,
  footprintOf,
  type GroundPoint,
  type MediaItem,
  pixelOf,
  pointInRing,
  regionOf,
  type Terrain,
} from "../src/index.ts";
import { gimbal, makeItem, makeOptics } from "./make-item.ts";

const local = (point: GroundPoint | undefined | null, lat = 47, lon = 8) =>
  point === undefined || point === null ? { eastM: Number.NaN, northM: Number.NaN } : toLocal(lat, lon, point.latDeg, point.lonDeg);
const at = (eastM: number, northM: number): GroundPoint => fromLocal(47, 8, { eastM, northM });

/** Extent of a ring, metres. */
function extent(ring: readonly GroundPoint[]) {
  const points = ring.map((point) => local(point));
  const east = points.map((p) => p.eastM);
  const north = points.map((p) => p.northM);
  return { west: Math.min(...east), east: Math.max(...east), south: Math.min(...north), north: Math.max(...north) };
}

/** Corners in the picture's order, metres. */
function corners(footprint: Footprint) {
  return [0, 8, 16, 24].map((index) => local(footprint.polygon[index]));
}

function holdsPolygon(footprint: Footprint): boolean {
  return footprint.polygon.every((point) => pointInRing(point, footprint.band));
}

describe("straight down", () => {
  it("is as wide as height times pixels by focal length, its top towards the yaw", () => {
    const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -90) }));
    expect(footprint.kind).toBe("area");
    expect(footprint.method).toBe("flatAtTakeOff");
    const { west, east, south, north } = extent(footprint.polygon);
    expect([west, east, south, north].map((value) => Number(value.toFixed(3)))).toEqual([-50, 50, -37.5, 37.5]);
    // From the upper left corner: north-west first, then clockwise.
    const [upperLeft, upperRight, lowerRight, lowerLeft] = corners(footprint);
    expect(upperLeft?.eastM).toBeCloseTo(-50, 3);
    expect(upperLeft?.northM).toBeCloseTo(37.5, 3);
    expect(upperRight?.eastM).toBeCloseTo(50, 3);
    expect(lowerRight?.northM).toBeCloseTo(-37.5, 3);
    expect(lowerLeft?.eastM).toBeCloseTo(-50, 3);
    expect(local(footprint.centre).northM).toBeCloseTo(0, 6);
    expect(footprint.depressionDeg).toBeCloseTo(90, 6);
    expect(footprint.horizonCut).toBe(false);
    expect(holdsPolygon(footprint)).toBe(true);
  });
  it("turns with the yaw, also across north", () => {
    const east = footprintOf(makeItem({ gimbal: gimbal(90, -90) }));
    expect(corners(east)[0]?.eastM).toBeCloseTo(37.5, 3);
    expect(corners(east)[0]?.northM).toBeCloseTo(50, 3);
    expect(east.bearingDeg).toBeCloseTo(90, 6);
    const a = footprintOf(makeItem({ gimbal: gimbal(359, -90) }));
    const b = footprintOf(makeItem({ gimbal: gimbal(-1, -90) }));
    expect(corners(a)[0]?.eastM).toBeCloseTo(corners(b)[0]?.eastM ?? Number.NaN, 6);
    expect(a.bearingDeg).toBeCloseTo(359, 6);
    expect(b.bearingDeg).toBeCloseTo(359, 6);
  });
  it("shows the same ground when it flies back over it", () => {
    const there = footprintOf(makeItem({ gimbal: gimbal(40, -90) }));
    const back = footprintOf(makeItem({ gimbal: gimbal(-140, -90) }));
    const [a, , c] = corners(there);
    const [d, , f] = corners(back);
    expect(a?.eastM).toBeCloseTo(f?.eastM ?? Number.NaN, 3);
    expect(c?.northM).toBeCloseTo(d?.northM ?? Number.NaN, 3);
  });
});

describe("oblique", () => {
  it("sees the middle as far ahead as it is high, at 45 degrees", () => {
    const footprint = footprintOf(makeItem({ gimbal: gimbal(30, -45) }));
    const centre = local(footprint.centre);
    expect(Math.hypot(centre.eastM, centre.northM)).toBeCloseTo(100, 3);
    expect((Math.atan2(centre.eastM, centre.northM) * 180) / Math.PI).toBeCloseTo(30, 6);
    expect(footprint.depressionDeg).toBeCloseTo(45, 6);
    expect(holdsPolygon(footprint)).toBe(true);
    // Upper edge: depression 45 - atan(1500/4000).
    const far = 100 / Math.tan(((45 - (Math.atan(1500 / 4000) * 180) / Math.PI) * Math.PI) / 180);
    const top = local(footprint.polygon[4]);
    expect(Math.hypot(top.eastM, top.northM)).toBeCloseTo(far, 2);
  });
  it("rolled right, the left side of the picture looks farther", () => {
    const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -45, 10) }));
    const [upperLeft, upperRight] = corners(footprint);
    expect(upperLeft?.northM ?? 0).toBeGreaterThan(upperRight?.northM ?? Number.NaN);
  });
  it("is cut at eight heights, and says so", () => {
    const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -20) }));
    expect(footprint.kind).toBe("area");
    expect(footprint.horizonCut).toBe(true);
    expect(footprint.warnings.join(" ")).toContain("beyond 800 m");
    for (const point of footprint.polygon) {
      const { eastM, northM } = local(point);
      expect(Math.hypot(eastM, northM)).toBeLessThanOrEqual(800.01);
    }
    expect(extent(footprint.polygon).north).toBeCloseTo(800, 0);
    expect(holdsPolygon(footprint)).toBe(true);
    for (const { x, y } of footprint.polygonPx) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(4000);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(3000);
    }
  });
  it("near the horizon is a direction, not an area", () => {
    for (const pitch of [-9, 0, 20]) {
      const footprint = footprintOf(makeItem({ gimbal: gimbal(200, pitch) }));
      expect(footprint.kind).toBe("viewTowards");
      expect(footprint.polygon).toEqual([]);
      expect(footprint.bearingDeg).toBeCloseTo(200, 6);
      const ahead = fromLocal(47, 8, { northM: 990 * Math.cos((200 * Math.PI) / 180), eastM: 990 * Math.sin((200 * Math.PI) / 180) });
      expect(pointInRing(ahead, footprint.band)).toBe(true);
      expect(pointInRing(at(-100, 500), footprint.band)).toBe(false);
    }
  });
  it("has a band that grows with distance", () => {
    const down = footprintOf(makeItem()).bandM ?? Number.NaN;
    const slanted = footprintOf(makeItem({ gimbal: gimbal(0, -45) })).bandM ?? Number.NaN;
    const low = footprintOf(makeItem({ gimbal: gimbal(0, -25) })).bandM ?? Number.NaN;
    expect(slanted).toBeGreaterThan(down);
    expect(low).toBeGreaterThan(2 * slanted);
  });
});

describe("cameras", () => {
  const wide = (over: Partial<MediaItem["optics"]>, item: Partial<MediaItem> = {}) =>
    footprintOf(makeItem({ gimbal: gimbal(0, -90), optics: makeOptics({ focalPx: null, ...over }), ...item }));
  it("takes 35 mm terms by the diagonal for DJI and by the width for Skydio", () => {
    const dji = extent(wide({ focal35Mm: 24 }).polygon);
    expect(dji.east - dji.west).toBeCloseTo((100 * 4000) / ((24 * 5000) / 43.2666), 2);
    const skydio = extent(wide({ focal35Mm: 24, make: "Skydio" }).polygon);
    expect(skydio.east - skydio.west).toBeCloseTo((100 * 36) / 24, 2);
    const zoomed = extent(wide({ focal35Mm: 24, digitalZoom: 2 }).polygon);
    expect(zoomed.east).toBeCloseTo(dji.east / 2, 3);
    const odd = extent(wide({ focal35Mm: 24, digitalZoom: Number.NaN }).polygon);
    expect(odd.east).toBeCloseTo(dji.east, 6);
  });
  it("takes the table of sensors before 35 mm terms, and says so", () => {
    const footprint = footprintOf(
      makeItem({ gimbal: gimbal(0, -90), optics: makeOptics({ focalPx: null, focalLengthMm: 10, focal35Mm: 99 }) }),
      { sensorWidthMm: () => 20 },
    );
    const { west, east } = extent(footprint.polygon);
    expect(east - west).toBeCloseTo(200, 3);
    expect(footprint.inputs.find(({ name }) => name === "focalLength")?.source).toBe("sensorTable");
  });
  it("gives a fisheye and an unknown lens a place and no outline", () => {
    expect(wide({ fisheye: true, focal35Mm: 24 }).kind).toBe("position");
    expect(wide({ focal35Mm: 6 }).kind).toBe("position");
    expect(wide({}).kind).toBe("position");
    expect(wide({ focal35Mm: 24 }, { widthPx: null }).kind).toBe("position");
    expect(wide({}).band.length).toBeGreaterThan(8);
    expect(pointInRing(at(7.9, 0), wide({}).band)).toBe(true);
  });
  it("uses the calibrated centre, scales it with the picture, and refuses one that cannot be", () => {
    const shifted = footprintOf(makeItem({ gimbal: gimbal(0, -90), optics: makeOptics({ principalPx: { x: 1900, y: 1500 } }) }));
    expect(extent(shifted.polygon).west).toBeCloseTo(-47.5, 3);
    const halved = footprintOf(
      makeItem({ gimbal: gimbal(0, -90), widthPx: 2000, heightPx: 1500, optics: makeOptics({ principalPx: { x: 2000, y: 1500 } }) }),
    );
    expect(extent(halved.polygon).west).toBeCloseTo(-50, 3);
    expect(halved.warnings.join(" ")).toContain("scaled");
    const cut = footprintOf(
      makeItem({ gimbal: gimbal(0, -90), widthPx: 2000, heightPx: 3000, optics: makeOptics({ principalPx: { x: 2000, y: 1500 } }) }),
    );
    expect(cut.kind).toBe("position");
  });
  it("follows distortion there and back", () => {
    const dewarp = { fx: 4000, fy: 4000, cx: 10, cy: -5, k1: -0.1, k2: 0.02, p1: 0.001, p2: -0.0005, k3: 0 };
    const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -90), optics: makeOptics({ focalPx: null, dewarp }) }));
    expect(footprint.inputs.some(({ name }) => name === "distortion")).toBe(true);
    for (const [index, point] of footprint.polygon.entries()) {
      // The same equations by hand: from the ground back to the pixel.
      const u = local(point).eastM / 100;
      const v = -local(point).northM / 100;
      const r = u * u + v * v;
      const radial = 1 + r * (dewarp.k1 + r * dewarp.k2);
      const x = 2010 + 4000 * (u * radial + 2 * dewarp.p1 * u * v + dewarp.p2 * (r + 2 * u * u));
      const y = 1495 + 4000 * (v * radial + dewarp.p1 * (r + 2 * v * v) + 2 * dewarp.p2 * u * v);
      expect(x).toBeCloseTo(footprint.polygonPx[index]?.x ?? Number.NaN, 1);
      expect(y).toBeCloseTo(footprint.polygonPx[index]?.y ?? Number.NaN, 1);
    }
  });
  it("turns a stored picture upright first", () => {
    const upright = corners(footprintOf(makeItem({ gimbal: gimbal(0, -60) })));
    const upside = corners(footprintOf(makeItem({ gimbal: gimbal(0, -60), optics: makeOptics({ orientation: 3 }) })));
    expect(upside[0]?.northM).toBeCloseTo(upright[2]?.northM ?? Number.NaN, 6);
    expect(upside[0]?.eastM).toBeCloseTo(upright[2]?.eastM ?? Number.NaN, 6);
    const mirrored = corners(footprintOf(makeItem({ gimbal: gimbal(0, -60), optics: makeOptics({ orientation: 2 }) })));
    expect(mirrored[0]?.eastM).toBeCloseTo(upright[1]?.eastM ?? Number.NaN, 6);
    // Orientation 6: the stored upper left corner is the upright upper right one.
    const quarter = corners(footprintOf(makeItem({ gimbal: gimbal(0, -90), optics: makeOptics({ orientation: 6 }) })));
    expect(quarter[0]?.eastM).toBeCloseTo(37.5, 3);
    expect(quarter[0]?.northM).toBeCloseTo(50, 3);
    const reversed = corners(footprintOf(makeItem({ gimbal: gimbal(0, -60), optics: makeOptics({ camReversed: true }) })));
    expect(reversed[0]?.northM).toBeCloseTo(upright[2]?.northM ?? Number.NaN, 6);
    const both = corners(
      footprintOf(makeItem({ gimbal: gimbal(0, -60), optics: makeOptics({ camReversed: true, gimbalReversed: true }) })),
    );
    expect(both[0]?.northM).toBeCloseTo(upright[0]?.northM ?? Number.NaN, 6);
  });
});

describe("inputs", () => {
  it("prefers the laser's range, and draws its point", () => {
    const laser = {
      status: "Normal",
      distanceM: 70,
      latDeg: 47.000001,
      lonDeg: 8,
      altTakeOffM: 30,
      altAbsoluteM: null,
      byteOffset: 7,
    };
    const footprint = footprintOf(makeItem({ laser, gimbal: gimbal(0, -90) }));
    expect(footprint.method).toBe("laserRange");
    expect(footprint.heightAboveGroundM).toBeCloseTo(70, 6);
    expect(footprint.laser).toEqual({ latDeg: 47.000001, lonDeg: 8 });
    const without = footprintOf(makeItem({ laser, gimbal: gimbal(0, -90) }), { laser: "ignore" });
    expect(without.method).toBe("flatAtTakeOff");
    expect(without.laser).toBeNull();
    const failed = footprintOf(makeItem({ laser: { ...laser, status: "NoSignal" } }));
    expect(failed.method).toBe("flatAtTakeOff");
    expect(failed.laser).toBeNull();
  });
  it("takes what the file measured above ground before the height above take-off", () => {
    const heights = { takeOffM: 100, absoluteM: null, absoluteKind: null, groundM: 40 };
    const footprint = footprintOf(makeItem({ heights }));
    expect(footprint.method).toBe("measuredAboveGround");
    expect(footprint.heightAboveGroundM).toBe(40);
  });
  it("never takes an absolute height for one above ground", () => {
    const heights = { takeOffM: null, absoluteM: 240, absoluteKind: "ellipsoid", groundM: null } as const;
    expect(footprintOf(makeItem({ heights })).kind).toBe("position");
    const below = { takeOffM: -12, absoluteM: -29.4, absoluteKind: null, groundM: null };
    const footprint = footprintOf(makeItem({ heights: below }));
    expect(footprint.kind).toBe("position");
    expect(footprint.warnings.join(" ")).toContain("-12.0 m above take-off");
  });
  it("says when the height is above take-off alone", () => {
    expect(footprintOf(makeItem()).warnings.join(" ")).toContain("No terrain");
  });
  it("takes a gimbal yaw of exactly 0 for not set when the aircraft headed elsewhere", () => {
    const aircraft = { yawDeg: 120, pitchDeg: 0, rollDeg: 0, source: "xmp" } as const;
    const footprint = footprintOf(makeItem({ aircraft, gimbal: gimbal(0, -45) }));
    expect(footprint.bearingDeg).toBeCloseTo(120, 6);
    expect(footprint.warnings.join(" ")).toContain("exactly 0");
    expect(footprintOf(makeItem({ aircraft, gimbal: gimbal(100, -45) })).warnings.join(" ")).toContain("20°");
    expect(footprintOf(makeItem({ aircraft, gimbal: gimbal(110, -45) })).warnings.join(" ")).not.toContain("heading");
  });
  it("fills in from the flight, with its own sigma and source", () => {
    const flight = {
      latDeg: 47,
      lonDeg: 8,
      takeOffM: 50,
      aircraftYawDeg: 10,
      gimbalYawDeg: null,
      gimbalPitchDeg: -60,
      gimbalRollDeg: 0,
      courseDeg: 40,
    };
    const bare = makeItem({
      position: null,
      gimbal: null,
      heights: { takeOffM: null, absoluteM: null, absoluteKind: null, groundM: null },
    });
    expect(footprintOf(bare).kind).toBe("unknown");
    const footprint = footprintOf(bare, { flight });
    expect(footprint.kind).toBe("area");
    for (const name of ["position", "yaw", "pitch", "height"]) {
      expect(footprint.inputs.find((input) => input.name === name)?.source).toBe("flightTrack");
    }
    expect(footprint.warnings.join(" ")).toContain("The yaw of the aircraft stands for the camera's.");
    const headless = footprintOf(bare, { flight: { ...flight, aircraftYawDeg: null, gimbalYawDeg: 10 } });
    expect(headless.warnings.join(" ")).toContain("course over ground by 30°");
  });
  it("narrows the band with corrections (RTK), not when the flag says none", () => {
    const std = { stdLatM: 0.02, stdLonM: 0.02, stdHgtM: 0.03 };
    const plain = footprintOf(makeItem()).bandM ?? Number.NaN;
    expect(footprintOf(makeItem({ rtk: { flag: 50, ...std } })).bandM ?? Number.NaN).toBeLessThan(plain);
    expect(footprintOf(makeItem({ rtk: { flag: 0, ...std } })).bandM).toBeCloseTo(plain, 9);
  });
  it("refuses poles and the date line instead of wrapping", () => {
    const pole = footprintOf(makeItem({ position: { latDeg: 88, lonDeg: 8, source: "xmp", byteOffset: null } }));
    expect(pole.kind).toBe("position");
    const line = footprintOf(makeItem({ position: { latDeg: 10, lonDeg: 179.9999, source: "xmp", byteOffset: null } }));
    expect(line.kind).toBe("position");
    expect(line.polygon).toEqual([]);
    expect(line.warnings.join(" ")).toContain("date line");
    const zero = footprintOf(makeItem({ position: { latDeg: 0, lonDeg: 0, source: "xmp", byteOffset: null } }));
    expect(zero.kind).toBe("unknown");
  });
});

describe("terrain", () => {
  const plane = (northSlope: number, baseM = 500): Terrain => ({
    name: "plane.tif",
    sigmaM: 2,
    heightM: (latDeg, lonDeg) => (Math.abs(lonDeg - 8) > 0.1 ? null : baseM + northSlope * toLocal(47, 8, latDeg, lonDeg).northM),
  });
  const takeOff = { latDeg: 47, lonDeg: 8 };
  it("agrees with level ground on a level model", () => {
    const item = makeItem({ gimbal: gimbal(70, -50) });
    const flat = footprintOf(item);
    const footprint = footprintOf(item, { terrain: plane(0), takeOff });
    expect(footprint.method).toBe("terrain");
    expect(footprint.terrain).toBe("plane.tif");
    for (const [index, point] of footprint.polygon.entries()) {
      const other = flat.polygon[index] as GroundPoint;
      expect(distanceM(point.latDeg, point.lonDeg, other.latDeg, other.lonDeg)).toBeLessThan(0.01);
    }
  });
  it("meets a slope where the slope is", () => {
    // Ground rises 1 in 4 to the north; ray at 45 degrees north: 100 - t = t / 4, so 80 m.
    const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -45) }), { terrain: plane(0.25), takeOff });
    expect(local(footprint.centre).northM).toBeCloseTo(80, 2);
    expect(holdsPolygon(footprint)).toBe(true);
    const falling = footprintOf(makeItem({ gimbal: gimbal(0, -45) }), { terrain: plane(-0.25), takeOff });
    expect(local(falling.centre).northM).toBeCloseTo(400 / 3, 2);
  });
  it("counts the take-off's height: a camera over a valley is higher", () => {
    const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -90) }), { terrain: plane(0), takeOff: { ...takeOff, groundM: 540 } });
    expect(footprint.heightAboveGroundM).toBeCloseTo(140, 6);
  });
  it("puts the laser's point and the model together", () => {
    const laser = { status: "Normal", distanceM: 70, latDeg: 47, lonDeg: 8, altTakeOffM: null, altAbsoluteM: null, byteOffset: null };
    const footprint = footprintOf(makeItem({ laser, gimbal: gimbal(0, -90) }), { terrain: plane(0.1), takeOff });
    expect(footprint.method).toBe("laserRange");
    expect(footprint.terrain).toBe("plane.tif");
    expect(footprint.heightAboveGroundM).toBeCloseTo(70, 6);
    expect(extent(footprint.polygon).north).toBeLessThan(-extent(footprint.polygon).south);
  });
  it("says when the model or the take-off is missing, and falls back", () => {
    const item = makeItem({ gimbal: gimbal(0, -45) });
    expect(footprintOf(item, { terrain: plane(0) }).warnings.join(" ")).toContain("place of take-off");
    const hole: Terrain = { ...plane(0), heightM: (latDeg, lonDeg) => (toLocal(47, 8, latDeg, lonDeg).northM > 50 ? null : 500) };
    const footprint = footprintOf(item, { terrain: hole, takeOff });
    expect(footprint.kind).toBe("area");
    expect(footprint.terrain).toBeNull();
    expect(footprint.warnings.join(" ")).toContain("ends inside the view");
  });
});

describe("rough terrain", () => {
  const heightAt = (eastM: number, northM: number): number => 500 + 25 * Math.sin(eastM / 40) * Math.cos(northM / 55) + eastM / 12;
  const hills: Terrain = {
    name: "hills.tif",
    sigmaM: 2,
    heightM: (latDeg, lonDeg) => {
      const { eastM, northM } = toLocal(47, 8, latDeg, lonDeg);
      return heightAt(eastM, northM);
    },
  };
  it("is met by every point of the outline, at the pixel that it is said to be", () => {
    const focal = 4000;
    let onTerrain = 0;
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -90, max: -12, noNaN: true }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        (yaw, pitch, roll) => {
          const footprint = footprintOf(makeItem({ gimbal: gimbal(yaw, pitch, roll) }), {
            terrain: hills,
            takeOff: { latDeg: 47, lonDeg: 8 },
          });
          expect(holdsPolygon(footprint)).toBe(true);
          if (footprint.terrain === null) return;
          onTerrain += 1;
          const cameraM = heightAt(0, 0) + 100;
          // The same projection by hand, one angle after the other: yaw, pitch, roll undone.
          for (const [index, point] of footprint.polygon.entries()) {
            const { eastM, northM } = local(point);
            const downM = cameraM - heightAt(eastM, northM);
            const [sinYaw, cosYaw] = [Math.sin((yaw * Math.PI) / 180), Math.cos((yaw * Math.PI) / 180)];
            const [sinPitch, cosPitch] = [Math.sin((pitch * Math.PI) / 180), Math.cos((pitch * Math.PI) / 180)];
            const [sinRoll, cosRoll] = [Math.sin((roll * Math.PI) / 180), Math.cos((roll * Math.PI) / 180)];
            const ahead = northM * cosYaw + eastM * sinYaw;
            const beside = eastM * cosYaw - northM * sinYaw;
            const forward = ahead * cosPitch - downM * sinPitch;
            const below = ahead * sinPitch + downM * cosPitch;
            const right = beside * cosRoll + below * sinRoll;
            const down = below * cosRoll - beside * sinRoll;
            const x = 2000 + (focal * right) / forward;
            const y = 1500 + (focal * down) / forward;
            // Points of the cut are clamped to the frame.
            expect(Math.abs(Math.min(4000, Math.max(0, x)) - (footprint.polygonPx[index]?.x ?? Number.NaN))).toBeLessThan(1);
            expect(Math.abs(Math.min(3000, Math.max(0, y)) - (footprint.polygonPx[index]?.y ?? Number.NaN))).toBeLessThan(1);
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(onTerrain).toBeGreaterThan(20);
  });
});

describe("regions of the picture", () => {
  it("finds the pixel of a place, and none outside", () => {
    const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -90) }));
    const pixel = pixelOf(footprint, at(25, -18.75));
    expect(pixel?.x).toBeCloseTo(3000, 1);
    expect(pixel?.y).toBeCloseTo(2250, 1);
    expect(pixelOf(footprint, at(60, 0))).toBeNull();
    const centre = footprintOf(makeItem({ gimbal: gimbal(77, -35, 3) }));
    const middle = pixelOf(centre, centre.centre as GroundPoint);
    expect(middle?.x).toBeCloseTo(2000, 0);
    expect(middle?.y).toBeCloseTo(1500, 0);
  });
  it("clips a site to the frame", () => {
    const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -90) }));
    const site = [at(25, -10), at(200, -10), at(200, 10), at(25, 10)];
    const region = regionOf(footprint, { points: [], lines: [], polygons: [[site]] }) ?? [];
    expect(Math.min(...region.map(({ x }) => x))).toBeCloseTo(3000, 0);
    expect(Math.max(...region.map(({ x }) => x))).toBeCloseTo(4000, 0);
    expect(Math.min(...region.map(({ y }) => y))).toBeCloseTo(1100, 0);
    expect(Math.max(...region.map(({ y }) => y))).toBeCloseTo(1900, 0);
    const rail = regionOf(footprint, { points: [], lines: [[at(-200, 0), at(200, 0)]], polygons: [] }) ?? [];
    expect(rail.map(({ x }) => Math.round(x))).toEqual([0, 4000]);
    expect(rail.map(({ y }) => Math.round(y))).toEqual([1500, 1500]);
    const mast = regionOf(footprint, { points: [at(0, 0)], lines: [], polygons: [] }) ?? [];
    expect(mast).toHaveLength(1);
    expect(regionOf(footprint, { points: [at(55, 0)], lines: [], polygons: [] })).toBeNull();
    // A site that holds the whole picture is the whole picture.
    const all =
      regionOf(footprint, { points: [], lines: [], polygons: [[[at(-500, -500), at(500, -500), at(500, 500), at(-500, 500)]]] }) ?? [];
    expect(Math.max(...all.map(({ x }) => x)) - Math.min(...all.map(({ x }) => x))).toBeCloseTo(4000, 0);
  });
});

describe("any camera", () => {
  it("held level and looking well down has an outline", () => {
    const angle = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(
        angle,
        fc.double({ min: -90, max: -15, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (yaw, pitch, roll) => {
          expect(footprintOf(makeItem({ gimbal: gimbal(yaw, pitch, roll) })).kind).toBe("area");
        },
      ),
      { numRuns: 1000 },
    );
  });
  const any = fc.record({
    yaw: fc.double({ min: -360, max: 360, noNaN: true }),
    pitch: fc.double({ min: -120, max: 30, noNaN: true }),
    roll: fc.double({ min: -180, max: 180, noNaN: true }),
    height: fc.double({ min: -50, max: 600, noNaN: true }),
    focal: fc.double({ min: 900, max: 20_000, noNaN: true }),
    lat: fc.double({ min: -84, max: 84, noNaN: true }),
  });
  it("has an outline inside its band, or none, and only numbers", () => {
    fc.assert(
      fc.property(any, ({ yaw, pitch, roll, height, focal, lat }) => {
        const footprint = footprintOf(
          makeItem({
            position: { latDeg: lat, lonDeg: 8, source: "xmp", byteOffset: null },
            gimbal: gimbal(yaw, pitch, roll),
            heights: { takeOffM: height, absoluteM: null, absoluteKind: null, groundM: null },
            optics: makeOptics({ focalPx: { x: focal, y: focal } }),
          }),
        );
        for (const ring of [footprint.polygon, footprint.band]) {
          for (const { latDeg, lonDeg } of ring) expect(Number.isFinite(latDeg) && Number.isFinite(lonDeg)).toBe(true);
        }
        expect(footprint.polygonPx).toHaveLength(footprint.polygon.length);
        expect(footprint.polygon.length > 2).toBe(footprint.kind === "area");
        expect(holdsPolygon(footprint)).toBe(true);
        expect(footprint.bandM ?? 0).toBeGreaterThan(0);
      }),
    );
  });
});

describe("odd values", () => {
  it("in a calibration: it is not used, and that is said", () => {
    const sound = { fx: 4000, fy: 4000, cx: 0, cy: 0, k1: -0.1, k2: 0.02, p1: 0, p2: 0, k3: 0 };
    for (const wrong of [{ k1: Number.NaN }, { k3: Number.POSITIVE_INFINITY }, { k2: 1e200 }, { p1: 1e200 }, { k1: 1e9, k2: -1e9 }]) {
      const optics = makeOptics({ dewarp: { ...sound, ...wrong } });
      const footprint = footprintOf(makeItem({ gimbal: gimbal(0, -90), optics }));
      expect(footprint.warnings).toContain("The lens calibration does not fit this picture (scaled or cut?) and was not used.");
      expect(footprint.kind).toBe("area");
      for (const { x, y } of footprint.polygonPx) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
    }
  });

  it("of any kind throw nothing and put no odd place on the map", () => {
    const odd = fc.oneof(
      fc.double(),
      fc.constantFrom(0, -1, 1e-300, 1e300, Number.NaN, Number.POSITIVE_INFINITY),
      fc.double({ min: -400, max: 400 }),
    );
    const maybe = fc.option(odd, { nil: null });
    fc.assert(
      fc.property(fc.array(maybe, { minLength: 24, maxLength: 24 }), fc.boolean(), (values, isCalibrated) => {
        const at0 = (index: number): number => values[index] ?? 0;
        const value = (index: number): number | null => values[index] ?? null;
        const dewarp = { fx: 4000, fy: 4000, cx: at0(0), cy: at0(1), k1: at0(2), k2: at0(3), p1: at0(4), p2: at0(5), k3: at0(6) };
        const footprint = footprintOf(
          makeItem({
            widthPx: isCalibrated ? 4000 : value(7),
            heights: { takeOffM: value(8), absoluteM: null, absoluteKind: null, groundM: value(9) },
            gimbal: gimbal(value(10), value(11), value(12)),
            laser: {
              status: null,
              distanceM: value(13),
              latDeg: value(14),
              lonDeg: value(15),
              altTakeOffM: value(16),
              altAbsoluteM: null,
              byteOffset: null,
            },
            rtk: { flag: value(17), stdLatM: value(18), stdLonM: value(19), stdHgtM: null },
            optics: makeOptics({
              focalPx: isCalibrated ? null : { x: at0(20), y: at0(21) },
              dewarp: isCalibrated ? dewarp : null,
              focal35Mm: value(22),
              digitalZoom: value(23),
            }),
          }),
        );
        for (const { latDeg, lonDeg } of [...footprint.polygon, ...footprint.band])
          expect(Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180).toBe(true);
        for (const { x, y } of footprint.polygonPx) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
