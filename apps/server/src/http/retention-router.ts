/** Routes of keeping times, answered. */
import { contract, maxRetentionItems, type RetentionDetail, type RetentionOverview, retentionPhases } from "@creance/api";
import { UserError } from "@creance/core";
import { clockStarts } from "@creance/ledger";
import { findRetentionRule, PRESET_ADVICE } from "@creance/policy";
import { implement } from "@orpc/server";
import type { Operation } from "../operation/types.ts";
import type { DeletionJobs, KeptPlan } from "./deletion-jobs.ts";
import { createRetentionRows, groundWords, ruleTitle } from "./retention-rows.ts";
import {
  alarmRow,
  answerSentences,
  copyRow,
  countedFromWords,
  holdRows,
  itemsWord,
  keepWords,
  phaseWords,
  presetRows,
  previewOf,
} from "./retention-words.ts";

const HOUR_US = 3_600_000_000;

/** What the routes ask beside the operation. */
export interface RetentionRouterParts {
  readonly deletions: DeletionJobs;
  /** This server deletes what is due every hour. */
  readonly hasTimer: boolean;
}

/** Answers every route of the retention. */
export function createRetentionRouter(operation: Operation, { deletions, hasTimer }: RetentionRouterParts) {
  const routes = implement(contract.retention);
  const { retention, vault } = operation;
  const rows = createRetentionRows(operation);

  async function standingRow(list: Awaited<ReturnType<typeof rows.list>>): Promise<RetentionOverview["standing"]> {
    const { standing } = list;
    if (standing === null) return null;
    const [entered] = (await vault.ledger.entries({ kinds: ["ruleSet"], offset: 0, limit: 1 })).rows;
    return {
      rule: standing.rule,
      title: ruleTitle(standing.rule),
      keepWords: keepWords(standing.keepUs),
      clock: standing.clock,
      clockWords: countedFromWords[standing.clock],
      setUs: standing.setUs,
      entry: entered?.index ?? 0,
      source: entered?.words["reasonHash"] ?? null,
      by: entered?.words["byHash"] ?? null,
      covers: list.rows.filter((row) => row.retention.rule !== null && row.retention.countedFrom !== "person").length,
    };
  }

  async function overview(): Promise<RetentionOverview> {
    const list = await rows.list();
    const counts = Object.fromEntries(retentionPhases.map((phase) => [phase, 0])) as Record<(typeof retentionPhases)[number], number>;
    let review = 0;
    let ownClocks = 0;
    const due = { items: 0, bytes: 0 };
    for (const { sizeBytes, retention: times } of list.rows) {
      if (times.phase in counts) counts[times.phase as keyof typeof counts]++;
      if (times.needsReview) review++;
      if (times.countedFrom === "person") ownClocks++;
      if (times.mayDelete) {
        due.items++;
        due.bytes += sizeBytes;
      }
    }
    const said = {
      standing: await standingRow(list),
      counts,
      items: list.rows.length,
      ownClocks,
      review,
      alarms: list.alarms.map(alarmRow).toSorted((a, b) => Number(a.state !== "failed") - Number(b.state !== "failed")),
      timer: hasTimer,
    };
    return {
      ...said,
      sentences: answerSentences(said),
      clockDoubt: await retention.clockDoubt(),
      due,
      holds: holdRows(await retention.holds(), list.rows),
      presets: presetRows(),
      advice: PRESET_ADVICE,
      clockStarts: clockStarts.map((word) => ({ word, title: countedFromWords[word] })),
      phases: (Object.keys(phaseWords) as (keyof typeof phaseWords)[]).map((word) => ({ word, title: phaseWords[word] })),
      job: deletions.job(),
    };
  }

  async function detail(sha256: string): Promise<RetentionDetail> {
    const story = await retention.item(sha256);
    const row = rows.shown(story.row);
    const { rule } = story.row.retention;
    const holds = (await retention.holds()).filter(({ holdId }) => row.holds.includes(holdId));
    return {
      row,
      grounds: rule === null ? [] : findRetentionRule(rule).preset.exceptions,
      holds: holdRows(holds, (await rows.list()).rows),
      exceptions: story.exceptions.map(({ exceptionId, ground, reason, by, madeUs, reviewUs, endedUs }) => ({
        exceptionId,
        ground: groundWords(rule, ground),
        reason,
        by,
        madeUs,
        reviewUs,
        stands: endedUs === null,
      })),
      clockSource: story.clockSource,
      clockBy: story.clockBy,
      shared: story.shared.map(copyRow),
      disclosedFor: story.disclosedFor,
    };
  }

  return {
    overview: routes.overview.handler(overview),
    items: routes.items.handler(async ({ input: { offset, limit, ...query } }) => {
      const found = await rows.matching(query);
      return {
        total: found.length,
        bytes: found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        rows: found.slice(offset, offset + limit).map(rows.shown),
      };
    }),
    hashes: routes.hashes.handler(async ({ input }) => {
      const found = await rows.matching(input);
      return { sha256: found.slice(0, maxRetentionItems).map(({ sha256 }) => sha256), total: found.length };
    }),
    item: routes.item.handler(({ input }) => detail(input.sha256)),
    preview: routes.preview.handler(async ({ input: { items, fromUs, ...wish } }) => {
      const outlook = await retention.outlook({ ...ruleWish(wish), ...(fromUs === undefined ? {} : { fromUs }) }, items);
      return previewOf(outlook, items === undefined);
    }),
    setRule: routes.setRule.handler(async ({ input: { by, ...wish } }) => {
      const standing = await retention.setStanding({ ...ruleWish(wish), by });
      return {
        sentence:
          standing === null
            ? "No rule is set."
            : `${ruleTitle(standing.rule)} stands: ${keepWords(standing.keepUs)}, from ${countedFromWords[standing.clock]}. Nothing is deleted by this alone.`,
      };
    }),
    takeRule: routes.takeRule.handler(async ({ input: { by } }) => {
      await retention.setStanding({ rule: null, by });
      return { sentence: "There is no keeping time for everything recorded any more." };
    }),
    setClocks: routes.setClocks.handler(async ({ input: { items, by, fromUs, ...wish } }) => {
      const set = await retention.setClock(items, { ...ruleWish(wish), by, ...(fromUs === undefined ? {} : { fromUs }) });
      return { sentence: `A clock of ${set.length === 1 ? "its" : "their"} own runs on ${itemsWord(set.length)}.` };
    }),
    takeClocks: routes.takeClocks.handler(async ({ input: { items, by } }) => {
      const taken = await retention.takeClock(items, by);
      return {
        sentence:
          taken === 0 ? "None of them had a clock of its own; nothing was changed." : `Clocks of ${itemsWord(taken)} were taken away.`,
      };
    }),
    except: routes.except.handler(async ({ input: { items, ...exception } }) => {
      const made = await retention.makeException(items, exception);
      return { sentence: `${itemsWord(made.length)} ${made.length === 1 ? "is" : "are"} excepted until the day of review.` };
    }),
    endException: routes.endException.handler(async ({ input: { exceptionId, by } }) => {
      await retention.endException(exceptionId, by);
      return { sentence: "The exception ended; the clock counts again." };
    }),
    hold: routes.hold.handler(async ({ input: { items, reason, by, holdId } }) => {
      const placed = await retention.placeHold(items, { reason, by, ...(holdId === undefined ? {} : { holdId }) });
      return {
        holdId: placed,
        sentence: `${itemsWord(items.length)} ${items.length === 1 ? "is" : "are"} under this hold: nothing deletes them.`,
      };
    }),
    release: routes.release.handler(async ({ input }) => {
      await retention.releaseHold(input);
      return { sentence: "The hold was released; clocks count again, and what is due can be deleted." };
    }),
    plan: routes.plan.handler(async ({ input: { what, items } }) => {
      if (what === "items" && items === undefined)
        throw new UserError("nothing-chosen", "wrongUse", "No items were named; nothing was changed.");
      return planRow(await deletions.plan(what, items));
    }),
    planItems: routes.planItems.handler(({ input: { planId, offset, limit } }) => {
      const { plan } = deletions.planOf(planId);
      return {
        total: plan.items.length,
        rows: plan.items.slice(offset, offset + limit).map(({ row, shared, disclosedFor }) => ({
          ...rows.shown(row),
          shared: shared.map(copyRow),
          disclosedFor,
        })),
      };
    }),
    delete: routes.delete.handler(({ input: { planId, ...who } }) => deletions.start(planId, who)),
    job: routes.job.handler(() => deletions.job()),
    stop: routes.stop.handler(() => deletions.stop()),
  };
}

function ruleWish(wish: {
  readonly rule: string;
  readonly keepHours?: number | undefined;
  readonly clock?: (typeof clockStarts)[number] | undefined;
  readonly source?: string | undefined;
}) {
  const { rule, keepHours, clock, source } = wish;
  return {
    rule,
    ...(keepHours === undefined ? {} : { keepUs: Math.round(keepHours * HOUR_US) }),
    ...(clock === undefined ? {} : { clock }),
    ...(source === undefined ? {} : { source }),
  };
}

function planRow({ planId, what, plan, untilUs }: KeptPlan) {
  const { items, bytes, unfinished, clockDoubt } = plan;
  return {
    planId,
    what,
    items: items.length,
    bytes,
    held: items.filter(({ row }) => row.retention.holds.length > 0).map(({ row }) => row.sha256),
    shared: items.filter(({ shared }) => shared.length > 0).length,
    copies: items.reduce((sum, { shared }) => sum + shared.length, 0),
    disclosed: items.filter(({ disclosedFor }) => disclosedFor.length > 0).length,
    alarms: unfinished.map(alarmRow),
    clockDoubt,
    untilUs,
  };
}
