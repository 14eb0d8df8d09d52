/** Keeping times at work: the ledger's entries in, entries and deletions out. */
import { randomBytes } from "node:crypto";
import { type EpochUs, UserError } from "@creance/core";
import type { EntryOf, NewJournalEntry } from "@creance/ledger";
import {
  clockBegin,
  clockDoubt,
  findExceptionGround,
  findRetentionRule,
  itemRecord,
  itemRetention,
  type RetentionState,
} from "@creance/policy";
import type { DeletionDone, DeletionWish, OtherPlaces, Vault, VaultWriter } from "@creance/vault";
import { enterWith, type SharedWriter } from "../shared-writer.ts";
import { type KnownItem, keptItems } from "./item-facts.ts";
import { itemStory } from "./item-story.ts";
import { entriesOf } from "./ledger-entries.ts";
import { newestEntryUs, readRetention } from "./read-state.ts";
import { assertKept, resolveItems } from "./resolve-items.ts";
import { ruleOutlook } from "./rule-outlook.ts";
import { givenOut } from "./shared-copies.ts";
import type { DeletionHandlers, DeletionRun, PlannedDeletion, Retention, RetentionRow, RuleWish } from "./types.ts";
import { unnamedCopies, unnamedEntries } from "./unnamed-copies.ts";

/** So many originals are deleted at once: one pass over the journal and the catalogue for all of them. */
const AT_ONCE = 500;

/** What keeping times work with. */
export interface RetentionParts {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  /** Places outside the vault's hands, for originals that are captures. */
  readonly engine: OtherPlaces;
  /** Hears that originals are gone, under the lease: what stood with them is placed again. */
  readonly afterDeleting: () => Promise<void>;
  /** Runs something that writes; closing waits for it. */
  readonly work: <Result>(step: () => Promise<Result>) => Promise<Result>;
  readonly now: () => EpochUs;
  readonly newId?: () => string;
}

/** What goes next. `tried`: what earlier groups held; `done`: how it ended, with deletions that had not ended before. */
type ChooseGroup = (tried: ReadonlySet<string>, done: readonly DeletionDone[]) => Promise<readonly DeletionWish[]>;

