import { isFormatError } from "@creance/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operatorErrorCodes, operatorLookupOver, readMmdb } from "../../src/index.ts";
import { ip } from "./tables.ts";
import { type MmdbShape, type MmdbValue, v4Path, writeMmdb } from "./write-mmdb.ts";

const about = { kind: "country", name: "own", licence: "own", notice: "An operator's own." } as const;

/** Countries of addresses by a file. */
function countriesOf(file: Uint8Array, ...addresses: readonly string[]): (string | null)[] {
  const lookup = operatorLookupOver([readMmdb(file, about)]);
  return addresses.map((text) => lookup.lookup(ip(text)).countries[0]?.country ?? null);
}

const small = (shape: Partial<MmdbShape> = {}): Uint8Array =>
  writeMmdb(
    [
      [v4Path("8.0.0.0/8"), { country_code: "US" }],
      [v4Path("8.8.0.0/16"), { country: { iso_code: "HK", names: { en: "Hong Kong", de: "Hongkong" } }, traits: [1, true, "x"] }],
      [v4Path("9.0.0.0/8"), { country: "DE" }],
      [v4Path("11.0.0.0/8"), { country_code: "not two letters" }],
    ],
    { recordBits: 24, ipVersion: 4, ...shape },
  );

describe("an MMDB file", () => {
  test.each([24, 28, 32] as const)("with records of %i bits is read in all three spellings of a country", (recordBits) => {
    const file = small({ recordBits });
    expect(countriesOf(file, "8.1.1.1", "8.8.8.8", "8.9.0.0", "9.255.255.255", "10.255.255.255", "11.0.0.1", "7.255.255.255")).toEqual([
      "US",
      "HK",
      "US",
      "DE",
      null,
      null,
      null,
    ]);
  });

  test("bears its own date unless one is given", () => {
    expect(readMmdb(small(), about).date).toBe("2026-06-17");
    expect(readMmdb(small(), { ...about, date: "2026-06-01" }).date).toBe("2026-06-01");
  });

  test("names operators", () => {
    const file = writeMmdb(
      [
        [v4Path("8.0.0.0/8"), { autonomous_system_number: 4_200_000_001, autonomous_system_organization: "Example Networks" }],
        [v4Path("9.0.0.0/8"), { autonomous_system_number: 7 }],
        [v4Path("11.0.0.0/8"), { autonomous_system_number: 8, autonomous_system_organization: "Two\nLines" }],
      ],
      { recordBits: 28, ipVersion: 4 },
    );
    const lookup = operatorLookupOver([readMmdb(file, { ...about, kind: "operator" })]);
    expect(lookup.lookup(ip("8.8.8.8"))).toMatchObject({ asn: 4_200_000_001, operator: "Example Networks" });
    expect(lookup.lookup(ip("9.8.8.8"))).toMatchObject({ asn: 7, operator: null });
    expect(lookup.lookup(ip("11.8.8.8"))).toMatchObject({ asn: 8, operator: "Two\ufffdLines" });
  });

  test("of IPv6 holds IPv4 below ::/96, and aliases of it hold nothing", () => {
    const v6 = (word0: number): string => word0.toString(2).padStart(32, "0");
    const mapped = "0".repeat(80) + "1".repeat(16);
    const file = writeMmdb(
      [
        [v4Path("8.0.0.0/8", 6), { country_code: "US" }],
        [v6(0x26064700), { country_code: "FR" }],
      ],
      {
        recordBits: 24,
        ipVersion: 6,
        aliases: [
          [mapped, "0".repeat(96)],
          [`${v6(0x20020000).slice(0, 16)}`, "0".repeat(96)],
        ],
      },
    );
    const database = readMmdb(file, about);
    expect([...database.v4Starts]).toEqual([0x08000000, 0x09000000]);
    expect(database.v6Values).toHaveLength(2);
    expect(countriesOf(file, "8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1", "2606:4701::", "2002:808::")).toEqual([
      "US",
      "US",
      "FR",
      null,
      null,
    ]);
  });

  test("an IPv4 answer that stands above ::/96 holds for all of IPv4", () => {
    expect(
      countriesOf(writeMmdb([["0".repeat(40), { country_code: "US" }]], { recordBits: 24, ipVersion: 6 }), "1.1.1.1", "9.9.9.9"),
    ).toEqual(["US", "US"]);
  });
});

describe("a damaged or hostile MMDB file", () => {
  const refuses = (file: Uint8Array, code: string): void => {
    expect(() => readMmdb(file, about)).toThrow(expect.objectContaining({ name: "FormatError", code }));
  };

  test.each([
    ["no nodes", "mmdb-bad-metadata", { node_count: 0 }],
    ["records of 20 bits", "mmdb-bad-metadata", { record_size: 20 }],
    ["IP version 5", "mmdb-bad-metadata", { ip_version: 5 }],
    ["edition 3", "mmdb-bad-metadata", { binary_format_major_version: 3 }],
    ["a text for a count", "mmdb-bad-metadata", { node_count: "1" }],
    ["a build time far ahead", "mmdb-bad-metadata", { build_epoch: 2n ** 50n }],
    ["more nodes than bytes", "mmdb-bad-tree", { node_count: 1_000_000 }],
  ] as const satisfies readonly (readonly [string, string, Readonly<Record<string, MmdbValue>>])[])("%s", (_, code, metadata) => {
    refuses(small({ metadata }), code);
  });

  test("without a marker, without an answer", () => {
    refuses(new Uint8Array(0), "mmdb-no-metadata");
    refuses(new Uint8Array(300_000), "mmdb-no-metadata");
    refuses(writeMmdb([[v4Path("8.0.0.0/8"), { city: "none" }]], { recordBits: 24, ipVersion: 4 }), "mmdb-no-answers");
  });

  test("a tree that leads to itself ends", () => {
    const file = small();
    // Node 0 on both sides of node 1.
    file.fill(0, 6, 12);
    refuses(file, "mmdb-no-answers");
  });

  test("a tree deeper than an address is refused", () => {
    refuses(writeMmdb([["1".repeat(40), { country_code: "US" }]], { recordBits: 24, ipVersion: 4 }), "mmdb-bad-tree");
  });

  test("records that nest without end are refused", () => {
    let value: MmdbValue = "x";
    for (let depth = 0; depth < 60; depth += 1) value = [value];
    refuses(writeMmdb([[v4Path("8.0.0.0/8"), { deep: value, country_code: "US" }]], { recordBits: 24, ipVersion: 4 }), "mmdb-limit");
  });

  test("every prefix and any damage is a database or a FormatError", () => {
    const files = [small(), small({ recordBits: 28 }), small({ recordBits: 32 })];
    for (const file of files) for (let length = 0; length < file.length; length += 1) tryRead(file.subarray(0, length));
    const change = fc.tuple(fc.nat({ max: files[2]?.length ?? 0 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.nat({ max: 2 }), fc.array(change, { minLength: 1, maxLength: 6 }), (which, changes) => {
        const bytes = (files[which] ?? small()).slice();
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        tryRead(bytes);
      }),
      { numRuns: 3_000 },
    );
  });
});

function tryRead(bytes: Uint8Array): void {
  for (const kind of ["country", "operator"] as const) {
    try {
      operatorLookupOver([readMmdb(bytes, { ...about, kind })]).lookup(ip("8.8.8.8"));
    } catch (error) {
      if (!isFormatError(error)) throw error;
      expect(operatorErrorCodes).toHaveProperty(error.code);
    }
  }
}
