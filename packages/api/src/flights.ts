/** Schemas of flights as the server, the web app and the command line exchange them. Unknown is `null`, never absent. */
import { z } from "zod";

const number = z.number().nullable();
const text = z.string().nullable();

/** Latitude and longitude, WGS-84 degrees. */
export const positionSchema = z.object({ latDeg: z.number(), lonDeg: z.number() });

/** A box of positions, degrees; `westDeg > eastDeg` crosses the antimeridian. */
export const boundsSchema = z.object({
  southDeg: z.number(),
  westDeg: z.number(),
  northDeg: z.number(),
  eastDeg: z.number(),
});

/** One row of the flight list (`flights --json` prints exactly this object a line). */
export const flightSummarySchema = z.object({
  id: z.string().describe("Stable id: 16 hexadecimal characters."),
  name: text.describe("Name a person gave it."),
  startUs: number.describe("Start, microseconds since 1970-01-01 UTC."),
  durationUs: number.describe("Duration, microseconds."),
  distanceM: number.describe("Length of the path over ground, metres."),
  maxAltHomeM: number.describe("Greatest height above home, metres."),
  maxGroundSpeedMps: number.describe("Greatest ground speed, metres per second."),
  aircraftSerial: text,
  aircraftName: text,
  productName: text.describe("Model, e.g. `Mavic 2`; `null` where the number is not known."),
  appName: text.describe("App and version, e.g. `iOS 4.3.24`."),
  format: z.string().describe("Format id, e.g. `dji-flight-record`."),
  formatVersion: z.number(),
  place: text.describe("Nearest known place, from the offline gazetteer, e.g. `Ridge Hollow, California, US`."),
  country: text.describe("ISO 3166-1 alpha-2 code of the territory flown in."),
  timeZone: text.describe("IANA time zone of the take-off point."),
  home: positionSchema.nullable().describe("Home point; of a sealed flight the position that its header names."),
  bounds: boundsSchema.nullable(),
  warnings: z.number().describe("Number of warning and serious events."),
  originals: z.number().describe("How many kept originals hold this flight."),
  sealed: z.boolean().describe("Encrypted, no fitting key given yet."),
  damaged: z.boolean().describe("Something was cut, skipped or repaired while reading."),
  synthetic: z.boolean().describe("Made by our own writers (the sample operation)."),
});
/** One row of the flight list. */
export type FlightSummary = z.infer<typeof flightSummarySchema>;

/** Columns the list can be sorted by. */
export const flightSortKeys = [
  "startUs",
  "durationUs",
  "distanceM",
  "maxAltHomeM",
  "maxGroundSpeedMps",
  "warnings",
  "place",
  "aircraftName",
  "appName",
] as const;

