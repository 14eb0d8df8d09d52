/** A made-up flight for the writers of autopilot logs: up, a circle, down; over the sea, where nobody lives. */
import type { FlownLog, FlownRow } from "../src/index.ts";

const home = { latDeg: 10.5, lonDeg: -30.25, altAmslM: 12 };

/** `seconds` of flight at 5 Hz: two seconds on the ground at both ends. */
export function makeFlown(seconds = 30, more: Partial<FlownLog> = {}): FlownLog {
  const rows = Array.from({ length: seconds * 5 }, (_, at): FlownRow => {
    const second = at / 5;
    const inAir = second >= 2 && second < seconds - 2;
    const turn = (second / seconds) * 2 * Math.PI;
    const heightM = inAir ? Math.min(20, (second - 2) * 4, (seconds - 2 - second) * 4) : 0;
    return {
      elapsedMs: at * 200,
      latDeg: home.latDeg + Math.sin(turn) * 0.0005,
      lonDeg: home.lonDeg + (1 - Math.cos(turn)) * 0.0005,
      altAmslM: home.altAmslM + heightM,
      speedNorthMps: Math.cos(turn) * 5,
      speedEastMps: Math.sin(turn) * 5,
      climbMps: inAir && heightM < 20 ? (second < seconds / 2 ? 4 : -4) : 0,
      rollDeg: Math.sin(turn) * 10,
      pitchDeg: -5,
      yawDeg: second * 10 > 180 ? second * 10 - 360 : second * 10,
      inAir,
      motorUp: second >= 1 && second < seconds - 1,
      flightMode: second < 10 ? 2 : 5,
      satellites: 14,
      voltageV: 15.6 - second / 100,
      currentA: inAir ? 12.5 : 0.5,
      batteryPct: Math.round(100 - second),
    };
  });
  return {
    startUs: Date.UTC(2026, 5, 14, 9, 30) * 1000,
    rows,
    home,
    texts: [{ elapsedMs: 2000, level: 4, text: "Mind the gulls" }],
    photos: [{ elapsedMs: 9000 }, { elapsedMs: 11_000 }],
    boardId: "00112233445566778899AABB",
    boardName: "MadeBoard",
    firmwareVersion: "4.5.1",
    parameters: { RCMAP_ROLL: 1, ATC_RAT: 0.135 },
    ...more,
  };
}
