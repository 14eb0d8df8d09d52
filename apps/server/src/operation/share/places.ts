/** Named destinations and recipients: entered in the journal, credentials in the keyring. */
import { type EpochUs, isUserError, UserError } from "@creance/core";
import { type Credentials, type Destination, readDestination } from "@creance/courier";
import { recipientKinds } from "@creance/policy";
import { readRecipient } from "@creance/seal";
import { enterChecked, enterWith } from "../shared-writer.ts";
import { documentWords } from "./document-words.ts";
import { findNamed, foldPlaces, foldRecipients, type PlaceDocument, type RecipientDocument } from "./fold-places.ts";
import { ledgerRows } from "./ledger-rows.ts";
import { newId } from "./new-id.ts";
import type { ShareParts } from "./parts.ts";
import type { Share, SharePlace, ShareRecipient } from "./types.ts";

const MOST_NAME = 100;

/** Destinations in use, by id. */
export async function readPlaces({ ledger }: Pick<ShareParts, "ledger">): Promise<ReadonlyMap<string, SharePlace>> {
  return foldPlaces(await ledgerRows(ledger, { kinds: ["destinationSet", "regionChecked"] }));
}

/** Recipients, revoked ones too, by id. */
export async function readRecipients({ ledger }: Pick<ShareParts, "ledger">): Promise<ReadonlyMap<string, ShareRecipient>> {
  return foldRecipients(await ledgerRows(ledger, { kinds: ["recipientSet"] }));
}

/** The destination of that name or id. Rejects with a `UserError` (`no-such-destination`). */
export async function findPlace(parts: Pick<ShareParts, "ledger">, name: string): Promise<SharePlace> {
  const place = findNamed((await readPlaces(parts)).values(), name, ({ destination }) => ({
    id: destination.id,
    name: destination.title,
  }));
  if (place !== undefined) return place;
  throw new UserError(
    "no-such-destination",
    "notFound",
    `No destination "${name.slice(0, 80)}" was named. \`creance share destinations\` lists them. Nothing was sent.`,
  );
}

/** Its credentials, from the keyring. Rejects with a `UserError` (`no-credentials`). */
export async function credentialsOf(parts: Pick<ShareParts, "keyring">, destination: Destination): Promise<Credentials> {
  const text = (await parts.keyring()).secret(secretName(destination.id));
  if (text === undefined) {
    throw new UserError(
      "no-credentials",
      "conflict",
      `The keyring has no credentials for the destination ${destination.title}: name it again with \`creance share destinations add\`. Nothing was sent.`,
    );
  }
  return JSON.parse(text) as Credentials;
}

/** Names a destination. */
export async function addPlace(parts: ShareParts, wish: Parameters<Share["addDestination"]>[0]): Promise<SharePlace> {
  checkKind(wish.heldBy);
  const title = checkName(wish.destination.title);
  const isFree = async (): Promise<void> => {
    if ([...(await readPlaces(parts)).values()].every(({ destination }) => destination.title !== title)) return;
    throw new UserError("name-taken", "conflict", `There is a destination "${title}" already: remove it first, or take another name.`);
  };
  await isFree();
  const destination = readDestination({ ...wish.destination, title, id: newId() });
  const document: PlaceDocument = { destination, heldBy: wish.heldBy };
  const keyring = await parts.keyring();
  // The secret first: a destination that is named can be used.
  await keyring.setSecret(secretName(destination.id), JSON.stringify(wish.credentials));
  const timeUs = parts.now();
  try {
    await enterChecked(parts.writers, isFree, (words) => [
      {
        kind: "destinationSet",
        timeUs,
        destinationId: destination.id,
        documentHash: words(documentWords(document)),
        byHash: words(wish.by),
      },
    ]);
  } catch (error) {
    // Somebody took the name meanwhile: nothing names these credentials.
    if (isUserError(error) && error.code === "name-taken") await keyring.setSecret(secretName(destination.id), null);
    throw error;
  }
  return { ...document, addedUs: timeUs, region: null };
}

/** Takes a destination off the list. What lies there stays, and can be revoked still: its shares name it. */
export async function removePlace(parts: ShareParts, name: string, by: string): Promise<void> {
  const { destination } = await findPlace(parts, name);
  await enterWith(parts.writers, (words) => [
    { kind: "destinationSet", timeUs: parts.now(), destinationId: destination.id, documentHash: null, byHash: words(by) },
  ]);
}

/** Names a recipient. */
export async function addRecipient(parts: ShareParts, wish: Parameters<Share["addRecipient"]>[0]): Promise<ShareRecipient> {
  const document: RecipientDocument = { name: checkName(wish.name), kind: checkKind(wish.kind), key: readRecipient(wish.key) };
  const isFree = async (): Promise<void> => {
    const known = [...(await readRecipients(parts)).values()];
    const same = known.find(({ name, key }) => name === document.name || key === document.key);
    if (same === undefined) return;
    const how =
      same.revokedUs === null
        ? "is named already"
        : "was revoked; a revoked key does not come back, so give another one under another name";
    throw new UserError("name-taken", "conflict", `The recipient ${same.name} ${how}. Nothing was changed.`);
  };
  const id = newId();
  const timeUs = parts.now();
  await enterChecked(parts.writers, isFree, (words) => [
    { kind: "recipientSet", timeUs, recipientId: id, documentHash: words(documentWords(document)), byHash: words(wish.by) },
  ]);
  return { id, ...document, addedUs: timeUs, revokedUs: null };
}

/** From now on nothing is sealed to it. */
export async function revokeRecipient(parts: ShareParts, name: string, by: string): Promise<ShareRecipient> {
  const known = await readRecipients(parts);
  const recipient = findNamed(known.values(), name, (one) => ({ id: one.id, name: one.name }));
  if (recipient === undefined) {
    throw new UserError("no-such-recipient", "notFound", `No recipient "${name.slice(0, 80)}" was named. Nothing was changed.`);
  }
  if (recipient.revokedUs !== null) return recipient;
  const timeUs: EpochUs = parts.now();
  await enterWith(parts.writers, (words) => [
    { kind: "recipientSet", timeUs, recipientId: recipient.id, documentHash: null, byHash: words(by) },
  ]);
  return { ...recipient, revokedUs: timeUs };
}

function secretName(destinationId: string): string {
  return `destination-${destinationId}`;
}

function checkKind(kind: ShareRecipient["kind"]): ShareRecipient["kind"] {
  if (recipientKinds.includes(kind)) return kind;
  throw new UserError(
    "bad-kind",
    "wrongUse",
    `"${String(kind).slice(0, 40)}" is no kind of recipient. The kinds are: ${recipientKinds.join(", ")}.`,
  );
}

function checkName(name: string): string {
  const clean = name.trim();
  if (clean !== "" && clean.length <= MOST_NAME && !/\p{Cc}/u.test(clean)) return clean;
  throw new UserError("bad-name", "wrongUse", `A name has 1 to ${MOST_NAME} characters and no control characters. Nothing was changed.`);
}
