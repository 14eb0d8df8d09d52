/** D: a refusal names each condition that is not met, and only those; a prohibition beats every permit. */
import { type DecideBy, decideLocal, decideShare, type EngineRequest, type PolicyEngine, type ShareQuestion } from "@creance/policy";
import { beforeAll, describe, expect, it } from "vitest";
import { openPolicyEngine } from "../src/index.ts";
import { by, grant, item, KEY, manifest, NOON_US, question } from "./questions.ts";

let engine: PolicyEngine;
beforeAll(async () => {
  engine = await openPolicyEngine();
});

const DAY_US = 86_400e6;
const there = question.destination as NonNullable<ShareQuestion["destination"]>;
const flows = manifest.flows.map((flow) => ({ ...flow }));
const withFlow = (change: object): DecideBy["manifest"] => ({
  ...manifest,
  flows: flows.map((flow) => (flow.id === "customer-pictures" ? { ...flow, ...change } : flow)),
});

function codes(asked: ShareQuestion, change: Partial<DecideBy> = {}): readonly string[] {
  const decision = decideShare(asked, by(engine, change));
  expect(decision.verdict).toBe(decision.missing.length === 0 ? "permit" : "refuse");
  for (const { sentence, satisfiedBy } of decision.missing) {
    expect(sentence).toMatch(/\.$/);
    expect(satisfiedBy).toMatch(/\.$/);
    expect(`${sentence}${satisfiedBy}`).not.toContain("undefined");
  }
  return decision.missing.map(({ code }) => code);
}

it("permits what everything is right about, and names the flow", () => {
  expect(decideShare(question, by(engine))).toMatchObject({ verdict: "permit", missing: [], flowId: "customer-pictures" });
});

/** One thing wrong each, and the one code that it gives. */
const cases: readonly { readonly code: string; readonly asked: Partial<ShareQuestion>; readonly change: Partial<DecideBy> }[] = (
  [
    ["flow-missing", {}, { grant: { ...grant, flowId: "gone" } }],
    ["manifest-not-effective", {}, { manifest: { ...manifest, effectiveUs: NOON_US + 1 } }],
    ["flow-data", {}, { manifest: withFlow({ data: ["thermal"] }) }],
    ["flow-recipient", {}, { manifest: withFlow({ to: ["insurer"] }) }],
    ["flow-purpose", {}, { manifest: withFlow({ purposes: ["claim"] }) }],
    ["flow-redact", {}, { manifest: withFlow({ redact: ["imagery"] }) }],
    ["flow-region", {}, { manifest: withFlow({ regions: ["US"] }) }],
    ["leak-check", { items: [{ ...item, leakCheck: null }] }],
    ["leak-found", { items: [{ ...item, leakCheck: "failed" }] }],
    ["destination-missing", { destination: null }],
    ["country-unknown", { destination: { ...there, region: "eu-west-99" } }],
    ["country-unknown", { destination: { ...there, endpoint: "https://store.example.org", country: null } }],
    ["country-disagrees", { destination: { ...there, country: "US" } }],
    ["region-unchecked", { destination: { ...there, grade: null, checkedUs: null } }],
    ["region-stale", { destination: { ...there, checkedUs: NOON_US - DAY_US - 1 } }],
    ["region-stale", { destination: { ...there, checkedUs: NOON_US + 1 } }],
    ["region-contradicted", { destination: { ...there, grade: "contradicted" } }],
    ["grant-missing", {}, { grant: null }],
    ["grant-revoked", {}, { isRevoked: true }],
    ["grant-not-yet", {}, { grant: { ...grant, fromUs: NOON_US + 1 } }],
    ["grant-expired", {}, { grant: { ...grant, untilUs: NOON_US } }],
    ["grant-data", {}, { grant: { ...grant, data: ["thermal"] } }],
    ["grant-recipient", {}, { grant: { ...grant, recipient: { ...grant.recipient, kind: "insurer" } } }],
    ["grant-keys", { recipientKeys: [KEY, `age1${"z".repeat(58)}`] }],
    ["grant-keys", { recipientKeys: [] }, { manifest: withFlow({ readable: true }) }],
    ["grant-purpose", {}, { grant: { ...grant, purposes: ["claim"] } }],
    ["grant-destination", {}, { grant: { ...grant, destinations: ["elsewhere"] } }],
    ["grant-region", {}, { grant: { ...grant, regions: ["FR"] } }],
    ["grant-redact", {}, { grant: { ...grant, redact: ["imagery"] } }],
    ["grant-scope", { items: [{ ...item, sha256: "ef".repeat(32) }] }],
    ["not-encrypted", { recipientKeys: [] }, { grant: { ...grant, recipient: { ...grant.recipient, keys: [] } } }],
    ["nothing-asked", { items: [] }],
  ] as readonly (readonly [code: string, asked: Partial<ShareQuestion>, change?: Partial<DecideBy>])[]
).map(([code, asked, change]) => ({ code, asked, change: change ?? {} }));

