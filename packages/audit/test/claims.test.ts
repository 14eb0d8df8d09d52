import { claims } from "@creance/audit";
import { describe, expect, test } from "vitest";
import {
  claimIn,
  contents,
  finding,
  flight,
  judged,
  MINUTE,
  opinions,
  quiet,
  report,
  row,
  type Situation,
  search,
  T0,
} from "./claim-situations.ts";

const window = (what: "localDataMode" | "restrictedNetworkMode" | "appClosed" | "sync" | "signedIn", from = 0, until = 10) => ({
  what,
  fromUs: T0 + from * MINUTE,
  untilUs: T0 + until * MINUTE,
});
const complete = { everyInterface: true, windows: [window("localDataMode")] } as const;
const makers = (role: string, pattern = "x.dji.com"): Parameters<typeof row>[0] => ({
  serverName: pattern,
  endpoint: { pattern, owner: "DJI", role, confidence: "high" },
});
const sealed = (each: ReturnType<typeof row>): ReturnType<typeof contents> =>
  contents(each, { plainBytes: 0, sealedBytes: each.origBytes });

function expectVerdict(id: string, situation: Situation, verdict: string, confidence: string | null): ReturnType<typeof claimIn> {
  const claim = claimIn(situation, id);
  expect([claim.verdict, claim.confidence], claim.because).toEqual([verdict, confidence]);
  return claim;
}

test("23 claims, each with one verdict, its ids in order", () => {
  const { claims: verdicts } = judged({});
  expect(verdicts.map(({ id }) => id)).toEqual(claims.map(({ id }) => id));
  expect(verdicts).toHaveLength(23);
});

test("without a capture nothing is testable", () => {
  for (const claim of judged({ rows: [], report: report({ packets: 0 }) }).claims) expect(claim.verdict, claim.id).toBe("NOT TESTABLE");
});

describe("C01 and C18: servers in China or Hong Kong", () => {
  const china = row({ countries: opinions("CN", "CN", "US"), serverName: "up.example" });
  test("C01 supported by bytes is low, by contents moderate where all databases agree", () => {
    expectVerdict("C01", { rows: [china] }, "SUPPORTED", "low");
    const agreed = row({ countries: opinions("CN", "CN", null) });
    expectVerdict(
      "C01",
      { rows: [agreed], found: [finding(agreed), finding(agreed, { kind: "imei", needle: "identifiers.imei[0]" })] },
      "SUPPORTED",
      "moderate",
    );
  });
  test("C01: what a consent or a stated sync covers is no evidence", () => {
    const consent = { fromUs: T0 - 1, untilUs: T0 + MINUTE, kinds: ["flightRecord"], hosts: ["up.example"], purpose: "sync" } as const;
    expectVerdict("C01", { rows: [china], consents: [consent] }, "NOT OBSERVED", null);
    expectVerdict("C01", { rows: [china], statement: { windows: [window("sync", -1, 1)] } as never }, "NOT OBSERVED", null);
  });
  test("C01: one database alone is disputed, and named as such", () => {
    const claim = expectVerdict(
      "C01",
      { rows: [row({ countries: opinions("HK", "US", "CN"), serverName: "edge.example" })] },
      "NOT OBSERVED",
      null,
    );
    expect(claim.because).toContain("Disputed: edge.example");
  });
  test("C01: a handshake is no upload, nor are questions for names", () => {
    const handshake = row({ countries: opinions("CN", "CN"), origBytes: 1_500, service: "ssl" });
    const dns = row({ countries: opinions("CN", "CN"), service: "dns", transport: "udp" });
    expectVerdict("C01", { rows: [handshake, row({ countries: opinions("US", "US") })], told: sealed }, "NOT OBSERVED", null);
    expectVerdict("C01", { rows: [dns] }, "NOT TESTABLE", null);
  });
  test("C18 needs a stated US account", () => {
    expectVerdict("C18", { rows: [china] }, "NOT TESTABLE", null);
    expectVerdict("C18", { rows: [china], statement: { accountRegion: "US" } as never }, "CONTRADICTED", "low");
    expectVerdict(
      "C18",
      { rows: [row({ countries: opinions("US", "US") })], statement: { accountRegion: "US" } as never },
      "NOT OBSERVED",
      null,
    );
  });
  test("C18: a round trip that is too short excludes China, from a stated country outside our own relay", () => {
    const near = row({ countries: opinions("CN", "CN"), roundTrip: { rttUs: 12_000, fibreM: 1_200_000, anyMediumM: 1_798_755 } });
    const stated = { accountRegion: "US", country: "US", capturePoint: "gatewayWan" } as never;
    const claim = expectVerdict("C18", { rows: [near], statement: stated }, "NOT OBSERVED", null);
    expect(claim.because).toContain("too short");
    expectVerdict(
      "C18",
      { rows: [near], statement: { accountRegion: "US", country: "US", capturePoint: "gatewayLan" } as never },
      "CONTRADICTED",
      "low",
    );
    expectVerdict("C18", { rows: [near], statement: { accountRegion: "US", capturePoint: "gatewayWan" } as never }, "CONTRADICTED", "low");
  });
});

