/** The flights of the sample operation's week, flown once: records, pictures, films and logs are all made of them. */
import { type AppDialect, type SampleAircraft, sampleAircraft } from "./aircraft.table.ts";
import { discharge } from "./battery.ts";
import { fly } from "./fly.ts";
import type { SamplePlace } from "./place.ts";
import type { FlightPlan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Recording } from "./recording.ts";
import { fixPositions } from "./satellite-fix.ts";
import { hazmatHold, hazmatOrbit, hazmatPlace } from "./stories/hazmat-watch.ts";
import { mappingCorner, mappingGrid, mappingPlace } from "./stories/mapping.ts";
import { bridgeDownstreamTwice, bridgeUpstream, railBridgePlace } from "./stories/rail-bridge.ts";
import { searchPlace, searchSquare } from "./stories/search.ts";
import { vineyardBlockC, vineyardBlockD, vineyardPlace } from "./stories/vineyard.ts";
import { waterWorksBasins, waterWorksInlet, waterWorksPlace } from "./stories/water-works.ts";

/** The seed that the product ships with. */
export const SAMPLE_SEED = 20_260_907;

const MONDAY_MS = Date.UTC(2026, 8, 7);

/** A moment of the week, milliseconds since 1970-01-01 UTC. `day` 0 is Monday. */
export function weekTimeMs(day: number, hours: number, minutes: number, seconds: number): number {
  return MONDAY_MS + (((day * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

const { kestrel, merlin, saker, goshawk, hobby } = sampleAircraft;

const flown = {
  "block-c": [kestrel, vineyardPlace, vineyardBlockC, "ios", weekTimeMs(0, 8, 12, 40)],
  "block-d": [kestrel, vineyardPlace, vineyardBlockD, "ios", weekTimeMs(1, 8, 3, 5)],
  grid: [merlin, mappingPlace, mappingGrid, "android", weekTimeMs(1, 10, 26, 18)],
  upstream: [saker, railBridgePlace, bridgeUpstream, "android", weekTimeMs(2, 7, 48, 51)],
  downstream: [saker, railBridgePlace, bridgeDownstreamTwice, "android", weekTimeMs(2, 8, 21, 30)],
  basins: [hobby, waterWorksPlace, waterWorksBasins, "fly", weekTimeMs(2, 13, 5, 9)],
  inlet: [hobby, waterWorksPlace, waterWorksInlet, "fly", weekTimeMs(3, 6, 55, 44)],
  orbit: [goshawk, hazmatPlace, hazmatOrbit, "fly", weekTimeMs(3, 14, 37, 2)],
  hold: [goshawk, hazmatPlace, hazmatHold, "fly", weekTimeMs(3, 15, 2, 47)],
  search: [saker, searchPlace, searchSquare, "android", weekTimeMs(4, 17, 19, 33)],
  corner: [merlin, mappingPlace, mappingCorner, "android", weekTimeMs(5, 9, 40, 0)],
} as const satisfies Readonly<Record<string, readonly [SampleAircraft, SamplePlace, FlightPlan, AppDialect, number]>>;

/** Name of a flight of the week. */
export type SampleFlight = keyof typeof flown;

/** Flies one of them. The same random source and name always give the same recording. */
export function sampleRecording(random: Random, name: SampleFlight): Recording {
  const [aircraft, place, plan, dialect, startMs] = flown[name];
  return makeRecording({ aircraft, place, plan, dialect, startMs, random: random.fork(name) });
}

/** Flies a plan and puts everything beside it that a recording needs. */
export function makeRecording(options: {
  readonly aircraft: SampleAircraft;
  readonly place: SamplePlace;
  readonly plan: FlightPlan;
  readonly dialect: AppDialect;
  readonly startMs: number;
  readonly random: Random;
  /** Samples at most. */
  readonly maxRows?: number;
}): Recording {
  const { aircraft, place, plan, random } = options;
  const flight = fly(plan, random.fork("air"), options.maxRows);
  return {
    ...options,
    flown: flight,
    discharge: discharge(flight, plan, aircraft.pack, random.fork("pack")),
    fix: fixPositions(flight, plan, place, aircraft, random.fork("fix")),
    random: random.fork("phone"),
  };
}
