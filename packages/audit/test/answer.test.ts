import { describe, expect, test } from "vitest";
import { contents, finding, judged, MINUTE, opinions, quiet, row, type Situation, search, T0 } from "./claim-situations.ts";

describe("did anything leave that should not have?", () => {
  const flow = row({ serverName: "a.example" });
  const first = (situation: Situation): string | undefined => judged(situation).answer[0];
  test("yes, what and to whom", () => {
    expect(first({ rows: [flow], found: [finding(flow), finding(flow, { kind: "track", points: 9 })] })).toBe(
      "Yes: 1 track of a flight and 1 aircraft serial to a.example went out without a recorded consent.",
    );
  });
  test("one thing sent several times is one thing; names and hashes of one file are one file", () => {
    const record = (what: string) => finding(flow, { kind: "flightRecord", needle: `morning.files[0]${what}` });
    const other = finding(flow, { needle: "morning.aircraftSerial[1]" });
    expect(first({ rows: [flow], found: [finding(flow), finding(flow), other, record(".name"), record("")] })).toBe(
      "Yes: 1 flight record (2 times) and 2 aircraft serials (3 times in all) to a.example went out without a recorded consent.",
    );
  });
  test("some of it agreed to", () => {
    const both = [finding(flow), finding(flow, { consent: 0 })];
    expect(judged({ rows: [flow], found: both }).answer[1]).toBe(
      "1 other finding is covered by a recorded consent or a stated sync window.",
    );
  });
  test("only what was agreed to", () => {
    const { answer, totals } = judged({ rows: [flow], found: [finding(flow, { consent: 0 })] });
    expect(answer[0]).toBe(
      "What was found going out is covered by a recorded consent or a stated sync window: 1 aircraft serial to a.example.",
    );
    expect(answer[1]).toBe("Nothing else that was looked for was found going out; all bytes that went out were read.");
    expect(totals).toEqual([{ kind: "aircraftSerial", out: 1, in: 0, withConsent: 1, servers: ["a.example"] }]);
  });
  test("nothing, and how much of it could be read", () => {
    const told: Situation["told"] = (each) => contents(each, each.origBytes === 10_000 ? { plainBytes: 0, sealedBytes: 10_000 } : {});
    expect(first({ rows: [flow, row({ origBytes: 30_000 })], told })).toBe(
      "Nothing that was looked for was found going out; 75 % of the bytes that went out could be read.",
    );
  });
  test("nothing can be said", () => {
    expect(first({ rows: [] })).toContain("hold no contents that left");
    expect(first({ search: search({ needles: {} }) })).toBe("Nothing can be said of contents: nothing of the operator's was looked for.");
    expect(first({ search: search({ controls: { planted: 0, missed: [] } }) })).toContain("no control was planted");
  });
  test("sealed uploads, the stated mode, decoys and the worst gaps stand beside it", () => {
    const upload = finding(flow, { kind: "upload", needle: "morning.files[0]", match: "consistentWith", encoding: ["size"] });
    const windows = [{ what: "localDataMode", fromUs: T0 + 20 * MINUTE, untilUs: T0 + 25 * MINUTE }] as const;
    const { answer } = judged({
      rows: [...quiet(), flow],
      found: [upload],
      statement: { windows } as never,
      search: search({ decoys: [{ kind: "imei", searched: 20, hits: 1 }] }),
    });
    expect(answer.join("\n")).toContain(
      "Sealed traffic to a.example is consistent with an upload of morning.files[0] by size and time; nobody could read it.",
    );
    expect(answer.join("\n")).toContain("Local Data Mode: In 5 min captured with the mode on nothing left");
    expect(answer.join("\n")).toContain("1 of 20 decoys were found");
    expect(answer.length).toBeGreaterThanOrEqual(5);
  });
});

describe("an operator's own claims", () => {
  const own = (changes: object) =>
    [{ id: "OWN", title: "t", by: "b", source: "s", kinds: [], hosts: [], countries: [], ...changes }] as never;
  const verdict = (claim: object, situation: Situation): string | undefined =>
    judged({ ...situation, ownClaims: own(claim) }).claims.find(({ id }) => id === "OWN")?.verdict;
  const flow = row({ serverName: "a.example", countries: opinions("DE", "DE") });
  const complete = { statement: { everyInterface: true } as never };
  test("never: findings of a kind", () => {
    const claim = { says: "never", kinds: ["aircraftSerial"] };
    expect(verdict(claim, { rows: [flow], found: [finding(flow)] })).toBe("CONTRADICTED");
    expect(verdict(claim, { rows: [flow] })).toBe("NOT OBSERVED");
    expect(verdict(claim, { ...complete, rows: [...quiet(), flow] })).toBe("SUPPORTED");
  });
  test("never: conversations with hosts or countries", () => {
    expect(verdict({ says: "never", hosts: ["*.example"] }, { rows: [flow] })).toBe("CONTRADICTED");
    expect(verdict({ says: "never", hosts: ["b.example"] }, { rows: [flow] })).toBe("NOT OBSERVED");
    expect(verdict({ says: "never", countries: ["DE"] }, { rows: [flow] })).toBe("CONTRADICTED");
    expect(
      verdict({ says: "never", countries: ["FR"] }, { ...complete, rows: [...quiet(), row({ countries: opinions("DE", "FR") })] }),
    ).toBe("NOT OBSERVED");
  });
  test("only: nothing besides, questions for names and time aside", () => {
    const dns = row({ service: "dns", transport: "udp", serverName: null, origBytes: 40 });
    expect(verdict({ says: "only", hosts: ["a.example"] }, { ...complete, rows: [...quiet(), flow, dns] })).toBe("SUPPORTED");
    expect(verdict({ says: "only", hosts: ["a.example"] }, { rows: [flow, row()] })).toBe("CONTRADICTED");
    expect(verdict({ says: "only", countries: ["DE"] }, { ...complete, rows: [...quiet(), flow, row()] })).toBe("NOT OBSERVED");
  });
  test("happens", () => {
    expect(verdict({ says: "happens", kinds: ["aircraftSerial"] }, { rows: [flow], found: [finding(flow)] })).toBe("SUPPORTED");
    expect(verdict({ says: "happens", kinds: ["aircraftSerial"] }, { rows: [flow] })).toBe("NOT OBSERVED");
    expect(verdict({ says: "happens", hosts: ["a.example"] }, { rows: [flow] })).toBe("SUPPORTED");
    expect(verdict({ says: "happens", kinds: ["iccid"] }, { rows: [flow], flights: [] })).toBe("NOT TESTABLE");
  });
});

test("servers: most bytes out first, what could be read, what was found", () => {
  const one = row({ serverName: "a.example" });
  const other = row({ serverName: "b.example", origBytes: 50_000, operator: "Example Net" });
  const local = row({ serverName: null, respIp: "192.168.1.1" });
  const told: Situation["told"] = (each) => contents(each, each === other ? { plainBytes: 0, sealedBytes: 50_000 } : {});
  const { servers } = judged({ rows: [one, other, local], told, found: [finding(one), finding(one, { weak: true })] });
  expect(servers.map(({ server, readShare, findings, operator }) => [server, readShare, findings, operator])).toEqual([
    ["b.example", 0, 0, "Example Net"],
    ["a.example", 1, 1, null],
  ]);
});
