import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clockBegin,
  clockDoubt,
  findExceptionGround,
  findRetentionRule,
  foldRetention,
  type ItemFacts,
  itemRecord,
  itemRetention,
  type RetentionEntry,
  retentionPresets,
} from "../../src/index.ts";

const DAY_US = 86_400_000_000;
const START_US = Date.UTC(2026, 5, 1) * 1000;
const A = "a".repeat(64);
const B = "b".repeat(64);

type Bare = RetentionEntry extends infer Entry ? (Entry extends RetentionEntry ? Omit<Entry, "sequence" | "timeUs"> : never) : never;

/** Entries a minute apart. */
function entered(...entries: readonly Bare[]): readonly RetentionEntry[] {
  return entries.map((entry, sequence) => ({ ...entry, sequence, timeUs: START_US + sequence * 60_000_000 }) as RetentionEntry);
}

function facts(over: Partial<ItemFacts> = {}): ItemFacts {
  return { sha256: A, keptUs: START_US, flightEndUs: START_US - 1000, collectedUs: START_US - 2000, isRecording: true, ...over };
}

const kept: Bare = { kind: "kept", sha256: A };
const standing: Bare = { kind: "ruleSet", rule: "il-30-days", keepUs: 30 * DAY_US, clock: "flight-end" };
const at = (entries: readonly RetentionEntry[], days: number, over: Partial<ItemFacts> = {}) =>
  itemRetention(foldRetention(entries), facts(over), START_US + days * DAY_US);

