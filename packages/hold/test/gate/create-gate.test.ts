import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGate, type Gate, type GateOptions, gateSentence, type PlacedService } from "../../src/index.ts";

const MINUTE_US = 60_000_000;
const DAY_US = 86_400_000_000;
const WALL_US = Date.UTC(2026, 8, 12, 23, 0) * 1000;

function service(name: string, parts: Partial<PlacedService> = {}): PlacedService {
  const at = name.charCodeAt(0);
  return {
    name,
    reason: "because",
    open: "on-request",
    ports: [443],
    limit: null,
    openForUs: parts.open === "always" || parts.open === "never" ? null : 10 * MINUTE_US,
    data: [],
    line: 1,
    syntheticIp: `198.18.0.${at % 250}`,
    ...parts,
  };
}

function gate(services: readonly PlacedService[], parts: Partial<GateOptions> = {}): Gate {
  return createGate({ mode: "named-services", services, portal: [], time: "answer", monotonicUs: 0, wallUs: WALL_US, ...parts });
}

const ask = (name: string, forUs = MINUTE_US) => ({ name, forUs, by: "pilot", reason: "activation" });
const isOpen = (it: Gate, name: string): boolean | undefined => it.state().services.find((one) => one.name === name)?.isOpen;

describe("the gate", () => {
  test("begins closed except for what is always open", () => {
    const it = gate([service("a.example", { open: "always" }), service("b.example"), service("c.example", { open: "never" })]);
    expect(it.state().services.map((one) => one.isOpen)).toEqual([true, false, false]);
    expect(it.state().revision).toBe(1);
    expect(gateSentence("named-services", it.state())).toBe("Only these pass: a.example (no limit).");
  });

  test("opens for the time asked, cut to the policy's longest, and closes by itself", () => {
    const it = gate([service("a.example", { openForUs: 5 * MINUTE_US })]);
    expect(it.open(ask("a.example", 60 * MINUTE_US), 1000)).toEqual([
      { kind: "opened", name: "a.example", forUs: 5 * MINUTE_US, by: "pilot", reason: "activation" },
    ]);
    expect(it.status("a.example", 1000)).toEqual({
      isOpen: true,
      openLeftUs: 5 * MINUTE_US,
      openedBy: "pilot",
      openedReason: "activation",
      usedUpBytes: 0,
    });
    expect(it.tick(1000 + 5 * MINUTE_US - 1)).toEqual([]);
    expect(it.tick(1000 + 5 * MINUTE_US)).toEqual([{ kind: "closed", name: "a.example", why: "time", upBytes: 0 }]);
    expect(isOpen(it, "a.example")).toBe(false);
    expect(gateSentence("named-services", it.state())).toBe("Nothing passes: every service is closed.");
  });

  test("opens nothing that the policy never opens, and nothing at all in local-data mode", () => {
    const it = gate([service("a.example", { open: "never" })]);
    expect(() => it.open(ask("a.example"), 0)).toThrow(expect.objectContaining({ name: "UserError", code: "never-open" }));
    const local = gate([service("a.example", { open: "always" }), service("b.example")], { mode: "local-data" });
    for (const name of ["a.example", "b.example"]) {
      expect(() => local.open(ask(name), 0)).toThrow(expect.objectContaining({ code: "local-data" }));
      expect(isOpen(local, name)).toBe(false);
    }
    expect(gateSentence("local-data", local.state())).toBe("Local Data Mode: nothing passes.");
  });

  test("a request without a name, words or a length is refused", () => {
    const it = gate([service("a.example")]);
    for (const [request, code] of [
      [ask("nobody.example"), "unknown-service"],
      [{ ...ask("a.example"), by: " " }, "no-words"],
      [{ ...ask("a.example"), reason: "two\nlines" }, "bad-words"],
      [{ ...ask("a.example"), reason: "x".repeat(501) }, "bad-words"],
      [ask("a.example", 0), "bad-length"],
      [ask("a.example", Number.NaN), "bad-length"],
      [ask("a.example", 1.5), "bad-length"],
    ] as const) {
      expect(() => it.open(request, 0)).toThrow(expect.objectContaining({ code }));
    }
    expect(it.state().revision).toBe(1);
  });

  test("a limit of each opening closes it, and a person may open it again", () => {
    const it = gate([service("a.example", { limit: { upBytes: 100, span: "opening" } })]);
    it.open(ask("a.example"), 0);
    expect(it.used("a.example", 60, 1)).toEqual([]);
    expect(it.state().services[0]).toMatchObject({ leftUpBytes: 40, countedUpBytes: 60 });
    expect(it.used("a.example", 45, 2)).toEqual([{ kind: "closed", name: "a.example", why: "limit", upBytes: 105 }]);
    it.open(ask("a.example"), 3);
    expect(it.state().services[0]).toMatchObject({ isOpen: true, leftUpBytes: 100, countedUpBytes: 105 });
  });

  test("a limit of a day holds over openings, and is back the next day", () => {
    const it = gate([
      service("a.example", { limit: { upBytes: 100, span: "day" } }),
      service("b.example", { open: "always", limit: { upBytes: 10, span: "day" } }),
    ]);
    it.open(ask("a.example"), 0);
    it.used("a.example", 100, 1);
    expect(() => it.open(ask("a.example"), 2)).toThrow(expect.objectContaining({ code: "limit-reached" }));
    it.used("b.example", 10, 3);
    expect(isOpen(it, "b.example")).toBe(false);
    // The wall clock stood at 23:00 at the start.
    it.tick(60 * MINUTE_US - 1);
    expect(isOpen(it, "b.example")).toBe(false);
    it.tick(60 * MINUTE_US);
    expect(isOpen(it, "b.example")).toBe(true);
    it.open(ask("a.example"), 60 * MINUTE_US);
    expect(it.state().services[0]?.leftUpBytes).toBe(100);
  });

  test("what went out earlier on the day counts after a restart, also where the clock was ahead; what went out before does not", () => {
    const day = Math.floor(WALL_US / DAY_US);
    const left = (usageDay: number): number | null | undefined =>
      gate([service("a.example", { limit: { upBytes: 100, span: "day" } })], {
        usage: { day: usageDay, upBytes: { "a.example": 70 } },
      }).state().services[0]?.leftUpBytes;
    expect([left(day - 1), left(day), left(day + 400)]).toEqual([100, 30, 30]);
  });

  test("asking again while it is open begins a new opening without a gap", () => {
    const it = gate([service("a.example")]);
    it.open(ask("a.example", MINUTE_US), 0);
    it.used("a.example", 7, 1);
    expect(it.open({ ...ask("a.example", MINUTE_US), by: "another" }, 30_000_000).map(({ kind }) => kind)).toEqual(["closed", "opened"]);
    expect(it.tick(MINUTE_US)).toEqual([]);
    expect(it.tick(30_000_000 + MINUTE_US)).toHaveLength(1);
  });

  test("a person can close what is always open, and open it again", () => {
    const it = gate([service("a.example", { open: "always" })]);
    expect(it.close("a.example", 0)).toEqual([{ kind: "closed", name: "a.example", why: "person", upBytes: 0 }]);
    it.tick(2 * DAY_US);
    it.reload([service("a.example", { open: "always" })], 2 * DAY_US);
    expect(isOpen(it, "a.example")).toBe(false);
    expect(it.open(ask("a.example"), 2 * DAY_US)).toEqual([
      { kind: "opened", name: "a.example", forUs: null, by: "pilot", reason: "activation" },
    ]);
    expect(() => it.open(ask("a.example"), 2 * DAY_US)).toThrow(expect.objectContaining({ code: "already-open" }));
  });

  test("another policy closes what it does not name, shuts or limits any more, and cuts what it shortens", () => {
    const names = ["a", "b", "c", "d", "e"].map((letter) => `${letter}.example`);
    const it = gate(names.map((name) => service(name)));
    for (const name of names) it.open(ask(name, 10 * MINUTE_US), 0);
    it.used("c.example", 50, 1);
    const events = it.reload(
      [
        service("b.example", { open: "never" }),
        service("c.example", { limit: { upBytes: 50, span: "opening" } }),
        service("d.example", { openForUs: MINUTE_US }),
        service("e.example"),
        service("f.example", { open: "always" }),
      ],
      2,
    );
    expect(events).toEqual([
      { kind: "closed", name: "b.example", why: "policy", upBytes: 0 },
      { kind: "closed", name: "c.example", why: "limit", upBytes: 50 },
      { kind: "closed", name: "a.example", why: "policy", upBytes: 0 },
    ]);
    expect(it.status("d.example", 2).openLeftUs).toBe(MINUTE_US - 2);
    expect(it.state().services.map(({ name, isOpen: open }) => [name.slice(0, 1), open])).toEqual([
      ["b", false],
      ["c", false],
      ["d", true],
      ["e", true],
      ["f", true],
    ]);
  });

  test("reading the same policy again refills nothing", () => {
    const list = [service("a.example", { open: "always", limit: { upBytes: 10, span: "opening" } })];
    const it = gate(list);
    it.used("a.example", 10, 1);
    it.reload([service("a.example", { open: "always", limit: { upBytes: 15, span: "opening" } })], 2);
    expect(it.state().services[0]).toMatchObject({ isOpen: true, leftUpBytes: 5 });
    it.used("a.example", 5, 3);
    it.reload(list, 4);
    expect(isOpen(it, "a.example")).toBe(false);
  });

  test("the end closes everything for good", () => {
    const it = gate([service("a.example", { open: "always" })]);
    expect(it.end(5)).toEqual([{ kind: "closed", name: "a.example", why: "ended", upBytes: 0 }]);
    expect(() => it.open(ask("a.example"), 6)).toThrow(expect.objectContaining({ code: "ended" }));
    it.tick(3 * DAY_US);
    expect(isOpen(it, "a.example")).toBe(false);
  });
});

