/** Schemas of pictures and clips, where they were taken and what they show, as the server, the web app and the command line exchange them. */
import { z } from "zod";
import { positionSchema, revealSchema } from "./flights.ts";

const number = z.number().nullable();
const text = z.string().nullable();
const flag = z.enum(["true", "false"]).transform((value) => value === "true");

/** What a kept file is to the eye. */
export const mediaKinds = ["photo", "clip", "subtitle"] as const;
/** How sure the match of an item with a flight is; `person`: settled by hand. */
export const matchConfidences = ["sure", "likely", "doubtful", "none", "person"] as const;

/** One item of the wall (`creance media --json` prints exactly this object a line). */
export const mediaRowSchema = z.object({
  sha256: z.string(),
  fileName: text.describe("Name it was found under; `null` when the name was erased."),
  sizeBytes: z.number(),
  kind: z.enum(mediaKinds),
  format: z.string().describe("Format id, e.g. `jpeg`, `dng`, `mp4`, `srt`."),
  widthPx: number,
  heightPx: number,
  durationUs: number,
  thermal: z.boolean(),
  timeUs: number.describe("When it was taken, UTC by the file or by its card's solved clock; `null` while that is unknown."),
  localUs: number.describe("The camera's wall clock, read as if it were UTC; `null` without a date."),
  position: positionSchema.nullable(),
  cameraModel: text,
  aircraftModel: text,
  flightId: text.describe("The flight it stands with; of a doubtful match `null`."),
  confidence: z.enum(matchConfidences),
  place: text.describe("Nearest known place, from the offline gazetteer."),
  timeZone: text,
  synthetic: z.boolean(),
  damaged: z.boolean(),
  thumbnail: z
    .enum(["ready", "possible", "none"])
    .describe(
      "`possible`: made when it is first looked at; `none`: the file has no picture that can be shown here, `sentence` of the detail says why.",
    ),
  footprint: z.enum(["area", "viewTowards", "position", "unknown"]).describe("What is known of the ground it shows."),
});
/** One item of the wall. */
export type MediaRow = z.infer<typeof mediaRowSchema>;