describe("presets", () => {
  it("name their source, when it was read and how we read it; ids are unique and fit the ledger", () => {
    const ids = retentionPresets.flatMap(({ rules, exceptions }) => [...rules, ...exceptions].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]{0,63}$/);
    for (const { jurisdiction, source, checkedOn, notes } of retentionPresets) {
      if (jurisdiction === null) continue;
      expect(source?.url).toMatch(/^https:\/\/(ilga|mn)\.gov\//);
      expect(checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(notes.join(" ")).toMatch(/our reading/);
    }
    expect(findRetentionRule("il-24-hours").rule.keepUs).toBe(DAY_US);
    expect(findRetentionRule("mn-7-days").rule.keepUs).toBe(7 * DAY_US);
    expect(() => findRetentionRule("x")).toThrow(expect.objectContaining({ code: "no-such-rule" }));
    expect(findExceptionGround("il-30-days", "il-telemetry").id).toBe("il-telemetry");
    expect(() => findExceptionGround("keep-none", "il-telemetry")).toThrow(expect.objectContaining({ code: "no-such-ground" }));
  });
});

describe("from when a clock counts", () => {
  it("takes the moment asked for, else a later one that is known, and says so", () => {
    expect(clockBegin("flight-end", facts())).toEqual({ fromUs: START_US - 1000, countedFrom: "flight-end", isAssumed: false });
    expect(clockBegin("flight-end", facts({ flightEndUs: null }))).toMatchObject({ countedFrom: "collected", isAssumed: true });
    expect(clockBegin("collected", facts({ flightEndUs: null, collectedUs: null }))).toEqual({
      fromUs: START_US,
      countedFrom: "kept",
      isAssumed: true,
    });
  });

  it("takes no moment after it was kept, nor one of a clock that was never set", () => {
    expect(clockBegin("collected", facts({ flightEndUs: START_US + 1, collectedUs: 0 })).fromUs).toBe(START_US);
  });
});

describe("an item's keeping time", () => {
  it("runs by the standing rule, warns at half and at nine tenths, and is due", () => {
    const entries = entered(kept, standing);
    expect([1, 14.9, 15.1, 26.9, 27.1, 29.9, 30].map((days) => at(entries, days).phase)).toEqual([
      "running",
      "running",
      "half",
      "half",
      "nearly",
      "nearly",
      "due",
    ]);
    expect(at(entries, 30).mayDelete).toBe(true);
    expect(at(entries, 3000, { isRecording: false })).toMatchObject({ phase: "none", mayDelete: false, dueUs: null });
  });

  it("a clock of its own goes before the standing rule, and can be taken away", () => {
    const own: Bare = { kind: "clockSet", sha256: A, rule: "own", fromUs: START_US, untilUs: START_US + 100 * DAY_US };
    expect(at(entered(kept, standing, own), 31)).toMatchObject({ phase: "running", rule: "own", countedFrom: "person" });
    expect(at(entered(kept, standing, own, { ...own, untilUs: null } as Bare), 31).phase).toBe("due");
  });

  it("an exception delays until its review, asks for it, and then runs out", () => {
    const made: Bare = {
      kind: "exceptionMade",
      exceptionId: "1".repeat(32),
      sha256: A,
      ground: "il-investigation",
      reviewUs: START_US + 60 * DAY_US,
    };
    const entries = entered(kept, standing, made);
    expect(at(entries, 40)).toMatchObject({ phase: "excepted", mayDelete: false, needsReview: false });
    expect(at(entries, 54)).toMatchObject({ phase: "excepted", needsReview: true });
    expect(at(entries, 61)).toMatchObject({ phase: "due", mayDelete: true, needsReview: true, exception: null });
    expect(at(entered(kept, standing, made, { kind: "exceptionEnded", exceptionId: "1".repeat(32) }), 40)).toMatchObject({
      phase: "due",
      needsReview: false,
    });
  });

  it("a hold over several items stands until it is released", () => {
    const holdId = "2".repeat(32);
    const entries = entered(kept, standing, { kind: "holdPlaced", holdId, sha256: A }, { kind: "holdPlaced", holdId, sha256: B });
    expect(at(entries, 400)).toMatchObject({ phase: "held", mayDelete: false, holds: [holdId] });
    expect(foldRetention(entries).holds.get(holdId)?.sha256).toEqual([A, B]);
    const released = [...entries, { kind: "holdReleased", holdId, sequence: 9, timeUs: START_US } as const];
    expect(itemRecord(foldRetention(released), B).holds).toEqual([]);
    expect(at(released, 400).phase).toBe("due");
  });

  it("a deletion goes through its states; what is kept again begins anew", () => {
    const deletionId = "3".repeat(32);
    const own: Bare = { kind: "clockSet", sha256: A, rule: "own", fromUs: START_US, untilUs: START_US + 1 };
    const begun = [kept, own, { kind: "deleting", deletionId, sha256: A, rule: "own" } as const];
    expect(at(entered(...begun), 9)).toMatchObject({ phase: "deleting", mayDelete: false });
    const failed = { kind: "deletionFailed", deletionId, sha256: A, code: "derived-left" } as const;
    expect(at(entered(...begun, failed), 9).phase).toBe("failed");
    const done = { kind: "deleted", deletionId, sha256: A, places: 6 } as const;
    expect(at(entered(...begun, failed, done), 9).phase).toBe("deleted");
    expect(itemRecord(foldRetention(entered(...begun, failed, done)), A).deletion).toMatchObject({ places: 6, code: null });
    expect(at(entered(...begun, done, kept), 9)).toMatchObject({ phase: "none", rule: null });
  });
});

describe("the clock of the machine", () => {
  it("is doubted when it is behind the ledger, or far ahead of it", () => {
    expect(clockDoubt(START_US, null)).toBeNull();
    expect(clockDoubt(START_US, START_US - DAY_US)).toBeNull();
    expect(clockDoubt(START_US - DAY_US, START_US)).toMatch(/set back/);
    expect(clockDoubt(START_US + 32 * DAY_US, START_US)).toMatch(/31 days/);
  });
});

const id = fc.constantFrom("1", "2").map((digit) => digit.repeat(32));
const sha256 = fc.constantFrom(A, B);
const moment = fc.integer({ min: 0, max: 100 }).map((days) => START_US + days * DAY_US);
const anyEntry: fc.Arbitrary<Bare> = fc.oneof(
  fc.record({ kind: fc.constant("kept" as const), sha256 }),
  fc.record({
    kind: fc.constant("ruleSet" as const),
    rule: fc.constant("own"),
    keepUs: fc.option(fc.integer({ min: 0, max: 50 }).map((days) => days * DAY_US)),
    clock: fc.constantFrom("flight-end" as const, "collected" as const, "kept" as const),
  }),
  fc.record({
    kind: fc.constant("clockSet" as const),
    sha256,
    rule: fc.constant("own"),
    fromUs: fc.option(moment),
    untilUs: fc.option(moment),
  }),
  fc.record({ kind: fc.constant("exceptionMade" as const), exceptionId: id, sha256, ground: fc.constant("own-ground"), reviewUs: moment }),
  fc.record({ kind: fc.constant("exceptionEnded" as const), exceptionId: id }),
  fc.record({ kind: fc.constant("holdPlaced" as const), holdId: id, sha256 }),
  fc.record({ kind: fc.constant("holdReleased" as const), holdId: id }),
  fc.record({ kind: fc.constant("deleting" as const), deletionId: id, sha256, rule: fc.constant("own") }),
  fc.record({ kind: fc.constant("deleted" as const), deletionId: id, sha256, places: fc.nat(9) }),
  fc.record({ kind: fc.constant("deletionFailed" as const), deletionId: id, sha256, code: fc.constant("x") }),
);
const history = fc.array(anyEntry, { maxLength: 30 }).map((entries) => entered(...entries));

describe("any history", () => {
  it("a timer never beats a hold: while the last word on any hold of an item was to place it, nothing may be deleted", () => {
    fc.assert(
      fc.property(history, moment, (entries, nowUs) => {
        const standingHolds = ["1", "2"].filter((digit) => {
          const own = entries.filter(
            (entry) =>
              (entry.kind === "holdPlaced" && entry.holdId === digit.repeat(32) && entry.sha256 === A) ||
              (entry.kind === "holdReleased" && entry.holdId === digit.repeat(32)),
          );
          return own.at(-1)?.kind === "holdPlaced";
        });
        const found = itemRetention(foldRetention(entries), facts(), nowUs);
        expect(found.holds.length).toBe(standingHolds.length);
        if (standingHolds.length > 0) expect(found.mayDelete).toBe(false);
        if (found.mayDelete) expect(found.phase).toBe("due");
      }),
      { numRuns: 500 },
    );
  });

  it("time alone never makes a due item less due", () => {
    fc.assert(
      fc.property(history, moment, fc.nat(200), (entries, nowUs, days) => {
        const state = foldRetention(entries);
        if (itemRetention(state, facts(), nowUs).mayDelete) {
          expect(itemRetention(state, facts(), nowUs + days * DAY_US).mayDelete).toBe(true);
        }
      }),
    );
  });

  it("entries about one item say nothing of another", () => {
    fc.assert(
      fc.property(history, moment, (entries, nowUs) => {
        const others = new Set(
          entries.flatMap((entry) => ("exceptionId" in entry && "sha256" in entry && entry.sha256 === A ? [entry.exceptionId] : [])),
        );
        const reused = entries.some(
          (entry) => "exceptionId" in entry && "sha256" in entry && entry.sha256 === B && others.has(entry.exceptionId),
        );
        fc.pre(!reused);
        const own = entries.filter((entry) => !("sha256" in entry) || entry.sha256 === A);
        expect(itemRetention(foldRetention(own), facts(), nowUs)).toEqual(itemRetention(foldRetention(entries), facts(), nowUs));
      }),
    );
  });
});
