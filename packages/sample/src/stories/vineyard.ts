/** A vineyard survey: block C is photographed line by line; next morning the app dies in the middle of block D. */
import { lawnmower } from "../paths.ts";
import type { SamplePlace } from "../place.ts";
import type { FlightPlan } from "../plan.ts";

/** Open slopes with an invented name. */
export const vineyardPlace: SamplePlace = {
  latDeg: 38.0721,
  lonDeg: -7.9043,
  altAmslM: 214,
  street: "Synth Vineyard C",
  city: "Vale Exemplo|PT",
  area: "Serra Exemplo|PT",
};

/** Block C, whole. */
export const vineyardBlockC: FlightPlan = {
  flownBy: "mission",
  windMps: 3,
  windToDeg: 110,
  startPct: 98,
  weakCell: { cell: 2, weakness: 1 },
  steps: [
    { step: "wait", seconds: 9 },
    { step: "takeOff", altM: 40 },
    { step: "gimbal", pitchDeg: -90 },
    { step: "say", kind: "appTip", text: "Mission started: block C, 11 lines." },
    ...lawnmower({ eastM: 40, northM: 25, lineDeg: 24, lineM: 310, spacingM: 21, lines: 11, altM: 40, speedMps: 6, photoEveryM: 15 }),
    { step: "say", kind: "appTip", text: "Mission finished." },
    { step: "returnHome", altM: 40, flightAction: 12 },
    { step: "land" },
    { step: "wait", seconds: 6 },
  ],
};

/** Block D, whose record was cut by a crash of the app. */
export const vineyardBlockD: FlightPlan = {
  ...vineyardBlockC,
  windMps: 5,
  windToDeg: 160,
  steps: [
    { step: "wait", seconds: 7 },
    { step: "takeOff", altM: 45 },
    { step: "gimbal", pitchDeg: -90 },
    ...lawnmower({ eastM: -380, northM: 30, lineDeg: 18, lineM: 260, spacingM: 23, lines: 10, altM: 45, speedMps: 6, photoEveryM: 16 }),
    { step: "returnHome", altM: 45, flightAction: 12 },
    { step: "land" },
  ],
};