/** What the list shows. */
export const flightQuerySchema = z.object({
  search: z.string().max(200).default("").describe("Words that must all occur in name, note, place, serial, aircraft, app or id."),
  sort: z.enum(flightSortKeys).default("startUs"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  fromUs: z.number().optional().describe("Started at or after."),
  toUs: z.number().optional().describe("Started before."),
  aircraft: z.string().max(100).optional().describe("Aircraft serial."),
  app: z.string().max(100).optional().describe("App name exactly as listed."),
  country: z.string().max(2).optional(),
  place: z.string().max(200).optional().describe("Place exactly as listed."),
  minDurationUs: z.number().optional(),
  maxDurationUs: z.number().optional(),
  hasWarnings: z.boolean().optional(),
  sealed: z.boolean().optional(),
  damaged: z.boolean().optional(),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
});
/** What the list shows, with defaults filled in. */
export type FlightQuery = z.infer<typeof flightQuerySchema>;

/** A page of the list with the totals over everything that matches. */
export const flightPageSchema = z.object({
  total: z.number().describe("Flights that match."),
  totals: z.object({ durationUs: z.number(), distanceM: z.number(), warnings: z.number(), sealed: z.number() }),
  rows: z.array(flightSummarySchema),
});
/** A page of the list. */
export type FlightPage = z.infer<typeof flightPageSchema>;

/** What the filters can offer. */
export const flightFacetsSchema = z.object({
  flights: z.number(),
  aircraft: z.array(z.object({ serial: text, name: text, productName: text, flights: z.number() })),
  apps: z.array(z.object({ appName: z.string(), flights: z.number() })),
  countries: z.array(z.object({ country: z.string(), flights: z.number() })),
  places: z.array(z.object({ place: z.string(), flights: z.number() })).describe("Most frequent first, at most 500."),
  firstUs: number,
  lastUs: number,
});
/** What the filters can offer. */
export type FlightFacets = z.infer<typeof flightFacetsSchema>;

/** Something that happened (see `FlightEvent` of the flight room). */
export const flightEventSchema = z.object({
  row: z.number(),
  elapsedMs: z.number(),
  timeUs: number,
  byteOffset: z.number(),
  kind: z.string(),
  severity: z.enum(["info", "warning", "serious"]),
  sentence: z.string(),
  text,
});

/** Damage that was met and read past. */
export const issueSchema = z.object({ code: z.string(), offset: z.number(), field: text, sentence: z.string() });

/** One thing that the file tells anyone who has it. */
export const revealSchema = z.object({
  kind: z
    .string()
    .describe(
      "Stable kind: `aircraftSerial`, `droneName`, `accountFragment`, `uploadFlag`, `placeName`, `picture`, `pilotPosition`, `homePosition` ...",
    ),
  label: z.string(),
  value: z.string(),
  byteOffset: z.number(),
  lengthBytes: z.number(),
  scrambled: z.boolean().describe("The bytes there are XOR-scrambled (anyone can undo that)."),
  sentence: z.string().describe("What it means to whoever has the file."),
  alsoInFiles: z.number().describe("How many other kept originals hold the same value."),
});
/** One thing that the file tells. */
export type Reveal = z.infer<typeof revealSchema>;

/** A kept original that holds the flight. */
export const originalSchema = z.object({
  sha256: z.string(),
  sizeBytes: z.number(),
  keptUs: z.number(),
  fileName: text.describe("Name it was found under; `null` when the name was erased."),
  format: z.string().nullable(),
  sealed: z.boolean(),
  damaged: z.boolean(),
});
/** A kept original. */
export type Original = z.infer<typeof originalSchema>;

/** Everything the flight page shows but the columns. */
export const flightDetailSchema = z.object({
  summary: flightSummarySchema,
  note: text,
  endUs: number,
  rows: z.number().describe("Rows of the track."),
  clock: z.object({
    method: z.enum(["wallClock", "header", "none"]),
    residualP95Ms: number,
    repairedRows: z.number(),
  }),
  stats: z.object({
    durationUs: z.number(),
    airborneUs: z.number(),
    distanceM: number,
    maxAltHomeM: number,
    minAltHomeM: number,
    maxGroundSpeedMps: number,
    maxClimbMps: number,
    maxDescentMps: number,
    maxDistanceHomeM: number,
    batteryStartPct: number,
    batteryEndPct: number,
    minSatellites: number,
    photos: number,
    bounds: boundsSchema.nullable(),
  }),
  claims: z.object({
    startUs: number,
    durationUs: number,
    distanceM: number,
    maxAltHomeM: number,
    maxGroundSpeedMps: number,
    latDeg: number,
    lonDeg: number,
    places: z.array(z.string()),
    captureNum: number,
  }),
  aircraft: z.object({
    productType: number,
    productName: text,
    name: text,
    serial: text,
    cameraSerial: text,
    rcSerial: text,
    firmware: z.array(z.object({ component: z.string(), version: z.string() })),
  }),
  batteries: z.array(
    z.object({
      serial: text,
      cells: number,
      designedChargeMah: number,
      fullChargeMah: number,
      discharges: number,
      lifePct: number,
      minCellV: number,
      maxCellSpreadV: number,
      maxTempDegC: number,
    }),
  ),
  app: z.object({ platform: number, platformName: text, version: text }),
  home: positionSchema.nullable(),
  pilot: positionSchema.nullable(),
  events: z.array(flightEventSchema),
  issues: z.array(issueSchema),
  records: z.array(z.object({ type: z.number(), name: z.string(), count: z.number() })),
  pictures: z.array(z.object({ kind: z.enum(["full", "shrunk", "found"]), byteOffset: z.number(), lengthBytes: z.number() })),
  reveals: z.array(revealSchema),
  originals: z.array(originalSchema),
});
/** Everything the flight page shows but the columns. */
export type FlightDetail = z.infer<typeof flightDetailSchema>;

/** Columns of a flight, downsampled so that every minimum and maximum survives. */
export const flightColumnsSchema = z.object({
  rows: z.number().describe("Rows of the whole track."),
  series: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      elapsedMs: z.array(z.number()),
      values: z.array(z.number().nullable()),
    }),
  ),
});
/** Columns of a flight for charts: each series has its own rows. */
export type FlightColumns = z.infer<typeof flightColumnsSchema>;

/** The track for the map and the replay: common rows, arrays of one length, `null` where unknown. */
export const flightTrackSchema = z.object({
  rows: z.number(),
  row: z.array(z.number()),
  elapsedMs: z.array(z.number()),
  latDeg: z.array(z.number().nullable()),
  lonDeg: z.array(z.number().nullable()),
  altHomeM: z.array(z.number().nullable()),
  groundSpeedMps: z.array(z.number().nullable()),
  yawDeg: z.array(z.number().nullable()),
  signalPct: z.array(z.number().nullable()),
  satellites: z.array(z.number().nullable()),
  batteryPct: z.array(z.number().nullable()),
  weak: z.array(z.number()),
});
/** The track for the map and the replay. */
export type FlightTrack = z.infer<typeof flightTrackSchema>;
