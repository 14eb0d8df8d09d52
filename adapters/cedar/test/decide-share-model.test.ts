/** D: over random questions the engine permits exactly what a plain reading of the rules permits, and a refusal names exactly what is not met. */
import {
  type AskedItem,
  type DataFlow,
  type DecideBy,
  dataClasses,
  decideShare,
  type Grant,
  type PolicyEngine,
  placeOf,
  type ShareQuestion,
} from "@creance/policy";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { openPolicyEngine } from "../src/index.ts";
import { by, grant, KEY, manifest, NOON_US } from "./questions.ts";

let engine: PolicyEngine;
beforeAll(async () => {
  engine = await openPolicyEngine();
});

const DAY_US = 86_400e6;
const few = dataClasses.slice(0, 8);
const classes = fc.uniqueArray(fc.constantFrom(...few), { maxLength: 3 });
/** Mostly everything: otherwise nearly nothing would ever be permitted. */
const wide = fc.oneof({ weight: 3, arbitrary: fc.constant([...few]) }, { weight: 1, arbitrary: classes });
const kinds = fc.constantFrom("customer", "customer", "customer", "authority", "public", "ownStorage");
const place = fc.constantFrom(
  { endpoint: "https://s3.eu-west-1.amazonaws.com", region: "eu-west-1", country: "IE" },
  { endpoint: "https://s3.eu-west-1.amazonaws.com", region: "eu-west-1", country: "IE" },
  { endpoint: "https://s3.ap-east-1.amazonaws.com", region: "ap-east-1", country: "HK" },
  { endpoint: "https://s3.ap-east-1.amazonaws.com", region: "ap-east-1", country: "IE" },
  { endpoint: "https://store.example.org", region: "office", country: "IE" },
  { endpoint: "https://store.example.org", region: "office", country: null },
);
const near = fc.constantFrom(NOON_US - 2 * DAY_US, NOON_US - 1, NOON_US, NOON_US + 1, NOON_US + 2 * DAY_US);
const keys = fc.constantFrom([KEY], [KEY], [KEY], [], [`age1${"z".repeat(58)}`]);

/** A thing that is right, with up to two of its values taken from one that is anything. */
function nearly<Thing extends object>(right: Thing, anything: fc.Arbitrary<Thing>): fc.Arbitrary<Thing> {
  const names = Object.keys(right) as (keyof Thing)[];
  return fc
    .tuple(anything, fc.subarray(names, { maxLength: 2 }))
    .map(([other, changed]) => ({ ...right, ...Object.fromEntries(changed.map((name) => [name, other[name]])) }) as Thing);
}

const rightItem: AskedItem = {
  sha256: "ab".repeat(32),
  classes: [...few],
  redacted: [],
  leakCheck: "passed",
  kind: "picture",
  aircraft: ["a"],
};
const rightFlow: DataFlow = {
  id: "f",
  data: [...few],
  to: ["customer"],
  who: null,
  regions: ["EU"],
  purposes: ["requestedService"],
  why: "w",
  keepUs: null,
  redact: [],
  readable: false,
  hosts: [],
  open: null,
  line: 1,
};
const rightGrant: Grant = { ...grant, data: [...few], destinations: ["d"], regions: ["EU"], redact: [], flowId: "f" };
const rightQuestion: ShareQuestion = {
  action: "share",
  items: [rightItem],
  recipientKind: "customer",
  recipientKeys: [KEY],
  destination: {
    endpoint: "https://s3.eu-west-1.amazonaws.com",
    region: "eu-west-1",
    country: "IE",
    id: "d",
    grade: "provider-asserted",
    checkedUs: NOON_US,
  },
  purpose: "requestedService",
  request: { requestId: "1".repeat(32), decision: "granted" },
  approvedBy: "other",
  askedBy: "asker",
};

