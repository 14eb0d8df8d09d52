/** Kept items with their keeping times, filtered, sorted and paged: the list is made once and asked many times. */
import type { RetentionItem, RetentionItemQuery } from "@creance/api";
import { findExceptionGround, findRetentionRule } from "@creance/policy";
import type { RetentionList, RetentionRow } from "../operation/retention/types.ts";
import type { Operation } from "../operation/types.ts";
import { countedFromWords } from "./retention-words.ts";

/** Clocks run on: an older list is made anew. */
const FRESH_MS = 20_000;

/** Which items; without a page all that match. */
type RowQuery = Omit<RetentionItemQuery, "offset" | "limit">;

/** The items of a vault. */
export interface RetentionRows {
  /** Everything, as it stands now. The same list until something is entered or some seconds passed. */
  list(): Promise<RetentionList>;
  /** Items that match, in the query's order. */
  matching(query: RowQuery): Promise<readonly RetentionRow[]>;
  /** A row as the page shows it. */
  shown(row: RetentionRow): RetentionItem;
}

interface Made {
  readonly key: string;
  readonly madeMs: number;
  /** Made when it is asked for first. */
  readonly list: () => Promise<RetentionList>;
  /** The last question and its answer: a table asks the same for every page. */
  asked: { readonly query: string; readonly rows: Promise<readonly RetentionRow[]> } | undefined;
  readonly flightNames: Map<string, string>;
}

/** Keeps one list. Memory: one row an item. */
export function createRetentionRows({ vault, retention }: Operation): RetentionRows {
  let made: Made | undefined;

  async function current(): Promise<Made> {
    const { rows } = await vault.ledger.entries({ offset: 0, limit: 1 });
    const key = String(rows[0]?.index ?? "none");
    const isOld = made === undefined || made.key !== key || performance.now() - made.madeMs > FRESH_MS;
    if (isOld) {
      let list: Promise<RetentionList> | undefined;
      const ask = (): Promise<RetentionList> => {
        list ??= retention.list().catch((error) => {
          made = undefined;
          throw error;
        });
        return list;
      };
      made = { key, madeMs: performance.now(), list: ask, asked: undefined, flightNames: new Map() };
    }
    return made as Made;
  }

  function nameOf(id: string, names: Map<string, string>): string {
    let name = names.get(id);
    if (name === undefined) {
      const summary = vault.uncountedFlight(id)?.summary;
      name = summary?.name ?? summary?.place ?? `Flight ${id}`;
      names.set(id, name);
    }
    return name;
  }

  async function choose(of: Made, query: RowQuery): Promise<readonly RetentionRow[]> {
    const { show, search, item, hold, sort, direction } = query;
    // One item or flight is looked at without all the others.
    const { rows } = await (item === undefined ? of.list() : retention.list({ items: [item] }));
    const words = search?.trim().toLowerCase() ?? "";
    const found = rows.filter(({ sha256, fileName, flightIds, retention: { phase, needsReview, holds } }) => {
      if (show !== undefined && (show === "review" ? !needsReview : phase !== show)) return false;
      if (hold !== undefined && !holds.includes(hold)) return false;
      return (
        words === "" ||
        sha256.startsWith(words) ||
        fileName?.toLowerCase().includes(words) === true ||
        flightIds.some((id) => id === words || nameOf(id, of.flightNames).toLowerCase().includes(words))
      );
    });
    return sorted(found, sort, direction);
  }

  async function matching(query: RowQuery): Promise<readonly RetentionRow[]> {
    const of = await current();
    const asked = JSON.stringify(query);
    if (of.asked?.query !== asked) of.asked = { query: asked, rows: choose(of, query) };
    return of.asked.rows;
  }

  return {
    list: async () => (await current()).list(),
    matching,
    shown({ sha256, fileName, sizeBytes, kind, flightIds, keptUs, retention: times }) {
      const names = made?.flightNames ?? new Map<string, string>();
      const { exception, rule, countedFrom } = times;
      return {
        sha256,
        fileName,
        sizeBytes,
        kind,
        flights: flightIds.map((id) => ({ id, name: nameOf(id, names) })),
        keptUs,
        phase: times.phase,
        rule,
        ruleTitle: rule === null ? null : ruleTitle(rule),
        hasOwnClock: countedFrom === "person",
        fromUs: times.fromUs,
        dueUs: times.dueUs,
        countedFrom: countedFrom === null ? null : countedFromWords[countedFrom],
        isAssumed: times.isAssumed,
        exception:
          exception === null
            ? null
            : { exceptionId: exception.exceptionId, ground: groundWords(rule, exception.ground), reviewUs: exception.reviewUs },
        needsReview: times.needsReview,
        holds: times.holds,
        mayDelete: times.mayDelete,
      };
    },
  };
}

/** What a rule is called, with its preset; the id of one that is not known here any more. */
export function ruleTitle(ruleId: string): string {
  try {
    const { preset, rule } = findRetentionRule(ruleId);
    return preset.rules.length === 1 && rule.keepUs === null ? preset.title : `${preset.title}: ${rule.title}`;
  } catch {
    return ruleId;
  }
}

/** A ground as a sentence; its id where the rule changed since. */
export function groundWords(ruleId: string | null, groundId: string): string {
  try {
    return ruleId === null ? groundId : findExceptionGround(ruleId, groundId).sentence;
  } catch {
    return groundId;
  }
}

/** Unknown comes last in both directions; equal ones stand by name and hash, so that pages do not overlap. */
function sorted(rows: readonly RetentionRow[], sort: RowQuery["sort"], direction: RowQuery["direction"]): readonly RetentionRow[] {
  const sign = direction === "asc" ? 1 : -1;
  return rows
    .map((row) => {
      const name = row.fileName?.split(/[\\/]/).at(-1)?.toLowerCase() ?? null;
      const values = { due: row.retention.dueUs, kept: row.keptUs, size: row.sizeBytes, name };
      return { row, value: values[sort], name: name ?? "" };
    })
    .sort((a, b) => {
      if (a.value !== b.value) {
        if (a.value === null) return 1;
        if (b.value === null) return -1;
        return (a.value < b.value ? -1 : 1) * sign;
      }
      if (a.name !== b.name) return a.name < b.name ? -1 : 1;
      return a.row.sha256 < b.row.sha256 ? -1 : 1;
    })
    .map(({ row }) => row);
}
