/** What standing grants let go now: the kept things that fit one and were not shared under it yet, as wishes like a person's. */
import { flightQuerySchema, mediaQuerySchema } from "@creance/api";
import type { EpochUs } from "@creance/core";
import type { DataClass, Grant, StandingScope } from "@creance/policy";
import { keepEverything, type RedactionRecipe } from "@creance/seal";
import type { Vault } from "@creance/vault";
import { MOST_ITEMS } from "./gather-items.ts";
import { redactedClasses } from "./item-classes.ts";
import type { ShareParts } from "./parts.ts";
import { readShares } from "./read-shares.ts";
import type { ShareSummary, ShareThing, ShareWish } from "./types.ts";

/** What one standing grant would let go now. */
export interface StandingShare {
  readonly grantId: string;
  /** What it is to do, when and for what. */
  readonly standing: StandingScope;
  /** `null`: nothing new. */
  readonly wish: ShareWish | null;
  /** Things that fit its scope and are not let go: they hold classes that it does not name. */
  readonly leftOut: readonly { readonly name: string; readonly sentence: string }[];
  /** False: its schedule says that it is not time yet. */
  readonly isDue: boolean;
}

/** Rows of a capture list that are asked for at once. */
const ROWS_AT_ONCE = 1000;
/** Files of one run; the next run takes the next ones. */
const ITEMS_A_RUN = 500;
/** Radius of the circle that is cut out where a grant asks for no home points. */
const HOME_CIRCLE_M = 200;

/** One for each active standing grant. */
export async function standingShares(parts: ShareParts, grants: readonly Grant[], by: string): Promise<readonly StandingShare[]> {
  const shares = [...(await readShares(parts)).values()];
  const nowUs = parts.now();
  return grants.flatMap((grant) => {
    const { standing } = grant;
    if (standing === null) return [];
    const under = shares.filter(({ grantId }) => grantId === grant.grantId);
    const last = Math.max(...under.map(({ begunUs }) => begunUs), Number.NEGATIVE_INFINITY);
    return [{ grantId: grant.grantId, standing, isDue: isDue(standing, last, nowUs), ...wishUnder(parts, grant, standing, under, by) }];
  });
}

/** The redactions that leave out these classes. Faces cannot be taken out by a rule: such things are left out. */
export function recipeFor(classes: readonly DataClass[]): RedactionRecipe | null {
  if (classes.length === 0) return null;
  const has = (...wanted: readonly DataClass[]): boolean => wanted.some((one) => classes.includes(one));
  const drop = (isAsked: boolean): "drop" | "keep" => (isAsked ? "drop" : "keep");
  return {
    ...keepEverything,
    positions: drop(has("position", "track")),
    homeCircleM: has("homePoint", "pilotPosition") ? HOME_CIRCLE_M : null,
    serials: drop(has("serials", "phoneIdentifiers")),
    names: drop(has("account")),
    audio: drop(has("audio")),
    previews: drop(has("position", "faces")),
    ...(has("thermal") ? { thermal: "drop" as const } : {}),
  };
}

/** True when the last run lies before the last time at which one was due. */
export function isDue({ every, atMinute }: StandingScope, lastUs: EpochUs, nowUs: EpochUs): boolean {
  const hourUs = 3600e6;
  const dayUs = 24 * hourUs;
  // 1970-01-01 was a Thursday: weeks begin on Monday.
  const period = every === "hour" ? hourUs : every === "day" ? dayUs : 7 * dayUs;
  const anchorUs = (every === "week" ? 4 * dayUs : 0) + (every === "hour" ? 0 : (atMinute ?? 0) * 60e6);
  const dueUs = Math.floor((nowUs - anchorUs) / period) * period + anchorUs;
  return lastUs < dueUs;
}

function wishUnder(
  parts: ShareParts,
  grant: Grant,
  standing: StandingScope,
  under: readonly ShareSummary[],
  by: string,
): Pick<StandingShare, "wish" | "leftOut"> {
  const recipe = recipeFor(grant.redact);
  const shared = new Set(
    under
      // What a person took back does not leave again by itself, nor does what a server worked on and forgot.
      .filter(({ state, revokedUs }) => state !== "failed" || revokedUs !== null)
      .flatMap(({ items }) => items.map(({ sha256 }) => sha256)),
  );
  const things: ShareThing[] = [];
  const leftOut: StandingShare["leftOut"][number][] = [];
  let files = 0;
  for (const thing of thingsOf(parts.vault, standing)) {
    if (files >= ITEMS_A_RUN) break;
    const items = parts.gather([thing], { facesChecked: false });
    if (!items.some(({ aircraft }) => standing.aircraft.length === 0 || aircraft.some((one) => standing.aircraft.includes(one)))) continue;
    if (items.every(({ sha256 }) => shared.has(sha256))) continue;
    const over = items.flatMap((item) => {
      const out = redactedClasses(recipe, item.classes, false);
      return item.classes.filter((one) => !out.includes(one) && !grant.data.includes(one));
    });
    if (over.length > 0) {
      leftOut.push({ name: items[0]?.name ?? "", sentence: `It holds ${[...new Set(over)].join(", ")}, which the grant does not name.` });
      continue;
    }
    things.push(thing);
    files += items.length;
  }
  const [destination] = grant.destinations;
  const [purpose] = grant.purposes;
  if (things.length === 0 || destination === undefined || purpose === undefined) return { wish: null, leftOut };
  return {
    wish: {
      things,
      destination,
      recipients: grant.recipient.keys,
      recipientKind: grant.recipient.kind,
      purpose,
      reason: grant.why,
      untilUs: grant.untilUs,
      recipe,
      facesChecked: false,
      grantId: grant.grantId,
      by,
    },
    leftOut,
  };
}

function* thingsOf(vault: Vault, { kinds }: StandingScope): Generator<ShareThing> {
  if (kinds.includes("flight")) {
    for (const { id } of vault.allFlights(flightQuerySchema.parse({}))) yield { kind: "flight", id, form: "original" };
  }
  for (const [granted, kind] of [
    ["picture", "photo"],
    ["clip", "clip"],
  ] as const) {
    if (!kinds.includes(granted)) continue;
    for (const { sha256 } of vault.allMedia(mediaQuerySchema.parse({ kind }))) yield { kind: "media", sha256 };
  }
  if (!kinds.includes("capture") && !kinds.includes("other")) return;
  for (let offset = 0; ; offset += ROWS_AT_ONCE) {
    const { rows } = vault.files({ offset, limit: ROWS_AT_ONCE });
    for (const { sha256, flightIds } of rows) {
      const isCapture = vault.capture(sha256) !== undefined;
      const isOther = !isCapture && flightIds.length === 0 && vault.mediaEntry(sha256) === undefined;
      if ((isCapture && kinds.includes("capture")) || (isOther && kinds.includes("other"))) yield { kind: "original", sha256 };
    }
    if (rows.length < ROWS_AT_ONCE || offset > MOST_ITEMS) return;
  }
}
