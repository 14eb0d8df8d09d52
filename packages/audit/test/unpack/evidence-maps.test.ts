/** From a byte that was found back to the capture: maps never lose it, however long and coarse they become. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodingPath } from "../../src/findings/encoding-path.ts";
import { flightPhase, flightTimes, nearestFlight } from "../../src/findings/flight-phase.ts";
import { PacketMap } from "../../src/unpack/packet-map.ts";
import { SpanMap } from "../../src/unpack/span-map.ts";
import { labFlight } from "../content-parts.ts";

test("a span's source holds the bytes it was made from, also after thousands of spans", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(3), fc.boolean()), { minLength: 1, maxLength: 60 }),
      fc.nat(),
      (runs, seed) => {
        const map = new SpanMap();
        const sources: number[] = [];
        let source = 0;
        // Enough rounds to make it coarse.
        for (let round = 0; round < 60; round++) {
          for (const [length, skipped, isLinear] of runs) {
            source += skipped;
            const sourceBytes = isLinear ? length : length * 2;
            map.add(length, source, source + sourceBytes);
            for (let at = 0; at < length; at++) sources.push(source + (isLinear ? at : at * 2));
            source += sourceBytes;
          }
        }
        const at = seed % sources.length;
        const end = Math.min(sources.length, at + 1 + (seed % 7));
        const [from, to] = map.source(at, end);
        expect(from).toBeLessThanOrEqual(sources[at] as number);
        expect(to).toBeGreaterThan(sources[end - 1] as number);
      },
    ),
    { numRuns: 50 },
  );
});

test("bytes that were passed on as they are keep their exact place", () => {
  const map = new SpanMap();
  for (let at = 0; at < 100_000; at += 10) map.add(10, 500 + at, 510 + at);
  expect(map.source(77_777, 77_790)).toEqual([78_277, 78_290]);
});

test("packets: at most 64, the last one always, and whether there were others", () => {
  const map = new PacketMap();
  for (let packet = 1; packet <= 10_000; packet++) {
    const start = (packet - 1) * 100;
    map.add(100, start, start + 100, { first: packet, last: packet }, packet * 1000);
  }
  const short = map.place(999_950, 1_000_000);
  expect(short.byteRange[1]).toBe(1_000_000);
  expect(short.packets.at(-1)).toBe(10_000);
  expect(short.sentUs).toBe(10_000_000);
  const whole = map.place(0, 1_000_000);
  expect(whole.packets).toHaveLength(64);
  expect([whole.packets[0], whole.packets.at(-1), whole.morePackets]).toEqual([1, 10_000, true]);
  expect(whole.byteRange).toEqual([0, 1_000_000]);
});

test("one way to write each encoding", () => {
  expect(encodingPath(["json", "hex", "binary", "md5"])).toEqual(["json", "hex", "md5"]);
  expect(encodingPath(["binary", "sha1"])).toEqual(["binary", "sha1"]);
  expect(encodingPath(["form", "percent"])).toEqual(["form", "percent", "text"]);
  expect(encodingPath(["json", "text"])).toEqual(["json", "text"]);
});

describe("the phase of a flight", () => {
  const flight = labFlight({
    timeUs: Float64Array.of(100e6, Number.NaN, 200e6, 300e6, 400e6, 500e6),
    latDeg: new Float64Array(6),
    lonDeg: new Float64Array(6),
    inAir: Float32Array.of(0, 0, 1, 1, 0, 0),
  });
  const times = flightTimes(flight);
  test.each([
    [50e6, "before"],
    [150e6, "onGround"],
    [250e6, "inAir"],
    [399e6, "inAir"],
    [450e6, "afterLanding"],
    [900e6, "afterLanding"],
    [Number.NaN, null],
  ] as const)("at %d", (timeUs, phase) => {
    expect(flightPhase(times, timeUs)).toBe(phase);
  });
  test("a record that does not say whether it flew", () => {
    expect(flightPhase(flightTimes({ ...flight, inAir: new Float32Array(6).fill(Number.NaN) }), 250e6)).toBeNull();
  });
  test("the nearest flight is at most a day away", () => {
    expect(nearestFlight([times], 600e6, () => 0)).toBe(times);
    expect(nearestFlight([times], 600e6 + 86_400e6, () => 0)).toBeNull();
    expect(nearestFlight([times], 600e6 + 86_400e6, () => -86_400)).toBe(times);
  });
});
