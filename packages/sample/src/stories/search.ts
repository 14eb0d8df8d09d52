/** A search: a growing square around the place last seen, a find, and a battery that decides when it is over. */
import { expandingSquare } from "../paths.ts";
import type { SamplePlace } from "../place.ts";
import type { FlightPlan } from "../plan.ts";

/** Hills with an invented name. */
export const searchPlace: SamplePlace = {
  latDeg: 38.2093,
  lonDeg: -7.7481,
  altAmslM: 297,
  street: "Synth Ridge Path",
  city: "Monte Exemplo|PT",
  area: "Serra Exemplo|PT",
};

/** Flown by hand, watched by a second phone. */
export const searchSquare: FlightPlan = {
  flownBy: "sticks",
  windMps: 6,
  windToDeg: 20,
  startPct: 67,
  weakCell: { cell: 1, weakness: 0.6 },
  weakGps: [
    { fromS: 250, toS: 312 },
    { fromS: 520, toS: 548 },
  ],
  weakRadio: [{ fromS: 430, toS: 475 }],
  pilot: { eastM: 14, northM: -9 },
  steps: [
    { step: "wait", seconds: 5 },
    { step: "say", kind: "appWarn", text: "Compass interference. Move away from metal." },
    { step: "takeOff", altM: 45 },
    { step: "gimbal", pitchDeg: -48 },
    { step: "video", state: "start" },
    ...expandingSquare({ eastM: 120, northM: 210, stepM: 55, legs: 9, altM: 45, speedMps: 7 }),
    { step: "say", kind: "appWarn", text: "Strong wind. Fly with caution." },
    { step: "goTo", eastM: 262, northM: 318, altM: 28, speedMps: 5 },
    { step: "hover", seconds: 48, turnDegPerS: 9 },
    { step: "photo" },
    { step: "hover", seconds: 20, turnDegPerS: -12 },
    { step: "photo" },
    { step: "goTo", eastM: 262, northM: 318, altM: 18, speedMps: 3 },
    { step: "hover", seconds: 75 },
    ...expandingSquare({ eastM: 262, northM: 318, stepM: 40, legs: 8, altM: 40, speedMps: 7 }),
    { step: "video", state: "stop" },
    { step: "say", kind: "appSeriousWarn", text: "Battery only enough to return. The aircraft goes home now." },
    { step: "returnHome", altM: 50, flightAction: 3 },
    { step: "land" },
    { step: "wait", seconds: 4 },
  ],
};
