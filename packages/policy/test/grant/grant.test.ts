/** G: a grant is one text, read back as it was made; what anybody else wrote is refused, whole. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Grant,
  grantSentence,
  grantState,
  grantText,
  MAX_GRANT_ITEMS,
  newGrant,
  nextRunUs,
  readGrant,
  signGrant,
} from "../../src/index.ts";
import { DAY_US, grant, NOON_US, standingGrant } from "./grants.ts";

const sign = (text: string): string => `${text}\n\u2014 vault AAAAAAAA\n`;

describe("a grant", () => {
  it.each([grant, standingGrant])("reads back as it was made, signed or not", (each) => {
    expect(newGrant(each)).toEqual(each);
    expect(readGrant(grantText(each))).toEqual(each);
    expect(readGrant(`${grantText(each)}\n`)).toEqual(each);
    const note = signGrant(each, sign);
    expect(note.startsWith(`${grantText(each)}\n\n\u2014 `)).toBe(true);
    expect(readGrant(note)).toEqual(each);
  });

  it("has the sections of the standard, and the terms of the vocabulary", () => {
    const record = JSON.parse(grantText(grant));
    expect(Object.keys(record)).toEqual([
      "creance",
      "events",
      "party_identification",
      "pii_principal_id",
      "pii_processing",
      "record_id",
      "schema_version",
    ]);
    expect(record.pii_processing.purposes[0]).toEqual({
      lawful_basis: "https://w3id.org/dpv#Consent",
      purpose: "requestedService",
      purpose_type: "https://w3id.org/dpv#RequestedServiceProvision",
    });
    expect(record.pii_processing).toMatchObject({
      retention_period: "365 days",
      storage_locations: ["results"],
      processing_locations: ["EU", "aws/us-west-2"],
    });
    expect(record.events).toEqual([
      expect.objectContaining({ event_state: "given", event_time: "2026-11-22T12:00:00.000Z", valid_until: "2026-12-22T12:00:00.000Z" }),
    ]);
    expect(record.party_identification.map(({ party_id }: { party_id: string }) => party_id)).toEqual(["giver", "controller", "recipient"]);
  });

  it("the most originals, and the longest key there is, still fit", () => {
    const items = Array.from({ length: MAX_GRANT_ITEMS }, (_, index) => index.toString(16).padStart(64, "0"));
    const keys = [`age1pq1${"q".repeat(1_950)}`];
    expect(signGrant({ ...grant, items, recipient: { ...grant.recipient, keys } }, sign).length).toBeLessThan(20_000);
    expect(() => newGrant({ ...grant, items, recipient: { ...grant.recipient, keys: [...keys, `age1pq1${"z".repeat(1_950)}`] } })).toThrow(
      expect.objectContaining({ code: "grant-too-long" }),
    );
  });

  it("stands as its times and its revocation say", () => {
    const states = [NOON_US - 1, NOON_US, grant.untilUs - 1, grant.untilUs, grant.untilUs + DAY_US].map((nowUs) =>
      grantState(grant, nowUs, false),
    );
    expect(states).toEqual(["not-yet", "active", "active", "expired", "expired"]);
    for (const nowUs of [0, NOON_US, grant.untilUs]) expect(grantState(grant, nowUs, true)).toBe("revoked");
  });

  it("says in one sentence who may have what, why, where and until when", () => {
    expect(grantSentence(grant)).toBe(
      "Synth Orchard lets Synth Orchard (the customer who asked for the work) have 2 originals, without position, faces: imagery, thermal; for requestedService, claim (The survey that was ordered); at results in EU, aws/us-west-2; until 2026-12-22 12:00 UTC.",
    );
    expect(grantSentence(standingGrant)).toContain("have every flight, every picture of SYNTH Hobby, every day at 02:00 UTC, without");
  });
});

describe("a standing grant runs", () => {
  const at = (text: string): number => Date.parse(text) * 1000;
  const next = (every: "hour" | "day" | "week", atMinute: number | null, after: string): string =>
    new Date(nextRunUs({ aircraft: [], kinds: ["flight"], every, atMinute }, at(after)) / 1000).toISOString();
  it.each([
    ["hour", null, "2026-11-22T12:00:00Z", "2026-11-22T13:00:00.000Z"],
    ["hour", null, "2026-11-22T12:59:59Z", "2026-11-22T13:00:00.000Z"],
    ["day", 120, "2026-11-22T01:59:59Z", "2026-11-22T02:00:00.000Z"],
    ["day", 120, "2026-11-22T02:00:00Z", "2026-11-23T02:00:00.000Z"],
    ["week", 0, "2026-11-22T12:00:00Z", "2026-11-23T00:00:00.000Z"],
    ["week", 1_439, "2026-11-23T23:58:00Z", "2026-11-23T23:59:00.000Z"],
    ["week", 1_439, "2026-11-23T23:59:00Z", "2026-11-30T23:59:00.000Z"],
    ["day", 0, "1970-01-01T00:00:00Z", "1970-01-02T00:00:00.000Z"],
  ] as const)("every %s at minute %s: after %s comes %s", (every, atMinute, after, then) => {
    expect(next(every, atMinute, after)).toBe(then);
  });
});

describe("a grant that breaks a rule is not made, and not read", () => {
  const cases: readonly (readonly [name: string, change: Partial<Grant>, words: string])[] = [
    ["an id that is none", { grantId: "1" }, "32 hexadecimal"],
    ["a manifest's hash that is none", { manifestSha256: "x" }, "64 hexadecimal"],
    ["nobody who gives it", { giver: { name: "", contact: null } }, "giver's name"],
    ["a name with a control character", { giver: { name: "a\u0000b", contact: null } }, "control character"],
    ["a name that turns the reading direction", { giver: { name: "a\u202eb", contact: null } }, "control character"],
    ["a name with a line end", { recipient: { ...grant.recipient, name: "a\n\n\u2014 b" } }, "recipient's name"],
    ["no reason", { why: "" }, "reason is empty"],
    ["no data", { data: [] }, "classes of data are none"],
    ["an unknown class", { data: ["everything"] as never }, "not known"],
    ["a class twice", { data: ["imagery", "imagery"] }, "twice"],
    ["a class that is granted and must be taken out", { redact: ["imagery"] }, "granted and must have been taken out"],
    ["no purpose", { purposes: [] }, "purposes are none"],
    ["no destination", { destinations: [] }, "destinations are none"],
    ["no place", { regions: [] }, "regions are none"],
    ["a provider as a whole", { regions: ["aws"] }, "regions are none, or one is not known"],
    ["a key that is none", { recipient: { ...grant.recipient, keys: ["ssh-ed25519 AAAA"] } }, "no age recipient"],
    ["an unknown kind of recipient", { recipient: { ...grant.recipient, kind: "everybody" as never } }, "kind is not known"],
    ["an end before its beginning", { fromUs: NOON_US + 2, untilUs: NOON_US + 1 }, "ends before"],
    ["an end before it was given", { fromUs: NOON_US - 2, untilUs: NOON_US - 1 }, "ended before"],
    ["more than ten years", { untilUs: NOON_US + 3_654 * DAY_US }, "ten years"],
    ["a time that is none", { untilUs: Number.NaN }, "not one between"],
    ["a time in parts of a microsecond", { untilUs: NOON_US + 0.5 }, "not one between"],
    ["a negative keeping time", { keepUs: -1 }, "may keep it"],
    ["neither originals nor a scope", { items: null }, "neither"],
    ["both", { standing: standingGrant.standing }, "or both"],
    ["no original", { items: [] }, "no original"],
    ["too many originals", { items: Array.from({ length: 201 }, (_, index) => index.toString(16).padStart(64, "0")) }, "at most 200"],
    ["an original that is no hash", { items: ["AB".repeat(32)] }, "no SHA-256"],
  ];
  it.each(cases)("%s", (_, change, words) => {
    const wrong = { ...grant, ...change };
    expect(() => newGrant(wrong)).toThrow(expect.objectContaining({ code: "grant-invalid", message: expect.stringContaining(words) }));
    let text = "";
    try {
      text = grantText(wrong);
    } catch {
      // What cannot even be written cannot be read.
      return;
    }
    expect(() => readGrant(text)).toThrow(expect.objectContaining({ code: "bad-grant" }));
  });
  it.each([
    ["no time of the day", { ...standingGrant.standing, atMinute: null }],
    ["a minute after midnight", { ...standingGrant.standing, atMinute: 1_440 }],
    ["half a minute", { ...standingGrant.standing, atMinute: 0.5 }],
    ["a time of the day in an hour", { ...standingGrant.standing, every: "hour" }],
    ["an unknown span", { ...standingGrant.standing, every: "second" }],
    ["no kinds", { ...standingGrant.standing, kinds: [] }],
  ])("a standing scope with %s", (_, standing) => {
    expect(() => newGrant({ ...standingGrant, standing: standing as Grant["standing"] })).toThrow(
      expect.objectContaining({ code: "grant-invalid" }),
    );
  });
});

describe("a text that somebody else wrote", () => {
  const text = grantText(grant);
  const isBad = (other: string): void => {
    expect(() => readGrant(other)).toThrow(expect.objectContaining({ code: "bad-grant" }));
  };
  it("that says one thing twice, in two ways, is refused", () => {
    for (const [from, to] of [
      ['"valid_until":"2026-12-22T12:00:00.000Z"', '"valid_until":"2027-12-22T12:00:00.000Z"'],
      ['"retention_period":"365 days"', '"retention_period":"30 days"'],
      ['"geographic_restrictions":["EU","aws/us-west-2"]', '"geographic_restrictions":["EU"]'],
      ['"pii_category":"https://w3id.org/dpv/pd#Picture"', '"pii_category":"https://w3id.org/dpv/pd#Name"'],
      ['"event_state":"given"', '"event_state":"given","more":1'],
      ['"schema_version":"creance-grant/1"', '"schema_version":"creance-grant/2"'],
      ['{"creance":', ' {"creance":'],
      ['{"creance":', '{"__proto__":{"polluted":1},"creance":'],
      ['"record_id":', '"record_id":"x","record_id":'],
    ] as const) {
      expect(text).toContain(from);
      isBad(text.replace(from, to));
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
  it("of any characters, cut anywhere, or with one changed, is a grant or refused", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), isBad), { numRuns: 200 });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => isBad(JSON.stringify(value))),
      { numRuns: 200 },
    );
    for (let length = 0; length < text.length; length += 13) isBad(text.slice(0, length));
    const change = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'[]{}:,"\\ 0aZ\u0000\u202e'.split("")));
    fc.assert(
      fc.property(change, ([at, character]) => {
        const other = text.slice(0, at) + character + text.slice(at + 1);
        try {
          // Another word in a free text, or another digit of a hash, is another grant: it still is one text alone.
          expect(grantText(readGrant(other))).toBe(other);
        } catch (error) {
          expect(error).toMatchObject({ code: "bad-grant" });
        }
      }),
      { numRuns: 600 },
    );
  });
  it("that is too long is refused before anything looks at it", () => {
    const heard: string[] = [];
    expect(() => readGrant(`{${" ".repeat(20_000)}`, (note) => heard.push(note))).toThrow(expect.objectContaining({ code: "bad-grant" }));
    expect(heard).toEqual([]);
  });
  it("whose signature does not fit is refused before it is read", () => {
    expect(() =>
      readGrant("nothing", () => {
        throw new Error("does not fit");
      }),
    ).toThrow("does not fit");
  });
});
