/** A mapping grid: the same field twice, the second time across, for a height model. */
import { lawnmower } from "../paths.ts";
import type { SamplePlace } from "../place.ts";
import type { FlightPlan } from "../plan.ts";

/** A field with an invented name. */
export const mappingPlace: SamplePlace = {
  latDeg: 38.1187,
  lonDeg: -7.8312,
  altAmslM: 176,
  street: "Synth Field 7",
  city: "Campo Exemplo|PT",
  area: "Serra Exemplo|PT",
};

/** Lines north-south, then east-west. */
export const mappingGrid: FlightPlan = {
  flownBy: "mission",
  windMps: 2,
  windToDeg: 40,
  steps: [
    { step: "wait", seconds: 8 },
    { step: "takeOff", altM: 70 },
    { step: "gimbal", pitchDeg: -90 },
    ...lawnmower({ eastM: -150, northM: 30, lineDeg: 0, lineM: 290, spacingM: 42, lines: 8, altM: 70, speedMps: 8.5, photoEveryM: 22 }),
    { step: "gimbal", pitchDeg: -75 },
    ...lawnmower({ eastM: -160, northM: 320, lineDeg: 90, lineM: 310, spacingM: 42, lines: 8, altM: 76, speedMps: 8.5, photoEveryM: 22 }),
    { step: "returnHome", altM: 76, flightAction: 12 },
    { step: "land" },
    { step: "wait", seconds: 4 },
  ],
};

/** A smaller grid flown the next day, slanted. */
export const mappingCorner: FlightPlan = {
  ...mappingGrid,
  steps: [
    { step: "wait", seconds: 6 },
    { step: "takeOff", altM: 55 },
    { step: "gimbal", pitchDeg: -90 },
    ...lawnmower({ eastM: 30, northM: -40, lineDeg: 62, lineM: 230, spacingM: 30, lines: 9, altM: 55, speedMps: 7, photoEveryM: 18 }),
    { step: "returnHome", altM: 55, flightAction: 12 },
    { step: "land" },
    { step: "wait", seconds: 5 },
  ],
};
