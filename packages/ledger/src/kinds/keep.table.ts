/** Entries about what is kept: originals, words, keychains. */
import type { KindTable } from "./field.ts";

/** Where a person's words about a flight can stand. */
export const annotatedFields = ["name", "note"] as const;
/** Where a person's words about a flight can stand. */
export type AnnotatedField = (typeof annotatedFields)[number];

/** What a person can say of the flight that took a picture or a clip; `undone`: an earlier word is taken away. */
export const mediaWords = ["flight", "none", "undone"] as const;
/** What a person can say of the flight that took a picture or a clip. */
export type MediaWord = (typeof mediaWords)[number];

/** Entries about what is kept. */
export const keepKinds = {
  /** The vault was made. `vaultId`: its id. */
  vaultCreated: { vaultId: "id" },
  /** An original was kept. `fileNameHash`: salted hash of the name it was found under. */
  kept: { sha256: "sha256", sizeBytes: "count", fileNameHash: "sha256" },
  /** A damaged original was replaced by whole bytes that were imported again. `foundBytes`: size of the damaged file that stood there. */
  replaced: { sha256: "sha256", sizeBytes: "count", foundBytes: "count" },
  /**
   * A person gave a flight a name or a note, or took it away (`textHash` `null`). `flightId`: as it was called then; `sha256`, `segment`: first original
   * of the flight, with which the words stay.
   */
  annotate: { flightId: "shortId", sha256: "sha256", segment: "count", field: annotatedFields, textHash: "sha256OrNull" },
  /** A keychain reply was kept. `sha256`: the sealed original it belongs to; `replySha256`: of the reply as given. */
  keychainAdded: { sha256: "sha256", replySha256: "sha256", sizeBytes: "count" },
  /** A person said which flight took a picture or a clip. The flight's fields are `null` unless `word` is `flight`. */
  settleMedia: { sha256: "sha256", word: mediaWords, flightId: "shortIdOrNull", flightSha256: "sha256OrNull", segment: "countOrNull" },
} as const satisfies KindTable;
