/** The sample operation's policy file reads, holds its own audits, and lets its customer have a redacted survey and nothing more. */
import { openPolicyEngine } from "@creance/cedar";
import { explainFlow, readManifest, readPolicy, type ThoughtOf } from "@creance/policy";
import { samplePolicy } from "@creance/sample";
import { expect, it } from "vitest";
import { readAuditPolicy } from "../../../src/index.ts";

const manifest = readManifest(samplePolicy);

it("reads without a problem, and opens no host", () => {
  expect(readPolicy(samplePolicy)).toMatchObject({ ok: true, policy: { services: [], allow: [] } });
  expect(manifest.flows.length).toBeGreaterThan(4);
  // No flow names a host: an audit allows nothing anywhere.
  expect(readAuditPolicy(samplePolicy)).toEqual([expect.objectContaining({ kinds: [], hosts: [] })]);
});

it("an audit held against a manifest allows what its flows name, at their hosts", () => {
  const withHost = samplePolicy.replace(
    "  flows:\n",
    "  flows:\n    - {id: activation, data: [serials], to: [maker], regions: [US], purposes: [activation], why: Batteries, keep: until deleted, hosts: [activation.example.com]}\n",
  );
  expect(readAuditPolicy(withHost)).toEqual([
    {
      rule: "activation.example.com",
      kinds: ["aircraftSerial", "controllerSerial", "batterySerial", "cameraSerial"],
      hosts: ["activation.example.com"],
      purpose: "activation: Batteries",
    },
  ]);
});

it("lets the customer have a redacted survey, and nothing more", async () => {
  const engine = await openPolicyEngine();
  const codes = (change: Partial<ThoughtOf>) =>
    explainFlow(
      {
        data: ["imagery", "serials", "faces"],
        redacted: ["serials", "faces"],
        to: "customer",
        purpose: "requestedService",
        place: "US",
        readable: false,
        ...change,
      },
      { manifest, engine, nowUs: Date.UTC(2026, 10, 22) * 1000 },
    ).missing.map(({ code }) => code);
  expect(codes({})).toEqual([]);
  expect(codes({ place: "aws/us-west-2" })).toEqual([]);
  expect(codes({ redacted: ["serials"] })).toEqual(["flow-data", "flow-redact"]);
  expect(codes({ place: "aws/ap-east-1" })).toEqual(["flow-region"]);
  expect(codes({ purpose: "marketing" })).toEqual(["flow-purpose"]);
  expect(codes({ readable: true })).toEqual(["not-encrypted"]);
  expect(codes({ to: "public", purpose: "publicInformation" })).toEqual(["flow-missing"]);
  expect(codes({ to: "processor", purpose: "processing", place: "PT", readable: true })).toEqual([]);
  expect(codes({ to: "authority", purpose: "legalDuty", place: "PT" })).toEqual([]);
});
