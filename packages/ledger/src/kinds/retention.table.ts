/** Entries about keeping times, legal holds, deletion, and requests by authorities. */
import type { KindTable } from "./field.ts";

/** From when a keeping time counts: the end of the flight, the moment a file says it was recorded, or the moment it was kept here. */
export const clockStarts = ["flight-end", "collected", "kept"] as const;

/** On what basis somebody asks for data. */
export const requestBases = [
  "warrant",
  "court-order",
  "subpoena",
  "statute",
  "consent",
  "public-records",
  "subject-access",
  "emergency",
  "other",
] as const;

/** How something was given out because of a request. */
export const disclosureWays = ["share", "export", "medium", "shown"] as const;

/** How a flight stands on the public page: nobody looked yet, shown, taken off again. */
export const flightPublicStates = ["review", "published", "withdrawn"] as const;

/** Entries about keeping times, legal holds, deletion, and requests by authorities. */
export const retentionKinds = {
  /**
   * A keeping time for every flight record, picture and clip that has none of its own, from now on. `rule`: id of the preset's rule; `keepUs`: how
   * long, `null`: the rule was taken away; `reasonHash`: salted hash of the source it rests on.
   */
  ruleSet: { rule: "code", keepUs: "countOrNull", clock: clockStarts, reasonHash: "sha256OrNull", byHash: "sha256OrNull" },
  /**
   * A clock runs on an original. `rule`: id of the preset's rule; `fromUs`: when it began, `null`: not known; `untilUs`: when it is due, `null`: the
   * clock was taken away.
   */
  clockSet: {
    sha256: "sha256",
    rule: "code",
    fromUs: "countOrNull",
    untilUs: "countOrNull",
    reasonHash: "sha256OrNull",
    byHash: "sha256OrNull",
  },
  /** An exception from the clock of an original, until it is to be looked at again. `ground`: id of the preset's exception. */
  exceptionMade: {
    exceptionId: "id",
    sha256: "sha256",
    ground: "code",
    reviewUs: "count",
    reasonHash: "sha256",
    byHash: "sha256OrNull",
  },
  /** An exception ended before its review. */
  exceptionEnded: { exceptionId: "id", byHash: "sha256OrNull" },
  /** A legal hold on an original: it is not deleted while one stands. `reasonHash`: salted hash of case and reason. */
  holdPlaced: { holdId: "id", sha256: "sha256", reasonHash: "sha256", byHash: "sha256OrNull" },
  /** A hold was released, by a second person. */
  holdReleased: { holdId: "id", reasonHash: "sha256OrNull", byHash: "sha256OrNull", secondHash: "sha256OrNull" },
  /** An original is about to be deleted: written before anything is. `rule`: the preset's rule, or `person`. */
  deleting: { deletionId: "id", sha256: "sha256", rule: "code", byHash: "sha256OrNull" },
  /** It is gone from every place of the vault. `places`: how many places were looked at. */
  deleted: { deletionId: "id", sha256: "sha256", places: "count" },
  /** It could not be deleted everywhere: an alarm. */
  deletionFailed: { deletionId: "id", sha256: "sha256", code: "code" },
  /** A text and its salt are about to be erased. `textHash`: the salted hash that other entries name. */
  textErased: { textHash: "sha256", byHash: "sha256OrNull" },
  /** Somebody asked for data. `dueUs`: by when, `null`: not said; `documentHash`: salted hash of the register's entry as it stands now. */
  requestEntered: {
    requestId: "id",
    basis: requestBases,
    receivedUs: "count",
    dueUs: "countOrNull",
    documentHash: "sha256",
    byHash: "sha256OrNull",
  },
  /** A request was decided, changed or answered. `disclosed`: how many items were given. */
  requestSettled: {
    requestId: "id",
    decision: ["granted", "partly", "refused", "withdrawn", "open"],
    disclosed: "count",
    documentHash: "sha256",
    byHash: "sha256OrNull",
  },
  /** An original was given out because of a request. `shareId`: the share it went with; `how`: by a share, as an exported file, on a medium, by showing it. */
  disclosed: { requestId: "id", sha256: "sha256", shareId: "idOrNull", how: disclosureWays, byHash: "sha256OrNull" },
  /** A person said how a flight stands on the public page. `sha256`: first original of the flight; `purpose`: from the fixed list, `null`: not said. */
  flightPublic: { flightId: "shortId", sha256: "sha256", state: flightPublicStates, purpose: "codeOrNull", byHash: "sha256OrNull" },
  /** A public page was written. `pageSha256`: of its document; `flights`, `requests`: how many it counts. */
  published: { pageSha256: "sha256", flights: "count", requests: "count", byHash: "sha256OrNull" },
} as const satisfies KindTable;
