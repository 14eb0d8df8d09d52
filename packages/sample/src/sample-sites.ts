/**
 * The sample operation's layer of sensitive sites, as GeoJSON: places that its flights come over or stand near (planted), and others in the same
 * land that nothing shows (decoys). All of them are made up.
 */
import { placeScale, type SamplePlace } from "./place.ts";
import { hazmatPlace } from "./stories/hazmat-watch.ts";
import { mappingPlace } from "./stories/mapping.ts";
import { railBridgePlace } from "./stories/rail-bridge.ts";
import { searchPlace } from "./stories/search.ts";
import { vineyardPlace } from "./stories/vineyard.ts";
import { waterWorksPlace } from "./stories/water-works.ts";

/** Name of the layer's file. */
export const SAMPLE_SITES_FILE = "sample-operation.geojson";

type Metres = readonly [eastM: number, northM: number];

interface SampleSite {
  readonly name: string;
  readonly place: SamplePlace;
  /** Tags as a map has them. */
  readonly tags: Readonly<Record<string, string>>;
  readonly shape: "point" | "line" | "area";
  /** Metres from the story's take-off point. */
  readonly metres: readonly Metres[];
  /** A hole in an area. */
  readonly hole?: readonly Metres[];
}

/** Sites that a report about the whole operation must name. */
const planted: readonly SampleSite[] = [
  {
    name: "Synth Vineyard, block C",
    place: vineyardPlace,
    tags: { landuse: "vineyard" },
    shape: "area",
    metres: turned({ eastM: 40, northM: 25, alongDeg: 24, alongM: 310, acrossM: 210 }),
  },
  {
    name: "Synth Vineyard, block D",
    place: vineyardPlace,
    tags: { landuse: "vineyard" },
    shape: "area",
    metres: turned({ eastM: -380, northM: 30, alongDeg: 18, alongM: 260, acrossM: 80 }),
  },
  {
    name: "Synth 60 kV Line",
    place: mappingPlace,
    tags: { power: "line" },
    shape: "line",
    metres: [
      [-420, 150],
      [-60, 168],
      [260, 185],
      [520, 190],
    ],
  },
  {
    name: "Synth Rail Bridge",
    place: railBridgePlace,
    tags: { man_made: "bridge" },
    shape: "area",
    metres: turned({ eastM: 52, northM: 34, alongDeg: 68, alongM: 230, acrossM: 9 }),
  },
  {
    name: "Synth Branch Line",
    place: railBridgePlace,
    tags: { railway: "rail" },
    shape: "line",
    metres: [
      [-316, -120],
      [55, 30],
      [268, 116],
      [640, 266],
    ],
  },
  {
    name: "Synth Water Works",
    place: waterWorksPlace,
    tags: { man_made: "water_works" },
    shape: "area",
    metres: [
      [30, 20],
      [175, 20],
      [175, 200],
      [30, 200],
    ],
    hole: [
      [120, 20.5],
      [174, 20.5],
      [174, 50],
      [120, 50],
    ],
  },
  {
    name: "Synth Inlet",
    place: waterWorksPlace,
    tags: { waterway: "weir" },
    shape: "area",
    metres: [
      [255, 470],
      [320, 470],
      [320, 600],
      [255, 600],
    ],
  },
  {
    name: "Synth Tank Store",
    place: hazmatPlace,
    tags: { man_made: "storage_tank", hazard: "chemical" },
    shape: "area",
    metres: round({ eastM: 210, northM: 160, radiusM: 128 }),
  },
  {
    name: "Synth Fire Station",
    place: hazmatPlace,
    tags: { amenity: "fire_station" },
    shape: "area",
    metres: [
      [-70, -30],
      [-40, -30],
      [-40, 0],
      [-70, 0],
    ],
  },
  {
    name: "Synth Hospital",
    place: searchPlace,
    tags: { amenity: "hospital" },
    shape: "area",
    metres: [
      [-90, -70],
      [-45, -70],
      [-45, -35],
      [-90, -35],
    ],
  },
  {
    name: "Synth Ridge House",
    place: searchPlace,
    tags: { building: "house" },
    shape: "point",
    metres: [[262, 318]],
  },
];