const spec = fc.record({
  open: fc.constantFrom("always", "on-request", "never" as const),
  limit: fc.option(fc.record({ upBytes: fc.integer({ min: 1, max: 500 }), span: fc.constantFrom("opening", "day" as const) })),
  minutes: fc.integer({ min: 1, max: 30 }),
});
const name = fc.constantFrom("a.example", "b.example", "c.example", "nobody.example");
const step = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), name, forUs: fc.integer({ min: -5, max: 100 * MINUTE_US }) }),
  fc.record({ kind: fc.constant("close" as const), name }),
  fc.record({ kind: fc.constant("used" as const), name, bytes: fc.oneof(fc.nat(200), fc.double()) }),
  fc.record({ kind: fc.constant("tick" as const) }),
  fc.record({ kind: fc.constant("reload" as const), specs: fc.array(spec, { minLength: 1, maxLength: 3 }) }),
);
const moves = fc.array(
  fc.tuple(step, fc.oneof(fc.integer({ min: -5 * MINUTE_US, max: 40 * MINUTE_US }), fc.constant(Number.NaN), fc.constant(DAY_US))),
  { maxLength: 40 },
);

function listOf(
  specs: readonly { open: "always" | "on-request" | "never"; limit: PlacedService["limit"]; minutes: number }[],
): PlacedService[] {
  return specs.map(({ open, limit, minutes }, at) =>
    service(`${"abc"[at]}.example`, { open, limit, openForUs: open === "on-request" ? minutes * MINUTE_US : null }),
  );
}

