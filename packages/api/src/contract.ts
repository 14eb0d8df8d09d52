/** The typed API: what the server answers. The OpenAPI document is generated from this. */
import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import {
  auditRequestSchema,
  auditRowSchema,
  auditSchema,
  auditSuggestionSchema,
  evidenceSchema,
  findingPageSchema,
  findingQuerySchema,
  findingSchema,
} from "./audits.ts";
import {
  captureDetailSchema,
  capturePageSchema,
  captureQuerySchema,
  columnEngineSchema,
  flowGroupPageSchema,
  flowGroupQuerySchema,
  flowPageSchema,
  flowQuerySchema,
  flowTimelineQuerySchema,
  flowTimelineSchema,
} from "./captures.ts";
import {
  flightColumnsSchema,
  flightDetailSchema,
  flightFacetsSchema,
  flightPageSchema,
  flightQuerySchema,
  flightTrackSchema,
} from "./flights.ts";
import { fsckSchema, importJobSchema, keptFileSchema, keyRequestSchema, lineSchema, mapFilesSchema, vaultInfoSchema } from "./work.ts";

const id = z.object({ id: z.string().max(64) });

/** The contract. Files (originals, exports, uploads, pictures) are plain HTTP beside it: see `filePaths`. */
export const contract = {
  flights: {
    list: oc
      .route({ method: "GET", path: "/flights", summary: "Flights that match, a page at a time" })
      .input(flightQuerySchema)
      .output(flightPageSchema),
    facets: oc.route({ method: "GET", path: "/flights/facets", summary: "What the filters can offer" }).output(flightFacetsSchema),
    get: oc.route({ method: "GET", path: "/flights/{id}", summary: "One flight without its columns" }).input(id).output(flightDetailSchema),
    track: oc
      .route({ method: "GET", path: "/flights/{id}/track", summary: "Track for the map and the replay" })
      .input(id.extend({ maxRows: z.coerce.number().int().min(2).max(200_000).default(6000) }))
      .output(flightTrackSchema),
    columns: oc
      .route({ method: "GET", path: "/flights/{id}/columns", summary: "Columns for charts, every minimum and maximum kept" })
      .input(
        id.extend({
          names: z.string().max(2000).describe("Column names, separated by commas."),
          buckets: z.coerce.number().int().min(1).max(20_000).default(1000),
        }),
      )
      .output(flightColumnsSchema),
    annotate: oc
      .route({ method: "PATCH", path: "/flights/{id}", summary: "Give a flight a name or a note" })
      .input(id.extend({ name: z.string().max(200).nullable().optional(), note: z.string().max(20_000).nullable().optional() }))
      .output(flightDetailSchema),
  },
  captures: {
    list: oc
      .route({ method: "GET", path: "/captures", summary: "Kept captures, a page at a time" })
      .input(captureQuerySchema)
      .output(capturePageSchema),
    get: oc
      .route({ method: "GET", path: "/captures/{sha256}", summary: "One capture without its conversations" })
      .input(z.object({ sha256: z.string().length(64) }))
      .output(captureDetailSchema),
  },
  flows: {
    list: oc
      .route({ method: "GET", path: "/flows", summary: "Conversations of one capture, or of all, a page at a time" })
      .input(flowQuerySchema)
      .output(flowPageSchema),
    groups: oc
      .route({ method: "GET", path: "/flows/groups", summary: "Who was talked to: conversations grouped" })
      .input(flowGroupQuerySchema)
      .output(flowGroupPageSchema),
    timeline: oc
      .route({ method: "GET", path: "/flows/timeline", summary: "Conversations over time" })
      .input(flowTimelineQuerySchema)
      .output(flowTimelineSchema),
    engine: oc
      .route({ method: "GET", path: "/flows/engine", summary: "How questions over conversations are answered here" })
      .output(columnEngineSchema),
  },
  audits: {
    list: oc
      .route({ method: "GET", path: "/audits", summary: "Audits since the server started, newest first" })
      .output(z.array(auditRowSchema)),
    start: oc
      .route({ method: "POST", path: "/audits", summary: "Audit captures with flights; the same request finds the same audit" })
      .input(auditRequestSchema)
      .output(auditSchema),
    suggest: oc
      .route({ method: "GET", path: "/audits/suggestion", summary: "What belongs to captures: flights by their time" })
      .input(z.object({ captures: z.string().max(4_000).describe("SHA-256 of captures, separated by commas.") }))
      .output(auditSuggestionSchema),
    get: oc
      .route({ method: "GET", path: "/audits/{id}", summary: "How far an audit is, and its answer once it is done" })
      .input(id)
      .output(auditSchema),
    stop: oc.route({ method: "POST", path: "/audits/{id}/stop", summary: "Stop an audit" }).input(id).output(auditSchema),
    findings: oc
      .route({ method: "GET", path: "/audits/{id}/findings", summary: "What was found, a page at a time" })
      .input(findingQuerySchema)
      .output(findingPageSchema),
    finding: oc
      .route({ method: "GET", path: "/audits/{id}/findings/{findingId}", summary: "One finding with where its evidence stands" })
      .input(id.extend({ findingId: z.string().max(64) }))
      .output(findingSchema),
    evidence: oc
      .route({ method: "GET", path: "/audits/{id}/findings/{findingId}/evidence", summary: "A finding read again from the kept original" })
      .input(id.extend({ findingId: z.string().max(64) }))
      .output(evidenceSchema),
  },
  imports: {
    list: oc.route({ method: "GET", path: "/imports", summary: "Imports since the server started" }).output(z.array(importJobSchema)),
    start: oc
      .route({ method: "POST", path: "/imports", summary: "Import files or folders of this machine" })
      .input(z.object({ paths: z.array(z.string().min(1).max(4096)).min(1).max(1000) }))
      .output(importJobSchema),
    sample: oc.route({ method: "POST", path: "/imports/sample", summary: "Load the sample operation" }).output(importJobSchema),
    stop: oc
      .route({ method: "POST", path: "/imports/{id}/stop", summary: "Stop an import; what was kept stays" })
      .input(id)
      .output(importJobSchema),
    watch: oc
      .route({ method: "GET", path: "/imports/watch", summary: "Progress of all imports, as events" })
      .output(eventIterator(importJobSchema)),
  },
  files: {
    list: oc
      .route({ method: "GET", path: "/files", summary: "Kept files, read or not" })
      .input(
        z.object({
          state: z.enum(["read", "sealed", "unread", "damaged"]).optional(),
          offset: z.coerce.number().int().min(0).default(0),
          limit: z.coerce.number().int().min(1).max(1000).default(200),
        }),
      )
      .output(z.object({ total: z.number(), rows: z.array(keptFileSchema) })),
  },
  keys: {
    request: oc
      .route({ method: "GET", path: "/keys/request/{sha256}", summary: "The exact keychain request of a sealed original; nothing is sent" })
      .input(z.object({ sha256: z.string().length(64) }))
      .output(keyRequestSchema),
    add: oc
      .route({ method: "POST", path: "/keys", summary: "Take a keychain reply and open what it fits" })
      .input(z.object({ sha256: z.string().length(64).optional(), reply: z.string().max(4_000_000) }))
      .output(z.object({ opened: z.array(z.string()).describe("SHA-256 of the originals that opened."), sentence: z.string() })),
  },
  vault: {
    info: oc.route({ method: "GET", path: "/vault", summary: "What the vault holds" }).output(vaultInfoSchema),
    fsck: oc.route({ method: "POST", path: "/vault/fsck", summary: "Re-hash everything that is kept" }).output(fsckSchema),
  },
  maps: oc.route({ method: "GET", path: "/maps", summary: "Base maps that lie on this machine" }).output(mapFilesSchema),
  line: oc.route({ method: "GET", path: "/line", summary: "Outbound connections since the start" }).output(lineSchema),
};

