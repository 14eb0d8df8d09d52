/** A lithium pack that is discharged by flying: open-circuit curve, sag under load, one cell that may be weaker. */
import { type Flown, SAMPLE_S } from "./flown.ts";
import type { FlightPlan } from "./plan.ts";
import type { Random } from "./random.ts";

/** What a pack is. */
export interface Pack {
  readonly cells: number;
  readonly capacityMah: number;
  /** Current while hovering. */
  readonly hoverA: number;
}

/** The pack over a flight. `cellsV` holds `cells` values a row. */
export interface Discharge {
  readonly levelPct: Float64Array;
  readonly currentA: Float64Array;
  readonly voltageV: Float64Array;
  readonly chargeMah: Float64Array;
  readonly tempDegC: Float64Array;
  readonly cellsV: Float64Array;
}

/** Open-circuit voltage of one cell at 0, 10, ... 100 % charge. */
const OPEN_CIRCUIT_V = [3.3, 3.62, 3.69, 3.73, 3.77, 3.81, 3.86, 3.93, 4.02, 4.12, 4.3];
const CELL_OHM = 0.0055;

/** Discharges a pack along a flight. */
export function discharge(flown: Flown, plan: FlightPlan, pack: Pack, random: Random): Discharge {
  const { rows } = flown;
  const floats = (): Float64Array => new Float64Array(rows);
  const result: Discharge = {
    levelPct: floats(),
    currentA: floats(),
    voltageV: floats(),
    chargeMah: floats(),
    tempDegC: floats(),
    cellsV: new Float64Array(rows * pack.cells),
  };
  const spread = Array.from({ length: pack.cells }, () => 0.004 * random.normal());
  let chargeMah = (pack.capacityMah * (plan.startPct ?? 97)) / 100;
  let tempDegC = 24 + random.between(-3, 4);
  let currentA = 0.8;
  for (let row = 0; row < rows; row += 1) {
    const speed = Math.hypot(flown.speedEastMps[row] as number, flown.speedNorthMps[row] as number);
    const climb = flown.climbMps[row] as number;
    const wanted = flown.motorUp[row] === 0 ? 0.8 : flown.inAir[row] === 0 ? pack.hoverA * 0.25 : loadA(pack.hoverA, speed, climb);
    currentA += (wanted + random.normal() * pack.hoverA * 0.02 - currentA) * 0.25;
    chargeMah = Math.max(0, chargeMah - (currentA * SAMPLE_S) / 3.6);
    tempDegC += (currentA * currentA * 0.0000022 - (tempDegC - 22) * 0.00012) * SAMPLE_S * 10;
    const level = chargeMah / pack.capacityMah;
    let packV = 0;
    for (let cell = 0; cell < pack.cells; cell += 1) {
      const weakness = plan.weakCell?.cell === cell ? plan.weakCell.weakness : 0;
      // A tired cell shows nothing while the pack is full and falls behind as it empties.
      const lagV = weakness * (0.008 + 0.33 * Math.max(0, 0.74 - level));
      const cellV = openCircuitV(level) - lagV + (spread[cell] as number) - currentA * CELL_OHM * (1 + weakness * 0.25);
      result.cellsV[row * pack.cells + cell] = cellV;
      packV += cellV;
    }
    result.levelPct[row] = level * 100;
    result.currentA[row] = -currentA;
    result.voltageV[row] = packV;
    result.chargeMah[row] = chargeMah;
    result.tempDegC[row] = tempDegC;
  }
  return result;
}

/** Forward flight costs a little less than hovering at walking speed and much more at full speed; climbing costs most. */
function loadA(hoverA: number, speedMps: number, climbMps: number): number {
  const forward = 1 - 0.012 * speedMps + 0.0021 * speedMps * speedMps;
  return hoverA * (forward + (climbMps > 0 ? 0.11 : 0.05) * climbMps);
}

function openCircuitV(level: number): number {
  const place = Math.max(0, Math.min(9.999, level * 10));
  const low = Math.floor(place);
  const from = OPEN_CIRCUIT_V[low] as number;
  return from + (place - low) * ((OPEN_CIRCUIT_V[low + 1] as number) - from);
}
