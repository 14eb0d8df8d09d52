import { claims, findingKinds, verdicts } from "@creance/audit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contents, finding, flight, judged, MINUTE, opinions, report, row, search, T0 } from "./claim-situations.ts";

const secrets = ["356938035643809", "1ZNBJ7E00C00QT", "pilot.of.ours@example.org", "Yard-Network-7", "02:5a:17:c0:de:41", "Ana Exemplo"];
const identifiers = {
  aircraftSerial: secrets[1] ?? "",
  imei: secrets[0] ?? "",
  email: [secrets[2] ?? ""],
  ssid: secrets[3] ?? "",
  mac: secrets[4] ?? "",
  name: secrets[5] ?? "",
};

const names = [
  "x.dji.com",
  "config.example",
  "1znbj7e00c00qt.leak.example",
  "356938035643809",
  "025a17c0de41.a.example",
  "yard-network-7.example",
  "anaexemplo.example",
  null,
];
const endpoint = fc.constantFrom(
  null,
  ...["flight-data", "analytics", "self-update", "sdk", "location-query", "config"].map((role) => ({
    pattern: role === "sdk" ? "dev.dji.com" : "x.dji.com",
    owner: role === "location-query" ? "Mapbox" : "DJI",
    role,
    confidence: "high",
  })),
);
const flow = fc
  .record({
    timeUs: fc.integer({ min: -10, max: 40 }).map((minute) => T0 + minute * MINUTE),
    durationUs: fc.nat(20).map((minutes) => minutes * MINUTE),
    respIp: fc.constantFrom("203.0.113.7", "192.168.1.1", "224.0.0.251", "2001:db8::7", "no address"),
    service: fc.constantFrom(null, "http", "ssl", "dns", "ntp", "dhcp", "ssl,http"),
    serverName: fc.constantFrom(...names),
    serverNameSource: fc.constantFrom("host", "sni", "dns", "none", "echOuter"),
    origBytes: fc.constantFrom(0, 1, 1_500, 50_000),
    missedBytes: fc.constantFrom(0, 0, 0, 700),
    asn: fc.constantFrom(null, 16_509, 45_102),
    countries: fc.constantFrom(
      opinions(),
      opinions("CN", "CN"),
      opinions("CN", "US"),
      opinions("US", "US"),
      opinions("TW", "TW", "HK"),
      opinions(null),
    ),
    endpoint,
    package: fc.constantFrom(null, "dji.go.v5", "org.browser"),
    roundTrip: fc.constantFrom(null, { rttUs: 12_000, fibreM: 1_200_000, anyMediumM: 1_798_755 }),
  })
  .map((changes) => row(changes as never));
const found = flow.chain((of) =>
  fc
    .record({
      kind: fc.constantFrom(...findingKinds),
      needle: fc.constantFrom(null, "identifiers.imei[0]", "morning.aircraftSerial[0]"),
      encoding: fc.constantFrom(["text"], ["cut"], ["jpeg", "exif"], ["size"]),
      match: fc.constantFrom("found", "consistentWith"),
      class: fc.constantFrom(null, "exact", "area"),
      precisionM: fc.constantFrom(null, 1, 900.4),
      direction: fc.constantFrom("out", "in"),
      weak: fc.boolean(),
      consent: fc.constantFrom(null, 0),
      points: fc.nat(5),
      http: fc.constantFrom(null, { host: "356938035643809.example", method: "GET", path: `/${secrets[1]}`, status: null }),
      field: fc.constantFrom(null, secrets[5] ?? ""),
    })
    .map((changes) => finding(of, changes as never)),
);
const spans = fc.array(
  fc.record({
    what: fc.constantFrom("localDataMode", "restrictedNetworkMode", "appClosed", "idle", "signedIn", "sync"),
    fromUs: fc.integer({ min: -5, max: 10 }).map((minute) => T0 + minute * MINUTE),
    untilUs: fc.integer({ min: 11, max: 30 }).map((minute) => T0 + minute * MINUTE),
  }),
  { maxLength: 6 },
);
const statement = fc.record({
  device: fc.constantFrom(null, "phone", "dock"),
  app: fc.constantFrom(null, "dji.go.v5"),
  accountRegion: fc.constantFrom(null, "US", "PT"),
  country: fc.constantFrom(null, "US", "XX"),
  capturePoint: fc.constantFrom(null, "phone", "gatewayLan", "gatewayWan"),
  everyInterface: fc.constantFrom(null, true, false),
  windows: spans,
});
const situation = fc.record({
  rows: fc.array(flow, { maxLength: 12 }),
  found: fc.array(found, { maxLength: 8 }),
  statement,
  flights: fc.constantFrom([], [flight()]),
  identifiers: fc.constant(identifiers),
  consents: fc.constantFrom([], [{ fromUs: T0, untilUs: T0 + 5 * MINUTE, kinds: ["flightRecord"], hosts: ["*.dji.com"], purpose: "sync" }]),
  policies: fc.constantFrom([], [{ rule: "records", kinds: ["flightRecord"], hosts: ["*.dji.com"], purpose: "log" }]),
  ownClaims: fc.array(
    fc.record({
      id: fc.constant("OWN"),
      title: fc.constant("own"),
      by: fc.constant("us"),
      source: fc.constant("here"),
      says: fc.constantFrom("never", "only", "happens"),
      kinds: fc.constantFrom([], ["imei"], ["picture"]),
      hosts: fc.constantFrom([], ["*.dji.com"]),
      countries: fc.constantFrom([], ["CN"], ["US"]),
    }),
    { maxLength: 3 },
  ),
  search: fc.constantFrom(
    search(),
    search({ controls: { planted: 0, missed: [] }, needles: {} }),
    search({ controls: { planted: 9, missed: ["hex"] }, decoys: [{ kind: "imei", searched: 5, hits: 2 }], opaqueBytes: 9 }),
  ),
  report: fc.constantFrom(report(), report({ dropped: null }), report({ packets: 0 })),
  told: fc.constantFrom(
    contents,
    (each: ReturnType<typeof row>) => contents(each, { plainBytes: 0, sealedBytes: each.origBytes }),
    () => null,
  ),
});