describe("C02: flight records go to Amazon in the US", () => {
  const us = { accountRegion: "United States", everyInterface: true } as never;
  const host = (changes: Parameters<typeof row>[0]) => row({ ...makers("flight-data"), ...changes });
  test("another network contradicts: by contents more than by bytes", () => {
    const other = host({ asn: 45_102 });
    expectVerdict("C02", { rows: [other], statement: us }, "CONTRADICTED", "low");
    expectVerdict(
      "C02",
      { rows: [other], statement: us, found: [finding(other, { kind: "flightRecord", needle: "morning.files[0].sha256" })] },
      "CONTRADICTED",
      "moderate",
    );
  });
  test("Amazon in the US, everything accounted for, is supported for this time only", () => {
    const good = host({ asn: 16_509, countries: opinions("US", "US"), timeUs: T0 });
    const claim = expectVerdict("C02", { rows: [...quiet(), good], statement: us }, "SUPPORTED", "moderate");
    expect(claim.notCovered.length).toBeGreaterThan(0);
  });
  test("no region stated, or nothing seen, leaves it open", () => {
    expectVerdict("C02", {}, "NOT TESTABLE", null);
    expectVerdict("C02", { statement: us }, "NOT OBSERVED", null);
  });
});

describe("C03 and C06: without a choice of the user", () => {
  const flow = row();
  test("a finding without a consent contradicts; its kind's part too", () => {
    const claim = expectVerdict("C03", { rows: [flow], found: [finding(flow)] }, "CONTRADICTED", "moderate");
    expect(claim.parts.find(({ title }) => title === "Serial numbers")?.verdict).toBe("CONTRADICTED");
    expect(claim.parts.find(({ title }) => title === "Flight records")?.verdict).toBe("NOT OBSERVED");
    expect(claim.confidenceBecause.join(" ")).toContain("One thing in one conversation.");
  });
  test("several findings, with consents on record for other things, are high", () => {
    const other = row({ serverName: "b.example" });
    const consent = { fromUs: 0, untilUs: 1, kinds: ["picture"], hosts: ["c.example"], purpose: "x" } as const;
    expectVerdict("C03", { rows: [flow, other], found: [finding(flow), finding(other)], consents: [consent] }, "CONTRADICTED", "high");
  });
  test("a decoy hit of the kind makes it low", () => {
    const other = row({ serverName: "b.example" });
    const account = search({ decoys: [{ kind: "aircraftSerial", searched: 20, hits: 1 }] });
    expectVerdict("C03", { rows: [flow, other], found: [finding(flow), finding(other)], search: account }, "CONTRADICTED", "low");
  });
  test("a consent that covers it leaves it open", () => {
    const claim = expectVerdict("C03", { rows: [flow], found: [finding(flow, { consent: 0 })] }, "NOT OBSERVED", null);
    expect(claim.notCovered.length).toBeGreaterThan(0);
  });
  test("a stated sync covers records and what stands in them, not the phone's identifiers", () => {
    const statement = { windows: [window("sync")] } as never;
    expectVerdict(
      "C03",
      { rows: [flow], statement, found: [finding(flow), finding(flow, { kind: "flightRecord" })] },
      "NOT OBSERVED",
      null,
    );
    expectVerdict("C03", { rows: [flow], statement, found: [finding(flow, { kind: "imei" })] }, "CONTRADICTED", "moderate");
  });
  test("weak findings and what comes in are no evidence", () => {
    expectVerdict(
      "C03",
      { rows: [flow], found: [finding(flow, { weak: true }), finding(flow, { direction: "in" })] },
      "NOT OBSERVED",
      null,
    );
  });
  test("sizes alone, or usage hosts alone, are low", () => {
    const upload = finding(flow, { kind: "upload", match: "consistentWith", encoding: ["size"] });
    const claim = expectVerdict("C03", { rows: [flow], found: [upload] }, "CONTRADICTED", "low");
    expect(claim.because).toContain("consistent with");
    expectVerdict("C03", { rows: [row(makers("analytics"))] }, "CONTRADICTED", "low");
  });
  test("what only the local network hears has not left", () => {
    const dhcp = row({
      service: "dhcp",
      transport: "udp",
      origIp: "198.51.100.41",
      respIp: "255.255.255.255",
      respPort: 67,
      serverName: null,
    });
    const situation = { rows: [flow, dhcp], found: [finding(dhcp, { kind: "mac", needle: "identifiers.mac[0]" })] };
    expectVerdict("C03", situation, "NOT OBSERVED", null);
    expect(judged(situation).answer[0]).toContain("Nothing that was looked for");
    expect(judged(situation).answer[1]).toMatch(/^To the local network only, as far as is seen: /);
    expect(judged(situation).totals).toEqual([]);
  });
  test.each([
    ["10.77.0.2", "10.99.0.10", "upload.maker.example", "sni", "CONTRADICTED"],
    ["fd00:1::2", "fd00:2::9", "upload.maker.example", "host", "CONTRADICTED"],
    ["192.168.1.7", "192.168.1.1", "router.maker.example", "host", "NOT OBSERVED"],
    ["10.77.0.2", "10.99.0.10", "upload.maker.example", "dns", "NOT OBSERVED"],
    ["10.77.0.2", "10.99.0.10", null, "none", "NOT OBSERVED"],
    ["10.77.0.2", "10.99.0.10", "nas.home.arpa", "host", "NOT OBSERVED"],
    ["10.77.0.2", "10.99.0.10", "10.99.0.10", "host", "NOT OBSERVED"],
    ["10.77.0.2", "127.0.0.1", "upload.maker.example", "host", "NOT OBSERVED"],
    ["10.77.0.2", "239.255.255.250", "upload.maker.example", "host", "NOT OBSERVED"],
  ] as const)("from %s to %s, called %s (%s): %s", (origIp, respIp, serverName, serverNameSource, verdict) => {
    const conversation = row({ origIp, respIp, serverName, serverNameSource });
    const { claims } = judged({ rows: [conversation], found: [finding(conversation)] });
    expect(claims.find(({ id }) => id === "C03")?.verdict).toBe(verdict);
  });
  test("no control, no NOT OBSERVED", () => {
    const claim = expectVerdict("C03", { search: search({ controls: { planted: 0, missed: [] } }) }, "NOT TESTABLE", null);
    expect(claim.parts.every(({ verdict }) => verdict === "NOT TESTABLE" || verdict === "CONTRADICTED" || verdict === "NOT OBSERVED")).toBe(
      true,
    );
  });
  test("C06: no picture shows that a face is registered; pictures are a part, templates are never testable", () => {
    const claim = expectVerdict("C06", { rows: [flow], found: [finding(flow, { kind: "picture", needle: null })] }, "NOT TESTABLE", null);
    expect(claim.parts.map(({ verdict }) => verdict)).toEqual(["SUPPORTED", "NOT TESTABLE"]);
    expect(claim.findingIds).toHaveLength(1);
    const agreed = expectVerdict("C06", { rows: [flow], found: [finding(flow, { kind: "picture", consent: 0 })] }, "NOT TESTABLE", null);
    expect(agreed.parts.map(({ verdict }) => verdict)).toEqual(["NOT OBSERVED", "NOT TESTABLE"]);
    expect(agreed.findingIds).toEqual([]);
  });
});

