/** The ground of each story, as its sites and flights have it. Everything is flat and drawn from above; nothing of it exists. */
import { block, type Colour, disc, type Ground, grained, groundOf, type Patch, ribbon, striped } from "./ground.ts";

const grass = grained(0x7d8f52, { grainM: 0.4, depth: 0.24 });
const dry = grained(0xa89a6a, { grainM: 0.5, depth: 0.2 });
const soil = grained(0x9a7650, { grainM: 0.5, depth: 0.2 });
const asphalt = grained(0x6d6f73, { grainM: 0.4, depth: 0.12 });
const concrete = grained(0xb9b6ad, { grainM: 0.8, depth: 0.08 });
const water = grained(0x3d6a78, { grainM: 0.9, depth: 0.1 });
const gravel = grained(0x8f8a80, { grainM: 0.35, depth: 0.3 });
const canopy = grained(0x3f5f33, { grainM: 0.6, depth: 0.35 });
const flat = (colour: Colour): Ground => grained(colour, { grainM: 1, depth: 0.05 });

const vines = (alongDeg: number): Ground => striped(canopy, soil, { alongDeg, everyM: 2.6, wideM: 1.1 });

const tank = (eastM: number, northM: number, radiusM: number): Patch[] => [
  { covers: disc(eastM + 1.5, northM - 1.5, radiusM + 0.5), paint: flat(0x55534c) },
  { covers: disc(eastM, northM, radiusM), paint: flat(0xd9d8d2) },
  { covers: disc(eastM, northM, radiusM * 0.15), paint: flat(0x8b8d90) },
];

const basin = (eastM: number, northM: number, radiusM: number): Patch[] => [
  { covers: disc(eastM, northM, radiusM), paint: concrete },
  { covers: disc(eastM, northM, radiusM - 1.6), paint: water },
  {
    covers: ribbon(
      [
        [eastM, northM],
        [eastM + radiusM - 1.6, northM],
      ],
      1.4,
    ),
    paint: flat(0x9aa0a4),
  },
];

/** Ground of the vineyard: blocks C and D, a farm track, the yard. */
export const vineyardGround: Ground = groundOf(dry, [
  {
    covers: ribbon(
      [
        [-500, -10],
        [-20, 5],
        [30, 400],
      ],
      4,
    ),
    paint: gravel,
  },
  { covers: block({ eastM: 40, northM: 25, alongDeg: 24, alongM: 310, acrossM: 210 }), paint: vines(24) },
  { covers: block({ eastM: -380, northM: 30, alongDeg: 18, alongM: 260, acrossM: 207 }), paint: vines(18) },
  { covers: disc(0, 0, 9), paint: gravel },
]);

/** Ground of the mapping field: parcels, a ditch, the power line's masts. */
export const mappingGround: Ground = groundOf(
  striped(grained(0x92a154, { grainM: 0.6, depth: 0.18 }), grained(0xb7a768, { grainM: 0.6, depth: 0.18 }), {
    alongDeg: 0,
    everyM: 96,
    wideM: 48,
  }),
  [
    {
      covers: ribbon(
        [
          [-600, 20],
          [700, -12],
        ],
        3,
      ),
      paint: water,
    },
    ...[-420, -180, -60, 100, 260, 390].map((eastM, at): Patch => ({ covers: disc(eastM, 150 + at * 8, 2.4), paint: flat(0x4c4d50) })),
    {
      covers: ribbon(
        [
          [-420, 150],
          [-60, 168],
          [260, 185],
          [520, 190],
        ],
        0.7,
      ),
      paint: flat(0x3a3b3d),
    },
  ],
);

/** Ground of the rail bridge: the river below it, the deck, two rails. */
export const railBridgeGround: Ground = groundOf(grass, [
  {
    covers: ribbon(
      [
        [60, 420],
        [150, 120],
        [190, -60],
        [260, -420],
      ],
      120,
    ),
    paint: water,
  },
  {
    covers: ribbon(
      [
        [-316, -120],
        [55, 30],
        [268, 116],
        [640, 266],
      ],
      8,
    ),
    paint: gravel,
  },
  { covers: block({ eastM: 52, northM: 34, alongDeg: 68, alongM: 236, acrossM: 9 }), paint: concrete },
  {
    covers: ribbon(
      [
        [-316, -120],
        [55, 30],
        [268, 116],
        [640, 266],
      ],
      2.6,
    ),
    paint: striped(flat(0x5b4a3c), gravel, { alongDeg: 158, everyM: 0.65, wideM: 0.28 }),
  },
]);

/** Ground of the water works: three basins, the pump house, its road, the inlet's bank. */
export const waterWorksGround: Ground = groundOf(grass, [
  {
    covers: ribbon(
      [
        [-200, -40],
        [20, 10],
        [60, 25],
        [150, 40],
      ],
      6,
    ),
    paint: asphalt,
  },
  {
    covers: ribbon(
      [
        [60, 140],
        [120, 230],
        [105, 330],
        [170, 430],
        [265, 490],
        [300, 640],
      ],
      14,
    ),
    paint: water,
  },
  {
    covers: block({ eastM: 30, northM: 20, alongDeg: 0, alongM: 180, acrossM: 145 }),
    paint: grained(0x96a06a, { grainM: 1, depth: 0.12 }),
  },
  ...basin(70, 60, 24),
  ...basin(135, 95, 24),
  ...basin(95, 150, 30),
  { covers: block({ eastM: 122, northM: 24, alongDeg: 0, alongM: 18, acrossM: 26 }), paint: flat(0xc8c4b8) },
  { covers: block({ eastM: 262, northM: 478, alongDeg: 20, alongM: 26, acrossM: 30 }), paint: concrete },
]);

/** Ground of the hazardous-goods yard: tanks, pallets, the cordon's road, the responders' station. */
export const hazmatGround: Ground = groundOf(dry, [
  {
    covers: ribbon(
      [
        [-300, -60],
        [-20, -5],
        [120, 90],
        [420, 260],
      ],
      7,
    ),
    paint: asphalt,
  },
  { covers: disc(210, 160, 62), paint: gravel },
  ...tank(190, 175, 13),
  ...tank(225, 182, 13),
  ...tank(206, 146, 11),
  ...tank(238, 150, 9),
  {
    covers: block({ eastM: 168, northM: 128, alongDeg: 50, alongM: 22, acrossM: 9 }),
    paint: striped(flat(0xb8442e), flat(0x3f6db0), { alongDeg: 140, everyM: 6, wideM: 3 }),
  },
  { covers: block({ eastM: -70, northM: -30, alongDeg: 0, alongM: 30, acrossM: 30 }), paint: flat(0x9c3c34) },
]);