test("every claim gets one verdict out of its allowed ones, with what it needs; nothing secret and no praise is ever printed", () => {
  const allowed = new Map<string, readonly string[]>(claims.map((claim) => [claim.id, claim.verdicts]));
  const forms = new Map<string, string>(claims.map((claim) => [claim.id, claim.form]));
  const met = new Set<string>();
  fc.assert(
    fc.property(situation, (made) => {
      const { answer, totals, claims: judgedClaims, policies, servers, coverage } = judged(made as never);
      expect(judgedClaims).toHaveLength(claims.length + made.ownClaims.length);
      for (const claim of judgedClaims) {
        met.add(`${claim.id} ${claim.verdict}`);
        expect(allowed.get(claim.id) ?? verdicts, claim.id).toContain(claim.verdict);
        const proven = claim.verdict === "SUPPORTED" || claim.verdict === "CONTRADICTED";
        expect(claim.confidence !== null, claim.id).toBe(proven);
        expect(claim.confidence === "high" || !proven || claim.confidenceBecause.length > 0, claim.id).toBe(true);
        if (claim.verdict === "NOT OBSERVED") expect(claim.notCovered.length).toBeGreaterThan(0);
        if (claim.verdict === "SUPPORTED" && forms.get(claim.id) === "never") expect(claim.confidence).not.toBe("high");
        if (proven && (claim.verdict === "CONTRADICTED" || forms.get(claim.id) === "happens")) {
          expect(claim.findingIds.length + claim.flowIds.length, claim.id).toBeGreaterThan(0);
        }
        expect(claim.findingIds.length).toBeLessThanOrEqual(20);
        expect(claim.flowIds.length).toBeLessThanOrEqual(20);
        expect(claim.because).toMatch(/[.]$/);
      }
      expect(answer.length).toBeGreaterThan(0);
      const printed = JSON.stringify({ answer, totals, judgedClaims, policies, servers, gaps: coverage.gaps });
      for (const secret of secrets) {
        expect(printed.toLowerCase()).not.toContain(secret.toLowerCase());
        expect(printed.toLowerCase().replace(/[^a-z0-9]/g, "")).not.toContain(secret.toLowerCase().replace(/[^a-z0-9]/g, ""));
      }
      expect(printed).not.toMatch(/\b(safe|secure)\b|100 %/i);
    }),
    { numRuns: 150 },
  );
  expect(met.size).toBeGreaterThan(40);
});

test("verdicts do not depend on the order in which conversations end", () => {
  fc.assert(
    fc.property(fc.array(flow, { maxLength: 8 }), statement, (rows, stated) => {
      const one = judged({ rows, statement: stated as never });
      const other = judged({ rows: [...rows].reverse(), statement: stated as never });
      const short = (result: typeof one): unknown => result.claims.map(({ id, verdict, confidence }) => [id, verdict, confidence]);
      expect(short(other)).toEqual(short(one));
      expect(other.coverage.bytesOut).toEqual(one.coverage.bytesOut);
    }),
    { numRuns: 50 },
  );
});
