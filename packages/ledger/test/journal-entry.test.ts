import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatEntry, type JournalEntry, MAX_ENTRY_BYTES, parseEntry } from "../src/index.ts";

const hash = (digit: string): string => digit.repeat(64);
const samples: readonly JournalEntry[] = [
  { kind: "vaultCreated", sequence: 0, timeUs: 1, vaultId: "0".repeat(32) },
  { kind: "kept", sequence: 1, timeUs: 1_700_000_000_000_000, sha256: hash("a"), sizeBytes: 0, fileNameHash: hash("b") },
  { kind: "replaced", sequence: 2, timeUs: 2, sha256: hash("a"), sizeBytes: 10, foundBytes: 3 },
  { kind: "annotate", sequence: 3, timeUs: 3, flightId: "1".repeat(16), sha256: hash("a"), segment: 0, field: "name", textHash: null },
  { kind: "annotate", sequence: 4, timeUs: 3, flightId: "1".repeat(16), sha256: hash("a"), segment: 1, field: "note", textHash: hash("c") },
  { kind: "keychainAdded", sequence: 5, timeUs: 4, sha256: hash("a"), replySha256: hash("d"), sizeBytes: 99 },
  {
    kind: "settleMedia",
    sequence: 6,
    timeUs: 5,
    sha256: hash("a"),
    word: "flight",
    flightId: "1".repeat(16),
    flightSha256: hash("e"),
    segment: 0,
  },
  { kind: "settleMedia", sequence: 7, timeUs: 5, sha256: hash("a"), word: "none", flightId: null, flightSha256: null, segment: null },
  { kind: "settleMedia", sequence: 8, timeUs: 5, sha256: hash("a"), word: "undone", flightId: null, flightSha256: null, segment: null },
];

describe("journal entries", () => {
  it.each(samples)("writes and reads $kind", (entry) => {
    expect(parseEntry(formatEntry(entry))).toEqual({ ok: true, entry });
  });

  it("writes names in canonical order", () => {
    expect(formatEntry(samples[0] as JournalEntry)).toBe(`{"kind":"vaultCreated","sequence":0,"timeUs":1,"vaultId":"${"0".repeat(32)}"}`);
  });

  it.each([
    ["", "not-json"],
    ["[]", "not-json"],
    ["null", "not-json"],
    ['{"kind":"kept"', "not-json"],
    ["{}", "unknown-kind"],
    ['{"kind":"__proto__","sequence":0,"timeUs":0}', "unknown-kind"],
    ['{"kind":"toString","sequence":0,"timeUs":0}', "unknown-kind"],
    [`{"kind":"vaultCreated","sequence":-1,"timeUs":1,"vaultId":"${"0".repeat(32)}"}`, "bad-field"],
    [`{"kind":"vaultCreated","sequence":1.5,"timeUs":1,"vaultId":"${"0".repeat(32)}"}`, "bad-field"],
    [`{"kind":"vaultCreated","sequence":1e300,"timeUs":1,"vaultId":"${"0".repeat(32)}"}`, "bad-field"],
    [`{"extra":1,"kind":"vaultCreated","sequence":0,"timeUs":1,"vaultId":"${"0".repeat(32)}"}`, "bad-field"],
    [`{"kind":"vaultCreated","sequence":0,"timeUs":1,"vaultId":"../../etc"}`, "bad-field"],
    [`{"kind": "vaultCreated","sequence":0,"timeUs":1,"vaultId":"${"0".repeat(32)}"}`, "not-canonical"],
    [`{"sequence":0,"kind":"vaultCreated","timeUs":1,"vaultId":"${"0".repeat(32)}"}`, "not-canonical"],
    [`{"kind":"vaultCreated","sequence":0,"sequence":0,"timeUs":1,"vaultId":"${"0".repeat(32)}"}`, "not-canonical"],
    [`"${"x".repeat(MAX_ENTRY_BYTES)}"`, "too-long"],
  ])("refuses %j as %s", (line, code) => {
    expect(parseEntry(line)).toMatchObject({ ok: false, code });
  });

  it("never writes what it would not read", () => {
    const bad = { ...samples[1], sizeBytes: Number.NaN } as JournalEntry;
    expect(() => formatEntry(bad)).toThrow(expect.objectContaining({ code: "entry-invalid" }));
  });

  it("refuses a word on a picture that does not go with its flight", () => {
    const [settled, none] = samples.filter(({ kind }) => kind === "settleMedia");
    expect(() => formatEntry({ ...settled, flightSha256: null } as JournalEntry)).toThrow(
      expect.objectContaining({ code: "entry-invalid" }),
    );
    expect(() => formatEntry({ ...none, segment: 0 } as JournalEntry)).toThrow(expect.objectContaining({ code: "entry-invalid" }));
  });

  it("never throws on any line, and every accepted line is its own canonical form", () => {
    const line = fc.oneof(
      fc.string({ maxLength: 300, unit: "binary" }),
      fc.json(),
      fc.record({ base: fc.constantFrom(...samples), at: fc.nat(400), byte: fc.nat(127) }).map(({ base, at, byte }) => {
        const text = formatEntry(base);
        const place = at % text.length;
        return text.slice(0, place) + String.fromCharCode(byte) + text.slice(place + 1);
      }),
      fc.record({ base: fc.constantFrom(...samples), length: fc.nat(400) }).map(({ base, length }) => formatEntry(base).slice(0, length)),
    );
    fc.assert(
      fc.property(line, (text) => {
        const parsed = parseEntry(text);
        if (parsed.ok) expect(formatEntry(parsed.entry)).toBe(text);
        else expect(parsed.detail).not.toBe("");
      }),
      { numRuns: 2000 },
    );
  });
});
