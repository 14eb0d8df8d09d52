import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FlightInRecord, sameFlight } from "../src/same-flight.ts";

const flight = (
  regionSha256: string,
  serial: string | null,
  startUs: number | null,
  endUs: number | null,
  segment = 0,
): FlightInRecord => ({
  record: { identity: { regionSha256, aircraftSerial: serial, startUs } },
  flight: { segment, startUs, endUs, aircraft: { serial } },
});

describe("sameFlight", () => {
  it("goes by equal bytes and segment first", () => {
    expect(sameFlight(flight("aa", null, null, null), flight("aa", null, null, null))).toBe(true);
    expect(sameFlight(flight("aa", "S", 0, 10, 0), flight("aa", "S", 0, 10, 1))).toBe(false);
    expect(sameFlight(flight("", null, null, null), flight("", null, null, null))).toBe(false);
  });

  it("takes the same aircraft at the same time for one flight", () => {
    expect(sameFlight(flight("aa", "S", 0, 100), flight("bb", "S", 40, 160))).toBe(true);
    expect(sameFlight(flight("aa", "S", 0, 100), flight("bb", "S", 60, 160))).toBe(false);
    expect(sameFlight(flight("aa", "S", 0, 100), flight("bb", "T", 0, 100))).toBe(false);
    expect(sameFlight(flight("aa", null, 0, 100), flight("bb", null, 0, 100))).toBe(false);
    expect(sameFlight(flight("aa", "S", null, null), flight("bb", "S", 0, 100))).toBe(false);
  });

  it("knows the full serial beside the one cut to 16 characters", () => {
    expect(sameFlight(flight("aa", "SIMULATED0000001", 0, 100), flight("bb", "SIMULATED00000012345", 0, 100))).toBe(true);
    expect(sameFlight(flight("aa", "SIM", 0, 100), flight("bb", "SIMULATED", 0, 100))).toBe(false);
  });

  it("is symmetric, and every flight with a time and a serial is itself", () => {
    const any = fc
      .tuple(fc.constantFrom("", "aa", "bb"), fc.constantFrom(null, "S", "T"), fc.nat(50), fc.nat(50), fc.nat(2))
      .map(([region, serial, startUs, lengthUs, segment]) => flight(region, serial, startUs, startUs + lengthUs, segment));
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(sameFlight(a, b)).toBe(sameFlight(b, a));
        if (a.flight.aircraft.serial !== null) expect(sameFlight(a, a)).toBe(true);
      }),
    );
  });
});
