/** M: a privacy manifest is read whole or not at all; its canonical text reads back as the same; its hosts are the gateway's and the audit's. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dataClasses,
  dataClassTable,
  manifestSha256,
  manifestText,
  type PolicyProblem,
  type PrivacyManifest,
  policyTemplate,
  readManifest,
  readPolicy,
} from "../../src/index.ts";
import { wholeManifest as whole } from "./whole-manifest.ts";

const DAY_US = 86_400e6;

function problemsOf(text: string): readonly PolicyProblem[] {
  const reading = readPolicy(text);
  return reading.ok ? [] : reading.problems;
}

/** The same without lines, which a canonical text has not. */
function withoutLines(manifest: PrivacyManifest): object {
  return {
    ...manifest,
    collects: manifest.collects.map((each) => ({ ...each, line: 0 })),
    flows: manifest.flows.map((each) => ({ ...each, line: 0 })),
  };
}

describe("a whole manifest", () => {
  it("is read with every value", () => {
    const manifest = readManifest(whole);
    expect(manifest).toMatchObject({
      title: "Water works, spring survey",
      revision: "3",
      effectiveUs: Date.UTC(2026, 10, 1) * 1000,
      controller: { name: "Synth Water Works", contact: "privacy@water.example", country: "PT" },
      about: "We fly over our own pipes and dams.",
      rights: ["Ask for a copy of what shows you.", "Ask that it be deleted."],
    });
    expect(manifest.collects.map(({ keepUs, line }) => [keepUs, line])).toEqual([
      [30 * DAY_US, 14],
      [null, 17],
    ]);
    expect(manifest.flows[1]).toEqual({
      id: "customer-pictures",
      data: ["imagery", "thermal"],
      to: ["customer", "insurer"],
      who: "the customer who ordered the survey",
      regions: ["EU"],
      purposes: ["requestedService", "claim"],
      why: "The survey's result",
      keepUs: 365 * DAY_US,
      redact: ["position", "homePoint", "faces", "serials"],
      readable: false,
      hosts: [],
      open: null,
      line: 26,
    });
    expect(manifest.flows[2]).toMatchObject({ readable: true });
  });

  it("opens the hosts of its flows at the gateway, and nothing else", () => {
    const reading = readPolicy(whole);
    expect(reading.ok && reading.policy.services).toEqual(
      ["activation.example.com", "battery.example.com"].map((name) => ({
        name,
        reason: "activation: New batteries are activated by their maker",
        open: "on-request",
        ports: [443],
        limit: null,
        openForUs: 600e6,
        data: ["aircraftSerial", "controllerSerial", "batterySerial", "cameraSerial"],
        line: 43,
        flows: ["activation"],
      })),
    );
  });

  it("a host of two flows is one service with the data of both", () => {
    const second =
      "    - {id: logs, data: [telemetry], to: [maker], regions: [US], purposes: [repair], why: Faults, keep: 7 days, hosts: [activation.example.com], open: always}\n";
    const reading = readPolicy(whole + second);
    expect(reading.ok && reading.policy.services[0]).toMatchObject({
      name: "activation.example.com",
      open: "always",
      openForUs: null,
      reason: "activation: New batteries are activated by their maker logs: Faults",
      flows: ["activation", "logs"],
    });
    expect(reading.ok && reading.policy.services[0]?.data).toContain("flightRecord");
  });

  it("reads back from its canonical text, from a signed note of it, and gives the same text again", () => {
    const manifest = readManifest(whole);
    const text = manifestText(manifest);
    expect(text).not.toContain("\n");
    for (const form of [text, `${text}\n`, `${text}\n\n\u2014 name AAAAAAAA\n`, `${text}\n\n\u2014 one AAAA\n\u2014 two BBBB\n`]) {
      const again = readManifest(form);
      expect(withoutLines(again)).toEqual(withoutLines(manifest));
      expect(manifestText(again)).toBe(text);
    }
    const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
    expect(manifestSha256(manifest, { sha256 })).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it("a line before the text or a word after it is no part of a manifest", () => {
    const text = manifestText(readManifest(whole));
    for (const form of [`x${text}`, `${text}\nx: 1`, `${text}\n\nx`, `${text} ${text}`, `${text}\n${text}`]) {
      expect(() => readManifest(form)).toThrow(expect.objectContaining({ code: "policy-invalid" }));
    }
  });

  it("an example to start from reads, and nothing may be shared by it", () => {
    const reading = readPolicy(policyTemplate({ privacy: true }));
    expect(reading).toMatchObject({ ok: true, policy: { privacy: { flows: [], collects: [] }, services: [] } });
    const takenUp = policyTemplate({ privacy: true })
      .replace("collects: []", "collects:")
      .replace("  flows: []", "  flows:")
      .split("# The privacy manifest")
      .map((part, index) => (index === 0 ? part : part.replace(/^#( {4}[ -] [a-z{].*)$/gm, "$1")))
      .join("# The privacy manifest");
    expect(readPolicy(takenUp)).toMatchObject({
      ok: true,
      policy: { privacy: { flows: [{ id: "customer-pictures", redact: { length: 4 } }] } },
    });
  });

  it("a file without the part is a policy, and no manifest", () => {
    expect(readPolicy("version: 1\ntitle: t")).toMatchObject({ ok: true, policy: { privacy: null } });
    expect(() => readManifest("version: 1\ntitle: t")).toThrow(expect.objectContaining({ code: "no-manifest" }));
  });
});

describe("one thing wrong is one problem with its line", () => {
  const cases: readonly (readonly [name: string, from: string, to: string, line: number, path: string, words: string])[] = [
    ["a mistyped key", "effective:", "efective:", 5, "privacy.efective", 'Did you mean "effective"?'],
    ["a missing revision", "  revision: 3\n", "", 3, "privacy.revision", "Missing: the manifest's own version"],
    ["a revision that is no word", "revision: 3", "revision: '3 or so'", 4, "privacy.revision", "is no version"],
    ["a day that is not there", "2026-11-01", "2026-02-30", 5, "privacy.effective", "is no day"],
    ["a time instead of a day", "2026-11-01", "2026-11-01T09:00Z", 5, "privacy.effective", "is no day"],
    ["a country that is none", "country: PT", "country: XX", 6, "privacy.controller.country", "no country"],
    ["an unknown class", "[imagery, thermal]", "[imagery, termal]", 27, "privacy.flows[1].data[1]", 'Did you mean "thermal"?'],
    ["no classes", "data: [imagery, thermal]", "data: []", 27, "privacy.flows[1].data", "empty"],
    ["a class twice", "[imagery, thermal]", "[imagery, imagery]", 27, "privacy.flows[1].data", "twice"],
    ["a class that goes and must be taken out", "[imagery, thermal]", "[imagery, position]", 34, "privacy.flows[1].redact", "Keep one"],
    ["a class that nobody collects", "[imagery, thermal]", "[imagery, audio]", 27, "privacy.flows[1].data", "not collected"],
    ["an unknown kind of recipient", "[customer, insurer]", "[custmer]", 28, "privacy.flows[1].to[0]", 'Did you mean "customer"?'],
    ["the public beside others", "[customer, insurer]", "[customer, public]", 28, "privacy.flows[1].to", "everybody"],
    ["a region without its provider", "regions: [EU]", "regions: [us-west-2]", 30, "privacy.flows[1].regions[0]", "aws/us-west-2"],
    ["an unknown region", "aws/eu-west-1", "aws/eu-wets-1", 22, "privacy.flows[0].regions[1]", "eu-west-1"],
    ["an unknown provider", "aws/eu-west-1", "awz/eu-west-1", 22, "privacy.flows[0].regions[1]", "name the country"],
    ["a provider as a whole", "aws/eu-west-1", "aws", 22, "privacy.flows[0].regions[1]", "no country"],
    ["a country in small letters", "regions: [EU]", "regions: [fr]", 30, "privacy.flows[1].regions[0]", "capital"],
    ["no regions", "regions: [EU]", "regions: []", 30, "privacy.flows[1].regions", "empty"],
    ["an unknown purpose", "[requestedService, claim]", "[whatever]", 31, "privacy.flows[1].purposes[0]", "Expected is a purpose"],
    ["a time without a unit", "keep: 365 days", "keep: 365", 33, "privacy.flows[1].keep", "is no time"],
    ["forever", "keep: 365 days", "keep: forever", 33, "privacy.flows[1].keep", "until deleted"],
    ["an id with a space", "id: own-bucket", "id: own bucket", 19, "privacy.flows[0].id", "no id"],
    ["an id twice", "id: own-bucket", "id: maps", 35, "privacy.flows[2].id", "line 19"],
    ["a wildcard host", "battery.example.com]", '"*.example.com"]', 50, "privacy.flows[3].hosts[1]", "wildcard"],
    ["a host twice", "battery.example.com]", "activation.example.com]", 50, "privacy.flows[3].hosts", "twice"],
    ["a host that stays shut", "open: on-request", "open: never", 51, "privacy.flows[3].open", "stays shut"],
    [
      "an opening without a host",
      "      hosts: [activation.example.com, battery.example.com]\n",
      "",
      50,
      "privacy.flows[3].open",
      "nothing to open",
    ],
    ["readable that is no yes or no", "readable: true", "readable: maybe", 42, "privacy.flows[2].readable", "boolean"],
    [
      "a host of the services",
      "version: 1\n",
      "version: 1\nservices: [{name: battery.example.com, reason: r, open: always}]\n",
      51,
      "privacy.flows[3].hosts[1]",
      "line 2",
    ],
  ];
  it.each(cases)("%s", (_, from, to, line, path, words) => {
    expect(whole).toContain(from);
    const problems = problemsOf(whole.replace(from, to));
    expect(problems.length, JSON.stringify(problems)).toBe(1);
    expect(problems[0]).toMatchObject({ line, path });
    expect(problems[0]?.sentence).toContain(words);
  });
});

describe("any text", () => {
  const isReading = (text: string): void => {
    const reading = readPolicy(text);
    if (!reading.ok) for (const { path, sentence } of reading.problems) expect(`${path}${sentence}`).toMatch(/^[\x20-\x7e]+$/);
    else if (reading.policy.privacy !== null)
      expect(withoutLines(readManifest(manifestText(reading.policy.privacy)))).toEqual(withoutLines(reading.policy.privacy));
  };
  it("of a manifest, cut anywhere", () => {
    for (let length = 0; length < whole.length; length += 9) isReading(whole.slice(0, length));
  });
  it("of a manifest with a few characters changed", () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(..."[]{}:,-?&*!|>'\"%\n\t \0\u202e9zZ".split("")));
    const changed = fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) => changes.reduce((text, [at, character]) => text.slice(0, at) + character + text.slice(at + 1), whole));
    fc.assert(fc.property(changed, isReading), { numRuns: 100 });
  });
  it("of any values under the known keys", () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const flow = fc.record({
      id: value,
      data: value,
      to: value,
      regions: value,
      purposes: value,
      why: value,
      keep: value,
      hosts: value,
      open: value,
    });
    const privacy = fc.record(
      { revision: value, effective: value, controller: value, rights: value, collects: value, flows: fc.oneof(value, fc.array(flow)) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(privacy, (part) => isReading(JSON.stringify({ version: 1, title: "t", privacy: part }))),
      { numRuns: 100 },
    );
  });
  it("with more flows than a manifest has", () => {
    const flow = { data: ["imagery"], to: ["customer"], regions: ["US"], purposes: ["claim"], why: "w", keep: "1 day" };
    const flows = Array.from({ length: 501 }, (_, index) => ({ id: `f${index}`, ...flow }));
    const privacy = { revision: 1, effective: "2026-11-01", controller: { name: "n", contact: "c", country: "US" }, flows };
    expect(problemsOf(JSON.stringify({ version: 1, title: "t", privacy }))[0]?.sentence).toContain("at most 500");
  });
});

it("every class of data has words, a term and no kind of finding that nobody knows of", () => {
  const kinds =
    "aircraftSerial controllerSerial batterySerial cameraSerial imei imsi iccid androidId advertisingId mac bluetooth ssid bssid email phone name account position track homePoint picture video flightRecord placeQuery upload";
  const named = new Set<string>();
  for (const each of dataClasses) {
    const { title, sentence, iri, auditKinds } = dataClassTable[each];
    expect(title).not.toBe("");
    expect(sentence).toMatch(/\.$/);
    expect(iri).toMatch(/^https:\/\/w3id\.org\/dpv(\/pd)?#[A-Z][A-Za-z]+$/);
    for (const kind of auditKinds) named.add(kind);
  }
  // Every kind that an audit finds is of some class: none is allowed, or stays forbidden, by mistake.
  expect([...named].toSorted()).toEqual(kinds.split(" ").toSorted());
});
