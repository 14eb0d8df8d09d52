/** What an entry says, as one sentence for a person. */
import { formatBytes, isoFromEpochUs } from "@creance/core";
import type { EntryKind, EntryOf, JournalEntry } from "./journal-entry.ts";

/** Words behind an entry's salted hashes, by field name; `null`: erased. */
export type EntryWords = Readonly<Record<string, string | null>>;

type Sentences = { readonly [Kind in EntryKind]: (entry: EntryOf<Kind>, words: EntryWords) => string };

const things = {
  flight: "a flight",
  media: "a picture or clip",
  capture: "a capture",
  audit: "an audit",
  exposure: "an exposure report",
  original: "an original",
  ledger: "the ledger",
} as const;
const decisions = {
  granted: "granted",
  partly: "granted in part",
  refused: "refused",
  withdrawn: "withdrawn",
  open: "open",
} as const;
const keyringEvents = {
  made: "made the vault's keyring",
  relocked: "locked the vault's keyring in another way",
  recovered: "brought the vault's keyring back with its recovery code",
  recoveryShown: "had the recovery code of the vault's keyring shown",
  secretSet: "put credentials into the vault's keyring",
  secretRemoved: "took credentials out of the vault's keyring",
} as const;
const leftBehind = {
  removed: "was removed from its destination",
  locked: "could not be removed: its destination holds it under a lock",
  unreachable: "could not be removed: its destination did not answer",
  refused: "could not be removed: its destination refused",
} as const;

/** In the order of the tables. */
const sentences: Sentences = {
  vaultCreated: () => "The vault was made.",
  kept: ({ sizeBytes }, words) => `Kept ${named(words["fileNameHash"])}, ${formatBytes(sizeBytes)}.`,
  replaced: ({ foundBytes, sizeBytes }) =>
    `A damaged original (${formatBytes(foundBytes)} of ${formatBytes(sizeBytes)}) was replaced by whole bytes.`,
  annotate: ({ field, textHash }, words) =>
    textHash === null ? `The ${field} of a flight was taken away.` : `A flight was given the ${field} ${quoted(words["textHash"])}.`,
  keychainAdded: () => "Keys for a sealed record were kept.",
  settleMedia: ({ word }) =>
    word === "flight"
      ? "A person said which flight took a picture or clip."
      : word === "none"
        ? "A person said that no kept flight took a picture or clip."
        : "A person took back a word on which flight took a picture or clip.",
  viewed: ({ what, sha256 }, words) => `${who(words)} looked at ${thing(what, sha256)}.`,
  exported: ({ what, sha256, format }, words) => `${who(words)} took out ${thing(what, sha256)} as ${format}.`,
  keysRequested: (_, words) => `${who(words)} made a request for the keys of a sealed record.`,
  connecting: ({ purpose }, words) =>
    `A connection to ${words["hostHash"] ?? "a host (erased)"} was about to be opened (${spaced(purpose)}).`,
  connected: ({ outcome, upBytes, downBytes }) =>
    `A connection ended (${spaced(outcome)}): ${bytesOf(upBytes)} out, ${bytesOf(downBytes)} in.`,
  gateway: ({ event }) =>
    event === "session" ? "A session of the field gateway was entered." : "A proof of the field gateway was entered.",
  keyringChanged: ({ event }, words) => `${who(words)} ${keyringEvents[event]}.`,
  scrubbed: ({ files, bytes, damaged, missing }) =>
    `Everything kept was hashed again: ${files} files, ${formatBytes(bytes)}; ${damaged} damaged, ${missing} missing.`,
  program: () => "Another version of the program began to write here.",
  policySet: ({ which }, words) => `${who(words)} put a policy into force (${which}).`,
  policyPublished: (_, words) => `${who(words)} wrote the public privacy page.`,
  grantMade: ({ untilUs }, words) => `${who(words)} signed a grant, until ${isoFromEpochUs(untilUs)}.`,
  grantRevoked: (_, words) => `${who(words)} took a grant back${because(words)}.`,
  decided: ({ verdict }) => (verdict === "permit" ? "The policy permitted what was asked." : "The policy refused what was asked."),
  destinationSet: ({ documentHash }, words) =>
    `${who(words)} ${documentHash === null ? "took a destination off the list" : "named a destination"}.`,
  recipientSet: ({ documentHash }, words) =>
    `${who(words)} ${documentHash === null ? "revoked a recipient: nothing is sealed to it from now on" : "named a recipient"}.`,
  redacted: () => "A redacted copy of an original was made.",
  shareBegun: ({ items }) => `A share of ${items} ${items === 1 ? "item" : "items"} began. Nothing had left yet.`,
  shareItem: ({ sealedBytes }) => `An item lies at its destination, encrypted (${formatBytes(sealedBytes)}), read back and compared.`,
  shareDone: ({ items, sealedBytes }) =>
    `The share is whole: ${items} ${items === 1 ? "item" : "items"}, ${formatBytes(sealedBytes)} encrypted.`,
  shareFailed: ({ code }) => `A share ended without being whole (${spaced(code)}).`,
  linksMade: ({ links, untilUs }, words) => `${who(words)} made ${links} links that read a share, until ${isoFromEpochUs(untilUs)}.`,
  shareRevoked: (_, words) => `${who(words)} took a share back${because(words)}. What was read already cannot be unread.`,
  shareRemoved: ({ outcome }) => `An item of a share ${leftBehind[outcome]}.`,
  shareUnnamed: () => "The name of a shared item was given up with its original; the item still lies at its destination.",
  regionChecked: ({ grade }) => `The region of a destination was checked: ${spaced(grade).toUpperCase()}.`,
  ruleSet: ({ rule, keepUs }, words) =>
    keepUs === null
      ? `${who(words)} took the keeping time of everything recorded away (${spaced(rule)}).`
      : `${who(words)} set a keeping time for everything recorded (${spaced(rule)}).`,
  clockSet: ({ untilUs, rule }) =>
    untilUs === null ? "A keeping time was taken away." : `A keeping time was set (${rule}): to be deleted ${isoFromEpochUs(untilUs)}.`,
  exceptionMade: ({ reviewUs }, words) =>
    `${who(words)} made an exception from a keeping time, to be looked at again ${isoFromEpochUs(reviewUs)}${because(words)}.`,
  exceptionEnded: (_, words) => `${who(words)} ended an exception from a keeping time.`,
  holdPlaced: (_, words) => `${who(words)} placed a legal hold${because(words)}.`,
  holdReleased: (_, words) => `${who(words)} released a legal hold${because(words)}.`,
  deleting: ({ rule, byHash }, words) =>
    rule === "person"
      ? `${who(words)} began to delete an original.`
      : byHash === null
        ? `A keeping time began to delete an original (${rule}).`
        : `${who(words)} began to delete an original that was due (${rule}).`,
  deleted: ({ places }) => `An original is gone: ${places} places were looked at and are empty.`,
  deletionFailed: ({ code }) => `ALARM: an original could not be deleted everywhere (${spaced(code)}).`,
  textErased: (_, words) => `${who(words)} erased a text and its salt.`,
  requestEntered: (_, words) => `${who(words)} entered a request for data.`,
  requestSettled: ({ decision, disclosed }) => `A request for data is ${decisions[decision]}; ${disclosed} items were given.`,
  checkpointed: ({ entries }) => `A checkpoint over the first ${entries} entries was about to be signed.`,
  cosigned: ({ entries, cosignedUs }, words) =>
    `A witness saw the first ${entries} entries at ${isoFromEpochUs(cosignedUs)}: ${quoted(words["witnessHash"])}.`,
  timestamped: ({ entries, stampedUs }) =>
    `A timestamp authority saw the checkpoint over the first ${entries} entries at ${isoFromEpochUs(stampedUs)}.`,
  disclosed: ({ how }, words) => `${who(words)} gave out an original because of a request for data (${how}).`,
  flightPublic: ({ state }, words) =>
    state === "published"
      ? `${who(words)} put a flight on the public page.`
      : state === "withdrawn"
        ? `${who(words)} took a flight off the public page.`
        : `${who(words)} put a flight of the public page in review.`,
  published: (_, words) => `${who(words)} wrote a public page.`,
};

