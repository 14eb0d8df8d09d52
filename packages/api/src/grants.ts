/** Schemas and routes of the grants: the policy in force, and who may have what under it. */
import { oc } from "@orpc/contract";
import { z } from "zod";
import { maxPolicyChars } from "./hold.ts";
import { maxShareWords } from "./share.ts";

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const few = <Item extends z.ZodType>(item: Item, most: number) => z.array(item).max(most);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const grantId = z.string().regex(/^[0-9a-f]{32}$/);
const word = z.string().min(1).max(64);
const name = z.string().trim().min(1).max(200);

/** Most things that one grant can name on the page. */
export const maxGrantThings = 200;

/** A word of the policy file, and what it means. */
export const policyWordSchema = z.object({ word: z.string(), title: z.string() });
/** A word of the policy file, and what it means. */
export type PolicyWord = z.infer<typeof policyWordSchema>;

/** One flow of a manifest: what may go to whom, where, why and for how long. */
export const policyFlowSchema = z.object({
  id: z.string(),
  data: list(policyWordSchema),
  to: list(policyWordSchema),
  who: z.string().nullable(),
  regions: list(z.string()),
  purposes: list(policyWordSchema),
  why: z.string(),
  keep: z.string().describe("How long the recipient may keep it, in words."),
  redact: list(policyWordSchema).describe("What must have been taken out."),
  readable: z.boolean().describe("It may lie there unencrypted."),
  hosts: list(z.string()).describe("Hosts that apps may send it to by themselves."),
  open: z.string().nullable().describe("When the gateway opens them, in words; `null` without hosts."),
});
/** One flow of a manifest. */
export type PolicyFlow = z.infer<typeof policyFlowSchema>;

/** A privacy manifest, in words. */
export const policyManifestSchema = z.object({
  sha256: z.string(),
  title: z.string(),
  revision: z.string(),
  effectiveUs: z.number(),
  controller: z.object({ name: z.string(), contact: z.string(), country: z.string() }),
  about: z.string().nullable(),
  rights: list(z.string()),
  collects: list(z.object({ data: list(z.string()), why: z.string(), keep: z.string() })),
  flows: list(policyFlowSchema),
});
/** A privacy manifest, in words. */
export type PolicyManifest = z.infer<typeof policyManifestSchema>;

const grantState = z.enum(["active", "not-yet", "expired", "revoked"]);

/** A grant as a row. */
export const grantRowSchema = z.object({
  grantId: z.string(),
  state: grantState,
  recipient: z.string(),
  recipientKind: z.string().describe("In words."),
  data: list(z.string()),
  purposes: list(z.string()),
  why: z.string(),
  destinations: list(z.string()).describe("Titles of named places; the id of one that is no longer named."),
  regions: list(z.string()),
  madeUs: z.number(),
  fromUs: z.number(),
  untilUs: z.number(),
  revokedUs: z.number().nullable(),
  standing: z.boolean(),
  what: z.string().describe("What it is for, in words."),
});
/** A grant as a row. */
export type GrantListRow = z.infer<typeof grantRowSchema>;

/** Everything the page lists. */
export const grantOverviewSchema = z.object({
  sentence: z.string(),
  policy: z.object({ manifest: policyManifestSchema, setUs: z.number(), holds: z.boolean().describe("Its day has come.") }).nullable(),
  damaged: z.string().nullable().describe("Why the policy in force cannot be read; `null`: it can, or there is none."),
  grants: list(grantRowSchema),
  kinds: list(policyWordSchema).describe("Kinds of things that a standing grant can name."),
  spans: list(policyWordSchema).describe("How often a standing grant can run."),
  classes: list(policyWordSchema).describe("Classes of data."),
});
/** Everything the page lists. */
export type GrantOverview = z.infer<typeof grantOverviewSchema>;

/** A condition that is not met. */
export const missingConditionSchema = z.object({ code: z.string(), sentence: z.string(), satisfiedBy: z.string() });
/** A condition that is not met. */
export type MissingConditionRow = z.infer<typeof missingConditionSchema>;

/** What a grant is in full, made or not. */
export const grantWordsSchema = z.object({
  grantId: z.string(),
  sentence: z.string(),
  giver: z.object({ name: z.string(), contact: z.string().nullable() }),
  controller: z.object({ name: z.string(), contact: z.string().nullable() }),
  recipient: z.object({ name: z.string(), contact: z.string().nullable(), kind: z.string(), keys: list(z.string()) }),
  data: list(z.string()),
  redact: list(z.string()),
  purposes: list(z.string()),
  why: z.string(),
  destinations: list(z.string()),
  regions: list(z.string()),
  fromUs: z.number(),
  untilUs: z.number(),
  keep: z.string(),
  items: list(z.object({ sha256: z.string(), name: z.string().nullable(), flightId: z.string().nullable() })).nullable(),
  standing: z.string().nullable(),
  nextRunUs: z.number().nullable().describe("When a standing grant runs next; `null`: it does not."),
  flowId: z.string(),
  manifestSha256: z.string(),
  flow: z
    .string()
    .nullable()
    .describe("What the flow lets go under the policy in force, a sentence; `null`: that policy has no such flow."),
  missing: list(missingConditionSchema).describe("What stands against a share under it now, whatever is shared."),
});
/** What a grant is in full. */
export type GrantWords = z.infer<typeof grantWordsSchema>;

