/** Named destinations and recipients as the journal tells them. */
import type { Destination } from "@creance/courier";
import type { EntryKind } from "@creance/ledger";
import type { RecipientKind } from "@creance/policy";
import type { LedgerRow } from "@creance/vault";
import { readWords } from "./document-words.ts";
import type { SharePlace, ShareRecipient } from "./types.ts";

/** Kinds of entries that places are made of. */
export const placeEntryKinds = ["destinationSet", "recipientSet", "regionChecked"] as const satisfies readonly EntryKind[];

/** The words behind a destination's entry. */
export interface PlaceDocument {
  readonly destination: Destination;
  readonly heldBy: RecipientKind;
}

/** The words behind a recipient's entry. */
export type RecipientDocument = Pick<ShareRecipient, "name" | "kind" | "key">;

/** Destinations in use by id, oldest first. */
export function foldPlaces(rows: readonly LedgerRow[]): ReadonlyMap<string, SharePlace> {
  const places = new Map<string, SharePlace>();
  for (const { entry, words } of rows) {
    if (entry.kind === "destinationSet") {
      const document = readWords<PlaceDocument>(words["documentHash"]);
      if (document === null) places.delete(entry.destinationId);
      else places.set(entry.destinationId, { ...document, addedUs: entry.timeUs, region: null });
    } else if (entry.kind === "regionChecked") {
      const place = places.get(entry.destinationId);
      if (place !== undefined) places.set(entry.destinationId, { ...place, region: { grade: entry.grade, checkedUs: entry.timeUs } });
    }
  }
  return places;
}

/** Recipients by id, revoked ones too, oldest first. */
export function foldRecipients(rows: readonly LedgerRow[]): ReadonlyMap<string, ShareRecipient> {
  const recipients = new Map<string, ShareRecipient>();
  for (const { entry, words } of rows) {
    if (entry.kind !== "recipientSet") continue;
    const document = readWords<RecipientDocument>(words["documentHash"]);
    const known = recipients.get(entry.recipientId);
    if (document !== null) {
      recipients.set(entry.recipientId, { id: entry.recipientId, ...document, addedUs: known?.addedUs ?? entry.timeUs, revokedUs: null });
    } else if (known !== undefined) recipients.set(entry.recipientId, { ...known, revokedUs: entry.timeUs });
  }
  return recipients;
}

/** The one whose id begins so, or whose name it is. */
export function findNamed<Thing>(
  things: Iterable<Thing>,
  wanted: string,
  words: (thing: Thing) => { readonly id: string; readonly name: string },
): Thing | undefined {
  const all = [...things];
  const byName = all.filter((thing) => words(thing).name === wanted);
  if (byName.length === 1) return byName[0];
  const byId = /^[0-9a-f]{6,32}$/.test(wanted) ? all.filter((thing) => words(thing).id.startsWith(wanted)) : [];
  return byId.length === 1 ? byId[0] : undefined;
}
