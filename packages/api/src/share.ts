/** Schemas of the Share page: who may have what, and who has it. */
import { oc } from "@orpc/contract";
import { z } from "zod";

const text = z.string().nullable();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Longest name of a person or reason that is taken. */
export const maxShareWords = 500;
/** Most things shared at once. */
export const maxShareThings = 10_000;
/** Most boxes painted over one picture or clip. */
export const maxShareMasks = 200;
/** Longest that a link can live, hours. */
export const maxLinkHours = 168;

const by = z.string().trim().min(1).max(200);
const shareId = z.string().regex(/^[0-9a-f]{32}$/);

const regionGrade = z.enum(["provider-asserted", "network-consistent", "contradicted"]);

/** A named place that things may be sent to. */
export const sharePlaceSchema = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(["s3", "nodeodm"]),
  endpoint: z.string(),
  region: z.string(),
  country: z.string(),
  bucket: z.string(),
  prefix: z.string(),
  heldBy: z.string().describe("Kind of recipient that holds it, in words."),
  heldByKind: z.string().describe("Word of the policy file."),
  addedUs: z.number(),
  grade: regionGrade.nullable().describe("Of the last region check; `null`: never checked."),
  checkedUs: z.number().nullable(),
});
/** A named place that things may be sent to. */
export type SharePlaceRow = z.infer<typeof sharePlaceSchema>;

/** What a region check saw. */
export const regionCheckSchema = z.object({
  grade: regionGrade,
  sentences: list(z.string()),
});

/** Somebody that things can be sealed to. */
export const shareRecipientSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string().describe("Word of the policy file."),
  kindWords: z.string(),
  key: z.string(),
  addedUs: z.number(),
  revokedUs: z.number().nullable(),
});
/** Somebody that things can be sealed to. */
export type ShareRecipientRow = z.infer<typeof shareRecipientSchema>;

/** A share, as the journal tells it. */
export const shareRowSchema = z.object({
  shareId: z.string(),
  state: z.enum(["unfinished", "whole", "failed", "revoked", "removed", "expired"]),
  sentence: z.string(),
  begunUs: z.number(),
  untilUs: z.number().nullable(),
  destination: text,
  region: text,
  recipients: list(z.string()),
  purpose: text,
  by: text,
  place: z.enum(["s3", "nodeodm"]).nullable(),
  isUnderWay: z.boolean().describe("Being continued, taken back or cleaned up by a job of this server."),
  items: list(
    z.object({
      index: z.number(),
      sha256: z.string(),
      name: text,
      sealedBytes: z.number(),
      redacted: z.boolean(),
      removal: z.enum(["removed", "locked", "unreachable", "refused"]).nullable(),
    }),
  ),
  itemsPlanned: z.number(),
  sealedBytes: z.number(),
});
/** A share. */
export type ShareRow = z.infer<typeof shareRowSchema>;

/** A share that is being prepared or sent, or a clean-up, since the server started: as a line. */
export const shareJobLineSchema = z.object({
  jobId: z.string(),
  what: z.enum(["share", "resume", "clean"]),
  state: z.enum(["preparing", "ready", "sending", "done", "failed", "stopped"]),
  sentence: z.string(),
});
/** A job as a line. */
export type ShareJobLine = z.infer<typeof shareJobLineSchema>;

/** Everything the page lists. */
export const shareOverviewSchema = z.object({
  sentence: z.string(),
  policy: z
    .object({ title: z.string(), revision: z.string() })
    .nullable()
    .describe("The policy in force; `null`: none, so that nothing may be shared."),
  shares: list(shareRowSchema),
  jobs: list(shareJobLineSchema).describe("Under way, or made ready and waiting for a yes."),
  places: list(sharePlaceSchema),
  recipients: list(shareRecipientSchema),
  grantOriginals: z.number().describe("Most originals that one grant, and so one share without a standing grant, is for."),
  purposes: list(z.object({ word: z.string(), title: z.string() })),
  recipientKinds: list(
    z.object({
      word: z.string(),
      title: z.string(),
      purposes: list(z.string()).describe("What the policy in force lets them have data for."),
    }),
  ),
});
/** Everything the page lists. */
export type ShareOverview = z.infer<typeof shareOverviewSchema>;

/** Storage providers whose regions and countries are known: offered where a place is named. */
export const storageProvidersSchema = list(
  z.object({
    word: z.string(),
    title: z.string(),
    regions: list(
      z.object({ region: z.string(), country: z.string(), endpoint: text.describe("Its address; `null`: each customer has another.") }),
    ),
  }),
);
/** Storage providers. */
export type StorageProvider = z.infer<typeof storageProvidersSchema>[number];

