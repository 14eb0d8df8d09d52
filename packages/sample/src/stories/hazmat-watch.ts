/** A hazardous-goods watch: one aircraft circles at stand-off, the next one holds its place and looks. */
import type { SamplePlace } from "../place.ts";
import type { FlightPlan } from "../plan.ts";

/** A yard with an invented name. */
export const hazmatPlace: SamplePlace = {
  latDeg: 37.9918,
  lonDeg: -7.8866,
  altAmslM: 189,
  street: "Synth Yard 2",
  city: "Lugar Exemplo|PT",
  area: "Serra Exemplo|PT",
};

const INCIDENT = { eastM: 210, northM: 160 };

/** Two circles at 120 m, then a hold upwind. */
export const hazmatOrbit: FlightPlan = {
  flownBy: "sticks",
  windMps: 5,
  windToDeg: 85,
  pilot: { eastM: -12, northM: 5 },
  steps: [
    { step: "wait", seconds: 6 },
    { step: "takeOff", altM: 60 },
    { step: "video", state: "start" },
    { step: "goTo", eastM: 90, northM: 155, altM: 60, speedMps: 9, facing: { toward: "point", ...INCIDENT } },
    { step: "gimbal", pitchDeg: -27 },
    { step: "say", kind: "appTip", text: "Stand-off 120 m set." },
    { step: "orbit", centreEastM: INCIDENT.eastM, centreNorthM: INCIDENT.northM, radiusM: 120, altM: 60, speedMps: 5, turns: 1.6 },
    { step: "photo" },
    { step: "hover", seconds: 70, facing: { toward: "point", ...INCIDENT } },
    { step: "orbit", centreEastM: INCIDENT.eastM, centreNorthM: INCIDENT.northM, radiusM: 120, altM: 85, speedMps: 6, turns: -1 },
    { step: "video", state: "stop" },
    { step: "returnHome", altM: 85, flightAction: 8 },
    { step: "land" },
    { step: "wait", seconds: 4 },
  ],
};

/** The relief: straight out, five minutes of looking, straight back. */
export const hazmatHold: FlightPlan = {
  ...hazmatOrbit,
  windMps: 6,
  steps: [
    { step: "wait", seconds: 5 },
    { step: "takeOff", altM: 75 },
    { step: "video", state: "start" },
    { step: "goTo", eastM: 95, northM: 190, altM: 75, speedMps: 9, facing: { toward: "point", ...INCIDENT } },
    { step: "gimbal", pitchDeg: -31 },
    { step: "hover", seconds: 310, facing: { toward: "point", ...INCIDENT } },
    { step: "video", state: "stop" },
    { step: "returnHome", altM: 75, flightAction: 8 },
    { step: "land" },
  ],
};
