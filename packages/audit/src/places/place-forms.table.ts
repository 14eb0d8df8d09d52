/**
 * How requests ask about places, as data. Names are compared in lower case without `_`, `-`, `.` and brackets. Sources: public interface descriptions of
 * map, airspace, weather and elevation services; DJI's `in_rectangle` and `tfrs_around` as published audits show them.
 */

/** Two corners of a rectangle, by what stands before or behind `lat` and `lng`. Which one is which does not matter. */
export const cornerPairs = [
  ["lt", "rb"],
  ["lb", "rt"],
  ["tl", "br"],
  ["bl", "tr"],
  ["ul", "lr"],
  ["ll", "ur"],
  ["nw", "se"],
  ["sw", "ne"],
  ["min", "max"],
  ["start", "end"],
  ["topleft", "bottomright"],
  ["bottomleft", "topright"],
  ["lefttop", "rightbottom"],
  ["leftbottom", "righttop"],
  ["upperleft", "lowerright"],
  ["lowerleft", "upperright"],
  ["northwest", "southeast"],
  ["southwest", "northeast"],
] as const;

/** Four rims of a rectangle: south, north, west, east. */
export const rimNames = [
  ["south", "north", "west", "east"],
  ["s", "n", "w", "e"],
  ["bottom", "top", "left", "right"],
  ["lamin", "lamax", "lomin", "lomax"],
  ["ymin", "ymax", "xmin", "xmax"],
  ["miny", "maxy", "minx", "maxx"],
] as const;

/** Names of a latitude and a longitude of one point. */
export const latNames = [
  "lat",
  "latitude",
  "centerlat",
  "centrelat",
  "latcenter",
  "gpslat",
  "y",
  "clat",
  "lati",
  "userlat",
  "mylat",
] as const;
export const lonNames = [
  "lng",
  "lon",
  "long",
  "longitude",
  "centerlng",
  "centerlon",
  "centrelon",
  "lngcenter",
  "gpslng",
  "gpslon",
  "x",
  "clng",
  "clon",
  "longi",
  "userlng",
  "mylng",
] as const;

/** Names of a radius, with metres a unit; `null`: metres, or kilometres when the number is below 50. */
export const radiusNames: { readonly [name: string]: number | null } = {
  radius: null,
  searchradius: null,
  distance: null,
  dist: null,
  range: null,
  within: null,
  rad: null,
  r: null,
  radiusm: 1,
  radiusmeters: 1,
  radiusinmeters: 1,
  radiusmetres: 1,
  distancem: 1,
  radiuskm: 1000,
  distancekm: 1000,
  radiusmiles: 1609.344,
  radiusmi: 1609.344,
  radiusnm: 1852,
  distancenm: 1852,
};

/** Names of a rectangle in one value of four numbers. */
export const boxNames = [
  "bbox",
  "box",
  "bounds",
  "boundingbox",
  "extent",
  "viewbox",
  "rect",
  "rectangle",
  "envelope",
  "geometry",
  "viewport",
  "area",
  "inrectangle",
] as const;

/** Names of a point in one value of two numbers. */
export const pointNames = [
  "center",
  "centre",
  "ll",
  "q",
  "latlng",
  "latlon",
  "lnglat",
  "lonlat",
  "location",
  "locations",
  "loc",
  "point",
  "near",
  "coords",
  "coordinates",
  "coordinate",
  "position",
  "pos",
  "geo",
  "origin",
  "at",
  "geocode",
  "sll",
  "cbll",
  "points",
] as const;

/** Names of a zoom. */
export const zoomNames = ["zoom", "z", "zoomlevel", "level", "lvl", "lod", "l", "tilematrix"] as const;

/** Names of a tile's column and row. */
export const tileColumnNames = ["x", "tilecol", "col", "column", "tilex"] as const;
export const tileRowNames = ["y", "tilerow", "row", "tiley"] as const;

/** Names of a quadkey, a geohash and an H3 cell. */
export const quadkeyNames = ["quadkey", "quadkeys", "qk", "quad"] as const;
export const geohashNames = ["geohash", "gh", "hash"] as const;

/** Words of hosts and paths that answer with what lies at a place: with a point they ask about it. */
export const lookupWords =
  /elevation|altitude|terrain|height|timezone|time-zone|weather|forecast|metar|taf|wind|airspace|no-?fly|fly-?safe|geofence|geo-?zone|tfr|notam|geocod|reverse|nearby|around|places?\b|poi|address|sunrise|magnetic|declination|kp-?index/i;

/** Words of hosts and paths that serve tiles: with them three numbers are a tile even without a file's extension. */
export const tileWords = /tile|map|terrain|elevation|vector|raster|satellite|wmts|tms|xyz|dem\b|imagery|basemap|mvt|pbf|hillshade|contour/i;

/** Extensions of tiles. */
export const tileExtensions = /^(?:png|jpe?g|webp|avif|gif|mvt|pbf|terrain|hgt|tiff?|json|geojson|topojson|bin|b3dm|vector|gz|lerc)$/i;

/** Pixels of a view when a request names none. */
export const DEFAULT_VIEW_PIXELS = 512;

/** Radius in metres for a point that a look-up asks about. */
export const LOOKUP_RADIUS_M = 1_000;