/** A place as a person names it. The keys go into the vault's keyring and are never answered. */
export const sharePlaceWishSchema = z.object({
  title: z.string().trim().min(1).max(100),
  kind: z.enum(["s3", "nodeodm"]),
  endpoint: z.string().trim().min(1).max(300),
  region: z.string().trim().min(1).max(63),
  country: z.string().trim().length(2),
  bucket: z.string().trim().max(63).default(""),
  prefix: z.string().trim().max(900).default(""),
  pathStyle: z.boolean().default(true),
  addresses: z.array(z.string().trim().min(1).max(64)).max(16).default([]),
  caPem: z.string().trim().max(100_000).default(""),
  expectedOwner: z.string().trim().max(100).default(""),
  heldBy: z.string().min(1).max(64),
  accessKeyId: z.string().trim().max(300).default(""),
  secretAccessKey: z.string().min(1).max(4000),
  sessionToken: z.string().trim().max(4000).default(""),
  by,
});
/** A place as a person names it. */
export type SharePlaceWish = z.input<typeof sharePlaceWishSchema>;

const shareForm = z.enum(["original", "csv", "json", "geojson", "gpx", "kml"]);
/** A form in which flights can be given. */
export type ShareFormWord = z.infer<typeof shareForm>;

/** A box that is painted over. Pixels of the picture as stored, before any turning. */
export const shareMaskSchema = z.object({
  leftPx: z.number().int().min(0).max(1_000_000),
  topPx: z.number().int().min(0).max(1_000_000),
  widthPx: z.number().int().min(1).max(1_000_000),
  heightPx: z.number().int().min(1).max(1_000_000),
  fromMs: z.number().int().min(0).max(86_400_000).nullable().default(null).describe("Of a clip; `null`: from its start."),
  untilMs: z.number().int().min(0).max(86_400_000).nullable().default(null).describe("Of a clip; `null`: to its end."),
});
/** A box that is painted over. */
export type ShareMask = z.infer<typeof shareMaskSchema>;

const flightIds = z
  .array(z.string().regex(/^[0-9a-f]{16}$/))
  .max(maxShareThings)
  .default([]);

/** What was chosen, to be shown as tiles. */
export const shareChosenSchema = z.object({
  flights: list(
    z.object({
      id: z.string(),
      title: z.string(),
      startUs: z.number().nullable(),
      sealed: z.boolean().describe("It has no track to export: only its original can be given."),
      files: z.number().describe("Originals that it was read from."),
    }),
  ),
  media: list(
    z.object({
      sha256: z.string(),
      name: z.string(),
      kind: z.enum(["photo", "clip", "subtitle"]),
      format: z.string(),
      thumbnail: z.enum(["ready", "possible", "none"]),
      widthPx: z.number().nullable().describe("As stored, before any turning."),
      heightPx: z.number().nullable(),
      orientation: z.number().nullable().describe("EXIF Orientation, 1 to 8; `null`: it says none."),
      durationMs: z.number().nullable(),
      cannotPaint: text.describe("Why no box can be painted over it; `null`: one can."),
    }),
  ),
  missing: z.number().describe("Things that were named and are not in this vault."),
});
/** What was chosen. */
export type ShareChosen = z.infer<typeof shareChosenSchema>;
/** A chosen picture or clip. */
export type ShareChosenMedia = ShareChosen["media"][number];

/** What is taken out. */
export const shareRecipeSchema = z.object({
  positions: z.union([z.enum(["keep", "drop"]), z.object({ gridM: z.number().min(1).max(100_000) })]),
  homeCircleM: z.number().min(1).max(100_000).nullable(),
  serials: z.enum(["keep", "drop"]),
  previews: z.enum(["keep", "drop"]),
  names: z.enum(["keep", "drop"]),
  audio: z.enum(["keep", "drop"]),
  times: z
    .union([z.literal("keep"), z.object({ shiftS: z.number().int().min(-3_155_760_000).max(3_155_760_000) })])
    .default("keep")
    .describe("`shiftS`: all times move by this, seconds."),
});