/** A grant that was made. */
export const grantDetailSchema = z.object({
  row: grantRowSchema,
  words: grantWordsSchema,
  record: z.string().describe("The record as a signed note."),
  signature: z.string().describe("How the signature stands, in words."),
  index: z.number().describe("Place in the ledger."),
  shares: list(z.object({ shareId: z.string(), begunUs: z.number(), lying: z.number(), sentence: z.string() })).describe(
    "Shares under it, newest first.",
  ),
});
/** A grant that was made. */
export type GrantDetail = z.infer<typeof grantDetailSchema>;

/** What a policy file would change. Nothing was entered. */
export const policyCheckSchema = z.object({
  ok: z.boolean(),
  sentence: z.string(),
  problems: list(z.object({ line: z.number(), column: z.number(), path: z.string(), sentence: z.string() })),
  manifest: policyManifestSchema.nullable(),
  same: z.boolean().describe("It is the manifest in force."),
  against: z.string().nullable().describe("SHA-256 of the manifest in force that it was held against; `null`: there is none."),
  changes: list(
    z.object({
      what: z.enum(["added", "gone", "changed"]),
      of: z.string().describe("A flow, or a part of the manifest."),
      sentences: list(z.string()),
    }),
  ),
  grants: list(z.object({ grantId: z.string(), recipient: z.string(), ends: z.boolean(), missing: list(missingConditionSchema) })).describe(
    "Grants under which less could be shared than now; `ends`: nothing could.",
  ),
  page: z.string().nullable().describe("The public page as HTML, marked as a draft."),
});
/** What a policy file would change. */
export type PolicyCheck = z.infer<typeof policyCheckSchema>;

/** What a person grants. */
export const grantWishSchema = z.object({
  giver: z.object({ name, contact: name.nullable() }),
  recipient: z.union([
    z.object({ id: z.string().min(1).max(64).describe("Of a recipient that was named before."), contact: name.nullable() }),
    z.object({ name, kind: word, contact: name.nullable(), keys: few(z.string().trim().min(1).max(3000), 20) }),
  ]),
  data: few(word, 50).min(1),
  purposes: few(word, 50).min(1),
  why: z.string().trim().min(1).max(1000),
  destinations: few(z.string().min(1).max(200), 50).min(1),
  regions: few(z.string().min(1).max(100), 50).describe("Narrower than the flow's places; empty: those."),
  redact: few(word, 50),
  fromUs: z.number().int().min(0).nullable(),
  untilUs: z.number().int().min(0),
  keep: z.string().trim().min(1).max(40).nullable().describe("Such as `30 days`; `null`: as the flow says."),
  flowId: word.nullable(),
  flights: few(z.string().regex(/^[0-9a-f]{16}$/), maxGrantThings),
  items: few(hash, maxGrantThings),
  standing: z
    .object({
      aircraft: few(name, 50),
      kinds: few(word, 10).min(1),
      every: word,
      atMinute: z.number().int().min(0).max(1439).nullable(),
    })
    .nullable(),
});
/** What a person grants. */
export type GrantWishInput = z.infer<typeof grantWishSchema>;

/** The grant that a wish would make. Nothing was signed or entered. */
export const grantDraftSchema = z.object({
  words: grantWordsSchema.nullable().describe("`null`: no grant can be made of it."),
  sentence: z.string(),
  missing: list(missingConditionSchema),
});
/** The grant that a wish would make. */
export type GrantDraft = z.infer<typeof grantDraftSchema>;

/** Files of the public page. */
export const policyPageSchema = z.object({ files: list(z.object({ name: z.string(), text: z.string() })) });

const policyText = z.string().min(1).max(maxPolicyChars);

/** Routes. */
export const grantsContract = {
  overview: oc
    .route({ method: "GET", path: "/grants", summary: "The policy in force and the grants under it" })
    .output(grantOverviewSchema),
  policyFile: oc
    .route({ method: "GET", path: "/grants/policy/file", summary: "A policy file to start from, or the manifest in force as one" })
    .input(z.object({ which: z.enum(["template", "in-force"]) }))
    .output(z.object({ text: z.string() })),
  checkPolicy: oc
    .route({ method: "POST", path: "/grants/policy/check", summary: "What is wrong with a policy file, and what it would change" })
    .input(z.object({ text: policyText }))
    .output(policyCheckSchema),
  setPolicy: oc
    .route({ method: "POST", path: "/grants/policy", summary: "Put a checked policy file's privacy manifest in force" })
    .input(
      z.object({
        text: policyText,
        sha256: hash.describe("The manifest, as the check named it."),
        against: hash.nullable().describe("The manifest in force, as the check named it."),
        by: name,
      }),
    )
    .output(z.object({ sentence: z.string() })),
  publishPolicy: oc
    .route({ method: "POST", path: "/grants/policy/publish", summary: "The public page of the manifest in force, entered as published" })
    .input(z.object({ by: name }))
    .output(policyPageSchema),
  show: oc
    .route({ method: "GET", path: "/grants/{grantId}", summary: "A grant in full, with its signed record" })
    .input(z.object({ grantId }))
    .output(grantDetailSchema),
  draft: oc
    .route({ method: "POST", path: "/grants/draft", summary: "The grant that a wish would make; nothing is signed or entered" })
    .input(grantWishSchema)
    .output(grantDraftSchema),
  make: oc
    .route({ method: "POST", path: "/grants/draft/{grantId}/sign", summary: "Sign and enter a grant as it was drafted" })
    .input(z.object({ grantId, by: name }))
    .output(grantDetailSchema),
  revoke: oc
    .route({ method: "POST", path: "/grants/{grantId}/revoke", summary: "Take a grant back, from now on" })
    .input(z.object({ grantId, by: name, reason: z.string().trim().min(1).max(maxShareWords).nullable() }))
    .output(grantDetailSchema),
};
