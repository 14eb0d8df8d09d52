/** Entries about sharing. */
import type { KindTable } from "./field.ts";

/** Entries about sharing. */
export const shareKinds = {
  /** A destination was named or changed. `documentHash`: salted hash of its description, `null`: it was taken off the list. */
  destinationSet: { destinationId: "id", documentHash: "sha256OrNull", byHash: "sha256OrNull" },
  /** A recipient was named or changed. `documentHash`: salted hash of name, kind and key, `null`: nothing is sealed to it from now on. */
  recipientSet: { recipientId: "id", documentHash: "sha256OrNull", byHash: "sha256OrNull" },
  /** A redacted derivative was made. `recipeHash`: salted hash of what was to be taken out. */
  redacted: { sha256: "sha256", outSha256: "sha256", recipeHash: "sha256" },
  /** A share begins; nothing has left yet. `planHash`: salted hash of what goes where, why and until when. */
  shareBegun: { shareId: "id", grantId: "id", items: "count", planHash: "sha256" },
  /**
   * One item lies at its destination, read back and compared; for a server that works on pictures: it is about to be sent there, readable. `sha256`: the original; `outSha256`: what was sealed (the same, or its redacted derivative);
   * `sealedSha256`, `sealedBytes`: of the encrypted bytes; `recipientsHash`, `objectHash`: salted hashes of the recipients and of the object's place.
   */
  shareItem: {
    shareId: "id",
    sha256: "sha256",
    outSha256: "sha256",
    sealedSha256: "sha256",
    sealedBytes: "count",
    recipientsHash: "sha256",
    objectHash: "sha256",
  },
  /** A share is whole: every item was entered before. */
  shareDone: { shareId: "id", items: "count", sealedBytes: "count" },
  /** A share ended without being whole; what lay at the destination was removed, or is listed by `shareRemoved`. */
  shareFailed: { shareId: "id", code: "code" },
  /** Links were made that read its objects without keys, until they end. */
  linksMade: { shareId: "id", links: "count", untilUs: "count", byHash: "sha256OrNull" },
  /** A share was taken back: from now on it is to be removed. */
  shareRevoked: { shareId: "id", reasonHash: "sha256OrNull", byHash: "sha256OrNull" },
  /** One object of a share: removed, or why it still lies there. */
  shareRemoved: { shareId: "id", sealedSha256: "sha256", outcome: ["removed", "locked", "unreachable", "refused"] },
  /**
   * An item's name was given up because its original is deleted, while the item still lies at its destination. `objectHash`: salted hash of its place
   * without the name, in place of the one that its `shareItem` names.
   */
  shareUnnamed: { shareId: "id", sealedSha256: "sha256", objectHash: "sha256" },
  /** A destination's region was checked. `recordSha256`: of the record. */
  regionChecked: {
    destinationId: "id",
    grade: ["provider-asserted", "network-consistent", "contradicted"],
    recordSha256: "sha256",
  },
} as const satisfies KindTable;
