// Land and lines from world-atlas (Natural Earth, public domain) and us-atlas (US Census Bureau, public domain), as GeoJSON whose
// longitudes run on across the antimeridian: the tiler wraps what lies beyond 180 degrees. Drawn as they are, such shapes would bar the whole map.
import { createRequire } from "node:module";
import { feature, mesh } from "topojson-client";

const require = createRequire(import.meta.url);

/** Land at a scale (`110m`, `50m`, `10m`: one to 110, 50, 10 million), one feature for each polygon. */
export function readLand(scale) {
  const topology = require(`world-atlas/land-${scale}.json`);
  return features(
    feature(topology, topology.objects.land).features.flatMap(({ geometry }) =>
      polygonsOf(geometry).map((polygon) => ({ type: "Polygon", coordinates: polygon.map(continuousRing) })),
    ),
  );
}

/** Lines between two countries at a scale. Coasts are the edge of the land. */
export function readBorders(scale) {
  const topology = require(`world-atlas/countries-${scale}.json`);
  return lines(mesh(topology, topology.objects.countries, (a, b) => a !== b));
}

/** Lines between two states of the United States. */
export function readStates() {
  const topology = require("us-atlas/counties-10m.json");
  return lines(mesh(topology, topology.objects.states, (a, b) => a !== b));
}

/** Lines between two counties of one state. */
export function readCounties() {
  const topology = require("us-atlas/counties-10m.json");
  const stateOf = (county) => String(county.id).slice(0, 2);
  return lines(mesh(topology, topology.objects.counties, (a, b) => a !== b && stateOf(a) === stateOf(b)));
}

/** A ring whose longitudes never step by more than half a turn. One that goes around a pole is closed over that pole. */
export function continuousRing(ring) {
  const run = continuousLine(ring);
  const first = run[0];
  const last = run[run.length - 1];
  if (Math.abs(last[0] - first[0]) < 180) return run;
  const poleDeg = first[1] < 0 ? -90 : 90;
  return [...run, [last[0], poleDeg], [first[0], poleDeg], first];
}

/** A line whose longitudes never step by more than half a turn. */
export function continuousLine(line) {
  let turnDeg = 0;
  let previousDeg = line[0][0];
  return line.map(([lonDeg, latDeg]) => {
    if (lonDeg - previousDeg > 180) turnDeg -= 360;
    else if (lonDeg - previousDeg < -180) turnDeg += 360;
    previousDeg = lonDeg;
    return [lonDeg + turnDeg, latDeg];
  });
}

function polygonsOf(geometry) {
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
}

function lines({ coordinates }) {
  return features(coordinates.map((line) => ({ type: "LineString", coordinates: continuousLine(line) })));
}

function features(geometries) {
  return { type: "FeatureCollection", features: geometries.map((geometry) => ({ type: "Feature", properties: {}, geometry })) };
}