const item: fc.Arbitrary<AskedItem> = fc.record({
  sha256: fc.constantFrom("ab".repeat(32), "ab".repeat(32), "ef".repeat(32)),
  classes,
  redacted: fc.uniqueArray(fc.constantFrom(...few), { maxLength: 2 }),
  leakCheck: fc.constantFrom("passed", "passed", null, "failed"),
  kind: fc.constantFrom("picture", "flight"),
  aircraft: fc.constantFrom(["a"], ["b"], []),
});
const question: fc.Arbitrary<ShareQuestion> = fc.record({
  action: fc.constantFrom("share", "share", "share", "disclose", "publish"),
  items: fc.array(nearly(rightItem, item), { minLength: 1, maxLength: 3 }),
  recipientKind: kinds,
  recipientKeys: keys,
  destination: fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(place, fc.constantFrom("provider-asserted", "network-consistent", "contradicted", null), near)
        .map(([where, grade, checkedUs]) => ({ ...where, id: "d", grade, checkedUs })),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  purpose: fc.constantFrom("requestedService", "requestedService", "claim"),
  request: fc.constantFrom(null, { requestId: "1".repeat(32), decision: "granted" }, { requestId: "1".repeat(32), decision: "open" }),
  approvedBy: fc.constantFrom(null, "asker", "other"),
  askedBy: fc.constant("asker"),
});
const flow: fc.Arbitrary<DataFlow> = fc.record({
  id: fc.constant("f"),
  data: wide,
  to: fc.constantFrom(["customer"], ["customer", "authority"], ["public"], ["ownStorage"]),
  who: fc.constant(null),
  regions: fc.constantFrom(["EU"], ["EU"], ["HK"], ["US", "aws/eu-west-1"]),
  purposes: fc.constantFrom(["requestedService"], ["requestedService", "claim"]),
  why: fc.constant("w"),
  keepUs: fc.constant(null),
  redact: fc.uniqueArray(fc.constantFrom(...few), { maxLength: 1 }),
  readable: fc.boolean(),
  hosts: fc.constant([]),
  open: fc.constant(null),
  line: fc.constant(1),
});
const given: fc.Arbitrary<Grant> = fc
  .record({
    data: wide,
    purposes: fc.constantFrom(["requestedService"], ["requestedService", "claim"]),
    destinations: fc.constantFrom(["d"], ["d", "e"], ["e"]),
    regions: fc.constantFrom(["EU"], ["EU"], ["IE", "HK"], ["US"]),
    redact: fc.uniqueArray(fc.constantFrom(...few), { maxLength: 1 }),
    fromUs: near,
    untilUs: near,
    flowId: fc.constantFrom("f", "f", "f", "f", "gone"),
    recipient: fc.tuple(kinds, keys).map(([kind, those]) => ({ name: "n", contact: null, kind, keys: those })),
    scope: fc.constantFrom(
      { items: ["ab".repeat(32)], standing: null },
      { items: null, standing: { aircraft: ["a"], kinds: ["picture"] as const, every: "hour" as const, atMinute: null } },
      { items: null, standing: { aircraft: [], kinds: ["picture", "flight"] as const, every: "hour" as const, atMinute: null } },
    ),
  })
  .map(({ scope, ...rest }) => ({ ...grant, ...rest, ...scope })) as fc.Arbitrary<Grant>;