/** What a person asks to share. */
export const shareWishSchema = z.object({
  flights: flightIds,
  media: z
    .array(z.union([hash, z.object({ sha256: hash, masks: z.array(shareMaskSchema).max(maxShareMasks).default([]) })]))
    .max(maxShareThings)
    .default([])
    .describe("Pictures and clips, with the boxes to be painted over each."),
  form: shareForm.default("gpx").describe("Form of flights; redacted ones are always tracks."),
  destination: z.string().min(1).max(200),
  recipients: z.array(z.string().min(1).max(3000)).max(50),
  purpose: z.string().min(1).max(64),
  reason: z.string().trim().min(1).max(maxShareWords),
  untilUs: z.number().int().min(0),
  recipe: shareRecipeSchema.nullable(),
  grantId: shareId.nullable().default(null).describe("An existing grant; `null`: one is made for exactly this share."),
  claims: z.boolean().default(false).describe("A signed claim (C2PA) of what was done goes into redacted pictures."),
  facesChecked: z.boolean().default(false).describe("A person looked at every picture and clip: nobody in them can be told apart."),
  by,
});
/** What a person asks to share, as it is sent. */
export type ShareWishInput = z.input<typeof shareWishSchema>;
/** What a person asks to share, with defaults filled in. */
export type ShareWishAsked = z.infer<typeof shareWishSchema>;

/** What an existing grant would have to cover. */
export const shareGrantQuestionSchema = shareWishSchema
  .pick({ flights: true, form: true, destination: true, recipients: true, purpose: true })
  .extend({
    media: z.array(hash).max(maxShareThings).default([]),
  });

/** Grants that hold now and cover what was asked. */
export const fittingGrantsSchema = list(
  z.object({
    grantId: z.string(),
    sentence: z.string(),
    untilUs: z.number(),
    isStanding: z.boolean(),
    redact: list(z.string()).describe("What must have been taken out, in words."),
  }),
);

/** What a standing grant would let go now. Nothing is made ready by asking. */
export const standingShareSchema = z.object({
  grantId: z.string(),
  scope: z.string(),
  to: z.string(),
  destination: text.describe("`null`: the place that it names is not on the list any more."),
  things: z.number(),
  words: z.string().describe("What the things are, e.g. `3 flights, 12 pictures`."),
  names: list(z.string()).describe("The first of them."),
  isDue: z.boolean(),
  leftOut: list(z.object({ name: z.string(), sentence: z.string() })),
  leftOutMore: z.number(),
});
/** What a standing grant would let go now. */
export type StandingShareRow = z.infer<typeof standingShareSchema>;

/** A link that reads one encrypted object until a time. */
export const shareLinkSchema = z.object({ name: z.string(), url: z.string(), untilUs: z.number() });
/** A link that reads one encrypted object until a time. */
export type ShareLinkRow = z.infer<typeof shareLinkSchema>;

/** Exactly what would leave. Nothing was sent. */
export const sharePreviewSchema = z.object({
  shareId: z.string(),
  verdict: z.enum(["permit", "refuse"]),
  sentence: z.string(),
  missing: list(z.object({ code: z.string(), sentence: z.string(), satisfiedBy: z.string() })),
  items: list(
    z.object({
      name: z.string(),
      sha256: z.string(),
      outBytes: z.number(),
      sealedBytes: z.number(),
      classes: list(z.string()),
      changes: list(z.string()),
      left: list(z.string()),
      isContents: z.boolean(),
      isClaimed: z.boolean().describe("A signed claim of what was done stands in it."),
      mediaSha256: text.describe("The picture or clip that it was made of; `null`: something else."),
      painted: z.number().describe("Boxes painted over it."),
      look: z.enum(["picture", "film", "none"]).describe("How a browser can show the very file that would leave."),
    }),
  ),
  placeKind: z.enum(["s3", "nodeodm"]),
  grant: text.describe("The existing grant that it goes under; `null`: one is made for exactly this share."),
  destination: z.string(),
  region: z.string(),
  recipients: list(z.string()),
  purpose: z.string(),
  untilUs: z.number(),
  leftOut: list(z.object({ name: z.string(), sentence: z.string() })).describe("Files that were named and do not leave."),
  exposure: list(z.string()),
  leaks: z
    .object({
      ok: z.boolean(),
      sentence: z.string(),
      found: list(z.object({ name: z.string(), byteOffset: z.number(), sentence: z.string() })),
    })
    .nullable(),
  sealedBytes: z.number(),
});
/** Exactly what would leave. */
export type SharePreview = z.infer<typeof sharePreviewSchema>;

/** A share that is being prepared, sent or continued, or a clean-up, since the server started. */
export const shareJobSchema = shareJobLineSchema.extend({
  step: z.string(),
  bytesDone: z.number(),
  bytes: z.number(),
  preview: sharePreviewSchema.nullable(),
  error: text,
  notices: list(z.string()),
});
/** A share that is being prepared, sent or continued, or a clean-up. */
export type ShareJob = z.infer<typeof shareJobSchema>;