describe("C04: Local Data Mode", () => {
  test("without a stated window it is not testable, and says what to state", () => {
    expect(expectVerdict("C04", {}, "NOT TESTABLE", null).because).toContain("localDataMode");
  });
  test("nothing but time and addresses, everything accounted for: supported for that time", () => {
    const dhcp = row({ service: "dhcp", transport: "udp", respIp: "255.255.255.255", respPort: 67 });
    const mdns = row({ service: "dns", transport: "udp", origIp: "198.51.100.41", respIp: "224.0.0.251", respPort: 5353 });
    const claim = expectVerdict("C04", { rows: [...quiet(), dhcp, mdns], statement: complete as never }, "SUPPORTED", "moderate");
    expect(claim.because).toContain("that capture point only");
    expect(claim.log.because).toContain("morning");
  });
  test.each([
    ["interfaces not stated", { statement: { windows: complete.windows } }],
    ["packets were dropped", { report: report({ dropped: 3 }) }],
    ["nobody knows whether packets were dropped", { report: report({ dropped: null }) }],
    ["no flight then", { flights: [] }],
    ["controls were missed", { search: search({ controls: { planted: 30, missed: ["hex"] } }) }],
    ["a conversation reaches into the window", { rows: [...quiet(), row({ timeUs: T0 - MINUTE, durationUs: 5 * MINUTE })] }],
  ])("%s: not observed, and said why", (_, changes) => {
    const claim = expectVerdict("C04", { rows: quiet(), statement: complete, ...changes } as never, "NOT OBSERVED", null);
    expect(claim.notCovered.length).toBeGreaterThan(1);
  });
  test("a question for a name to the router contradicts, low: another program may have asked", () => {
    const dns = row({ service: "dns", transport: "udp", respIp: "192.168.1.1", respPort: 53, origBytes: 40 });
    expectVerdict("C04", { rows: [...quiet(), dns], statement: complete as never }, "CONTRADICTED", "low");
  });
  test("the maker's host contradicts, moderate; another app's traffic does not", () => {
    expectVerdict("C04", { rows: [...quiet(), row(makers("config"))], statement: complete as never }, "CONTRADICTED", "moderate");
    const stated = { ...complete, app: "dji.go.v5" } as never;
    const both = [row({ package: "org.browser" }), row({ package: "dji.go.v5", timeUs: T0 - 2 * MINUTE })];
    expectVerdict("C04", { rows: [...quiet(), ...both], statement: stated }, "SUPPORTED", "moderate");
    const never = expectVerdict("C04", { rows: [...quiet(), row({ package: "org.browser" })], statement: stated }, "NOT OBSERVED", null);
    expect(never.notCovered[0]).toContain("never the stated one");
    expectVerdict("C04", { rows: [...quiet(), row({ package: "dji.go.v5" })], statement: stated }, "CONTRADICTED", "moderate");
  });
});

