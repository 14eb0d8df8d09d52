import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEndpointPattern } from "../../src/endpoint/endpoint-pattern.ts";
import {
  createEndpointFinder,
  type Endpoint,
  endpointRoles,
  endpointSources,
  endpoints,
  endpointsEdition,
  findEndpoint,
  findEndpointByAddress,
} from "../../src/index.ts";

const row = (pattern: string): Endpoint => ({
  pattern,
  owner: "Example",
  role: "unknown",
  purpose: "A row of a test.",
  expects: "Not known.",
  sources: [],
  year: [],
  confidence: "low",
});

const patternAt = (rows: readonly string[], name: string): string | undefined => createEndpointFinder(rows.map(row)).byName(name)?.pattern;

describe("the shipped catalogue", () => {
  test("has well-formed patterns, none twice", () => {
    for (const { pattern } of endpoints) expect(parseEndpointPattern(pattern), pattern).toBeTypeOf("object");
    expect(new Set(endpoints.map(({ pattern }) => pattern)).size).toBe(endpoints.length);
    expect(endpoints.length).toBeGreaterThan(120);
    expect(endpointsEdition.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test("finds each row by a name made from its pattern: no row hides another", () => {
    for (const found of endpoints) {
      const pattern = parseEndpointPattern(found.pattern);
      if (typeof pattern === "string") throw new Error(pattern);
      if (pattern.kind === "address") expect(findEndpointByAddress(pattern.address, pattern.port ?? 443)).toBe(found);
      else expect(findEndpoint(found.pattern.replace("*", "zzqq")), found.pattern).toBe(found);
    }
  });

  test("gives every row a role, a source and sentences", () => {
    for (const { pattern, role, sources, purpose, expects, owner } of endpoints) {
      expect(endpointRoles, pattern).toHaveProperty(role);
      expect(sources.length, pattern).toBeGreaterThan(0);
      for (const source of sources) expect(endpointSources).toHaveProperty(source);
      for (const sentence of [purpose, expects]) expect(sentence, pattern).toMatch(/\.$/);
      expect(owner.length, pattern).toBeGreaterThan(1);
    }
  });

  test("uses every role and every source", () => {
    expect(new Set<string>(endpoints.map(({ role }) => role))).toEqual(new Set(Object.keys(endpointRoles)));
    expect(new Set<string>(endpoints.flatMap(({ sources }) => sources))).toEqual(new Set(Object.keys(endpointSources)));
  });

  test("knows hosts, suffixes, prefixes and addresses", () => {
    expect(findEndpoint("flysafe-api.dji.com")?.role).toBe("location-query");
    expect(findEndpoint("FlySafe-API.dji.com.")?.role).toBe("location-query");
    expect(findEndpoint("new-host.dji.com")).toMatchObject({ role: "unknown", confidence: "owner" });
    expect(findEndpoint("flysafe-7qgvdlsy.aasky.net")?.role).toBe("location-query");
    expect(findEndpoint("other.aasky.net")?.role).toBe("staging");
    expect(findEndpoint("test-api.djiservice.org")?.role).toBe("staging");
    expect(findEndpoint("stag-api.dji.com")?.role).toBe("staging");
    expect(findEndpoint("stag-api.example.org")).toBeUndefined();
    expect(findEndpointByAddress("47.91.161.230", 80)?.role).toBe("region-check");
    expect(findEndpointByAddress("103.229.215.60", 19_000)?.role).toBe("third-party-push");
    expect(findEndpointByAddress("103.229.215.60", 443)).toBeUndefined();
  });

  test("does not take lookalikes", () => {
    for (const name of ["notdji.com", "dji.com.example.org", "xdji.com", "dji", "com", "", ".", "..dji", "evil-mob.com"]) {
      expect(findEndpoint(name), name).toBeUndefined();
    }
  });
});

describe("a finder", () => {
  test("takes the exact name first, then the longest suffix, then a prefix over a bare suffix", () => {
    const rows = ["*.b.test", "*.a.b.test", "x-*.b.test", "x-long-*.b.test", "x-y.b.test"];
    expect(patternAt(rows, "x-y.b.test")).toBe("x-y.b.test");
    expect(patternAt(rows, "q.a.b.test")).toBe("*.a.b.test");
    expect(patternAt(rows, "x-z.b.test")).toBe("x-*.b.test");
    expect(patternAt(rows, "x-long-z.b.test")).toBe("x-long-*.b.test");
    expect(patternAt(rows, "deep.q.b.test")).toBe("*.b.test");
    expect(patternAt(rows, "x-z.q.b.test")).toBe("*.b.test");
    expect(patternAt(rows, "b.test")).toBeUndefined();
    // A star stands for at least one character.
    expect(patternAt(["x-*.b.test"], "x-.b.test")).toBeUndefined();
  });

  test.each([
    "",
    "*",
    "com",
    "*.com",
    "a*.com",
    "*.*.test.org",
    "a.*.test.org",
    "*a.test.org",
    "a*b.test.org",
    "UPPER.test.org",
    "a..test.org",
    ".test.org",
    "test.org.",
    "-a.test.org",
    "a b.test.org",
    "stag-*",
    "192.0.2.256",
    "192.0.2.1:0",
    "192.0.2.1:65536",
    "192.0.2.1:80:80",
    `${"a".repeat(64)}.test.org`,
    `${"a.".repeat(130)}org`,
  ])("refuses the pattern %j", (pattern) => {
    expect(() => createEndpointFinder([row(pattern)])).toThrow(expect.objectContaining({ name: "UserError", code: "endpoint-malformed" }));
  });

  test("refuses a pattern that stands twice", () => {
    expect(() => createEndpointFinder([row("a.test"), row("a.test")])).toThrow(expect.objectContaining({ code: "endpoint-duplicate" }));
  });

  test("answers any text, as a plain search over all rows does", () => {
    const label = fc.constantFrom("a", "b", "x-1", "x-", "x", "test", "");
    const name = fc.array(label, { maxLength: 6 }).map((labels) => labels.join("."));
    const patterns = ["a.test", "*.test.a", "*.a.test", "*.b.a.test", "x*.test.a", "x-*.test.a", "x-1.a.test"];
    const finder = createEndpointFinder(patterns.map(row));
    fc.assert(
      fc.property(fc.oneof(name, fc.string({ maxLength: 300 })), (text) => {
        expect(finder.byName(text)?.pattern).toBe(plainSearch(patterns, text));
      }),
    );
  });
});

/** Fits every pattern as a regular expression and takes the longest suffix, then the longest pattern. */
function plainSearch(patterns: readonly string[], text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, "");
  const suffixLength = (pattern: string): number => (pattern.includes("*") ? pattern.length - pattern.indexOf(".") : 1000);
  return patterns
    .filter((pattern) => {
      const star = pattern.startsWith("*") ? ".+" : "[^.]+";
      return new RegExp(`^${pattern.replaceAll(".", "\\.").replace("*", star)}$`, "s").test(name);
    })
    .sort((a, b) => suffixLength(b) - suffixLength(a) || b.length - a.length)[0];
}
