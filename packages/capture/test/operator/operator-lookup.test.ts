import { readFileSync } from "node:fs";
import { isFormatError } from "@creance/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countryAgreement,
  createAnnotator,
  createRangeBuilder,
  openOperatorLookup,
  operatorErrorCodes,
  operatorLookupOver,
  writeOperatorLookup,
} from "../../src/index.ts";
import { country, database, ip, smallTables } from "./tables.ts";

const small = writeOperatorLookup(smallTables());
const answerFor = (text: string) => openOperatorLookup(small).lookup(ip(text));

describe("the lookup", () => {
  test("names the operator and every country database's opinion with its date", () => {
    expect(answerFor("8.8.8.8")).toEqual({
      scope: "public",
      asn: 64_500,
      operator: "Example Networks",
      networkKind: null,
      countries: [
        { database: "first", date: "2026-06-17", country: "US" },
        { database: "second", date: "2026-06-17", country: "HK" },
      ],
    });
  });

  test("knows where ranges start and end", () => {
    expect(answerFor("7.255.255.255")).toMatchObject({ asn: null, operator: null });
    expect(answerFor("8.0.0.0").asn).toBe(64_500);
    expect(answerFor("8.127.255.255").asn).toBe(64_500);
    expect(answerFor("8.128.0.0").asn).toBeNull();
    expect(answerFor("9.0.0.0")).toMatchObject({ asn: 4_200_000_000, operator: 'Größer "GmbH"' });
    expect(answerFor("2001:ff::").asn).toBeNull();
    expect(answerFor("2001:200::").asn).toBe(64_500);
    expect(answerFor("2001:200::1").asn).toBeNull();
  });

  test("says nothing of a country for addresses that are not public", () => {
    expect(answerFor("10.0.0.1")).toEqual({ scope: "private", asn: null, operator: null, networkKind: null, countries: [] });
    expect(answerFor("198.18.0.7").scope).toBe("synthetic");
  });

  test("says which networks tell little of a place", () => {
    const kinds = operatorLookupOver([
      database("operator", "asn", [
        ["8.0.0.0", { asn: 54_113, text: "A delivery network" }],
        ["9.0.0.0", { asn: 16_509, text: "A cloud" }],
      ]),
    ]);
    expect(["8.0.0.1", "9.0.0.1", "7.0.0.1"].map((text) => kinds.lookup(ip(text)).networkKind)).toEqual(["delivery", "cloud", null]);
  });

  test("looks up the IPv4 address inside a mapped or translated one", () => {
    expect(answerFor("::ffff:8.8.8.8")).toEqual(answerFor("8.8.8.8"));
    expect(answerFor("64:ff9b::8.8.8.8")).toEqual(answerFor("8.8.8.8"));
  });

  test("takes an operator's own database over the shipped one, and its opinion beside the others", () => {
    const own = [
      database("operator", "own", [
        ["8.8.8.8", { asn: 7, text: "Ours" }],
        ["8.8.8.9", undefined],
      ]),
      database("country", "own-country", [["8.0.0.0", country("FR")]]),
    ];
    const lookup = openOperatorLookup(small, own);
    expect(lookup.lookup(ip("8.8.8.8"))).toMatchObject({ asn: 7, operator: "Ours" });
    expect(lookup.lookup(ip("8.8.8.9"))).toMatchObject({ asn: 64_500 });
    expect(lookup.lookup(ip("8.8.8.8")).countries.map((opinion) => opinion.country)).toEqual(["US", "HK", "FR"]);
    expect(lookup.databases.map(({ name, licence }) => `${name}: ${licence}`)).toContain("first: CC0 1.0");
  });

  test("finds what a plain search finds, for any table", () => {
    const starts = fc.uniqueArray(fc.nat({ max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 60 });
    const labels = fc.array(fc.option(fc.constantFrom("US", "CN", "HK", "DE"), { nil: undefined }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(starts, labels, fc.array(fc.nat({ max: 2 ** 32 - 1 }), { maxLength: 20 }), (unsorted, codes, asked) => {
        const sorted = [...unsorted].sort((a, b) => a - b);
        const builder = createRangeBuilder();
        // Words of an IPv6 address below 2000::/3, so that all four words take part.
        const v6 = (value: number) =>
          ({ ipVersion: 6, word0: 0x20020000 + (value >>> 24), word1: value >>> 16, word2: 0, word3: value }) as const;
        for (const version of [4, 6] as const) {
          for (const [index, start] of sorted.entries()) {
            const code = codes[index];
            const label = code === undefined ? undefined : country(code);
            builder.from(version === 4 ? { ipVersion: 4, word0: 0, word1: 0, word2: 0, word3: start } : v6(start), label);
          }
        }
        const made = builder.finish({ kind: "country", name: "any", date: "2026-01-01", licence: "none", notice: "" });
        const lookup = openOperatorLookup(writeOperatorLookup([made]));
        for (const value of [...asked, ...sorted, ...sorted.map((start) => start - 1)].filter((word) => word >= 0)) {
          const index = sorted.findLastIndex((start) => start <= value);
          const expected = index < 0 ? null : (codes[index] ?? null);
          const v4Answer = lookup.lookup({ ipVersion: 4, word0: 0, word1: 0, word2: 0, word3: value });
          if (v4Answer.scope === "public") expect(v4Answer.countries[0]?.country).toBe(expected);
          expect(lookup.lookup(v6(value)).countries[0]?.country).toBe(expected);
        }
      }),
    );
  });
});

describe("the lookup file", () => {
  test("is read back as it was written", () => {
    const tables = smallTables();
    const lookup = openOperatorLookup(writeOperatorLookup(tables));
    const direct = operatorLookupOver(tables);
    expect(lookup.databases).toEqual(direct.databases);
    for (const text of ["8.8.8.8", "9.9.9.9", "2001:100::5", "1.1.1.1"]) expect(lookup.lookup(ip(text))).toEqual(direct.lookup(ip(text)));
    expect(writeOperatorLookup(tables)).toEqual(small);
  });

  test("may stand anywhere in a larger buffer", () => {
    const buffer = new Uint8Array(small.length + 7);
    buffer.set(small, 3);
    expect(openOperatorLookup(buffer.subarray(3, 3 + small.length)).lookup(ip("8.8.8.8")).asn).toBe(64_500);
  });

  test("holds values of one, two and three bytes", () => {
    for (const count of [3, 300, 70_000]) {
      const builder = createRangeBuilder();
      const at = (index: number) => ({ ipVersion: 4, word0: 0, word1: 0, word2: 0, word3: 0x08000000 + index }) as const;
      for (let index = 0; index < count; index += 1) builder.from(at(index), { asn: index + 1, text: "" });
      const file = writeOperatorLookup([
        builder.finish({ kind: "operator", name: "many", date: "2026-01-01", licence: "none", notice: "" }),
      ]);
      const lookup = openOperatorLookup(file);
      for (const index of [0, 1, count >> 1, count - 1]) expect(lookup.lookup(at(index)).asn).toBe(index + 1);
    }
  });

  test("is refused in every prefix", () => {
    for (let length = 0; length < small.length; length += 1) {
      expect(() => openOperatorLookup(small.subarray(0, length)), String(length)).toThrow(expect.objectContaining({ name: "FormatError" }));
    }
  });

  test.each([
    ["operators-not-ours", 0, [0]],
    ["operators-version", 8, [2, 0, 0, 0]],
    ["operators-limit", 12, [17, 0, 0, 0]],
    ["operators-bad-value", 16, [9]],
    ["operators-trailing", 12, [2, 0, 0, 0]],
    ["operators-cut", 12, [4, 0, 0, 0]],
  ])("%s at byte %i", (code, offset, bytes) => {
    const damaged = small.slice();
    damaged.set(bytes, offset);
    expect(() => openOperatorLookup(damaged)).toThrow(expect.objectContaining({ name: "FormatError", code }));
  });

  test("refuses starts that fall", () => {
    const made = database("country", "x", [
      ["8.0.0.0", country("US")],
      ["9.0.0.0", country("DE")],
    ]);
    const swapped = { ...made, v4Starts: made.v4Starts.slice().reverse() };
    expect(() => openOperatorLookup(writeOperatorLookup([swapped]))).toThrow(expect.objectContaining({ code: "operators-unsorted" }));
    const wrong = { ...made, v4Values: Uint32Array.of(1, 3) };
    expect(() => openOperatorLookup(writeOperatorLookup([wrong]))).toThrow(expect.objectContaining({ code: "operators-bad-value" }));
  });

  test("any bytes are a lookup or a FormatError", () => {
    const damage = fc.array(fc.tuple(fc.nat({ max: small.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    const damaged = damage.map((changes) => {
      const bytes = small.slice();
      for (const [at, byte] of changes) bytes[at] = byte;
      return bytes;
    });
    const behindMagic = fc.uint8Array({ maxLength: 200 }).map((rest) => Uint8Array.of(...small.subarray(0, 12), ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged, behindMagic), (bytes) => {
        try {
          const answer = openOperatorLookup(bytes).lookup(ip("8.8.8.8"));
          for (const { country: code } of answer.countries) expect(code === null || /^[A-Z]{2}$/.test(code)).toBe(true);
        } catch (error) {
          if (!isFormatError(error)) throw error;
          expect(operatorErrorCodes).toHaveProperty(error.code);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("its document lists every code", () => {
    const document = readFileSync(new URL("../../../../docs/formats/operator-lookup.md", import.meta.url), "utf8");
    const listed = [...document.matchAll(/^\| `((?:operators|mmdb)-[a-z-]+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual(Object.keys(operatorErrorCodes));
  });
});

describe("the builder", () => {
  test("joins equal neighbours and refuses starts that fall", () => {
    const made = database("country", "x", [
      ["8.0.0.0", country("US")],
      ["8.1.0.0", country("US")],
      ["8.2.0.0", undefined],
    ]);
    expect([...made.v4Starts]).toEqual([0x08000000, 0x08020000]);
    expect(() =>
      database("country", "x", [
        ["8.0.0.0", undefined],
        ["8.0.0.0", undefined],
      ]),
    ).toThrow(RangeError);
  });
});

describe("countries agree", () => {
  const opinions = (...codes: (string | null)[]) =>
    codes.map((code, index) => ({ database: `db${index}`, date: "2026-06-17", country: code }));
  test.each([
    [["US", "US", "US"], "agreed", "US", 3],
    [["US", "CN", "US"], "majority", "US", 2],
    [["US", "CN", "HK"], "disputed", null, 0],
    [["US", null, null], "disputed", null, 0],
    [["US", "US", null], "agreed", "US", 2],
    [["US", "US", "CN", "CN"], "disputed", null, 0],
    [[null, null], "none", null, 0],
    [[], "none", null, 0],
  ] as const)("%j: %s", (codes, verdict, code, votes) => {
    expect(countryAgreement(opinions(...codes))).toEqual({ verdict, country: code, votes, asked: codes.length });
  });
});

describe("notes for a conversation", () => {
  test("come from name and address", () => {
    const notes = createAnnotator(openOperatorLookup(small))({ respIp: "8.8.8.8", respPort: 443, serverName: "flysafe-api.dji.com" });
    expect(notes).toMatchObject({ asn: 64_500, operator: "Example Networks", respScope: "public", endpoint: { role: "location-query" } });
    expect(notes.countries).toHaveLength(2);
  });

  test("without a lookup the scope and the endpoint are still there", () => {
    const annotate = createAnnotator(undefined);
    for (const repeat of [1, 2]) {
      const notes = annotate({ respIp: "47.91.161.230", respPort: 80, serverName: null });
      expect(notes, String(repeat)).toMatchObject({
        asn: null,
        operator: null,
        countries: [],
        respScope: "public",
        endpoint: { role: "region-check" },
      });
    }
    expect(annotate({ respIp: "", respPort: 0, serverName: null })).toEqual({
      asn: null,
      operator: null,
      networkKind: null,
      countries: [],
      respScope: null,
      endpoint: null,
    });
  });
});
