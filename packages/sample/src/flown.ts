/** What the simulated aircraft did, ten samples a second, as columns. */
import type { DjiTextKind } from "@creance/formats";

/** Something that happened at a sample. */
export type FlownEvent =
  | { readonly row: number; readonly event: "photo" }
  | { readonly row: number; readonly event: "video"; readonly state: "start" | "stop" }
  | { readonly row: number; readonly event: "text"; readonly kind: DjiTextKind; readonly text: string };

/** Columns of a simulated flight; every array has at least `rows` values. */
export interface Flown {
  rows: number;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly upM: Float64Array;
  readonly speedEastMps: Float64Array;
  readonly speedNorthMps: Float64Array;
  readonly climbMps: Float64Array;
  readonly yawDeg: Float64Array;
  readonly pitchDeg: Float64Array;
  readonly rollDeg: Float64Array;
  readonly gimbalPitchDeg: Float64Array;
  /** -1 to 1 each. */
  readonly aileron: Float64Array;
  readonly elevator: Float64Array;
  readonly throttle: Float64Array;
  readonly rudder: Float64Array;
  readonly flightMode: Uint8Array;
  readonly goHomeStatus: Uint8Array;
  readonly flightAction: Uint8Array;
  readonly motorUp: Uint8Array;
  readonly inAir: Uint8Array;
  readonly events: FlownEvent[];
}

/** Time between samples. */
export const SAMPLE_S = 0.1;

/** Empty columns for a flight of at most `rows` samples. */
export function newFlown(rows: number): Flown {
  const floats = (): Float64Array => new Float64Array(rows);
  const bytes = (): Uint8Array => new Uint8Array(rows);
  return {
    rows: 0,
    eastM: floats(),
    northM: floats(),
    upM: floats(),
    speedEastMps: floats(),
    speedNorthMps: floats(),
    climbMps: floats(),
    yawDeg: floats(),
    pitchDeg: floats(),
    rollDeg: floats(),
    gimbalPitchDeg: floats(),
    aileron: floats(),
    elevator: floats(),
    throttle: floats(),
    rudder: floats(),
    flightMode: bytes(),
    goHomeStatus: bytes(),
    flightAction: bytes(),
    motorUp: bytes(),
    inAir: bytes(),
    events: [],
  };
}