describe("any sequence of requests, at any times", () => {
  test("never opens what is never open, never stays open beyond limit or time, and revisions only grow", () => {
    fc.assert(
      fc.property(fc.array(spec, { minLength: 1, maxLength: 3 }), fc.boolean(), moves, (specs, isLocal, sequence) => {
        const it = gate(listOf(specs), { mode: isLocal ? "local-data" : "named-services" });
        let clockUs = 0;
        let newestUs = 0;
        let revision = it.state().revision;
        let open = JSON.stringify(it.state().services.map((one) => [one.name, one.isOpen]));
        for (const [move, aheadUs] of sequence) {
          clockUs += Number.isNaN(aheadUs) ? 0 : aheadUs;
          const nowUs = Number.isNaN(aheadUs) ? Number.NaN : clockUs;
          newestUs = Math.max(newestUs, Number.isNaN(nowUs) ? 0 : nowUs);
          try {
            if (move.kind === "open") it.open(ask(move.name, move.forUs), nowUs);
            if (move.kind === "close") it.close(move.name, nowUs);
            if (move.kind === "used") it.used(move.name, move.bytes, nowUs);
            if (move.kind === "tick") it.tick(nowUs);
            if (move.kind === "reload") it.reload(listOf(move.specs), nowUs);
          } catch (error) {
            if ((error as Error).name !== "UserError") throw error;
          }
          const state = it.state();
          for (const one of state.services) {
            const its = it.services().find((each) => each.name === one.name) as PlacedService;
            if (isLocal || its.open === "never") expect(one.isOpen).toBe(false);
            if (one.isOpen && one.leftUpBytes !== null) expect(one.leftUpBytes).toBeGreaterThan(0);
            const { openLeftUs } = it.status(one.name, newestUs);
            if (its.open === "on-request" && one.isOpen) {
              expect(openLeftUs).toBeGreaterThan(0);
              expect(openLeftUs).toBeLessThanOrEqual(its.openForUs as number);
            }
          }
          const now = JSON.stringify(state.services.map((one) => [one.name, one.isOpen]));
          expect(state.revision).toBeGreaterThanOrEqual(revision);
          if (now !== open) expect(state.revision).toBeGreaterThan(revision);
          revision = state.revision;
          open = now;
        }
      }),
      { numRuns: 400 },
    );
  });
});
