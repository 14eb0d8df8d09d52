/** A water works: three basins are circled, then the inlet is followed upstream. */
import type { SamplePlace } from "../place.ts";
import type { FlightPlan, PlanStep } from "../plan.ts";

/** A bank with an invented name. */
export const waterWorksPlace: SamplePlace = {
  latDeg: 38.0335,
  lonDeg: -7.7724,
  altAmslM: 158,
  street: "Synth Water Works",
  city: "Fonte Exemplo|PT",
  area: "Serra Exemplo|PT",
};

const BASINS = [
  { eastM: 70, northM: 60, radiusM: 26 },
  { eastM: 135, northM: 95, radiusM: 26 },
  { eastM: 95, northM: 150, radiusM: 34 },
];

/** The basins by hand, at two heights. */
export const waterWorksBasins: FlightPlan = {
  flownBy: "sticks",
  windMps: 1.5,
  steps: [
    { step: "wait", seconds: 8 },
    { step: "takeOff", altM: 22 },
    ...BASINS.flatMap((basin) => circle(basin, 22, -38)),
    ...BASINS.toReversed().flatMap((basin) => circle({ ...basin, radiusM: basin.radiusM + 14 }, 45, -52)),
    { step: "goTo", eastM: 0, northM: 0, altM: 20, speedMps: 8 },
    { step: "land" },
    { step: "wait", seconds: 5 },
  ],
};

/** The inlet, upstream and back. */
export const waterWorksInlet: FlightPlan = {
  flownBy: "sticks",
  windMps: 2.5,
  windToDeg: 200,
  weakGps: [{ fromS: 150, toS: 196 }],
  samplesBeforeFix: 60,
  steps: [
    { step: "wait", seconds: 12 },
    { step: "takeOff", altM: 18 },
    { step: "gimbal", pitchDeg: -30 },
    ...[
      [60, 140],
      [120, 230],
      [105, 330],
      [170, 430],
      [265, 490],
      [300, 590],
    ].flatMap(([eastM = 0, northM = 0]): PlanStep[] => [
      { step: "goTo", eastM, northM, altM: 18, speedMps: 3.6, corner: "round", photoEveryM: 20 },
    ]),
    { step: "hover", seconds: 25, turnDegPerS: 14 },
    { step: "say", kind: "appTip", text: "Turning back along the other bank." },
    { step: "gimbal", pitchDeg: -60 },
    ...[
      [265, 560],
      [205, 455],
      [140, 380],
      [75, 330],
      [85, 225],
      [20, 150],
    ].flatMap(([eastM = 0, northM = 0]): PlanStep[] => [
      { step: "goTo", eastM, northM, altM: 26, speedMps: 3.2, corner: "round", photoEveryM: 25 },
    ]),
    { step: "hover", seconds: 20, turnDegPerS: -18 },
    { step: "goTo", eastM: 0, northM: 0, altM: 24, speedMps: 8 },
    { step: "land" },
    { step: "wait", seconds: 5 },
  ],
};

function circle(
  basin: { readonly eastM: number; readonly northM: number; readonly radiusM: number },
  altM: number,
  gimbalDeg: number,
): PlanStep[] {
  return [
    { step: "goTo", eastM: basin.eastM, northM: basin.northM - basin.radiusM, altM, speedMps: 6, facing: { toward: "point", ...basin } },
    { step: "gimbal", pitchDeg: gimbalDeg },
    { step: "hover", seconds: 3, facing: { toward: "point", ...basin } },
    {
      step: "orbit",
      centreEastM: basin.eastM,
      centreNorthM: basin.northM,
      radiusM: basin.radiusM,
      altM,
      speedMps: 3.2,
      turns: 1,
      photoEveryM: 16,
    },
  ];
}