const jobId = z.object({ jobId: z.string().regex(/^[0-9a-f-]{36}$/) });

/** Routes. */
export const shareContract = {
  overview: oc.route({ method: "GET", path: "/share", summary: "Shares, places and recipients" }).output(shareOverviewSchema),
  providers: oc
    .route({ method: "GET", path: "/share/providers", summary: "Storage providers whose regions are known" })
    .output(storageProvidersSchema),
  addPlace: oc
    .route({ method: "POST", path: "/share/places", summary: "Name a place; its keys go into the keyring. Nothing connects" })
    .input(sharePlaceWishSchema)
    .output(sharePlaceSchema),
  removePlace: oc
    .route({ method: "POST", path: "/share/places/{place}/remove", summary: "Take a place off the list. What lies there stays" })
    .input(z.object({ place: z.string().min(1).max(200), by }))
    .output(z.object({ sentence: z.string() })),
  checkPlace: oc
    .route({ method: "POST", path: "/share/places/{place}/check", summary: "Ask a place for its region, now: this connects to it" })
    .input(z.object({ place: z.string().min(1).max(200) }))
    .output(regionCheckSchema),
  addRecipient: oc
    .route({ method: "POST", path: "/share/recipients", summary: "Name somebody that things can be sealed to" })
    .input(
      z.object({
        name: z.string().trim().min(1).max(200),
        kind: z.string().min(1).max(64),
        key: z.string().trim().min(1).max(3000),
        by,
      }),
    )
    .output(shareRecipientSchema),
  revokeRecipient: oc
    .route({ method: "POST", path: "/share/recipients/revoke", summary: "Seal nothing to somebody from now on" })
    .input(z.object({ name: z.string().min(1).max(200), by }))
    .output(shareRecipientSchema),
  chosen: oc
    .route({ method: "POST", path: "/share/chosen", summary: "What was chosen, to be shown before it is shared" })
    .input(z.object({ flights: flightIds, media: z.array(hash).max(maxShareThings).default([]) }))
    .output(shareChosenSchema),
  grantsFor: oc
    .route({ method: "POST", path: "/share/grants-for", summary: "Existing grants that cover a share" })
    .input(shareGrantQuestionSchema)
    .output(fittingGrantsSchema),
  prepare: oc
    .route({ method: "POST", path: "/share/prepare", summary: "Make everything ready and decide; nothing is sent" })
    .input(shareWishSchema)
    .output(shareJobSchema),
  standing: oc
    .route({ method: "GET", path: "/share/standing", summary: "What each standing grant would let go now; nothing is sent" })
    .output(list(standingShareSchema)),
  prepareStanding: oc
    .route({ method: "POST", path: "/share/standing/{grantId}/prepare", summary: "Make ready what a standing grant would let go" })
    .input(z.object({ grantId: shareId, by }))
    .output(shareJobSchema),
  job: oc.route({ method: "GET", path: "/share/jobs/{jobId}", summary: "How far a share is" }).input(jobId).output(shareJobSchema),
  send: oc
    .route({ method: "POST", path: "/share/jobs/{jobId}/send", summary: "Send what was prepared" })
    .input(jobId)
    .output(shareJobSchema),
  stop: oc
    .route({ method: "POST", path: "/share/jobs/{jobId}/stop", summary: "Stop, or throw away what was prepared" })
    .input(jobId)
    .output(shareJobSchema),
  clean: oc
    .route({ method: "POST", path: "/share/clean", summary: "Remove what shares that were cut off, or not removed, left: this connects" })
    .output(shareJobSchema),
  resume: oc
    .route({ method: "POST", path: "/share/{shareId}/resume", summary: "Continue a share that was cut off: this connects" })
    .input(z.object({ shareId }))
    .output(shareJobSchema),
  links: oc
    .route({ method: "POST", path: "/share/{shareId}/links", summary: "Links that fetch the encrypted objects. Nothing connects" })
    .input(z.object({ shareId, hours: z.number().int().min(1).max(maxLinkHours), by }))
    .output(list(shareLinkSchema)),
  revoke: oc
    .route({ method: "POST", path: "/share/{shareId}/revoke", summary: "Take a share back: entered first, then removed from its place" })
    .input(z.object({ shareId, by, reason: z.string().trim().min(1).max(maxShareWords).nullable() }))
    .output(z.object({ sentence: z.string() })),
};
