import { policyError, policyTemplate, readPolicy } from "@creance/policy";
import { expect, test } from "vitest";
import { readAuditPolicy } from "../../src/operation/audits/audit-policy.ts";

const file = `version: 1
title: Survey of the water works
services:
  - {name: activation.example.com, reason: Activation, open: on-request, data: [batterySerial, aircraftSerial]}
  - {name: weather.example.com, reason: Weather, open: always}
  - {name: logs.example.com, reason: Known and shut, open: never}
allow:
  - {rule: Map tiles, kinds: [placeQuery], hosts: ["*.tiles.example.net"], purpose: background map}
  - {rule: Zones, kinds: [placeQuery], purpose: airspace}
`;

function refusal(text: string): string {
  try {
    readAuditPolicy(text);
  } catch (error) {
    expect(error).toMatchObject({ name: "UserError", code: "policy-invalid", kind: "wrongUse" });
    return (error as Error).message;
  }
  throw new Error("was not refused");
}

test("the gateway's policy file is the audit's policy too: a rule for each service that data may go to", () => {
  expect(readAuditPolicy(file)).toEqual([
    {
      rule: "activation.example.com",
      kinds: ["batterySerial", "aircraftSerial"],
      hosts: ["activation.example.com"],
      purpose: "Activation",
    },
    { rule: "Map tiles", kinds: ["placeQuery"], hosts: ["*.tiles.example.net"], purpose: "background map" },
    { rule: "Zones", kinds: ["placeQuery"], hosts: [], purpose: "airspace" },
  ]);
});

test("the JSON list of before is read as before", () => {
  const rule = { rule: "records", kinds: ["track"], hosts: ["archive.example.org"], purpose: "log book" };
  expect(readAuditPolicy(` \n${JSON.stringify([rule])}`)).toEqual([rule]);
  expect(refusal('[{"rule": "x"}]')).toContain("rule 1");
});

test("what an audit cannot use is refused: an unknown kind, with its line", () => {
  expect(refusal(file.replace("batterySerial", "batterySerail"))).toContain("line 4");
  expect(refusal(file.replace("batterySerial", "batterySerail"))).toContain('Did you mean "batterySerial"?');
  expect(refusal("hello")).toContain("line 1");
});

test("the template's kinds of data are kinds that an audit knows", () => {
  const takenUp = policyTemplate()
    .slice(policyTemplate().indexOf("services: []"))
    .replace("services: []", "version: 1\ntitle: t\nservices:")
    .replace("allow: []", "allow:")
    .replace(/^#( {2}- | {4}\w+:)/gm, "$1");
  const reading = readPolicy(takenUp);
  if (!reading.ok) throw policyError(reading.problems);
  expect(readAuditPolicy(takenUp)).toHaveLength(2);
});

test("a policy that names no kind of data lets none go anywhere: whatever is found is against it", () => {
  const rules = readAuditPolicy("version: 1\ntitle: Local only\nservices: [{name: a.example.com, reason: r, open: always}]");
  expect(rules).toEqual([{ rule: "No kind of data may go anywhere", kinds: [], hosts: [], purpose: "Local only" }]);
});
