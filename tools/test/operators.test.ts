import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Reader } from "mmdb-lib";
import { describe, expect, test } from "vitest";
import { countryAgreement, createRangeBuilder, openOperatorLookup, parseIpAddress, readMmdb } from "../../packages/capture/src/index.ts";
import { readAsnRanges } from "../operators/asn-csv.mjs";
import { countrySources } from "../operators/sources.table.mjs";

const require = createRequire(import.meta.url);
const built = fileURLToPath(new URL("../../dist/operators/operators.bin", import.meta.url));
const notBuilt = existsSync(built) ? "" : " (skipped: dist/operators is not built)";

/** Addresses spread over everything, the same at every run. */
function* addresses(count: number): Generator<string> {
  let state = 20_261_121;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  for (let index = 0; index < count; index += 1) {
    const word = next();
    yield [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255].join(".");
    yield `2${(next() >>> 20).toString(16).padStart(3, "0")}:${(next() >>> 16).toString(16)}:${(next() >>> 16).toString(16)}::${(next() >>> 16).toString(16)}`;
  }
}

describe.each(countrySources)("$name", (source) => {
  test("our MMDB reader answers as an independent one does", () => {
    const bytes = readFileSync(require.resolve(`${source.package}/${source.file}`));
    const oracle = new Reader<{ country_code?: string }>(bytes);
    const { v4Starts, v4Values, v6Starts, v6Values, labels } = readMmdb(bytes, {
      kind: "country",
      name: source.name,
      licence: source.licence,
      notice: source.notice,
    });
    let known = 0;
    for (const text of addresses(20_000)) {
      const address = parseIpAddress(text);
      if (address === undefined) throw new Error(text);
      // Searched from the start of the definition, not with the code under test.
      const value =
        address.ipVersion === 4
          ? v4Values[upper(v4Starts.length, (at) => (v4Starts[at] ?? 0) <= address.word3) - 1]
          : v6Values[
              upper(v6Values.length, (at) => {
                const words = [address.word0, address.word1, address.word2, address.word3];
                const different = words.findIndex((word, index) => v6Starts[at * 4 + index] !== word);
                return different < 0 || (v6Starts[at * 4 + different] ?? 0) < (words[different] ?? 0);
              }) - 1
            ];
      const ours = value === undefined || value === 0 ? undefined : labels[value - 1]?.text;
      const theirs = oracle.get(text)?.country_code;
      if (theirs !== undefined) known += 1;
      // 2002::/16 is an alias of IPv4 in some files; aliases are not followed.
      if (!text.startsWith("2002:")) expect(ours, text).toBe(theirs);
    }
    expect(known).toBeGreaterThan(10_000);
  });
});

/** How many of `count` sorted items satisfy a condition that holds up to some item and not after it. */
function upper(count: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

describe("the CSV reader", () => {
  const read = (text: string) => {
    const builder = createRangeBuilder();
    const overlaps = readAsnRanges(text, 4, builder);
    return { overlaps, ...builder.finish({ kind: "operator", name: "x", date: "2026-01-01", licence: "", notice: "" }) };
  };

  test("knows gaps, quotes and the last address", () => {
    const made = read('10,19,1,Plain Name\n20,29,2,"A ""quoted"", name"\n40,4294967295,3,\n');
    expect([...made.v4Starts]).toEqual([10, 20, 30, 40]);
    expect(made.labels).toEqual([
      { asn: 1, text: "Plain Name" },
      { asn: 2, text: 'A "quoted", name' },
      { asn: 3, text: "" },
    ]);
    expect([...made.v4Values]).toEqual([1, 2, 0, 3]);
  });

  test("takes the later of two ranges that overlap and counts them", () => {
    expect(read("10,30,1,A\n25,40,2,B\n")).toMatchObject({ overlaps: 1, v4Starts: Uint32Array.of(10, 25, 41) });
  });

  test.each(["10,30,1,A\n15,20,2,B\n", "30,10,1,A\n", "1,2,3\n", "x,2,3,A\n", "10,20,1,A\n5,30,1,B\n"])("refuses %j", (text) => {
    expect(() => read(text)).toThrow();
  });
});

describe(`the built lookup${notBuilt}`, () => {
  const lookup = notBuilt === "" ? openOperatorLookup(readFileSync(built)) : undefined;
  const answer = (text: string) => {
    const address = parseIpAddress(text);
    if (lookup === undefined || address === undefined) throw new Error(text);
    return lookup.lookup(address);
  };

  test.skipIf(lookup === undefined).each([
    ["47.91.161.230", ["US", "CN", "HK"], "disputed"],
    ["43.130.0.1", ["US", "CN", "US"], "majority"],
    ["13.32.5.5", ["US", "US", "HU"], "majority"],
    ["119.28.1.1", ["HK", "CN", "HK"], "majority"],
  ])("%s: the databases say %j", (text, countries, verdict) => {
    const found = answer(text);
    expect(found.countries.map(({ country }) => country)).toEqual(countries);
    expect(found.countries.map(({ date }) => date)).toEqual(["2026-06-17", "2026-06-17", "2026-06-01"]);
    expect(countryAgreement(found.countries).verdict).toBe(verdict);
  });

  test.skipIf(lookup === undefined)("names operators of both IP versions", () => {
    expect(answer("47.91.161.230")).toMatchObject({ asn: 45_102 });
    expect(answer("1.1.1.1")).toMatchObject({ asn: 13_335 });
    expect(answer("2606:4700:4700::1111")).toMatchObject({ asn: 13_335 });
  });

  test.skipIf(lookup === undefined)("says date, licence and notice of each database", () => {
    expect(lookup?.databases.map(({ name }) => name)).toEqual(["asn", "registries", "iptoasn", "dbip"]);
    for (const { date, licence, notice } of lookup?.databases ?? []) {
      expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(licence).not.toBe("");
      expect(notice).toMatch(/\.$/);
    }
  });
});
