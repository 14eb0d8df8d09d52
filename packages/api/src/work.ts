/** Schemas of importing, keys, the vault's state and the line at the top of every screen. */
import { z } from "zod";

const text = z.string().nullable();

/** One line of `import --json`. */
export const importedFileSchema = z.object({
  path: z.string().describe("Path as met; members of a zip as `archive.zip!member`."),
  sha256: text,
  status: z.enum(["kept", "alreadyKept", "failed"]),
  format: text.describe("Format id, `null` when kept but not read."),
  sealed: z.boolean(),
  damaged: z.boolean(),
  flightId: text.describe("First flight of the file."),
  sentence: text.describe("What happened, for a person; `null` when there is nothing to say."),
});
/** One line of `import --json`. */
export type ImportedFile = z.infer<typeof importedFileSchema>;

/** The last line of `import --json`. `files = kept + alreadyKept + failed`. */
export const importSummarySchema = z.object({
  summary: z.literal(true),
  files: z.number(),
  kept: z.number(),
  alreadyKept: z.number(),
  failed: z.number(),
  flights: z.number().describe("Newly created."),
  captures: z.number().describe("Files that are packet captures."),
  sealed: z.number(),
  unread: z.number().describe("Kept, but of no format we read."),
  damaged: z.number(),
});
/** The last line of `import --json`. */
export type ImportSummary = z.infer<typeof importSummarySchema>;

/** A running or ended import as the page shows it. */
export const importJobSchema = z.object({
  id: z.string(),
  state: z.enum(["running", "done", "stopped", "failed"]),
  label: z.string().describe("What is imported, e.g. `4 dropped files`."),
  filesSeen: z.number(),
  filesDone: z.number(),
  bytesSeen: z.number(),
  bytesDone: z.number(),
  startedUs: z.number(),
  rateBytesPerS: z.number().nullable(),
  leftS: z.number().nullable().describe("Estimate of the seconds left; `null` while unknown."),
  summary: importSummarySchema.nullable(),
  problems: z
    .array(importedFileSchema)
    .describe("Failed, unread, sealed and damaged files, and captures with what they hold; at most 200."),
  error: text,
});
/** A running or ended import. */
export type ImportJob = z.infer<typeof importJobSchema>;

/** The line at the top right: what tripwires on the network hooks saw since the start. */
export const lineSchema = z.object({
  sinceUs: z.number(),
  outbound: z.number(),
  attempts: z.array(z.object({ timeUs: z.number(), hook: z.string(), target: z.string() })).describe("The newest 100."),
  sealed: z
    .object({
      isSealed: z.boolean().describe("True only when every way out was tried just now and none led out."),
      triedUs: z.number(),
      sentence: z.string(),
      attempts: z.array(z.object({ how: z.string(), result: z.string() })).describe("What was tried, and what became of it."),
    })
    .nullable()
    .describe("`null` when the server was not started sealed: then nothing is tried."),
});
/** The line at the top right. */
export type Line = z.infer<typeof lineSchema>;

/** What the vault holds. */
export const vaultInfoSchema = z.object({
  path: z.string(),
  originals: z.number(),
  originalBytes: z.number(),
  flights: z.number(),
  captures: z.number(),
  sealed: z.number(),
  unread: z.number(),
  readOnly: z.boolean(),
  keychains: z.number().describe("Opened keychains kept on disk, unencrypted."),
  version: z.string().describe("Version of Creance."),
});
/** What the vault holds. */
export type VaultInfo = z.infer<typeof vaultInfoSchema>;

/** A kept file that is of no format we read, or is sealed. */
export const keptFileSchema = z.object({
  sha256: z.string(),
  sizeBytes: z.number(),
  keptUs: z.number(),
  fileName: text,
  format: text,
  state: z.enum(["read", "sealed", "unread", "damaged"]),
  flightIds: z.array(z.string()),
  sentence: text,
});
/** A kept file. */
export type KeptFile = z.infer<typeof keptFileSchema>;

/** The exact keychain request of a sealed original: nothing is sent. */
export const keyRequestSchema = z.object({
  sha256: z.string(),
  sizeBytes: z.number(),
  /** The request body, byte for byte. */
  body: z.string(),
  fileName: z.string(),
  sentence: z.string(),
});
/** The exact keychain request. */
export type KeyRequest = z.infer<typeof keyRequestSchema>;

/** Damage that `fsck` found. */
export const fsckFindingSchema = z.object({ sha256: text, path: z.string(), sentence: z.string() });

/** `fsck --json`. */
export const fsckSchema = z.object({
  checked: z.number(),
  damaged: z.array(fsckFindingSchema),
  missing: z.array(fsckFindingSchema),
  extra: z.array(fsckFindingSchema),
});
/** `fsck --json`. */
export type Fsck = z.infer<typeof fsckSchema>;

const mapFileSchema = z.object({ url: z.string(), sizeBytes: z.number() });

/** Base maps on this machine: PMTiles files that the page reads with `Range`. */
export const mapFilesSchema = z.object({
  world: mapFileSchema.nullable().describe("The map built from packages; `null` when it was not built."),
  own: z.array(mapFileSchema.extend({ name: z.string() })).describe("Files of the vault's folder `maps`, by name."),
});
/** Base maps on this machine. */
export type MapFiles = z.infer<typeof mapFilesSchema>;
