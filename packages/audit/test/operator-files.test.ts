import { consentFor, hostFits, readConsent, readIdentifiers, readOwnClaims, readPolicy, readStatement } from "@creance/audit";
import { isUserError } from "@creance/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const consent = {
  from: "2026-09-12T09:00:00Z",
  until: "2026-09-12T10:00:00+00:00",
  kinds: ["flightRecord"],
  hosts: ["*.dji.com"],
  purpose: "sync",
};

function refusal(read: () => unknown): { readonly code: string; readonly message: string } {
  try {
    read();
  } catch (error) {
    if (isUserError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("consents", () => {
  test("times are microseconds, whatever the zone and the fraction", () => {
    const [read] = readConsent(JSON.stringify([{ ...consent, from: "2026-09-12T11:00:00.000001+02:00" }]));
    expect(read?.fromUs).toBe(Date.UTC(2026, 8, 12, 9) * 1000 + 1);
    expect(read?.untilUs).toBe(Date.UTC(2026, 8, 12, 10) * 1000);
  });
  test("an entry covers its kinds, its hosts and its time, both ends included", () => {
    const list = readConsent(JSON.stringify([{ ...consent, kinds: ["position"] }, consent]));
    const { fromUs = 0, untilUs = 0 } = list[1] ?? {};
    expect(consentFor(list, fromUs, "flightRecord", "mydjiflight.dji.com")).toBe(1);
    expect(consentFor(list, untilUs, "flightRecord", "MyDjiFlight.DJI.com.")).toBe(1);
    expect(consentFor(list, untilUs, "position", "mydjiflight.dji.com")).toBe(0);
    expect(consentFor(list, untilUs + 1, "flightRecord", "mydjiflight.dji.com")).toBeNull();
    expect(consentFor(list, fromUs, "picture", "mydjiflight.dji.com")).toBeNull();
    expect(consentFor(list, fromUs, "flightRecord", "dji.com")).toBeNull();
    expect(consentFor(list, fromUs, "flightRecord", null)).toBeNull();
  });
  test.each([
    [[{ ...consent, from: "2026-09-12T09:00:00" }], "entry 1, from", "zone"],
    [[consent, { ...consent, from: "2026-09-12T11:00:00Z" }], "entry 2, from", "after until"],
    [[{ ...consent, from: "2026-02-30T11:00:00Z" }], "entry 1, from", "time such as"],
    [[{ ...consent, kinds: ["positions"] }], "entry 1, kinds", '"positions" is not known'],
    [[{ ...consent, why: "x" }], "entry 1", 'unknown key "why"'],
    [[{ ...consent, hosts: [] }], "entry 1, hosts", "empty"],
    [[{ ...consent, hosts: ["a*.dji.com"] }], "entry 1, hosts, 0", "host name"],
    [[{ ...consent, purpose: undefined }], "entry 1, purpose", "missing"],
    [{ consents: [] }, "", "a list is expected"],
  ])("%j is refused", (value, at, what) => {
    const { code, message } = refusal(() => readConsent(JSON.stringify(value)));
    expect(code).toBe("consent-invalid");
    expect(message).toContain(at === "" ? what : `(${at})`);
    expect(message).toContain(what);
  });
});

test("a host pattern with a star needs a label before the name, and a whole one", () => {
  expect(hostFits("a.b.example.org", ["*.example.org"])).toBe(true);
  expect(hostFits("badexample.org", ["*.example.org"])).toBe(false);
  expect(hostFits(".example.org", ["*.example.org"])).toBe(false);
  expect(hostFits("203.0.113.9", ["203.0.113.9"])).toBe(true);
});

describe("identifiers", () => {
  test("a text or a list for each kind", () => {
    expect(readIdentifiers('{"imei":"356938035643809","email":["a@example.org","b@example.org"]}')).toEqual({
      imei: ["356938035643809"],
      email: ["a@example.org", "b@example.org"],
    });
  });
  test("an unknown key names the known ones", () => {
    const { code, message } = refusal(() => readIdentifiers('{"imei2":"1"}'));
    expect(code).toBe("identifiers-invalid");
    expect(message).toContain('"imei2"');
    expect(message).toContain("androidId");
  });
  test("a refusal never prints the value", () => {
    for (const value of [356938035643809, "35693803\u00015643809", ["356938035643809", ""], { a: "356938035643809" }]) {
      const { message } = refusal(() => readIdentifiers(JSON.stringify({ imei: value })));
      expect(message).not.toContain("356938035643809");
    }
  });
});

test("a statement: what is not stated is null", () => {
  const statement = readStatement(
    '{"device":"remote","country":"us","windows":[{"from":"2026-09-12T09:00:00Z","until":"2026-09-12T09:30:00Z","what":"localDataMode"}]}',
  );
  expect(statement).toMatchObject({ device: "remote", country: "US", app: null, everyInterface: null, capturePoint: null });
  expect(statement.windows).toHaveLength(1);
  expect(
    refusal(() => readStatement('{"windows":[{"from":"2026-09-12T09:00:00Z","until":"2026-09-12T09:30:00Z","what":"off"}]}')).message,
  ).toContain("localDataMode");
  expect(refusal(() => readStatement('{"country":"USA"}')).code).toBe("statement-invalid");
});

test("own claims: ids are their own, and something must be said", () => {
  const claim = { id: "OWN-1", title: "No pictures leave", says: "never", kinds: ["picture"] };
  expect(readOwnClaims(JSON.stringify([claim]))).toEqual([{ ...claim, by: "the operator", source: "own claim", hosts: [], countries: [] }]);
  expect(refusal(() => readOwnClaims(JSON.stringify([claim, claim]))).message).toContain("claim 2, id");
  expect(refusal(() => readOwnClaims(JSON.stringify([{ ...claim, id: "C07" }]))).message).toContain("built-in");
  expect(refusal(() => readOwnClaims(JSON.stringify([{ ...claim, kinds: [] }]))).message).toContain("at least one");
});

test("a policy: a list of rules", () => {
  const rule = { rule: "sync", kinds: ["flightRecord"], hosts: ["*.dji.com"], purpose: "the pilot's log" };
  expect(readPolicy(JSON.stringify([rule]))).toEqual([rule]);
  expect(refusal(() => readPolicy("[]")).code).toBe("policy-invalid");
});

test("any text gives a value or a UserError", () => {
  const readers = [readConsent, readIdentifiers, readStatement, readOwnClaims, readPolicy];
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc
          .array(fc.record({ from: fc.string(), until: fc.date({ noInvalidDate: true }), kinds: fc.anything() }))
          .map((value) => JSON.stringify(value) ?? ""),
      ),
      fc.nat(4),
      (text, index) => {
        try {
          readers[index]?.(text);
        } catch (error) {
          expect(isUserError(error)).toBe(true);
        }
      },
    ),
  );
});