/** What is wrong, as a person would read the rules aloud; without the engine and without its tables. */
function plainly(asked: ShareQuestion, one: DataFlow | null, decideBy: DecideBy): ReadonlySet<string> {
  const wrong = new Set<string>();
  const unless = (holds: boolean, code: string): void => {
    if (!holds) wrong.add(code);
  };
  const { destination: to, action } = asked;
  const where = to === null ? null : placeOf(to);
  const has = (list: readonly string[] | undefined, word: string): boolean => list?.includes(word) === true;
  unless(one !== null, "flow-missing");
  unless(decideBy.nowUs >= decideBy.manifest.effectiveUs, "manifest-not-effective");
  unless(has(one?.to, asked.recipientKind), "flow-recipient");
  unless(has(one?.purposes, asked.purpose), "flow-purpose");
  if (to?.grade === "contradicted") wrong.add("region-contradicted");
  for (const each of asked.items) {
    const leaving = each.classes.filter((word) => !each.redacted.includes(word));
    unless(
      leaving.every((word) => has(one?.data, word)),
      "flow-data",
    );
    unless(!leaving.some((word) => has(one?.redact, word)), "flow-redact");
    if (each.leakCheck === "failed") wrong.add("leak-found");
    unless(each.leakCheck === "passed" || (each.leakCheck === null && each.redacted.length === 0), "leak-check");
    if (
      action === "publish" &&
      leaving.some((word) =>
        ["homePoint", "pilotPosition", "serials", "phoneIdentifiers", "account", "faces", "networkCapture"].includes(word),
      )
    )
      wrong.add("never-public");
  }
  if (action === "publish") {
    unless(asked.approvedBy !== null, "second-person");
    unless(asked.approvedBy !== asked.askedBy, "own-approval");
    return wrong;
  }
  if (action === "disclose") {
    unless(asked.request !== null, "request-missing");
    unless(asked.request?.decision === "granted" || asked.request?.decision === "partly", "request-not-granted");
    if (to === null) return wrong;
  }
  unless(to !== null, "destination-missing");
  unless(where !== null && where.country !== null, "country-unknown");
  unless(where?.isAgreed === true, "country-disagrees");
  unless(where?.names.some((name) => has(one?.regions, name)) === true, "flow-region");
  unless(to?.grade === "provider-asserted" || to?.grade === "network-consistent", "region-unchecked");
  unless(to !== null && to.checkedUs !== null && to.checkedUs <= decideBy.nowUs && decideBy.nowUs - to.checkedUs <= DAY_US, "region-stale");
  unless(asked.recipientKeys.length > 0 || one?.readable === true, "not-encrypted");
  if (action === "disclose") return wrong;
  const { grant: word, isRevoked, nowUs } = decideBy;
  if (word === null) {
    wrong.add("grant-missing");
    return wrong;
  }
  unless(!isRevoked, "grant-revoked");
  unless(nowUs >= word.fromUs, "grant-not-yet");
  unless(nowUs < word.untilUs, "grant-expired");
  unless(word.recipient.kind === asked.recipientKind, "grant-recipient");
  unless(
    asked.recipientKeys.every((key) => word.recipient.keys.includes(key)) &&
      (word.recipient.keys.length === 0 || asked.recipientKeys.length > 0),
    "grant-keys",
  );
  unless(has(word.purposes, asked.purpose), "grant-purpose");
  unless(has(word.destinations, to?.id ?? ""), "grant-destination");
  unless(where?.names.some((name) => has(word.regions, name)) === true, "grant-region");
  for (const each of asked.items) {
    const leaving = each.classes.filter((one_) => !each.redacted.includes(one_));
    unless(
      leaving.every((one_) => has(word.data, one_)),
      "grant-data",
    );
    unless(!leaving.some((one_) => has(word.redact, one_)), "grant-redact");
    const fits =
      word.standing !== null &&
      has(word.standing.kinds, each.kind) &&
      (word.standing.aircraft.length === 0 || each.aircraft.some((one_) => has(word.standing?.aircraft, one_)));
    unless(word.items?.includes(each.sha256) === true || fits, "grant-scope");
  }
  return wrong;
}

/** What a refusal leaves unsaid while something else covers it. */
const covered: Readonly<Record<string, RegExp>> = {
  "flow-missing": /^flow-/,
  "grant-missing": /^grant-/,
  "destination-missing": /^(country-|flow-region|grant-region|grant-destination|region-)/,
  "country-unknown": /^(flow|grant)-region$/,
  "country-disagrees": /^(flow|grant)-region$/,
  "region-contradicted": /^region-unchecked$/,
  "region-unchecked": /^region-stale$/,
  "leak-found": /^leak-check$/,
  "request-missing": /^request-not-granted$/,
};

it("random questions", () => {
  let permitted = 0;
  let asked = 0;
  fc.assert(
    fc.property(
      nearly(rightQuestion, question),
      nearly(rightFlow, flow),
      fc.option(nearly(rightGrant, given), { freq: 12 }),
      fc.integer({ min: 0, max: 15 }),
      (ask, one, word, revoked) => {
        const decideBy = by(engine, { manifest: { ...manifest, flows: [one] }, grant: word, isRevoked: revoked === 0 });
        // Without a grant only a flow to that kind of recipient is looked at; with one, the flow that it names.
        const flowOf = word === null ? (one.to.includes(ask.recipientKind) ? one : null) : word.flowId === one.id ? one : null;
        const wrong = plainly(ask, flowOf, decideBy);
        const decision = decideShare(ask, decideBy);
        asked += 1;
        if (decision.verdict === "permit") permitted += 1;
        expect(decision.verdict).toBe(wrong.size === 0 ? "permit" : "refuse");
        const said = decision.missing.map(({ code }) => code);
        const expected = [...wrong].filter((code) => ![...wrong].some((other) => other !== code && covered[other]?.test(code) === true));
        expect(said.toSorted()).toEqual(expected.toSorted());
      },
    ),
    { numRuns: 500 },
  );
  // A model that never meets a permit would show nothing.
  expect(permitted).toBeGreaterThan(asked / 50);
  expect(permitted).toBeLessThan(asked);
});