describe("one thing wrong is one missing condition", () => {
  it.each(cases)("$code", ({ code, asked, change }) => {
    expect(codes({ ...question, ...asked }, change)).toEqual([code]);
  });
});

it("names everything that is wrong at once", () => {
  expect(
    codes(
      {
        ...question,
        purpose: "marketing",
        destination: { ...there, region: "us-west-2", endpoint: "https://s3.us-west-2.amazonaws.com", country: "US" },
      },
      { grant: { ...grant, untilUs: NOON_US - 1 } },
    ).toSorted(),
  ).toEqual(["flow-purpose", "flow-region", "grant-expired", "grant-purpose", "grant-region"]);
});

it("one wrong original among many refuses the whole", () => {
  const many = Array.from({ length: 150 }, (_, index) => ({ ...item, sha256: index.toString(16).padStart(64, "0") }));
  const wide = { ...grant, items: many.map(({ sha256 }) => sha256) };
  expect(codes({ ...question, items: many }, { grant: wide })).toEqual([]);
  const last = many.map((each, index) => (index === 149 ? { ...each, redacted: ["faces"] as const } : each));
  expect(codes({ ...question, items: last }, { grant: wide })).toEqual(["flow-data", "flow-redact", "grant-data", "grant-redact"]);
});

it("Hong Kong and Taiwan are no part of what a flow to another country, or a copy of its provider's name, allows", () => {
  for (const [region, country] of [
    ["ap-east-1", "HK"],
    ["ap-east-2", "TW"],
  ] as const) {
    const destination = { ...there, region, endpoint: `https://s3.${region}.amazonaws.com`, country };
    const allowing = (regions: readonly string[]) => ({ manifest: withFlow({ regions }), grant: { ...grant, regions } });
    expect(codes({ ...question, destination }, allowing(["CN", "US", "EU", "aws/eu-west-1"]))).toEqual(["flow-region", "grant-region"]);
    expect(codes({ ...question, destination: { ...destination, country: "CN" } }, allowing(["CN"]))).toEqual(["country-disagrees"]);
    expect(codes({ ...question, destination }, allowing([country]))).toEqual([]);
    expect(codes({ ...question, destination }, allowing([`aws/${region}`]))).toEqual([]);
  }
});

it("a standing grant is for its kinds and aircraft", () => {
  const standing = { aircraft: ["SYNTH Hobby"], kinds: ["picture"], every: "day", atMinute: 120 } as const;
  const change = { grant: { ...grant, items: null, standing } };
  expect(codes(question, change)).toEqual([]);
  expect(codes({ ...question, items: [{ ...item, kind: "clip" }] }, change)).toEqual(["grant-scope"]);
  expect(codes({ ...question, items: [{ ...item, aircraft: ["SYNTH Saker"] }] }, change)).toEqual(["grant-scope"]);
  expect(codes({ ...question, items: [{ ...item, aircraft: [] }] }, change)).toEqual(["grant-scope"]);
  expect(
    codes({ ...question, items: [{ ...item, aircraft: [] }] }, { grant: { ...change.grant, standing: { ...standing, aircraft: [] } } }),
  ).toEqual([]);
});

it("a hand-over to a server that reads the bytes needs a flow that says so, and a grant without keys", () => {
  const asked: ShareQuestion = {
    ...question,
    items: [{ ...item, classes: ["imagery", "position"], redacted: [], leakCheck: null }],
    recipientKind: "processor",
    recipientKeys: [],
    purpose: "processing",
    destination: { ...there, endpoint: "http://192.0.2.7:3000", region: "office", country: "PT" },
  };
  const plain = {
    ...grant,
    flowId: "maps",
    recipient: { ...grant.recipient, kind: "processor" as const, keys: [] },
    data: ["imagery", "position"] as const,
    purposes: ["processing"] as const,
    regions: ["PT"],
    redact: [],
  };
  expect(codes(asked, { grant: plain })).toEqual([]);
  expect(codes(asked, { grant: { ...plain, recipient: { ...plain.recipient, keys: [KEY] } } })).toEqual(["grant-keys"]);
});

describe("disclosing to an authority", () => {
  const asked: ShareQuestion = {
    ...question,
    action: "disclose",
    items: [{ ...item, classes: ["imagery", "position"], redacted: [], leakCheck: null }],
    recipientKind: "authority",
    purpose: "legalDuty",
    destination: null,
    request: { requestId: "9".repeat(32), decision: "granted" },
  };
  it("needs a granted request and no grant; a medium needs no destination", () => {
    expect(codes(asked, { grant: null })).toEqual([]);
    expect(codes({ ...asked, recipientKeys: [] }, { grant: null })).toEqual([]);
    expect(codes({ ...asked, request: null }, { grant: null })).toEqual(["request-missing"]);
    for (const decision of ["refused", "withdrawn", "open"] as const) {
      expect(codes({ ...asked, request: { requestId: "9".repeat(32), decision } }, { grant: null })).toEqual(["request-not-granted"]);
    }
  });
  it("over a network is held to the place", () => {
    expect(codes({ ...asked, destination: there }, { grant: null })).toEqual(["flow-region"]);
    expect(
      codes({ ...asked, destination: { ...there, endpoint: "https://s.example", country: "PT" }, recipientKeys: [] }, { grant: null }),
    ).toEqual(["not-encrypted"]);
  });
});

