/** Schemas and routes of the register of requests for data by authorities and others. */
import { oc } from "@orpc/contract";
import { z } from "zod";

const text = z.string().nullable();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const word = z.object({ word: z.string(), title: z.string() });
const requestId = z.string().regex(/^[0-9a-f]{32}$/);
const by = z.string().trim().min(1).max(200);
const words = (longest: number) => z.string().trim().min(1).max(longest);

/** Most papers that are entered with a request. */
export const maxRequestPapers = 20;
/** Greatest size of one paper. */
export const maxRequestPaperBytes = 50 * 2 ** 20;

const basis = z.enum([
  "warrant",
  "court-order",
  "subpoena",
  "statute",
  "consent",
  "public-records",
  "subject-access",
  "emergency",
  "other",
]);
const decision = z.enum(["granted", "partly", "refused", "withdrawn", "open"]);
const way = z.enum(["share", "export", "medium", "shown"]);

/** A request as a row. */
export const requestRowSchema = z.object({
  requestId: z.string(),
  basis,
  basisWords: z.string(),
  receivedUs: z.number(),
  dueUs: z.number().nullable(),
  decision,
  decisionWords: z.string(),
  decidedUs: z.number().nullable(),
  isLate: z.boolean().describe("Past its day and not decided."),
  asker: text.describe("`null`: what was written was erased."),
  scope: text.describe("`null`: what was written was erased."),
  itemsGiven: z.number().describe("Originals that were given out, each once."),
});
/** A request as a row. */
export type DataRequestRow = z.infer<typeof requestRowSchema>;

/** A count of requests. */
export const requestCountSchema = z.object({
  year: z.number().describe("Year in which they were received, UTC."),
  basisWords: z.string(),
  decisionWords: z.string(),
  requests: z.number(),
  answered: z.number().describe("Requests because of which something was given out."),
  items: z.number().describe("Originals that were given out, each once a request."),
});
/** A count of requests. */
export type DataRequestCount = z.infer<typeof requestCountSchema>;

/** Everything the page lists. */
export const requestOverviewSchema = z.object({
  sentence: z.string(),
  requests: list(requestRowSchema).describe("Newest first."),
  counts: list(requestCountSchema),
  bases: list(word),
  decisions: list(word),
  ways: list(word).describe("How something can be given out other than by a share."),
});
/** Everything the page lists. */
export type RequestOverview = z.infer<typeof requestOverviewSchema>;

/** A paper that belongs to a request, kept as an original. */
export const requestPaperSchema = z.object({ sha256: hash, title: words(200) });
/** A paper that belongs to a request. */
export type RequestPaper = z.infer<typeof requestPaperSchema>;

/** One request with everything that is known of it. */
export const requestDetailSchema = z.object({
  row: requestRowSchema,
  enteredUs: z.number(),
  written: z
    .object({
      asker: z.string(),
      reference: text,
      scope: z.string(),
      decisionReason: text,
      notes: text,
      papers: list(requestPaperSchema.extend({ sizeBytes: z.number().nullable().describe("`null`: no longer kept.") })),
    })
    .nullable()
    .describe("`null`: it was erased."),
  given: list(
    z.object({
      sha256: z.string(),
      name: text,
      flightId: text,
      shareId: text,
      wayWords: z.string(),
      givenUs: z.number(),
    }),
  ),
  history: list(
    z.object({
      index: z.number().describe("Of its entry in the ledger; of the first where several were written at once."),
      timeUs: z.number(),
      sentence: z.string(),
      reason: text,
    }),
  ).describe("Oldest first."),
});
/** One request with everything that is known of it. */
export type RequestDetail = z.infer<typeof requestDetailSchema>;

/** A request that is entered. */
export const newRequestSchema = z.object({
  asker: words(500),
  reference: words(500).nullable(),
  scope: words(5_000),
  basis,
  receivedUs: z.number().int().min(0),
  dueUs: z.number().int().min(0).nullable(),
  notes: words(5_000).nullable(),
  papers: z.array(requestPaperSchema).max(maxRequestPapers).default([]),
  by,
});
/** A request that is entered. */
export type NewRequestInput = z.infer<typeof newRequestSchema>;

/** How a request is decided. */
export const requestDecisionSchema = z.object({ requestId, decision, reason: words(5_000).nullable(), by });

/** What was given out because of a request. */
export const requestDisclosureSchema = z.object({
  requestId,
  items: z.array(z.string().regex(/^[0-9a-f]{8,64}$/)).max(10_000),
  shareId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  how: way,
  by,
});

/** Routes. */
export const requestsContract = {
  overview: oc.route({ method: "GET", path: "/requests", summary: "Requests for data, and counts of them" }).output(requestOverviewSchema),
  get: oc
    .route({ method: "GET", path: "/requests/{requestId}", summary: "One request: what was written, its history, what was given" })
    .input(z.object({ requestId }))
    .output(requestDetailSchema),
  add: oc.route({ method: "POST", path: "/requests", summary: "Enter a request" }).input(newRequestSchema).output(requestDetailSchema),
  decide: oc
    .route({ method: "POST", path: "/requests/{requestId}/decide", summary: "Decide a request, or open it again" })
    .input(requestDecisionSchema)
    .output(requestDetailSchema),
  disclose: oc
    .route({ method: "POST", path: "/requests/{requestId}/disclose", summary: "Enter what was given out; nothing is given out by this" })
    .input(requestDisclosureSchema)
    .output(requestDetailSchema),
  erase: oc
    .route({ method: "POST", path: "/requests/{requestId}/erase", summary: "Erase what was written of a request; entries and counts stay" })
    .input(z.object({ requestId, by }))
    .output(z.object({ sentence: z.string() })),
};