describe("C05: Restricted Network Mode", () => {
  const stated = { windows: [window("restrictedNetworkMode")] } as never;
  const at = (minute: number, origBytes: number) => row({ timeUs: T0 + minute * MINUTE, durationUs: 1e6, origBytes });
  test("less, more, nothing", () => {
    expectVerdict("C05", { rows: [...quiet(), at(1, 1_000), at(20, 90_000)], statement: stated }, "SUPPORTED", "low");
    expectVerdict("C05", { rows: [...quiet(), at(1, 90_000), at(20, 1_000)], statement: stated }, "CONTRADICTED", "low");
    expectVerdict("C05", { rows: quiet(), statement: stated }, "NOT OBSERVED", null);
    expectVerdict("C05", { rows: [at(1, 1_000), at(5, 100)], statement: stated }, "NOT TESTABLE", null);
    expectVerdict("C05", {}, "NOT TESTABLE", null);
  });
});

describe("C07, C13, C19: identifiers", () => {
  const flow = row();
  const other = row({ serverName: "b.example" });
  test.each([
    ["C07", "imei"],
    ["C13", "aircraftSerial"],
    ["C19", "email"],
  ] as const)("%s: found is supported, looked for and not found is not observed, not looked for is not testable", (id, kind) => {
    const decoys = [{ kind, searched: 20, hits: 0 }];
    const found = [finding(flow, { kind, needle: "n" }), finding(other, { kind, needle: "n" })];
    expectVerdict(id, { rows: [flow, other], found, search: search({ decoys }) }, "SUPPORTED", "high");
    expectVerdict(id, { rows: [flow] }, "NOT OBSERVED", null);
    expectVerdict(id, { rows: [flow], search: search({ needles: {} }) }, "NOT TESTABLE", null);
  });
  test("each kind is a part of its own", () => {
    const claim = claimIn({ rows: [flow], found: [finding(flow, { kind: "imei" })] }, "C07");
    expect(claim.parts.map(({ title, verdict }) => `${title}: ${verdict}`)).toContain("IMEIs: SUPPORTED");
    expect(claim.parts.at(-1)).toMatchObject({ title: "Installed apps", verdict: "NOT TESTABLE" });
  });
  test("only the beginning of a serial is low; a server named by DNS alone is moderate", () => {
    expectVerdict(
      "C13",
      { rows: [flow, other], found: [flow, other].map((each) => finding(each, { encoding: ["cut"] })) },
      "SUPPORTED",
      "low",
    );
    const dns = [row({ serverNameSource: "dns" }), row({ serverNameSource: "dns" })];
    expectVerdict("C13", { rows: dns, found: dns.map((each) => finding(each, { http: null })) }, "SUPPORTED", "moderate");
  });
  test("an encoding whose control was missed is named with NOT OBSERVED", () => {
    const claim = claimIn({ search: search({ controls: { planted: 30, missed: ["base64"] } }) }, "C13");
    expect(claim.verdict).toBe("NOT OBSERVED");
    expect(claim.notCovered[0]).toContain("base64");
  });
});

