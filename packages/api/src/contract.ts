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
import { grantsContract } from "./grants.ts";
import {
  holdAttemptPageSchema,
  holdAttemptQuerySchema,
  holdLiveSchema,
  holdOpenSchema,
  holdPlanSchema,
  holdProofSchema,
  holdStatusSchema,
  maxPolicyChars,
} from "./hold.ts";
import {
  ledgerEntryDetailSchema,
  ledgerEntryPageSchema,
  ledgerEntryQuerySchema,
  ledgerStateSchema,
  ledgerVerdictSchema,
} from "./ledger.ts";
import {
  clipSchema,
  exposureReportSchema,
  exposureRequestSchema,
  manualFlightSchema,
  mediaAroundQuerySchema,
  mediaAroundSchema,
  mediaCardsSchema,
  mediaDetailSchema,
  mediaFootprintsQuerySchema,
  mediaFootprintsSchema,
  mediaPageSchema,
  mediaQuerySchema,
  mediaSettleSchema,
  mediaToolsSchema,
} from "./media.ts";
import { publishContract } from "./publish.ts";
import { requestsContract } from "./requests.ts";
import { retentionContract } from "./retention.ts";
import { shareContract } from "./share.ts";
import { fsckSchema, importJobSchema, keptFileSchema, keyRequestSchema, lineSchema, mapFilesSchema, vaultInfoSchema } from "./work.ts";

const id = z.object({ id: z.string().max(64) });
const sha256 = z.object({ sha256: z.string().length(64) });

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
    add: oc
      .route({ method: "POST", path: "/flights", summary: "Enter a flight of an aircraft that logs nothing" })
      .input(manualFlightSchema)
      .output(flightDetailSchema),
  },
  media: {
    list: oc
      .route({ method: "GET", path: "/media", summary: "Pictures and clips, a page at a time" })
      .input(mediaQuerySchema)
      .output(mediaPageSchema),
    get: oc.route({ method: "GET", path: "/media/{sha256}", summary: "Everything about one item" }).input(sha256).output(mediaDetailSchema),
    clip: oc
      .route({ method: "GET", path: "/media/{sha256}/clip", summary: "Samples and footprints of a clip" })
      .input(sha256)
      .output(clipSchema),
    around: oc
      .route({ method: "GET", path: "/media/around", summary: "Every picture and second of film that saw a place" })
      .input(mediaAroundQuerySchema)
      .output(mediaAroundSchema),
    footprints: oc
      .route({ method: "GET", path: "/media/footprints", summary: "Footprints inside a box" })
      .input(mediaFootprintsQuerySchema)
      .output(mediaFootprintsSchema),
    cards: oc.route({ method: "GET", path: "/media/cards", summary: "Cards and their solved clocks" }).output(mediaCardsSchema),
    settle: oc
      .route({ method: "POST", path: "/media/settle", summary: "Say which flight took items" })
      .input(mediaSettleSchema)
      .output(z.object({ settled: z.number(), sentence: z.string() })),
    tools: oc
      .route({ method: "GET", path: "/media/tools", summary: "What can be shown and made on this machine" })
      .output(mediaToolsSchema),
  },
  exposure: {
    report: oc
      .route({ method: "POST", path: "/exposure", summary: "What flights, pictures and clips would reveal" })
      .input(exposureRequestSchema)
      .output(exposureReportSchema),
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
  hold: {
    status: oc
      .route({ method: "GET", path: "/hold", summary: "The field gateway of this machine, or why there is none" })
      .output(holdStatusSchema),
    attempts: oc
      .route({ method: "GET", path: "/hold/attempts", summary: "What the local network tried to reach, a page at a time" })
      .input(holdAttemptQuerySchema)
      .output(holdAttemptPageSchema),
    watch: oc
      .route({ method: "GET", path: "/hold/watch", summary: "The gateway's live state, as events" })
      .output(eventIterator(holdLiveSchema)),
    open: oc
      .route({ method: "POST", path: "/hold/open", summary: "Open a service for a while; the gateway records who and why" })
      .input(holdOpenSchema)
      .output(holdStatusSchema),
    close: oc
      .route({ method: "POST", path: "/hold/close", summary: "Close a service now; its connections end" })
      .input(z.object({ name: z.string().min(1).max(253), by: z.string().trim().min(1).max(200) }))
      .output(holdStatusSchema),
    proofs: oc
      .route({ method: "GET", path: "/hold/proofs", summary: "Proofs that lie on this machine, newest first" })
      .output(z.object({ folder: z.string(), rows: z.array(holdProofSchema), more: z.number().describe("Bundles that are not listed.") })),
    plan: oc
      .route({ method: "POST", path: "/hold/plan", summary: "What a policy would do on this machine; nothing is changed" })
      .input(z.object({ policy: z.string().max(maxPolicyChars) }))
      .output(holdPlanSchema),
  },
  share: shareContract,
  grants: grantsContract,
  requests: requestsContract,
  publish: publishContract,
  retention: retentionContract,
  ledger: {
    state: oc.route({ method: "GET", path: "/ledger", summary: "How far the ledger is, and what it is" }).output(ledgerStateSchema),
    entries: oc
      .route({ method: "GET", path: "/ledger/entries", summary: "What happened, newest first, a page at a time" })
      .input(ledgerEntryQuerySchema)
      .output(ledgerEntryPageSchema),
    entry: oc
      .route({ method: "GET", path: "/ledger/entries/{index}", summary: "One entry with its line and its proof" })
      .input(z.object({ index: z.coerce.number().int().min(0) }))
      .output(ledgerEntryDetailSchema),
    verify: oc
      .route({ method: "POST", path: "/ledger/verify", summary: "Hash everything again and hold it against the signed checkpoints" })
      .output(ledgerVerdictSchema),
    seal: oc
      .route({ method: "POST", path: "/ledger/seal", summary: "Sign a checkpoint over everything entered" })
      .output(ledgerStateSchema),
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
  /** `PUT`, body = a paper of a request for data, header `x-creance-path` = percent-encoded file name. Kept as an original; answers `{sha256, title}`. */
  requestPaper: "/files/request-paper",
  /** `POST`, JSON `{settings, pageSha256, by}`: the public page that was looked at, as a zip archive. */
  publicPage: "/files/public-page.zip",
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
  /** `GET /files/media/SHA256/thumbnail.webp`: at most 320 pixels wide; 404 with a sentence where there is none. */
  mediaThumbnail: "/files/media",
  /** `GET /files/media/SHA256/view.jpg`: the picture as a browser can show it, upright, at most 4096 pixels wide. */
  mediaView: "/files/media",
  /** `GET /files/media/SHA256/film.mp4` with `Range`: the clip, or its proxy; `POST` asks for a proxy to be made. */
  mediaFilm: "/files/media",
  /** `GET /files/exposure.FORMAT?flights=&media=` with FORMAT html, pdf, json or csv. */
  exposureExport: "/files/exposure",
  /** `GET /files/share/JOB_ID/ITEM`: the very file that would leave, as an attachment; `/look` behind it: shown, where a browser can. */
  shareOutput: "/files/share",
  /** `GET /files/frames/SHA256/AT_MS.jpg`: a frame of a clip as stored, before any turning. */
  clipFrame: "/files/frames",
  /** `GET` with `Range`: `/basemap/world.pmtiles`, and `/basemap/own/NAME.pmtiles` for files of the vault's folder `maps` (see `maps`). */
  basemap: "/basemap",
} as const;