/** Sites that it must not name. Where cameras look far, they lie farther off. */
const decoys: readonly SampleSite[] = [
  {
    name: "Decoy Vineyard",
    place: vineyardPlace,
    tags: { landuse: "vineyard" },
    shape: "area",
    metres: turned({ eastM: -150, northM: -520, alongDeg: 24, alongM: 120, acrossM: 90 }),
  },
  { name: "Decoy House", place: vineyardPlace, tags: { building: "house" }, shape: "point", metres: [[-110, 420]] },
  { name: "Decoy Substation", place: mappingPlace, tags: { power: "substation" }, shape: "point", metres: [[-560, 620]] },
  {
    name: "Decoy Station",
    place: railBridgePlace,
    tags: { railway: "station" },
    shape: "point",
    metres: [[-2600, -1900]],
  },
  { name: "Decoy Well", place: waterWorksPlace, tags: { man_made: "water_well" }, shape: "point", metres: [[-720, -380]] },
  { name: "Decoy Fuel Depot", place: hazmatPlace, tags: { industrial: "oil" }, shape: "point", metres: [[2900, -1700]] },
  { name: "Decoy Police Station", place: searchPlace, tags: { amenity: "police" }, shape: "point", metres: [[-850, 700]] },
];

/** Names of the planted sites, sorted: exactly these are in a report about the whole operation. */
export const plantedSites: readonly string[] = planted.map(({ name }) => name).sort();

/** The layer as GeoJSON text, the same each time. */
export function sampleSites(): string {
  const features = [...planted, ...decoys].map((site) => ({
    type: "Feature",
    properties: { name: site.name, ...site.tags, synthetic: "yes" },
    geometry: geometryOf(site),
  }));
  return `${JSON.stringify({ type: "FeatureCollection", features }, null, 1)}\n`;
}

function geometryOf({ place, shape, metres, hole }: SampleSite): { readonly type: string; readonly coordinates: unknown } {
  const scale = placeScale(place);
  const degrees = ([eastM, northM]: Metres): readonly [number, number] => [
    Number((place.lonDeg + eastM * scale.lonPerM).toFixed(7)),
    Number((place.latDeg + northM * scale.latPerM).toFixed(7)),
  ];
  const places = metres.map(degrees);
  if (shape === "point") return { type: "Point", coordinates: places[0] };
  if (shape === "line") return { type: "LineString", coordinates: places };
  const rings = [places, ...(hole === undefined ? [] : [hole.map(degrees)])];
  return { type: "Polygon", coordinates: rings.map((ring) => [...ring, ring[0]]) };
}

/** A rectangle from its corner: along a bearing, and across to the right of it. */
function turned(options: {
  readonly eastM: number;
  readonly northM: number;
  readonly alongDeg: number;
  readonly alongM: number;
  readonly acrossM: number;
}): readonly Metres[] {
  const { eastM, northM, alongDeg, alongM, acrossM } = options;
  const angle = (alongDeg * Math.PI) / 180;
  const at = (along: number, across: number): Metres => [
    eastM + Math.sin(angle) * along + Math.cos(angle) * across,
    northM + Math.cos(angle) * along - Math.sin(angle) * across,
  ];
  return [at(0, 0), at(alongM, 0), at(alongM, acrossM), at(0, acrossM)];
}

function round({
  eastM,
  northM,
  radiusM,
}: {
  readonly eastM: number;
  readonly northM: number;
  readonly radiusM: number;
}): readonly Metres[] {
  return Array.from({ length: 24 }, (_, at): Metres => {
    const angle = (at / 24) * 2 * Math.PI;
    return [eastM + Math.sin(angle) * radiusM, northM + Math.cos(angle) * radiusM];
  });
}