describe("publishing", () => {
  const asked: ShareQuestion = {
    ...question,
    action: "publish",
    recipientKind: "public",
    recipientKeys: [],
    purpose: "publicInformation",
    destination: null,
    approvedBy: "records officer",
  };
  it("needs a second person", () => {
    expect(codes(asked, { grant: null })).toEqual([]);
    expect(codes({ ...asked, approvedBy: null }, { grant: null })).toEqual(["second-person"]);
    expect(codes({ ...asked, approvedBy: asked.askedBy }, { grant: null })).toEqual(["own-approval"]);
  });
  it("never takes serial numbers along, although the manifest's flow would let them", () => {
    const withSerials = { ...asked, items: [{ ...item, classes: ["imagery", "serials"] as const, redacted: [], leakCheck: null }] };
    expect(codes(withSerials, { grant: null })).toEqual(["never-public"]);
  });
});

it("a legal hold forbids deletion and nothing else", () => {
  const ask = (action: "view" | "export" | "delete", isHeld: boolean) =>
    decideLocal({ action, sha256: item.sha256, isHeld, askedBy: "somebody" }, engine).missing.map(({ code }) => code);
  expect([ask("delete", false), ask("delete", true), ask("view", true), ask("export", true)]).toEqual([[], ["legal-hold"], [], []]);
});

describe("an engine that fails permits nothing", () => {
  const broken = (errors: readonly string[], allowed: boolean): PolicyEngine => ({ decide: () => ({ allowed, policyIds: [], errors }) });
  it.each([
    ["a policy that cannot be evaluated, although the rest permits", broken(["legal-hold: attribute missing"], true), "engine-error"],
    ["a request that is refused", broken(["bad request"], false), "engine-error"],
  ] as const)("%s", (_, failing, code) => {
    expect(decideShare(question, by(failing)).missing.map((each) => each.code)).toEqual([code]);
    expect(decideLocal({ action: "delete", sha256: "", isHeld: false, askedBy: "" }, failing).verdict).toBe("refuse");
  });
  it("and one that refuses without a reason still refuses", () => {
    const silent: PolicyEngine = {
      decide: (set, request) => (set === "rules" ? { allowed: false, policyIds: [], errors: [] } : engine.decide(set, request)),
    };
    expect(decideShare(question, by(silent))).toMatchObject({ verdict: "refuse", missing: [{ code: "engine-error" }] });
  });
  it("a request that is not of the schema is an error, not an answer", () => {
    let heard: EngineRequest | undefined;
    decideShare(
      question,
      by({
        decide: (set, request) => {
          heard = request;
          return engine.decide(set, request);
        },
      }),
    );
    const request = heard as EngineRequest;
    for (const wrong of [
      { ...request, context: { ...request.context, nowUs: "soon" } },
      { ...request, context: {} },
      { ...request, entities: request.entities.filter(({ uid }) => uid.type !== "Item") },
      { ...request, context: { ...request.context, nowUs: 2 ** 64 } },
    ]) {
      const answer = engine.decide("rules", wrong);
      expect(answer.allowed).toBe(false);
      expect(answer.errors.length).toBeGreaterThan(0);
    }
  });
});

it("the input says what was decided, the same text for the same question, and no name of a person", () => {
  const { input } = decideShare(question, by(engine));
  expect(decideShare({ ...question, askedBy: "someone else" }, by(engine)).input).toBe(input);
  expect(JSON.parse(input)).toMatchObject({
    format: "creance-decision/1",
    nowUs: NOON_US,
    question: { action: "share", purpose: "requestedService", recipientKind: "customer" },
    grant: { grantId: grant.grantId },
    flowId: "customer-pictures",
  });
  expect(input).not.toContain("pilot seven");
  expect(input).not.toContain("Orchard");
});

it("the input keeps no name or serial number of an aircraft, only whether a standing grant covers it", () => {
  const standing = { kinds: ["picture"], aircraft: ["SYNTH Hobby"], every: "week", atMinute: null } as const;
  const asked = { ...question, items: [item, { ...item, sha256: "ef".repeat(32), aircraft: ["SYNTH-SERIAL-7"] }] };
  for (const [change, expected] of [
    [{}, [null, null]],
    [{ grant: { ...grant, items: null, standing } }, [true, false]],
    [{ grant: { ...grant, items: null, standing: { ...standing, aircraft: [] } } }, [true, true]],
  ] as const) {
    const { input } = decideShare(asked, by(engine, change));
    expect(input).not.toMatch(/SYNTH/);
    const { question: entered } = JSON.parse(input) as { readonly question: { readonly items: readonly { isGrantedAircraft: unknown }[] } };
    expect(entered.items.map(({ isGrantedAircraft }) => isGrantedAircraft)).toEqual(expected);
  }
});