test("C08: tags inside a picture, in either direction", () => {
  const flow = row();
  expectVerdict("C08", { rows: [flow] }, "NOT TESTABLE", null);
  const tagged = { kind: "position", class: "exact", encoding: ["jpeg", "exif"], direction: "in", needle: "morning.track" } as const;
  expectVerdict("C08", { rows: [flow], found: [finding(flow, tagged)] }, "SUPPORTED", "moderate");
});

test("C10: the maker's hosts in Taiwan", () => {
  const at = (...countries: string[]) => [row({ ...makers("config"), countries: opinions(...countries) })];
  expectVerdict("C10", { rows: at("TW", "TW") }, "CONTRADICTED", "low");
  expectVerdict("C10", { rows: at("TW", "US") }, "NOT OBSERVED", null);
  expectVerdict("C10", { rows: [row({ countries: opinions("TW", "TW") })] }, "NOT TESTABLE", null);
});

test("C11, C12, C17, C22: hosts and states", () => {
  expectVerdict("C11", { rows: [row(makers("self-update"))] }, "SUPPORTED", "low");
  expectVerdict("C11", {}, "NOT OBSERVED", null);
  const closed = { windows: [window("appClosed")], app: "dji.go.v5" } as never;
  expectVerdict("C12", { rows: [...quiet(), row({ package: "dji.go.v5" })], statement: closed }, "SUPPORTED", "moderate");
  expectVerdict("C12", { rows: [...quiet(), row(makers("config"))], statement: closed }, "SUPPORTED", "low");
  expectVerdict("C12", { rows: [...quiet(), row()], statement: closed }, "NOT OBSERVED", null);
  expectVerdict("C12", {}, "NOT TESTABLE", null);
  const keys = row(makers("sdk", "dev.dji.com"));
  expectVerdict("C17", { rows: [keys] }, "SUPPORTED", "low");
  expectVerdict("C17", { rows: [keys], found: [finding(keys, { kind: "flightRecord", needle: null })] }, "CONTRADICTED", "moderate");
  expectVerdict("C17", {}, "NOT TESTABLE", null);
  const platform = { device: "dock", capturePoint: "gatewayLan" } as never;
  expectVerdict("C22", { rows: [row(makers("config"))], statement: platform }, "CONTRADICTED", "moderate");
  expectVerdict("C22", { statement: platform }, "NOT OBSERVED", null);
  expectVerdict(
    "C22",
    { rows: [row(makers("config"))], statement: { device: "phone", capturePoint: "gatewayLan" } as never },
    "NOT TESTABLE",
    null,
  );
});

test("C15: a policy as a list", () => {
  const flow = row();
  const policies = [{ rule: "serials", kinds: ["aircraftSerial"], hosts: ["*.example"], purpose: "x" }] as const;
  expectVerdict("C15", {}, "NOT TESTABLE", null);
  expectVerdict("C15", { policies, rows: [flow], found: [finding(flow)] }, "NOT OBSERVED", null);
  expectVerdict(
    "C15",
    { policies, rows: [...quiet(), flow], found: [finding(flow)], statement: { everyInterface: true } as never },
    "SUPPORTED",
    "moderate",
  );
  expectVerdict("C15", { policies, rows: [flow], found: [finding(flow, { kind: "imei" })] }, "CONTRADICTED", "moderate");
  const { policies: rules } = judged({ policies, rows: [flow], found: [finding(flow), finding(flow, { kind: "imei" })] });
  expect(rules.map(({ rule, verdict }) => [rule, verdict])).toEqual([
    ["serials", "SUPPORTED"],
    ["Nothing else", "CONTRADICTED"],
  ]);
});

test("C16: requests that tell where the site is", () => {
  const flow = row();
  const query = { kind: "placeQuery", class: "area", precisionM: 812, needle: null, flight: "morning" } as const;
  const claim = expectVerdict("C16", { rows: [flow], found: [finding(flow, query), finding(row(), query)] }, "SUPPORTED", "moderate");
  expect(claim.because).toContain("812 m");
  expectVerdict("C16", {}, "NOT OBSERVED", null);
  expectVerdict("C16", { flights: [] }, "NOT TESTABLE", null);
});

test.each(["C09", "C14", "C20", "C21", "C23"])("%s is beyond any capture", (id) => {
  expectVerdict(id, { rows: [row({ countries: opinions("CN", "CN") })] }, "NOT TESTABLE", null);
});

test("packages are not read yet, and every claim says so", () => {
  for (const claim of judged({ flights: [flight()] }).claims) {
    expect(claim.package).toEqual({ verdict: "NOT TESTABLE HERE", because: "Packages are not read yet." });
  }
});