/** Plain HTTP paths beside the contract. */
export const filePaths = {
  /** `PUT`, body = the file's bytes, header `x-creance-path` = percent-encoded relative path, query `?job=ID`. Answers an `ImportedFile`. */
  upload: "/files/upload",
  /** `POST` opens an upload job (JSON `{label, files, bytes}`), `DELETE ?job=ID` closes it. */
  uploadJob: "/files/upload-job",
  /** `GET /files/originals/SHA256`: the original, byte for byte, as an attachment. */
  original: "/files/originals",
  /** `GET /files/flights/ID.FORMAT` with FORMAT csv, json, geojson, gpx or kml. */
  flightExport: "/files/flights",
  /** `GET /files/flows/SHA256.FORMAT` with FORMAT csv or jsonl: every conversation of a capture, by time. */
  flowsExport: "/files/flows",
  /** `GET /files/audits/ID.FORMAT` with FORMAT json (the whole result), html or pdf (the report). */
  auditExport: "/files/audits",
  /** `GET /files/pictures/SHA256/BYTE_OFFSET-LENGTH.jpg`: a picture inside an original. */
  picture: "/files/pictures",
  /** `GET` with `Range`: `/basemap/world.pmtiles`, and `/basemap/own/NAME.pmtiles` for files of the vault's folder `maps` (see `maps`). */
  basemap: "/basemap",
} as const;
