/** Grants that hold now, for a share: existing ones that cover it, and standing ones with what they would let go. */
import type { fittingGrantsSchema, StandingShareRow, shareGrantQuestionSchema } from "@creance/api";
import { dataClassTable, type GrantedKind, grantSentence, scopeWords } from "@creance/policy";
import type { z } from "zod";
import type { ShareThing } from "../operation/share/types.ts";
import type { Operation } from "../operation/types.ts";
import { flightTitle, mediaName, originalsOf } from "./share-things.ts";
import { titleOf } from "./share-words.ts";

/** Names of things, and of things that are left out, that are told. */
const MOST_NAMES = 20;

/** Existing grants that cover a share: its place, everybody it is sealed to, its purpose and every original. The policy decides all the same. */
export async function fittingGrants(
  { grants, vault }: Pick<Operation, "grants" | "vault">,
  asked: z.infer<typeof shareGrantQuestionSchema>,
): Promise<z.infer<typeof fittingGrantsSchema>> {
  const originals = originalsOf(vault, asked);
  const kinds = new Set<GrantedKind>(asked.flights.length > 0 ? ["flight"] : []);
  for (const sha256 of asked.media) kinds.add(vault.mediaEntry(sha256)?.row.kind === "clip" ? "clip" : "picture");
  return (await grants.list())
    .filter(({ grant, state }) => {
      const { items, standing, recipient } = grant;
      if (state !== "active" || !grant.destinations.includes(asked.destination)) return false;
      if (!grant.purposes.some((purpose) => purpose === asked.purpose)) return false;
      if (!asked.recipients.every((key) => recipient.keys.includes(key))) return false;
      if (items === null) return standing !== null && [...kinds].every((kind) => standing.kinds.includes(kind));
      return originals.length > 0 && originals.every((sha256) => items.includes(sha256));
    })
    .map(({ grant }) => ({
      grantId: grant.grantId,
      sentence: grantSentence(grant),
      untilUs: grant.untilUs,
      isStanding: grant.standing !== null,
      redact: grant.redact.map((word) => titleOf(dataClassTable, word)),
    }));
}

/** What each standing grant would let go now. Nothing is made ready. */
export async function standingRows({
  share,
  grants,
  vault,
}: Pick<Operation, "share" | "grants" | "vault">): Promise<readonly StandingShareRow[]> {
  const [standing, places] = await Promise.all([share.sync("a person at the page"), share.destinations()]);
  const rows: StandingShareRow[] = [];
  for (const { grantId, standing: scope, wish, isDue, leftOut } of standing) {
    const { grant } = await grants.show(grantId);
    const things = wish?.things ?? [];
    rows.push({
      grantId,
      scope: scopeWords(scope),
      to: grant.recipient.name,
      destination: places.find(({ destination }) => grant.destinations.includes(destination.id))?.destination.title ?? null,
      things: things.length,
      words: countWords(things),
      names: things.slice(0, MOST_NAMES).map((thing) => thingName(vault, thing)),
      isDue,
      leftOut: leftOut.slice(0, MOST_NAMES),
      leftOutMore: Math.max(0, leftOut.length - MOST_NAMES),
    });
  }
  return rows;
}

function countWords(things: readonly ShareThing[]): string {
  const words = [
    ["flight", "flight", "flights"],
    ["media", "picture or clip", "pictures and clips"],
    ["original", "other file", "other files"],
  ] as const;
  return words
    .map(([kind, one, many]) => ({ count: things.filter((thing) => thing.kind === kind).length, one, many }))
    .filter(({ count }) => count > 0)
    .map(({ count, one, many }) => `${count} ${count === 1 ? one : many}`)
    .join(", ");
}

function thingName(vault: Operation["vault"], thing: ShareThing): string {
  if (thing.kind === "flight") {
    const flight = vault.uncountedFlight(thing.id);
    return flight === undefined ? `Flight ${thing.id.slice(0, 8)}` : flightTitle(flight.summary);
  }
  const entry = thing.kind === "media" ? vault.mediaEntry(thing.sha256) : undefined;
  return entry === undefined ? thing.sha256.slice(0, 16) : mediaName(entry);
}