/** Opens the keeping times of a vault. */
export function openRetention(parts: RetentionParts): Retention {
  const { vault, writers, now } = parts;
  const newId = parts.newId ?? (() => randomBytes(16).toString("hex"));

  const rowOf = (state: RetentionState, { facts, ...item }: KnownItem): RetentionRow => ({
    ...item,
    retention: itemRetention(state, facts, now()),
  });

  const doubtNow = async (): Promise<string | null> => clockDoubt(now(), await newestEntryUs(vault));

  function enter(build: (words: (text: string) => string) => readonly NewJournalEntry[]): Promise<void> {
    return parts.work(async () => {
      await enterWith(writers, build);
    });
  }

  /** The same about items, which must still be kept when the writer's turn has come: a deletion may have gone before. */
  function enterAbout(sha256s: readonly string[], build: (words: (text: string) => string) => readonly NewJournalEntry[]): Promise<void> {
    return enter((words) => {
      assertKept(vault, sha256s);
      return build(words);
    });
  }

  /** Everything that is kept, or the named items of it. */
  async function itemsOf(sha256s?: readonly string[]): Promise<readonly KnownItem[]> {
    return sha256s?.length === 0 ? [] : keptItems(vault, sha256s);
  }

  async function planned(rows: readonly RetentionRow[]): Promise<readonly PlannedDeletion[]> {
    const given = await givenOut(vault, new Set(rows.map(({ sha256 }) => sha256)));
    return rows.map((row) => ({ row, shared: given.copies.get(row.sha256) ?? [], disclosedFor: given.requests.get(row.sha256) ?? [] }));
  }

  /** Deletes, a group after another; what did not end before comes first. */
  function deleteAll(choose: ChooseGroup, handlers: DeletionHandlers): Promise<readonly DeletionDone[]> {
    return parts.work(() => deleteUnderLease(choose, handlers));
  }

  /** `choose` is asked in the writer's turn, before each group: what was entered while the lease was waited for counts. */
  async function deleteUnderLease(choose: ChooseGroup, { signal, onDone }: DeletionHandlers): Promise<readonly DeletionDone[]> {
    const done: DeletionDone[] = [];
    const lease = await writers.lease();
    try {
      // What a cut journal lost may be a legal hold.
      await vault.ledger.assertWhole();
      await lease.inTurn(async () => {
        const unfinished = vault.deletions().filter(({ state, sha256 }) => state !== "deleted" && vault.originalSize(sha256) === undefined);
        await unname(lease.writer, [...new Set(unfinished.map(({ sha256 }) => sha256))]);
        done.push(...(await lease.writer.finishDeletions(parts.engine)));
      });
      onDone?.(done);
      const tried = new Set<string>();
      for (let size = AT_ONCE; size === AT_ONCE && signal?.aborted !== true; ) {
        await lease.inTurn(async () => {
          const group = (await choose(tried, done)).filter(({ sha256 }) => !tried.has(sha256)).slice(0, AT_ONCE);
          for (const { sha256 } of group) tried.add(sha256);
          size = group.length;
          const gone = await deleteGroup(lease.writer, group);
          done.push(...gone);
          onDone?.(gone);
        });
      }
      return done;
    } finally {
      try {
        // Also of what was deleted before a later group was refused.
        if (done.length > 0) await parts.afterDeleting();
      } finally {
        lease.release();
      }
    }
  }

  async function deleteGroup(writer: VaultWriter, group: readonly DeletionWish[]): Promise<readonly DeletionDone[]> {
    const sha256s = group.map(({ sha256 }) => sha256);
    // Looked at before the rows are gone.
    const elsewhere = sha256s.some((sha256) => vault.flowsPlaces(sha256).length > 0) ? parts.engine : undefined;
    // What is held refuses the whole group below: nothing of it loses its name.
    if (sha256s.every((sha256) => vault.holdsOn(sha256).length === 0)) await unname(writer, sha256s);
    return writer.deleteOriginals(group, elsewhere);
  }

  async function unname(writer: VaultWriter, sha256s: readonly string[]): Promise<void> {
    const copies = await unnamedCopies(vault, sha256s);
    if (copies.length > 0) await writer.enter((words) => unnamedEntries(copies, now(), words));
  }

  async function runOf(done: readonly DeletionDone[], doubt: string | null): Promise<DeletionRun> {
    const { copies } = await givenOut(vault, new Set(done.map(({ sha256 }) => sha256)));
    const shared = [...copies].flatMap(([sha256, of]) => of.map((copy) => ({ sha256, ...copy })));
    return {
      deleted: done.filter(({ outcome }) => outcome === "deleted"),
      failed: done.filter(({ outcome }) => outcome !== "deleted"),
      shared,
      clockDoubt: doubt,
    };
  }

  return {
    resolve: (items) => resolveItems(vault, items),
    async list({ phases, items } = {}) {
      const state = await readRetention(vault);
      const rows = (await itemsOf(items === undefined ? undefined : resolveItems(vault, items))).map((item) => rowOf(state, item));
      return {
        standing: state.standing,
        rows: phases === undefined ? rows : rows.filter(({ retention }) => phases.includes(retention.phase)),
        alarms: vault.deletions().filter((one) => one.state !== "deleted"),
        clockDoubt: await doubtNow(),
      };
    },
    clockDoubt: doubtNow,
    async item(sha256) {
      const [known] = await itemsOf(resolveItems(vault, [sha256]));
      if (known === undefined) throw new UserError("no-such-item", "notFound", "The vault holds no such item.");
      const state = await readRetention(vault);
      return itemStory(vault, state, rowOf(state, known));
    },
    async outlook({ fromUs, ...wish }, items) {
      const { rule, keepUs, clock } = ruleOf({ ...wish, by: null });
      const state = await readRetention(vault);
      const known = await itemsOf(items === undefined ? undefined : resolveItems(vault, items));
      return ruleOutlook(state, known, { rule, keepUs, clock, fromUs, isStanding: items === undefined }, now());
    },
    async setStanding(wish) {
      if (wish.rule === null) {
        const { standing } = await readRetention(vault);
        if (standing === null) return null;
        await enter((words) => [
          {
            kind: "ruleSet",
            timeUs: now(),
            rule: standing.rule,
            keepUs: null,
            clock: standing.clock,
            reasonHash: null,
            byHash: hashOf(words, wish.by),
          },
        ]);
        return null;
      }
      const { rule, keepUs, clock, source } = ruleOf(wish);
      await enter((words) => [
        { kind: "ruleSet", timeUs: now(), rule, keepUs, clock, reasonHash: hashOf(words, source), byHash: hashOf(words, wish.by) },
      ]);
      return (await readRetention(vault)).standing;
    },
    async setClock(items, { fromUs, ...wish }) {
      const { rule, keepUs, clock, source } = ruleOf(wish);
      const known = await itemsOf(resolveItems(vault, items));
      const sha256s = known.map(({ sha256 }) => sha256);
      await enterAbout(sha256s, (words) =>
        known.map(({ sha256, facts }): Omit<EntryOf<"clockSet">, "sequence"> => {
          const begin = fromUs ?? clockBegin(clock, facts).fromUs;
          return {
            kind: "clockSet",
            timeUs: now(),
            sha256,
            rule,
            fromUs: begin,
            untilUs: begin + keepUs,
            reasonHash: hashOf(words, source),
            byHash: hashOf(words, wish.by),
          };
        }),
      );
      const state = await readRetention(vault);
      return known.map((item) => rowOf(state, item));
    },
    async takeClock(items, by) {
      const state = await readRetention(vault);
      const clocks = resolveItems(vault, items).flatMap((sha256) => {
        const { clock } = itemRecord(state, sha256);
        return clock === null ? [] : [{ sha256, rule: clock.rule }];
      });
      if (clocks.length === 0) return 0;
      await enter((words) =>
        clocks.map((clock) => ({
          kind: "clockSet",
          timeUs: now(),
          ...clock,
          fromUs: null,
          untilUs: null,
          reasonHash: null,
          byHash: hashOf(words, by),
        })),
      );
      return clocks.length;
    },
    async makeException(items, { ground, reason, reviewUs, by }) {
      const state = await readRetention(vault);
      const known = await itemsOf(resolveItems(vault, items));
      needText(reason, "reason", "an exception needs one");
      needText(by, "author", "an exception needs one");
      if (reviewUs <= now()) {
        throw new UserError(
          "review-past",
          "wrongUse",
          "The day on which an exception is looked at again must lie ahead; nothing was changed.",
        );
      }
      for (const item of known) {
        const { rule } = itemRetention(state, item.facts, now());
        if (rule === null) {
          throw new UserError(
            "no-clock",
            "conflict",
            `No clock runs on ${item.sha256.slice(0, 16)}, so there is nothing to except it from; nothing was changed; a legal hold keeps anything.`,
          );
        }
        findExceptionGround(rule, ground);
      }
      const ids = known.map(() => newId());
      const sha256s = known.map(({ sha256 }) => sha256);
      await enterAbout(sha256s, (words) =>
        known.map(({ sha256 }, at) => ({
          kind: "exceptionMade",
          timeUs: now(),
          exceptionId: ids[at] as string,
          sha256,
          ground,
          reviewUs,
          reasonHash: words(reason),
          byHash: words(by),
        })),
      );
      return ids;
    },
    async endException(exceptionId, by) {
      const state = await readRetention(vault);
      const found = [...state.items.values()].flatMap(({ exceptions }) => exceptions).find((one) => one.exceptionId === exceptionId);
      if (found === undefined || found.endedUs !== null) {
        throw new UserError("no-such-exception", "notFound", `No exception ${exceptionId.slice(0, 32)} stands; nothing was changed.`);
      }
      await enter((words) => [{ kind: "exceptionEnded", timeUs: now(), exceptionId, byHash: hashOf(words, by) }]);
    },
    async holds() {
      const { holds } = await readRetention(vault);
      const placed = await entriesOf(vault, ["holdPlaced"]);
      return [...holds.values()].map((hold) => {
        const words = placed.find(({ entry }) => entry.holdId === hold.holdId && entry.sequence === hold.sequence)?.words;
        return { ...hold, reason: words?.["reasonHash"] ?? null, by: words?.["byHash"] ?? null };
      });
    },
    async placeHold(items, { reason, by, holdId: given }) {
      needText(reason, "reason", "a legal hold needs one");
      needText(by, "author", "a legal hold needs one");
      const sha256s = resolveItems(vault, items);
      if (given !== undefined && (await readRetention(vault)).holds.get(given)?.releasedUs !== null) throw noSuchHold(given);
      const holdId = given ?? newId();
      await enterAbout(sha256s, (words) =>
        sha256s.map((sha256) => ({ kind: "holdPlaced", timeUs: now(), holdId, sha256, reasonHash: words(reason), byHash: words(by) })),
      );
      return holdId;
    },
    async releaseHold({ holdId, reason, by, second }) {
      needText(reason, "reason", "the release of a legal hold needs one");
      needText(by, "author", "the release of a legal hold needs one");
      if (second.trim() === "" || sameName(by, second)) {
        throw new UserError(
          "second-person",
          "wrongUse",
          "A legal hold is released by two different persons: give the second one; nothing was changed.",
        );
      }
      if ((await readRetention(vault)).holds.get(holdId)?.releasedUs !== null) throw noSuchHold(holdId);
      await enter((words) => [
        { kind: "holdReleased", timeUs: now(), holdId, reasonHash: words(reason), byHash: words(by), secondHash: words(second) },
      ]);
    },
    async plan(items) {
      const state = await readRetention(vault);
      const rows = (await itemsOf(items === undefined ? undefined : resolveItems(vault, items))).map((item) => rowOf(state, item));
      const going = items === undefined ? rows.filter(({ retention }) => retention.mayDelete) : rows;
      return {
        items: await planned(going),
        bytes: going.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        unfinished: vault.deletions().filter((one) => one.state !== "deleted"),
        clockDoubt: await doubtNow(),
      };
    },
    async run({ clockIsRight, only, by }, handlers = {}) {
      const wanted = only === undefined ? undefined : new Set(only);
      const doubt = await doubtNow();
      const due = async (): Promise<readonly DeletionWish[]> => {
        if (doubt !== null && !clockIsRight) return [];
        const state = await readRetention(vault);
        return (await itemsOf())
          .map((item) => rowOf(state, item))
          .filter(({ sha256, retention }) => retention.mayDelete && wanted?.has(sha256) !== false)
          .map(({ sha256, retention }) => ({ sha256, rule: retention.rule ?? "person", by: by ?? null }));
      };
      return runOf(await deleteAll(due, handlers), clockIsRight ? null : doubt);
    },
    async delete(items, { by }, handlers = {}) {
      needText(by, "author", "a deletion needs one");
      const wishes = resolveItems(vault, items).map((sha256): DeletionWish => ({ sha256, rule: "person", by }));
      // All of them are looked at before the first group goes: they are deleted together or not at all.
      const unheld: ChooseGroup = async (tried, done) => {
        const rest = wishes.filter(({ sha256 }) => !tried.has(sha256));
        const refused = rest.find(({ sha256 }) => vault.originalSize(sha256) === undefined || vault.holdsOn(sha256).length > 0);
        if (refused === undefined) return rest;
        // Before the first group the vault's own refusal says it all.
        if (tried.size === 0) return [refused];
        const gone = done.filter(({ sha256, outcome }) => outcome === "deleted" && tried.has(sha256)).length;
        const isKept = vault.originalSize(refused.sha256) !== undefined;
        throw refusedMidway(refused.sha256, isKept ? vault.holdsOn(refused.sha256) : [], `${gone} of ${wishes.length} items`);
      };
      return runOf(await deleteAll(unheld, handlers), null);
    },
  };
}

