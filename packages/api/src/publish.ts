/** Schemas and routes of the public page: what would be public, flight by flight, and writing it as files. Nothing is uploaded. */
import { oc } from "@orpc/contract";
import { z } from "zod";

const text = z.string().nullable();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const by = z.string().trim().min(1).max(200);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What the operator decides about the page. */
export const publicPageSettingsSchema = z.object({
  version: z.literal(1),
  title: z.string().trim().min(1).max(200),
  organisation: z.string().trim().min(1).max(200),
  description: z.string().trim().max(5_000),
  policyUrl: z.string().max(500).nullable().describe("Begins with https://; `null`: none."),
  delayHours: z
    .number()
    .int()
    .min(0)
    .max(24 * 3660),
  gridM: z.number().min(100).max(50_000).describe("Width of cells, metres."),
  homeCircleM: z.number().min(100).max(50_000).describe("Cut out around take-off, landing and home, metres."),
  paths: z.boolean(),
});
/** What the operator decides about the page. */
export type PublicPageSettings = z.infer<typeof publicPageSettingsSchema>;

const state = z.enum(["review", "published", "withdrawn"]);
const standing = z.enum(["review", "shown", "waiting", "withdrawn"]);

/** A flight and how it stands. */
export const publicFlightSchema = z.object({
  id: z.string(),
  name: text,
  place: text,
  aircraft: text,
  startUs: z.number().nullable(),
  timeZone: text,
  standing: standing.describe("In review: nobody looked yet. Waiting: published, and not shown now."),
  purposeWords: text,
  waitsFor: text.describe("Why a published flight is not shown now."),
});
/** A flight and how it stands. */
export type PublicFlightRow = z.infer<typeof publicFlightSchema>;

/** Flights, a page at a time. */
export const publicFlightPageSchema = z.object({
  total: z.number(),
  counts: z.object({ review: z.number(), shown: z.number(), waiting: z.number(), withdrawn: z.number() }).describe("Of all flights."),
  rows: list(publicFlightSchema),
});
/** Flights, a page at a time. */
export type PublicFlightPage = z.infer<typeof publicFlightPageSchema>;

/** Exactly what would be public. */
export const publicPagePreviewSchema = z.object({
  pageSha256: z.string().describe("Of the page's data: writing asks for it."),
  sentence: z.string(),
  files: list(z.object({ name: z.string(), sizeBytes: z.number(), text: z.string() })),
  leaks: z.object({
    ok: z.boolean(),
    lookedFor: z.number().describe("Values and positions that were looked for."),
    sentence: z.string(),
    found: list(z.object({ name: z.string(), byteOffset: z.number(), sentence: z.string() })),
  }),
  unsigned: text.describe("Why the totals carry no signature; `null`: they are signed."),
});
/** Exactly what would be public. */
export type PublicPagePreview = z.infer<typeof publicPagePreviewSchema>;

/** What is written, after it was looked at. */
export const publicPageWriteSchema = z.object({ settings: publicPageSettingsSchema, pageSha256: hash, by });

/** Routes. Writing as an archive is plain HTTP: see `filePaths.publicPage`. */
export const publishContract = {
  start: oc
    .route({ method: "GET", path: "/publish", summary: "Settings to start from, and purposes that flights can have" })
    .output(z.object({ template: publicPageSettingsSchema, purposes: list(z.object({ word: z.string(), title: z.string() })) })),
  flights: oc
    .route({ method: "POST", path: "/publish/flights", summary: "How each flight stands on the public page, a page at a time" })
    .input(
      z.object({
        delayHours: publicPageSettingsSchema.shape.delayHours,
        standing: standing.optional(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(publicFlightPageSchema),
  setFlight: oc
    .route({ method: "POST", path: "/publish/flights/{flightId}", summary: "Put a flight on the public page, or take it off" })
    .input(z.object({ flightId: z.string().regex(/^[0-9a-f]{16}$/), state, purpose: z.string().min(1).max(64).nullable(), by }))
    .output(z.object({ sentence: z.string() })),
  preview: oc
    .route({ method: "POST", path: "/publish/preview", summary: "Exactly what would be public, and what was looked for in it" })
    .input(z.object({ settings: publicPageSettingsSchema }))
    .output(publicPagePreviewSchema),
  write: oc
    .route({ method: "POST", path: "/publish/write", summary: "Write the page that was looked at into a folder of this machine" })
    .input(publicPageWriteSchema.extend({ folder: z.string().trim().min(1).max(4096) }))
    .output(z.object({ sentence: z.string() })),
};
