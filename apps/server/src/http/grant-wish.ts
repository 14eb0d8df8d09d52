/** What a person grants on the page, in the operation's terms: every word is looked up, every thing must be kept here. */
import type { GrantWishInput } from "@creance/api";
import { UserError } from "@creance/core";
import {
  type DataClass,
  dataClasses,
  type GrantedKind,
  grantedKinds,
  MAX_GRANT_ITEMS,
  parseDurationUs,
  type StandingScope,
  scheduleSpans,
} from "@creance/policy";
import type { GrantWish } from "../operation/grants/types.ts";
import type { GrantsOf } from "./grant-words.ts";
import { purposeNamed, recipientKind } from "./share-words.ts";

/** The wish. Throws a `UserError` when a word or a thing of it is not known. */
export async function grantWish(input: GrantWishInput, of: GrantsOf): Promise<GrantWish> {
  return {
    giver: input.giver,
    recipient: await recipientOf(input.recipient, of),
    data: input.data.map(classNamed),
    purposes: input.purposes.map(purposeNamed),
    why: input.why,
    destinations: await destinationsOf(input.destinations, of),
    regions: input.regions,
    redact: input.redact.map(classNamed),
    fromUs: input.fromUs,
    untilUs: input.untilUs,
    keepUs: keepOf(input.keep),
    flowId: input.flowId,
    items: itemsOf(input, of),
    standing: standingOf(input.standing),
  };
}

async function recipientOf(wanted: GrantWishInput["recipient"], { share }: GrantsOf): Promise<GrantWish["recipient"]> {
  if (!("id" in wanted)) return { ...wanted, kind: recipientKind(wanted.kind) };
  const named = (await share.recipients()).find(({ id, revokedUs }) => id === wanted.id && revokedUs === null);
  if (named === undefined)
    throw new UserError("no-such-recipient", "notFound", "There is no such recipient that is in use. Nothing was granted.");
  return { name: named.name, contact: wanted.contact, kind: named.kind, keys: [named.key] };
}

async function destinationsOf(wanted: readonly string[], { share }: GrantsOf): Promise<readonly string[]> {
  const places = await share.destinations();
  for (const id of wanted) {
    if (!places.some(({ destination }) => destination.id === id))
      throw new UserError("no-such-destination", "notFound", `There is no place ${id.slice(0, 64)}. Nothing was granted.`);
  }
  return wanted;
}

function itemsOf({ flights, items, standing }: GrantWishInput, { vault }: GrantsOf): readonly string[] | null {
  if (standing !== null) {
    if (flights.length + items.length > 0)
      throw new UserError("bad-wish", "wrongUse", "A standing grant names no flights or files one by one. Nothing was granted.");
    return null;
  }
  const found = new Set<string>();
  for (const sha256 of items) {
    if (vault.originalSize(sha256) === undefined)
      throw new UserError("no-such-original", "notFound", `No original ${sha256} is kept in this vault. Nothing was granted.`);
    found.add(sha256);
  }
  for (const id of flights) {
    const flight = vault.flight(id);
    if (flight === undefined) throw new UserError("no-such-flight", "notFound", `There is no flight ${id}. Nothing was granted.`);
    for (const { sha256 } of flight.originals) found.add(sha256);
  }
  if (found.size === 0)
    throw new UserError("bad-wish", "wrongUse", "Say what it is for: flights, files, or a standing grant. Nothing was granted.");
  if (found.size > MAX_GRANT_ITEMS)
    throw new UserError(
      "grant-invalid",
      "wrongUse",
      `These are ${found.size} files; one grant is for at most ${MAX_GRANT_ITEMS}. Nothing was granted.`,
    );
  return [...found];
}

function standingOf(wanted: GrantWishInput["standing"]): StandingScope | null {
  if (wanted === null) return null;
  const every = scheduleSpans.find((span) => span === wanted.every);
  if (every === undefined)
    throw new UserError("bad-wish", "wrongUse", `A standing grant runs every ${scheduleSpans.join(", ")}. Nothing was granted.`);
  return {
    aircraft: wanted.aircraft,
    kinds: wanted.kinds.map(kindNamed),
    every,
    atMinute: every === "hour" ? null : (wanted.atMinute ?? 120),
  };
}

function keepOf(words: string | null): number | null {
  if (words === null) return null;
  const us = parseDurationUs(words);
  if (us === null) throw new UserError("bad-wish", "wrongUse", `“${words}” is no time such as 30 days. Nothing was granted.`);
  return us;
}

function classNamed(word: string): DataClass {
  const known = dataClasses.find((each) => each === word);
  if (known === undefined) throw new UserError("unknown-class", "wrongUse", `“${word}” is no class of data. Nothing was granted.`);
  return known;
}

function kindNamed(word: string): GrantedKind {
  const known = grantedKinds.find((each) => each === word);
  if (known === undefined)
    throw new UserError("bad-wish", "wrongUse", `“${word}” is nothing that a standing grant can name. Nothing was granted.`);
  return known;
}