/** Audits and exposure reports can be about one original, which the entry names, or about several. */
function thing(what: keyof typeof things, sha256: string | null): string {
  const isReport = what === "audit" || what === "exposure";
  return isReport && sha256 === null ? `${things[what]} over several files` : things[what];
}

/** The sentence of an entry. Words that were erased are said to be. Any field may be hostile: nothing here is markup. */
export function entrySentence(entry: JournalEntry, words: EntryWords): string {
  const say = sentences[entry.kind] as (entry: JournalEntry, words: EntryWords) => string;
  return say(entry, words);
}

function who(words: EntryWords): string {
  const name = words["byHash"];
  return name === undefined ? "Somebody" : (name ?? "Somebody (name erased)");
}

function because(words: EntryWords): string {
  const reason = words["reasonHash"];
  return reason === undefined ? "" : `: ${reason ?? "(reason erased)"}`;
}

/** The file's own name: a path is long, and stands in the entry's words. */
function named(name: string | null | undefined): string {
  return name === null || name === undefined ? "a file (name erased)" : `“${name.slice(name.lastIndexOf("/") + 1)}”`;
}

function quoted(text: string | null | undefined): string {
  return text === null || text === undefined ? "(erased)" : `“${text.length > 200 ? `${text.slice(0, 200)}…` : text}”`;
}

function spaced(code: string): string {
  return code.replaceAll("-", " ");
}

function bytesOf(bytes: number | null): string {
  return bytes === null ? "unknown bytes" : formatBytes(bytes);
}
