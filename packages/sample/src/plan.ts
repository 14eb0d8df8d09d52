/** A flight as its pilot would tell it: steps in metres east and north of the take-off point. */
import type { DjiTextKind } from "@creance/formats";

/** Where the nose points: along the path, at a fixed yaw, or at a point. */
export type Facing =
  | { readonly toward: "path" }
  | { readonly toward: "yaw"; readonly yawDeg: number }
  | { readonly toward: "point"; readonly eastM: number; readonly northM: number };

/** One step of a flight. */
export type PlanStep =
  | { readonly step: "wait"; readonly seconds: number }
  | { readonly step: "takeOff"; readonly altM: number }
  | {
      readonly step: "goTo";
      readonly eastM: number;
      readonly northM: number;
      readonly altM: number;
      readonly speedMps: number;
      readonly facing?: Facing;
      /** `round` passes the point at a walk, `stop` (default) halts there. */
      readonly corner?: "stop" | "round";
      /** Takes a photo each time this distance was flown. */
      readonly photoEveryM?: number;
    }
  | {
      readonly step: "orbit";
      readonly centreEastM: number;
      readonly centreNorthM: number;
      readonly radiusM: number;
      readonly altM: number;
      readonly speedMps: number;
      readonly turns: number;
      readonly photoEveryM?: number;
    }
  | { readonly step: "hover"; readonly seconds: number; readonly turnDegPerS?: number; readonly facing?: Facing }
  | { readonly step: "gimbal"; readonly pitchDeg: number }
  | { readonly step: "photo" }
  | { readonly step: "video"; readonly state: "start" | "stop" }
  | { readonly step: "say"; readonly kind: DjiTextKind; readonly text: string }
  /** Climbs to the height, comes home and descends to 1.5 m; `flightAction` is the code of who asked for it. */
  | { readonly step: "returnHome"; readonly altM: number; readonly flightAction: number }
  | { readonly step: "land" };

/** A span of the flight in which something is worse than usual, seconds since the first sample. */
export interface Spell {
  readonly fromS: number;
  readonly toS: number;
}

/** Everything about a flight that is not the aircraft's identity. */
export interface FlightPlan {
  readonly steps: readonly PlanStep[];
  /** `sticks`: flown by hand; `mission`: flown by the app, sticks centred. */
  readonly flownBy: "sticks" | "mission";
  /** Few satellites and a wandering position. */
  readonly weakGps?: readonly Spell[];
  /** Radio behind an obstacle. */
  readonly weakRadio?: readonly Spell[];
  /** Mean wind, metres per second; default 2. */
  readonly windMps?: number;
  /** Direction the wind blows to, degrees from north; default 60. */
  readonly windToDeg?: number;
  /** Where the pilot stands, metres from take-off; default a few metres south-west. */
  readonly pilot?: { readonly eastM: number; readonly northM: number };
  /** Charge at power-on, percent; default 97. */
  readonly startPct?: number;
  /** A cell (from 0) that is weaker than the others, with how much, 0 to 1. */
  readonly weakCell?: { readonly cell: number; readonly weakness: number };
  /** Samples before the first satellite fix; default 0. */
  readonly samplesBeforeFix?: number;
}