/** What the wall shows. */
export const mediaQuerySchema = z.object({
  search: z.string().max(200).default("").describe("Words that must all occur in name, place, camera or aircraft."),
  kind: z
    .enum([...mediaKinds, "all"])
    .default("all")
    .describe("`all` leaves out subtitle files that stand beside their clip."),
  flight: z.string().max(64).optional().describe("Only items of this flight."),
  confidence: z.enum(matchConfidences).optional(),
  fromUs: z.coerce.number().optional(),
  toUs: z.coerce.number().optional(),
  sort: z.enum(["timeUs", "fileName", "sizeBytes"]).default("timeUs"),
  direction: z.enum(["asc", "desc"]).default("desc"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
/** What the wall shows, with defaults filled in. */
export type MediaQuery = z.infer<typeof mediaQuerySchema>;

/** A page of the wall. */
export const mediaPageSchema = z.object({
  total: z.number(),
  totals: z.object({ photos: z.number(), clips: z.number(), sizeBytes: z.number(), doubtful: z.number(), unmatched: z.number() }),
  rows: z.array(mediaRowSchema),
});
/** A page of the wall. */
export type MediaPage = z.infer<typeof mediaPageSchema>;

const ring = z.array(positionSchema);

/** A footprint with everything that it was computed from (see the flight room). */
export const footprintSchema = z.object({
  kind: z.enum(["area", "viewTowards", "position", "unknown"]),
  method: z.enum(["laserRange", "terrain", "measuredAboveGround", "flatAtTakeOff"]).nullable(),
  camera: positionSchema.nullable(),
  bearingDeg: number,
  depressionDeg: number,
  heightAboveGroundM: number,
  centre: positionSchema.nullable(),
  polygon: ring.describe("What is probably seen."),
  polygonPx: z.array(z.object({ x: z.number(), y: z.number() })),
  band: ring.describe("What may be seen: two sigma around it."),
  bandM: number,
  laser: positionSchema.nullable(),
  inputs: z.array(z.object({ name: z.string(), value: z.string(), source: z.string(), sigma: z.number(), unit: z.string() })),
  terrain: text,
  horizonCut: z.boolean(),
  warnings: z.array(z.string()),
});

/** How an item was matched. */
export const mediaMatchSchema = z.object({
  flightId: text.describe("Best guess of a doubtful match too."),
  flightName: text,
  confidence: z.enum(matchConfidences),
  reasons: z.array(z.string()),
  residualM: number,
  clockOffsetUs: number.describe("Wall clock of the card minus UTC, as solved for the whole card."),
  candidates: z.array(
    z.object({
      flightId: z.string(),
      name: text,
      place: text,
      startUs: number,
      residualM: number,
      reasons: z.array(z.string()),
    }),
  ),
  sentence: z.string(),
});

/** One fact of an item, as the file says it. */
export const mediaFactSchema = z.object({
  group: z.enum(["time", "place", "view", "camera", "aircraft", "laser", "film", "file"]),
  label: z.string(),
  value: z.string(),
  source: text.describe("Where the file says it: `xmp`, `exif`, `telemetry` ..."),
  byteOffset: number,
});

/** Everything about one item. */
export const mediaDetailSchema = z.object({
  row: mediaRowSchema,
  sentence: text,
  match: mediaMatchSchema,
  footprint: footprintSchema.nullable().describe("Of a photo; a clip's are asked for with `media.clip`."),
  facts: z.array(mediaFactSchema),
  reveals: z.array(revealSchema),
  previews: z.array(
    z.object({
      kind: z.string(),
      byteOffset: z.number(),
      lengthBytes: z.number(),
      widthPx: number,
      heightPx: number,
      viewable: z.boolean().describe("Can be fetched from `filePaths.picture`."),
    }),
  ),
  beside: z
    .array(z.object({ sha256: z.string(), fileName: text, kind: z.string() }))
    .describe("Subtitle, raw or proxy files of the same stem."),
  issues: z.array(z.object({ code: z.string(), offset: z.number(), field: text, sentence: z.string() })),
  neighbours: z.object({ before: text, after: text }).describe("SHA-256 of the items before and after it in its flight, by time."),
  view: z.enum(["original", "rendered", "preview", "none"]).describe("What `filePaths.mediaView` answers with."),
  video: z
    .enum(["original", "proxy", "possible", "none"])
    .describe(
      "`original`: browsers may play it as it is; `proxy`: one was made; `possible`: one can be made; `none`: ffmpeg is missing or it is no clip.",
    ),
});
/** Everything about one item. */
export type MediaDetail = z.infer<typeof mediaDetailSchema>;

/** Samples of a clip for map and charts, arrays of one length, `null` where unknown; and a footprint for each second where attitude is known. */
export const clipSchema = z.object({
  samples: z.number(),
  source: z
    .string()
    .describe("`telemetry`: inside the clip; `subtitle`: inside or beside it; `flightTrack`: the flight it was matched to; `none`."),
  elapsedMs: z.array(z.number()),
  latDeg: z.array(number),
  lonDeg: z.array(number),
  altHomeM: z.array(number),
  groundSpeedMps: z.array(number),
  yawDeg: z.array(number),
  gimbalYawDeg: z.array(number),
  gimbalPitchDeg: z.array(number),
  footprints: z.array(
    z.object({ second: z.number(), kind: z.string(), polygon: ring, band: ring, bearingDeg: number, centre: positionSchema.nullable() }),
  ),
  sentence: text.describe("What is missing, for a person."),
});
/** Samples of a clip. */
export type Clip = z.infer<typeof clipSchema>;

/** A place clicked on the map. */
export const mediaAroundQuerySchema = z.object({
  latDeg: z.coerce.number().min(-90).max(90),
  lonDeg: z.coerce.number().min(-180).max(180),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

/** Every picture and second of film that saw a place. */
export const mediaAroundSchema = z.object({
  total: z.number(),
  rows: z.array(
    z.object({
      media: mediaRowSchema,
      certainty: z.enum(["probably", "may"]).describe("Inside the footprint, or only inside its band."),
      seconds: z.array(z.object({ from: z.number(), to: z.number() })).describe("Of a clip: which seconds; of a photo empty."),
      distanceM: number.describe("From the camera to the place."),
      pixel: z
        .object({ x: z.number(), y: z.number() })
        .nullable()
        .describe("About where in the picture it is; `null` outside the polygon."),
    }),
  ),
  unknown: z.number().describe("Pictures and clips whose view is unknown: they may show it, too."),
  tookMs: z.number(),
});
/** Every picture and second of film that saw a place. */
export type MediaAround = z.infer<typeof mediaAroundSchema>;

/** Footprints inside a box for the map. */
export const mediaFootprintsQuerySchema = z.object({
  southDeg: z.coerce.number(),
  westDeg: z.coerce.number(),
  northDeg: z.coerce.number(),
  eastDeg: z.coerce.number(),
  flight: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
});

/** Footprints inside a box. */
export const mediaFootprintsSchema = z.object({
  total: z.number(),
  rows: z.array(
    z.object({
      sha256: z.string(),
      kind: z.enum(mediaKinds),
      second: number,
      polygon: ring,
      band: ring,
      camera: positionSchema.nullable(),
    }),
  ),
});
/** Footprints inside a box. */
export type MediaFootprints = z.infer<typeof mediaFootprintsSchema>;

/** Cards whose clock was solved, or not. */
export const mediaCardsSchema = z.array(
  z.object({
    card: z.string(),
    items: z.number(),
    offsetUs: number,
    zoneMin: number,
    residualM: number,
    doubtful: z.number(),
    sentence: z.string(),
  }),
);
/** Cards whose clock was solved, or not. */
export type MediaCards = z.infer<typeof mediaCardsSchema>;

/** A person's word on which flight took an item; `null` flight: of no kept flight; `undo`: takes the word away again. */
export const mediaSettleSchema = z.object({
  sha256: z.array(z.string().length(64)).min(1).max(1000),
  flightId: z.string().max(64).nullable(),
  undo: z.boolean().default(false),
});

/** A flight that a person enters, for an aircraft that logs nothing. Kept as a small document of its own. */
export const manualFlightSchema = z.object({
  startUs: z.number(),
  durationUs: z
    .number()
    .positive()
    .max(7 * 86_400 * 1e6),
  aircraftName: z.string().max(200).nullable().default(null),
  aircraftSerial: z.string().max(100).nullable().default(null),
  position: positionSchema.nullable().default(null).describe("Take-off place."),
  pilot: z.string().max(200).nullable().default(null),
  maxAltHomeM: z.number().min(-500).max(10_000).nullable().default(null),
  distanceM: z.number().min(0).max(1e6).nullable().default(null),
  purpose: z.string().max(2000).nullable().default(null),
});
/** A flight that a person enters. */
export type ManualFlight = z.infer<typeof manualFlightSchema>;

/** What kind of sensitive place a layer or a feature is. */
export const siteKinds = ["water", "power", "rail", "bridge", "hazardous", "hospital", "responder", "vineyard", "home", "other"] as const;

/** One row of the exposure report (`creance exposure --json` prints exactly this object a line). */
export const exposureRowSchema = z.object({
  item: z.string().describe("Id of the flight, or SHA-256 of the picture or clip."),
  itemKind: z.enum(["flight", "photo", "clip", "subtitle", "file"]),
  itemName: text,
  kind: z
    .string()
    .describe(
      "How: `track`, `footprint`, `laserPoint`, `viewTowards`, `cameraPosition`, `home`, `pilot`; or what a header gives away: `aircraftSerial`, `accountFragment`, `correctionServer`, `placeName`, `preview` ...",
    ),
  site: text.describe("Name of the site; `null` for a header."),
  layer: text.describe("Name of the layer that the site stands in; `null` for a header."),
  siteKind: z.enum(siteKinds).nullable(),
  certainty: z
    .enum(["probably", "may"])
    .describe("`probably` shows it: inside the polygon, the track, the value itself; `may` show it: only inside the band."),
  byteOffset: number.describe("Offset in the original of the value that says so; `null` where there is none."),
  region: z
    .array(z.object({ x: z.number(), y: z.number() }))
    .nullable()
    .describe("Outline in the picture, pixels from its upper left corner; `null` where there is none."),
  sha256: text.describe("The original that `byteOffset` counts in."),
  distanceM: number.describe("From track, home or pilot to the site; 0 inside."),
  fromMs: number.describe("First moment: milliseconds since the start of the flight or clip."),
  toMs: number,
  value: text.describe("What the header gives away."),
  sentence: z.string(),
});
/** One row of the exposure report. */
export type ExposureRow = z.infer<typeof exposureRowSchema>;

/** What an exposure report is asked for. Without flights and media: everything kept. */
export const exposureRequestSchema = z.object({
  flights: z.array(z.string().max(64)).max(10_000).default([]),
  media: z.array(z.string().length(64)).max(100_000).default([]),
  withMedia: flag.or(z.boolean()).default(true).describe("Pictures and clips of the named flights, too."),
  nearM: z.coerce.number().min(0).max(10_000).default(100).describe("How near a home or pilot position counts, metres."),
});
/** What an exposure report is asked for. */
export type ExposureRequest = z.infer<typeof exposureRequestSchema>;

/** The exposure report. */
export const exposureReportSchema = z.object({
  request: exposureRequestSchema,
  items: z.object({ flights: z.number(), photos: z.number(), clips: z.number(), files: z.number() }),
  layers: z.array(
    z.object({
      name: z.string(),
      fileName: z.string(),
      sha256: z.string(),
      sites: z.number(),
      kinds: z.array(z.enum(siteKinds)),
      problem: text.describe("Why the layer, or a part of it, could not be used."),
    }),
  ),
  terrain: z.array(z.string()),
  sites: z
    .array(
      z.object({
        site: z.string(),
        layer: z.string(),
        siteKind: z.enum(siteKinds),
        certainty: z.enum(["probably", "may"]),
        rows: z.number(),
        items: z.number(),
        position: positionSchema,
        ring: z.array(positionSchema).describe("Outline for the map, simplified; empty for a point."),
      }),
    )
    .describe("The sites that are named, most rows first."),
  headers: z.array(z.object({ kind: z.string(), label: z.string(), values: z.number(), items: z.number(), sentence: z.string() })),
  rows: z.array(exposureRowSchema),
  rowsLeftOut: z.number(),
  unknown: z
    .array(z.object({ item: z.string(), itemName: text, sentence: z.string() }))
    .describe("Items whose view is unknown: they may show anything."),
  sentence: z.string(),
});
/** The exposure report. */
export type ExposureReport = z.infer<typeof exposureReportSchema>;

/** What can be shown and made on this machine. */
export const mediaToolsSchema = z.object({
  thumbnails: z.boolean(),
  ffmpeg: text.describe("Version; `null` when it is not installed."),
  terrain: z.array(z.object({ name: z.string(), sha256: z.string(), problem: text })),
  sites: z.array(z.object({ name: z.string(), sites: z.number(), problem: text })),
  sentence: text.describe("What is missing and what that costs."),
});
/** What can be shown and made on this machine. */
export type MediaTools = z.infer<typeof mediaToolsSchema>;
