import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { thinTrack } from "../src/thin-track.ts";

const pointsOf = (pairs: readonly (readonly [number, number])[]) => ({
  xPx: Float64Array.from(pairs, ([x]) => x),
  yPx: Float64Array.from(pairs, ([, y]) => y),
});

describe("thinTrack", () => {
  test("keeps the corners of a square and drops what lies on its sides", () => {
    const side = Array.from({ length: 100 }, (_, at) => at);
    const square = [...side.map((x) => [x, 0] as const), ...side.map((y) => [100, y] as const), [100, 100], [0, 100]] as const;
    const [run] = thinTrack(pointsOf(square), () => 0, 4000);
    expect(run?.rows).toEqual([0, 100, 200, 201]);
  });

  test("a track that flies out and back on one line keeps the far end", () => {
    const there = Array.from({ length: 50 }, (_, at) => [at * 2, 0] as const);
    const [run] = thinTrack(pointsOf([...there, ...there.toReversed()]), () => 0, 4000);
    expect(run?.rows).toContain(49);
  });

  test("changes of look part the line at a shared joint", () => {
    const line = Array.from({ length: 30 }, (_, at) => [at * 5, 0] as const);
    const runs = thinTrack(pointsOf(line), (row) => (row <= 10 ? 1 : 2), 4000);
    expect(runs).toEqual([
      { look: 1, rows: [0, 10] },
      { look: 2, rows: [10, 29] },
    ]);
  });

  test("an unknown position parts the line without a joint", () => {
    const runs = thinTrack(
      pointsOf([
        [0, 0],
        [10, 0],
        [Number.NaN, Number.NaN],
        [30, 0],
        [40, 0],
      ]),
      () => 0,
      4000,
    );
    expect(runs.map((run) => run.rows)).toEqual([
      [0, 1],
      [3, 4],
    ]);
  });

  test("never more points than asked for, rows ascending, every look true", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1000, noNaN: true }), fc.double({ min: 0, max: 700, noNaN: true })), {
          maxLength: 3000,
        }),
        fc.integer({ min: 2, max: 300 }),
        (pairs, most) => {
          const runs = thinTrack(pointsOf(pairs), (row) => row % 3, most);
          expect(runs.reduce((sum, run) => sum + run.rows.length, 0)).toBeLessThanOrEqual(most);
          for (const { rows } of runs) {
            expect(rows.length).toBeGreaterThanOrEqual(2);
            for (let at = 1; at < rows.length; at += 1) expect(rows[at] as number).toBeGreaterThan(rows[at - 1] as number);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("left-out points lie within half a pixel or so of the line", () => {
    const circle = Array.from({ length: 5000 }, (_, at) => [300 + 200 * Math.cos(at / 800), 300 + 200 * Math.sin(at / 800)] as const);
    const points = pointsOf(circle);
    const [run] = thinTrack(points, () => 0, 4000);
    const rows = run?.rows ?? [];
    expect(rows.length).toBeLessThan(200);
    for (let at = 1; at < rows.length; at += 1) {
      const [from, to] = [rows[at - 1] as number, rows[at] as number];
      const middle = Math.floor((from + to) / 2);
      const x = ((points.xPx[from] as number) + (points.xPx[to] as number)) / 2;
      const y = ((points.yPx[from] as number) + (points.yPx[to] as number)) / 2;
      expect(Math.hypot((points.xPx[middle] as number) - x, (points.yPx[middle] as number) - y)).toBeLessThan(1.5);
    }
  });
});
