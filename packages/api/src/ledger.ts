/** Schemas of the Ledger page: what happened to this, and how it can be checked. */
import { z } from "zod";

const text = z.string().nullable();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** How far the ledger is, and how far others can rely on it. */
export const ledgerStateSchema = z.object({
  entries: z.number().describe("Entries of the journal."),
  sealed: z.number().describe("How many of them the latest signed checkpoint covers."),
  rootHash: text.describe("Base64 root hash of the latest checkpoint."),
  origin: text,
  vkey: text.describe("Verifier key (C2SP signed-note)."),
  checkpoint: text.describe("The latest checkpoint as a signed note."),
  signedUs: z.number().nullable(),
  witnesses: list(z.string()).describe("Names of witnesses whose cosignatures stand under the latest checkpoint."),
  timestampedUs: z.number().nullable().describe("When a timestamp authority saw a checkpoint last."),
  levels: list(z.enum(["SIGNED", "WITNESSED", "TIMESTAMPED"])).describe(
    "What the latest checkpoint is, in this order; empty: nothing was signed yet.",
  ),
  sentences: list(z.string()).describe("The same for a person, with what it does not show."),
  canSign: z.boolean().describe("True when the signing key is at hand on this machine."),
});
/** How far the ledger is. */
export type LedgerPageState = z.infer<typeof ledgerStateSchema>;

/** Subjects that entries can be chosen by. */
export const ledgerSubjects = ["keep", "access", "policy", "share", "retention", "ledger"] as const;

/** Which entries are asked for; newest first. */
export const ledgerEntryQuerySchema = z.object({
  subject: z.enum(ledgerSubjects).optional(),
  sha256: hash.optional().describe("Entries that name this hash in any field."),
  id: z
    .string()
    .regex(/^[0-9a-f]{16}([0-9a-f]{16})?$/)
    .optional()
    .describe("Entries that name this share, grant, request, hold, deletion or flight."),
  fromUs: z.coerce.number().int().min(0).optional(),
  untilUs: z.coerce.number().int().min(0).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});
/** Which entries are asked for. */
export type LedgerEntryQuery = z.infer<typeof ledgerEntryQuerySchema>;

/** One entry, in words. */
export const ledgerEntrySchema = z.object({
  index: z.number().describe("Place in the ledger, from 0."),
  timeUs: z.number().describe("When it was written, by this machine's clock."),
  kind: z.string(),
  subject: z.enum(ledgerSubjects),
  sentence: z.string(),
  sealed: z.boolean().describe("True when the latest checkpoint covers it."),
  about: z
    .object({ kind: z.enum(["flight", "media", "capture", "original", "id"]), key: z.string(), label: z.string() })
    .nullable()
    .describe("What it is about, where there is a page or a history of it."),
});
/** One entry, in words. */
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** A page of entries. */
export const ledgerEntryPageSchema = z.object({ total: z.number(), rows: list(ledgerEntrySchema) });

/** Everything about one entry. */
export const ledgerEntryDetailSchema = z.object({
  entry: ledgerEntrySchema,
  line: z.string().describe("The entry as it stands in the journal: what is hashed."),
  leafHash: z.string().describe("SHA-256(0x00, line), hexadecimal."),
  words: list(z.object({ field: z.string(), hash: z.string(), text: text.describe("`null`: erased.") })),
  proof: text.describe("Proof file (C2SP tlog-proof); `null` while no checkpoint covers the entry."),
});
/** Everything about one entry. */
export type LedgerEntryDetail = z.infer<typeof ledgerEntryDetailSchema>;

/** What verifying found. */
export const ledgerVerdictSchema = z.object({
  ok: z.boolean(),
  checked: list(z.string()),
  failures: list(z.object({ code: z.string(), where: z.string(), sentence: z.string() })),
});
/** What verifying found. */
export type LedgerPageVerdict = z.infer<typeof ledgerVerdictSchema>;
