/** Words, bars and addresses of the Hold page. */
import type { HoldMinute } from "@creance/api";
import { describe, expect, test } from "vitest";
import { attemptQueryOf, parseHoldSearch } from "../../src/hold/hold-search.ts";
import { minuteBars, minuteStartUs, minuteWords } from "../../src/hold/minute-bars.ts";
import { forWords, leftUs, leftWords, openingWords, stateWords, usedWords } from "../../src/hold/service-words.ts";
import { fateWords, whatWords } from "../../src/hold/target-words.ts";

const T0 = Date.UTC(2026, 8, 12, 9, 0) * 1000;
const MINUTE = 60e6;
const minute = (at: number, more: Partial<HoldMinute> = {}): HoldMinute => ({
  startUs: T0 + at * MINUTE,
  refused: 0,
  answered: 0,
  relayed: 0,
  local: 0,
  upBytes: 0,
  downBytes: 0,
  targets: 0,
  ...more,
});

describe("minutes", () => {
  test("there is a bar for every minute up to now, at least 30, at most what fits, the newest last", () => {
    const bars = minuteBars([minute(0, { refused: 3 }), minute(2, { relayed: 1 })], T0 + 4.5 * MINUTE, T0);
    expect(bars.refused).toHaveLength(30);
    expect(minuteStartUs(bars, 29)).toBe(T0 + 4 * MINUTE);
    expect([bars.refused[25], bars.relayed[27]]).toEqual([3, 1]);
    expect(minuteBars([minute(0)], T0 + 500 * MINUTE, T0).refused).toHaveLength(120);
    expect(minuteBars([minute(0)], T0 + 500 * MINUTE, T0, 60).refused).toHaveLength(60);
    expect(minuteBars([], T0, null).refused).toHaveLength(30);
  });

  test("a minute ahead of this clock is still shown", () => {
    const bars = minuteBars([minute(3, { refused: 2 })], T0, T0);
    expect(bars.refused[29]).toBe(2);
  });

  test("words of a bar", () => {
    const bars = minuteBars([minute(0, { refused: 1400, answered: 2, relayed: 1 }), minute(1, { local: 4 })], T0 + MINUTE, T0);
    expect(minuteWords(bars, 28)).toBe("1,400 refused, 2 answered here, 1 connection relayed");
    expect(minuteWords(bars, 29)).toBe("nothing was tried");
  });
});

describe("services", () => {
  test("time left counts down by this clock and never below nothing", () => {
    expect(leftUs({ openLeftUs: 600e6 }, T0, T0 + 20e6)).toBe(580e6);
    expect(leftUs({ openLeftUs: 600e6 }, T0, T0 + 900e6)).toBe(0);
    // A clock that was set back gives no time.
    expect(leftUs({ openLeftUs: 600e6 }, T0, T0 - 900e6)).toBe(600e6);
    expect(leftUs({ openLeftUs: null }, T0, T0)).toBeNull();
    expect([leftWords(580e6), leftWords(59.2e6), leftWords(0)]).toEqual(["9 min 40 s", "1 min 0 s", "0 s"]);
  });

  test("state, bytes and what an opening makes possible", () => {
    expect(stateWords({ isOpen: true, open: "on-request", openLeftUs: 1 }, 580e6)).toBe("Open, 9 min 40 s left");
    expect(stateWords({ isOpen: true, open: "always", openLeftUs: null }, null)).toBe("Open, until it is closed");
    expect(stateWords({ isOpen: false, open: "never", openLeftUs: null }, null)).toBe("Stays shut");
    expect(usedWords({ usedUpBytes: 3100, limit: { upBytes: 2_000_000, span: "opening" } })).toBe("3.1 kB of 2.0 MB in an opening");
    expect(usedWords({ usedUpBytes: 0, limit: null })).toBe("0 B, no limit");
    expect([forWords(600e6), forWords(60e6), forWords(90e6)]).toEqual(["10 minutes", "1 minute", "90 seconds"]);
    const words = openingWords({ name: "active.dji.com", ports: [80, 443], limit: null, data: ["serial"] });
    expect(words[0]).toContain("on TCP port 80 and 443. No other name or address opens.");
    expect(words[1]).toBe("The policy sets no limit on how much may go out.");
  });
});

describe("targets", () => {
  test("what was tried and what became of it", () => {
    expect(whatWords({ way: "address", target: "203.0.113.9", port: 443, transport: "tcp" })).toBe("203.0.113.9 port 443, directly");
    expect(whatWords({ way: "address", target: "203.0.113.9", port: null, transport: "icmp" })).toBe("203.0.113.9, icmp");
    expect(whatWords({ way: "quic", target: "203.0.113.9", port: 443, transport: "udp" })).toBe("QUIC to 203.0.113.9");
    expect(fateWords({ refused: 3, answered: 0, relayed: 0, local: 0 })).toBe("refused");
    expect(fateWords({ refused: 3, answered: 0, relayed: 1, local: 0 })).toBe("relayed 1, refused 3");
    expect(fateWords({ refused: 0, answered: 0, relayed: 0, local: 2 })).toBe("not passed on");
  });

  test("an address is a view; what means nothing is dropped", () => {
    expect(parseHoldSearch({ sort: "colour", fate: "lost", minute: "-1", target: "", search: "x".repeat(300), direction: "up" })).toEqual(
      {},
    );
    const view = parseHoldSearch({
      sort: "tries",
      direction: "asc",
      fate: "refused",
      minute: String(T0),
      search: "dji",
      target: "name a ",
    });
    expect(attemptQueryOf(view)).toEqual({
      sort: "tries",
      direction: "asc",
      fate: "refused",
      search: "dji",
      fromUs: T0,
      untilUs: T0 + MINUTE,
    });
  });
});
