/** The live picture of tries: what is counted where, in which words, and that it stays within its bounds. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attemptWords, createAttempts, type HoldLine, lineWords, relayEnds, summaryWords } from "../../src/index.ts";

const T0 = Date.UTC(2026, 8, 12, 9, 0) * 1000;
const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const client = "10.77.0.21";

const question = (atUs: number, name: string, more: Partial<Extract<HoldLine, { kind: "question" | "time" }>> = {}): HoldLine => ({
  kind: "question",
  fromUs: atUs,
  untilUs: atUs,
  client,
  transport: "udp",
  name,
  type: 1,
  typeName: "A",
  answer: "noSuchName",
  count: 1,
  ...more,
});
const denied = (atUs: number, dstIp: string, more: Partial<Extract<HoldLine, { kind: "denied" }>> = {}): HoldLine => ({
  kind: "denied",
  fromUs: atUs,
  untilUs: atUs,
  counter: "lanDenied",
  srcIp: client,
  dstIp,
  transport: "tcp",
  dstPort: 443,
  count: 1,
  bytes: 60,
  ...more,
});
const flow = (atUs: number, more: Partial<Extract<HoldLine, { kind: "flow" }>> = {}): HoldLine => ({
  kind: "flow",
  flow: 1,
  startUs: atUs - 2 * SECOND,
  endUs: atUs,
  clientIp: client,
  clientPort: 40_000,
  syntheticIp: "198.18.0.1",
  port: 443,
  name: "active.dji.com",
  helloName: "active.dji.com",
  upstreamIp: "203.0.113.80",
  localIp: "192.0.2.10",
  localPort: 50_000,
  clientBytes: 3100,
  upBytes: 3100,
  upstreamBytes: 12_000,
  downBytes: 12_000,
  end: "client",
  ...more,
});

describe("Attempts", () => {
  test("questions for a refused name are one row with the catalogue's role, in words", () => {
    const attempts = createAttempts();
    for (let at = 0; at < 14; at += 1) attempts.note(question(T0 + at * SECOND, "djigoaftersale.djiservice.org"));
    const [row, ...rest] = attempts.rows();
    expect(rest).toEqual([]);
    expect(row).toMatchObject({ way: "name", refused: 14, questions: 14, clients: [client], endpoint: { role: "upload", owner: "DJI" } });
    expect(attemptWords(row as never)).toBe("asked for the upload host djigoaftersale.djiservice.org 14 times, refused");
  });

  test("direct tries, QUIC, ping, DNS over TLS and a hard-coded push address have their own words", () => {
    const attempts = createAttempts();
    attempts.note(denied(T0, "203.0.113.9", { count: 3 }));
    attempts.note(denied(T0, "203.0.113.10", { dstPort: 853, count: 2 }));
    attempts.note(denied(T0, "203.0.113.11", { transport: "icmp", dstPort: null }));
    attempts.note(denied(T0, "203.0.113.12", { counter: "lanQuic", transport: "udp", count: 4 }));
    attempts.note(denied(T0, "103.229.215.60", { dstPort: 19_000, count: 5 }));
    attempts.note(denied(T0, "239.255.255.250", { counter: "lanLocal", transport: "udp", dstPort: 1900, count: 6 }));
    attempts.note(denied(T0, "192.0.2.99", { counter: "outDenied", transport: "udp", dstPort: 123 }));
    expect(attempts.rows().map(attemptWords).sort()).toEqual(
      [
        "tried 203.0.113.9 port 443 (HTTPS) directly 3 times, refused",
        "tried 203.0.113.10 port 853 (DNS over TLS) directly twice, refused",
        "sent ICMP (ping and the like) to 203.0.113.11 once, refused",
        "tried QUIC to 203.0.113.12 4 times, refused",
        "tried the third party’s push message host 103.229.215.60 port 19000 directly 5 times, refused",
        "told the local network (239.255.255.250 port 1900 (UDP)) 6 times, not passed on",
        "the gateway itself tried 192.0.2.99 port 123 (UDP) once, refused",
      ].sort(),
    );
  });

  test("an open service: answers, relayed connections and their bytes; a wrong name is refused and said", () => {
    const attempts = createAttempts();
    attempts.note(question(T0, "active.dji.com", { answer: "address" }));
    attempts.note(question(T0, "active.dji.com", { answer: "empty", type: 28, typeName: "AAAA" }));
    attempts.note(flow(T0 + SECOND));
    attempts.note(flow(T0 + 2 * SECOND, { end: "wrong-name", helloName: "evil.example", upstreamIp: null, upBytes: 0, downBytes: 0 }));
    const [row] = attempts.rows();
    expect(row).toMatchObject({ refused: 1, answered: 2, relayed: 1, upBytes: 3100, downBytes: 12_000, questions: 2 });
    expect(attemptWords(row as never)).toBe(
      "asked for the activation host active.dji.com 4 times, refused once, answered here twice, 1 connection relayed (3.1 kB out, 12 kB in); " +
        "the last connection was closed because it named another host than the address is for",
    );
  });

  test("every end of a relayed connection has a fate: only what could let bytes out is relayed", () => {
    const fates = relayEnds.map((end) => {
      const attempts = createAttempts();
      attempts.note(flow(T0, { end, upstreamIp: null, upBytes: 0, downBytes: 0 }));
      const { refused, answered, relayed } = attempts.summary();
      return [end, refused, answered, relayed];
    });
    expect(fates.filter(([, refused]) => refused === 0)).toEqual([
      ["no-upstream", 0, 0, 1],
      ["portal", 0, 1, 0],
      ["open", 0, 0, 0],
    ]);
  });

  test("minutes hold what happened in them; a stretch counts only its own", () => {
    const attempts = createAttempts();
    attempts.note(question(T0 + 10 * SECOND, "a.example"));
    attempts.note(question(T0 + 70 * SECOND, "b.example"));
    attempts.note(question(T0 + 80 * SECOND, "a.example", { count: 2 }));
    attempts.note(denied(T0 + 90 * SECOND, "224.0.0.251", { counter: "lanLocal", transport: "udp", dstPort: 5353 }));
    expect(attempts.minutes().map(({ startUs, refused, local, targets }) => [startUs - T0, refused, local, targets])).toEqual([
      [0, 1, 0, 1],
      [MINUTE, 3, 1, 2],
    ]);
    const second = { fromUs: T0 + MINUTE, untilUs: T0 + 2 * MINUTE };
    expect(attempts.rows(second).map(({ target, refused, local }) => [target, refused, local])).toEqual([
      ["224.0.0.251", 0, 1],
      ["a.example", 2, 0],
      ["b.example", 1, 0],
    ]);
    expect(attempts.summary(second)).toMatchObject({ tries: 3, refused: 3, local: 1, names: 2, addresses: 0, clients: [client] });
    expect(summaryWords(attempts.summary(second), "In this minute")).toBe(
      "In this minute 10.77.0.21 tried 3 times to reach 2 names; all were refused.",
    );
    expect(summaryWords(attempts.summary({ fromUs: 0, untilUs: 1 }), "Before")).toBe("Before nothing was tried.");
  });

  test("what the gateway machine itself tried is no try of the local network, and is said apart", () => {
    const attempts = createAttempts();
    attempts.note(denied(T0 + SECOND, "192.0.2.7", { counter: "outDenied", transport: "udp", dstPort: 123, srcIp: "192.0.2.1", count: 7 }));
    expect(attempts.minutes()).toMatchObject([{ refused: 0, targets: 0 }]);
    expect(attempts.rows()).toMatchObject([{ way: "gateway", refused: 7 }]);
    const own = "Programs of the gateway machine itself tried 7 times, refused.";
    expect(summaryWords(attempts.summary(), "Since then")).toBe(`Since then nothing was tried. ${own}`);
    attempts.note(question(T0 + 2 * SECOND, "a.example"));
    for (const stretch of [undefined, { fromUs: T0, untilUs: T0 + MINUTE }]) {
      expect(attempts.summary(stretch)).toMatchObject({ tries: 1, refused: 1, own: 7, clients: [client] });
      expect(summaryWords(attempts.summary(stretch), "Since then")).toBe(
        `Since then 10.77.0.21 tried once to reach 1 name; it was refused. ${own}`,
      );
    }
  });

  test("openings, closings, drift and the end are told as happenings, newest first; counts are not", () => {
    const attempts = createAttempts();
    attempts.note({ kind: "opened", timeUs: T0, name: "active.dji.com", forUs: 600e6, by: "K. Example", reason: "activation" });
    attempts.note({ kind: "closed", timeUs: T0 + 1, name: "active.dji.com", why: "time", upBytes: 3100 });
    attempts.note({ kind: "clock", timeUs: T0 + 2, jumpUs: -3600e6 });
    attempts.note({ kind: "drift", timeUs: T0 + 3, code: "rules", sentence: "The rules were changed by something else and put back." });
    attempts.note({ kind: "ended", timeUs: T0 + 4, why: "asked by a person" });
    expect(attempts.happenings().map(({ sentence, warns }) => [sentence, warns])).toEqual([
      ["The gateway stopped: asked by a person.", true],
      ["The rules were changed by something else and put back.", true],
      ["The clock of the gateway jumped back by 60 minutes.", true],
      ["active.dji.com was closed, because its time was over; 3.1 kB had gone out.", false],
      ["active.dji.com was opened for 10 minutes by K. Example: activation.", false],
    ]);
  });

  test("lines of the running list", () => {
    expect(lineWords(question(T0, "mydjiflight.dji.com", { type: 65, typeName: "HTTPS" }))).toBe(
      "10.77.0.21 asked for the flight record host mydjiflight.dji.com once, refused (HTTPS)",
    );
    expect(lineWords(flow(T0))).toBe(
      "10.77.0.21 was connected to the activation host active.dji.com for 2 seconds: 3.1 kB out, 12 kB in; it ended because the device ended it",
    );
    expect(lineWords(flow(T0, { end: "wrong-name", helloName: "evil.example", upstreamIp: null, upBytes: 0 }))).toBe(
      "10.77.0.21 connected to the activation host active.dji.com port 443 and named evil.example, refused because it named another host than the address is for",
    );
    expect(
      lineWords({
        kind: "time",
        fromUs: T0,
        untilUs: T0,
        client,
        transport: "udp",
        name: null,
        type: null,
        typeName: null,
        answer: "time",
        count: 1,
      }),
    ).toBe("10.77.0.21 asked for the time once, answered here");
  });

  test("lines of counts, of open connections and of a newer gateway change nothing", () => {
    const attempts = createAttempts();
    attempts.note(flow(T0, { end: "open" }));
    attempts.note({ kind: "weather", timeUs: T0 } as never);
    expect([attempts.revision, attempts.rows(), attempts.happenings(), attempts.lastUs]).toEqual([0, [], [], null]);
    expect(lineWords(flow(T0, { end: "open" }))).toBeNull();
  });

  test("text of others steers nothing", () => {
    const words = lineWords(flow(T0, { helloName: "a\u001b[2J\n\u202eevil", upstreamIp: null, upBytes: 0, end: "no-name" }));
    expect(words).toContain("named a·[2J··evil");
  });

  test("a flood of names stays within the bounds and no try is lost from the sums", () => {
    const attempts = createAttempts({ targets: 100, cells: 200, minutes: 5 });
    for (let at = 0; at < 5040; at += 1) attempts.note(question(T0 + at * SECOND, `x${at}.tunnel.example`));
    expect(attempts.minutes()).toHaveLength(5);
    const rows = attempts.rows();
    expect(rows.length).toBeGreaterThan(90);
    expect(rows.length).toBeLessThanOrEqual(101);
    expect(rows.reduce((sum, row) => sum + row.refused, 0)).toBe(5040);
    expect(attempts.summary().tries).toBe(5040);
    const last = attempts.minutes()[4];
    expect(last?.targets).toBeNull();
    const stretch = { fromUs: last?.startUs ?? 0, untilUs: (last?.startUs ?? 0) + MINUTE };
    expect(attempts.summary(stretch).tries).toBe(last?.refused);
    expect(attempts.rows(stretch).reduce((sum, row) => sum + row.refused, 0)).toBe(last?.refused);
  });

  test("any order of times: sums hold, memory is bounded", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ atS: fc.integer({ min: -1_000_000, max: 1_000_000 }), name: fc.integer({ min: 0, max: 30 }) }), {
          maxLength: 300,
        }),
        (lines) => {
          const attempts = createAttempts({ targets: 8, cells: 40, minutes: 10, happenings: 5 });
          for (const { atS, name } of lines) attempts.note(question(T0 + atS * SECOND, `n${name}.example`));
          expect(attempts.rows().reduce((sum, row) => sum + row.refused, 0)).toBe(lines.length);
          expect(attempts.rows().length).toBeLessThanOrEqual(9);
          expect(attempts.minutes().length).toBeLessThanOrEqual(10);
          const starts = attempts.minutes().map(({ startUs }) => startUs);
          expect(starts).toEqual([...starts].sort((a, b) => a - b));
        },
      ),
      { numRuns: 50 },
    );
  });
});