/** The rule as it will be entered. Throws a `UserError` where something that it needs is missing. */
function ruleOf(wish: RuleWish): {
  readonly rule: string;
  readonly keepUs: number;
  readonly clock: NonNullable<RuleWish["clock"]>;
  readonly source: string | null;
} {
  const { rule } = findRetentionRule(wish.rule);
  const keepUs = wish.keepUs ?? rule.keepUs;
  if (keepUs === null || !Number.isSafeInteger(keepUs) || keepUs < 0) {
    throw new UserError("no-keeping-time", "wrongUse", `The rule ${rule.id} needs a time for which things are kept; nothing was changed.`);
  }
  if (rule.keepUs !== null && keepUs !== rule.keepUs) {
    throw new UserError(
      "fixed-keeping-time",
      "wrongUse",
      `The rule ${rule.id} has a keeping time of its own; nothing was changed; use the rule "own" for another.`,
    );
  }
  const source = wish.source?.trim() ?? "";
  if (rule.id === "own" && source === "") {
    throw new UserError(
      "no-source",
      "wrongUse",
      "A rule of your own needs the source it rests on (a contract, a policy, a law); nothing was changed.",
    );
  }
  return { rule: rule.id, keepUs, clock: wish.clock ?? rule.clock, source: source === "" ? null : source };
}

function hashOf(words: (text: string) => string, text: string | null): string | null {
  return text === null || text.trim() === "" ? null : words(text);
}

function needText(text: string, what: string, why: string): void {
  if (text.trim() === "") throw new UserError(`no-${what}`, "wrongUse", `There is no ${what}, and ${why}; nothing was changed.`);
}

function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** A deletion that a person asked for cannot go on. `holds`: none where the original is gone; `gone`: what went before. */
function refusedMidway(sha256: string, holds: readonly string[], gone: string): UserError {
  const original = `The original ${sha256.slice(0, 16)}`;
  return holds.length > 0
    ? new UserError(
        "held",
        "conflict",
        `${original} was put under a legal hold meanwhile (${holds.join(", ")}); ${gone} had been deleted by then, and no more were; a hold is released by two persons; ask for the others again without what is held.`,
      )
    : new UserError(
        "not-kept",
        "notFound",
        `${original} was deleted by someone else meanwhile; ${gone} had been deleted by then, and no more were; ask for the others again without it.`,
      );
}

function noSuchHold(holdId: string): UserError {
  return new UserError("no-such-hold", "notFound", `No legal hold ${holdId.slice(0, 32)} stands; nothing was changed.`);
}
