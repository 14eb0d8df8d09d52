/** Records by the thousand: each seed gives another flight of about the size asked for. */
import type { Platform } from "@creance/core";
import { type AppDialect, sampleAircraft } from "./aircraft.table.ts";
import type { PlanStep } from "./plan.ts";
import { newRandom } from "./random.ts";
import { makeRecording } from "./sample-recordings.ts";
import { writeRecording } from "./write-recording.ts";

/** How a generated record is to be. */
export interface MakeRecordOptions {
  readonly platform: Platform;
  /** 7 to 12, default 11. */
  readonly version?: number;
  /** Size to aim at, default 500,000 bytes; the result is within about a quarter of it. */
  readonly sizeBytes?: number;
}

/** A generated record. */
export interface MadeRecord {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** Bytes that one second of flight takes. */
const BYTES_PER_SECOND = 1440;

/** Makes one record; the same seed and options give the same bytes, different seeds different flights. */
export function makeRecord(seed: number, options: MakeRecordOptions): MadeRecord {
  const random = newRandom(seed, "record");
  const version = options.version ?? 11;
  const dialect: AppDialect = version <= 10 ? "ios" : version === 11 ? "android" : "fly";
  const machines = Object.values(sampleAircraft);
  const aircraft = machines[random.below(machines.length)] ?? sampleAircraft.merlin;
  const number = String(Math.abs(Math.trunc(seed)) % 1_000_000).padStart(6, "0");
  const altM = random.between(20, 90);
  const seconds = (options.sizeBytes ?? 500_000) / BYTES_PER_SECOND;
  const startMs = Date.UTC(2024, 0, 1) + Math.floor(random.unit() * 900) * 86_400_000 + random.below(86_400) * 1000;
  const recording = makeRecording({
    aircraft: { ...aircraft, serial: `SYNTH9${aircraft.serial.charAt(6)}${number}X` },
    place: {
      latDeg: random.between(37.6, 38.6),
      lonDeg: random.between(-8.4, -7.2),
      altAmslM: random.between(60, 400),
      street: "Synth Field",
      city: "Vale Exemplo|PT",
      area: "Serra Exemplo|PT",
    },
    plan: {
      flownBy: random.unit() < 0.5 ? "sticks" : "mission",
      startPct: random.between(85, 99),
      steps: wandering(seconds, altM, random),
    },
    dialect,
    startMs,
    random,
    maxRows: Math.ceil(seconds * 15) + 1000,
  });
  return {
    fileName: `DJIFlightRecord_${number}.txt`,
    bytes: writeRecording(recording, { platform: options.platform, version }),
  };
}

/** Legs from point to point until the time is nearly used up. */
function wandering(seconds: number, altM: number, random: ReturnType<typeof newRandom>): PlanStep[] {
  const steps: PlanStep[] = [
    { step: "wait", seconds: 5 },
    { step: "takeOff", altM },
    { step: "gimbal", pitchDeg: random.between(-90, -20) },
  ];
  let eastM = 0;
  let northM = 0;
  let left = seconds - 24 - (altM / 3.2) * 2;
  while (left > 0) {
    const speedMps = random.between(3, 10);
    const toEastM = random.between(-220, 220);
    const toNorthM = random.between(-220, 220);
    const legS = Math.hypot(toEastM - eastM, toNorthM - northM) / speedMps + 3;
    steps.push({
      step: "goTo",
      eastM: toEastM,
      northM: toNorthM,
      altM: altM + random.between(-8, 8),
      speedMps,
      corner: "round",
      photoEveryM: 40,
    });
    eastM = toEastM;
    northM = toNorthM;
    left -= legS;
  }
  steps.push({ step: "land" }, { step: "wait", seconds: 3 });
  return steps;
}
