/** A rail bridge inspected by hand: along the spans on both sides, slowly, with a stop at each pier. */
import { direction } from "../paths.ts";
import type { SamplePlace } from "../place.ts";
import type { Facing, FlightPlan, PlanStep } from "../plan.ts";

/** A valley with an invented name. */
export const railBridgePlace: SamplePlace = {
  latDeg: 38.1542,
  lonDeg: -7.9628,
  altAmslM: 131,
  street: "Synth Bridge 4",
  city: "Ponte Exemplo|PT",
  area: "Serra Exemplo|PT",
};

const BRIDGE = { eastM: 55, northM: 30, alongDeg: 68, spanM: 46, piers: 6 };

/** Upstream face, then a look from above. */
export const bridgeUpstream: FlightPlan = {
  flownBy: "sticks",
  windMps: 4,
  windToDeg: 150,
  weakGps: [{ fromS: 205, toS: 268 }],
  weakRadio: [{ fromS: 212, toS: 262 }],
  steps: [
    { step: "wait", seconds: 11 },
    { step: "takeOff", altM: 14 },
    { step: "hover", seconds: 4 },
    { step: "video", state: "start" },
    ...face({ offsetM: -16, altM: 12, gimbalDeg: -5, from: "start" }),
    { step: "gimbal", pitchDeg: 18 },
    ...face({ offsetM: -11, altM: 6, gimbalDeg: 18, from: "end" }),
    { step: "video", state: "stop" },
    ...along({ offsetM: 0, altM: 34, speedMps: 4, gimbalDeg: -80 }),
    { step: "returnHome", altM: 35, flightAction: 8 },
    { step: "land" },
    { step: "wait", seconds: 6 },
  ],
};

/** Downstream face, a change of batteries spared: landing, ninety seconds on the ground, take-off again, all in one record. */
export const bridgeDownstreamTwice: FlightPlan = {
  flownBy: "sticks",
  windMps: 4,
  windToDeg: 165,
  weakRadio: [{ fromS: 150, toS: 190 }],
  steps: [
    { step: "wait", seconds: 7 },
    { step: "takeOff", altM: 14 },
    ...face({ offsetM: 16, altM: 12, gimbalDeg: -5, from: "start" }),
    { step: "goTo", eastM: 0, northM: 0, altM: 14, speedMps: 5 },
    { step: "land" },
    { step: "wait", seconds: 94 },
    { step: "takeOff", altM: 20 },
    ...along({ offsetM: 24, altM: 26, speedMps: 3.5, gimbalDeg: -40 }),
    { step: "goTo", eastM: 0, northM: 0, altM: 12, speedMps: 6 },
    { step: "land" },
    { step: "wait", seconds: 5 },
  ],
};

/** A point beside the bridge: `alongM` from its first pier, `offsetM` to the right of it. */
function beside(alongM: number, offsetM: number): { readonly eastM: number; readonly northM: number } {
  const ahead = direction(BRIDGE.alongDeg);
  const right = direction(BRIDGE.alongDeg + 90);
  return {
    eastM: BRIDGE.eastM + ahead.eastM * alongM + right.eastM * offsetM,
    northM: BRIDGE.northM + ahead.northM * alongM + right.northM * offsetM,
  };
}

function face(options: {
  readonly offsetM: number;
  readonly altM: number;
  readonly gimbalDeg: number;
  readonly from: "start" | "end";
}): PlanStep[] {
  const facing: Facing = { toward: "yaw", yawDeg: BRIDGE.alongDeg + (options.offsetM < 0 ? 90 : -90) };
  const steps: PlanStep[] = [];
  for (let visit = 0; visit < BRIDGE.piers; visit += 1) {
    const pier = options.from === "start" ? visit : BRIDGE.piers - 1 - visit;
    const at = beside(pier * BRIDGE.spanM, options.offsetM);
    steps.push(
      { step: "goTo", ...at, altM: options.altM, speedMps: 2.6, facing },
      { step: "gimbal", pitchDeg: options.gimbalDeg },
      { step: "hover", seconds: 3, facing },
      { step: "photo" },
      { step: "gimbal", pitchDeg: options.gimbalDeg - 22 },
      { step: "hover", seconds: 4, facing },
      { step: "photo" },
    );
  }
  return steps;
}

function along(options: {
  readonly offsetM: number;
  readonly altM: number;
  readonly speedMps: number;
  readonly gimbalDeg: number;
}): PlanStep[] {
  const lengthM = (BRIDGE.piers - 1) * BRIDGE.spanM;
  const { altM, speedMps } = options;
  return [
    { step: "gimbal", pitchDeg: options.gimbalDeg },
    { step: "goTo", ...beside(lengthM + 20, options.offsetM), altM, speedMps },
    { step: "hover", seconds: 3 },
    { step: "goTo", ...beside(-20, options.offsetM), altM, speedMps, photoEveryM: 12 },
    { step: "hover", seconds: 3 },
  ];
}
