import { expect, test } from "vitest";
import { explainName, type Policy, policyError, policyTemplate, problemText, readPolicy } from "../src/index.ts";
import { wholePolicy } from "./whole-policy.ts";

function policyOf(text: string): Policy {
  const reading = readPolicy(text);
  if (!reading.ok) throw policyError(reading.problems);
  return reading.policy;
}

const policy = policyOf(wholePolicy);

test("a service that a person opens: when, why, how much, what data", () => {
  expect(explainName(policy, "Activation.Example.com.")).toMatchObject({
    name: "activation.example.com",
    verdict: "on-request",
    sentences: [
      "activation.example.com is opened by a person, for at most 15 minutes at a time (line 17).",
      "Why: Activation of new batteries, asked for by the fleet manager",
      "TCP port 443; at most 10 MB go out in each opening.",
      "What an audit may find going there: batterySerial.",
    ],
    missing: [],
  });
});

test("a service that is always open, and one that never is", () => {
  const open = explainName(policy, "control.example.org");
  expect(open.verdict).toBe("open");
  expect(open.sentences).toContain("TCP ports 80 and 443; at most 500 kB go out a day (UTC).");
  expect(open.sentences).toContain("Nothing that an audit recognises may go there.");
  const shut = explainName(policy, "logs.example.com");
  expect([shut.verdict, shut.missing]).toEqual(["shut", ["open: always, or open: on-request."]]);
});

test("a name that stands nowhere: what is missing, and that its relatives open nothing", () => {
  const decision = explainName(policy, "cdn.logs.example.com");
  expect(decision.verdict).toBe("not-named");
  expect(decision.service).toBeNull();
  expect(decision.sentences[1]).toContain("logs.example.com opens nothing beside");
  expect(decision.missing).toEqual(["A service with this name, a reason, and when it is open."]);
  // A name that could never stand there says why.
  expect(explainName(policy, "*.example.com").missing[0]).toContain("wildcard");
  expect(explainName(policy, "192.0.2.7").missing[0]).toContain("address");
});

test("a rule for audits does not open anything", () => {
  const decision = explainName(policy, "a.tiles.example.net");
  expect(decision.verdict).toBe("not-named");
  expect(decision.sentences.at(-1)).toBe("An audit takes placeQuery there as allowed (Map tiles: background map).");
  expect(explainName(policy, "tiles.example.net").allow).toEqual([]);
});

test("in local-data mode every service is shut, and it says so", () => {
  const closed = policyOf(wholePolicy.replace("mode: named-services", "mode: local-data"));
  const decision = explainName(closed, "control.example.org");
  expect(decision.verdict).toBe("shut");
  expect(decision.missing).toEqual(["mode: named-services in hold."]);
});

test("the template is a whole policy that lets nothing pass, and its examples can be taken up", () => {
  const start = policyOf(policyTemplate({ lanInterface: "enp3s0", wanInterface: "wlan0" }));
  expect(start).toMatchObject({
    hold: { mode: "local-data", lan: { interface: "enp3s0" }, wan: { interface: "wlan0" } },
    services: [],
    allow: [],
  });
  const takenUp = policyTemplate()
    .replace("services: []", "services:")
    .replace("allow: []", "allow:")
    .replace(/^# {2}(- name| {2}reason| {2}open:| {2}for:| {2}ports| {2}limit| {2}data|- rule| {2}kinds| {2}hosts| {2}purpose)/gm, "  $1")
    .replace(/^#( {2}[- ] \w+:)/gm, "$1")
    .replace("mode: local-data", "mode: named-services")
    .replace("  # resolver:", "  resolver:")
    .replace("  # manage:", "  manage:");
  const whole = policyOf(takenUp);
  expect(whole.services).toMatchObject([
    { name: "activation.example.com", openForUs: 600e6, limit: { upBytes: 10e6 }, data: ["batterySerial"] },
  ]);
  expect(whole.allow).toMatchObject([{ kinds: ["placeQuery"] }]);
  expect(whole.hold).toMatchObject({ resolver: "192.0.2.53", manage: { port: 22 } });
});

test("the error names the first problems with their lines and how many more there are", () => {
  const reading = readPolicy(`version: 1\ntitle: t\nservices:\n${"  - {name: a}\n".repeat(10)}`);
  const problems = reading.ok ? [] : reading.problems;
  const error = policyError(problems);
  expect([error.code, error.kind]).toEqual(["policy-invalid", "wrongUse"]);
  expect(error.message).toContain("line 4, column 12 (services[0].name): ");
  expect(error.message).toContain(`... and ${problems.length - 12} more.`);
  expect(problemText({ line: 1, column: 2, path: "", sentence: "x." })).toBe("line 1, column 2: x.");
});
