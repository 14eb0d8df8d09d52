/**
 * What the layers of vector tiles are by their names: those of OpenMapTiles, Protomaps and Shortbread, and plain words. Sources: openmaptiles.org/schema,
 * docs.protomaps.com/basemaps/layers, shortbread-tiles.org/schema.
 */

/** How a layer is drawn. */
export type OwnMapRole = "ground" | "green" | "water" | "buildings" | "roads" | "borders" | "names" | "other";

/** Role by name, lower case; a name that does not stand here is `other`. */
export const ownMapRoles: Readonly<Record<string, OwnMapRole>> = {
  earth: "ground",
  land: "green",
  landcover: "green",
  landuse: "green",
  landuse_overlay: "green",
  globallandcover: "green",
  natural: "green",
  park: "green",
  parks: "green",
  sites: "green",
  water: "water",
  waterway: "water",
  waterways: "water",
  ocean: "water",
  water_polygons: "water",
  water_lines: "water",
  building: "buildings",
  buildings: "buildings",
  transportation: "roads",
  transit: "roads",
  roads: "roads",
  road: "roads",
  streets: "roads",
  street_polygons: "roads",
  bridges: "roads",
  aeroway: "roads",
  ferries: "roads",
  boundary: "borders",
  boundaries: "borders",
  borders: "borders",
  place: "names",
  places: "names",
  place_labels: "names",
  water_name: "names",
  transportation_name: "names",
  street_labels: "names",
  mountain_peak: "names",
  physical_point: "names",
  aerodrome_label: "names",
};

/** Layers that would only crowd the map. */
export const ownMapHidden: ReadonlySet<string> = new Set(["housenumber", "addresses", "poi", "pois", "mask", "water_polygons_labels"]);
