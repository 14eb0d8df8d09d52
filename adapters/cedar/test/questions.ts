/** A question that everything is right about, and what it is decided by. */
import { createHash } from "node:crypto";
import {
  type AskedItem,
  type DecideBy,
  type Grant,
  manifestSha256,
  type PolicyEngine,
  type PrivacyManifest,
  readManifest,
  type ShareQuestion,
} from "@creance/policy";

const manifestYaml = `version: 1
title: Synth Water Works
privacy:
  revision: 3
  effective: 2026-11-01
  controller: {name: Synth Water Works, contact: privacy@water.example, country: PT}
  flows:
    - {id: customer-pictures, data: [imagery, thermal], to: [customer], regions: [EU], purposes: [requestedService], why: Result, keep: 365 days, redact: [position, faces]}
    - {id: own-bucket, data: [imagery, position, track, telemetry], to: [ownStorage], regions: [aws/eu-west-1], purposes: [ownRecords], why: Copy, keep: until deleted}
    - {id: maps, data: [imagery, position], to: [processor], regions: [PT], purposes: [processing], why: Maps, keep: 7 days, readable: true}
    - {id: police, data: [imagery, position], to: [authority], regions: [PT], purposes: [legalDuty], why: Duty, keep: until deleted}
    - {id: page, data: [imagery, serials], to: [public], regions: [PT], purposes: [publicInformation], why: Page, keep: until deleted}
`;

/** The manifest of the questions. */
export const manifest: PrivacyManifest = readManifest(manifestYaml);

/** Noon of 2026-11-22. */
export const NOON_US = Date.UTC(2026, 10, 22, 12) * 1000;
const DAY_US = 86_400e6;
/** The key that it is encrypted to. */
export const KEY = `age1${"q".repeat(58)}`;

/** The original asked about. */
export const item: AskedItem = {
  sha256: "ab".repeat(32),
  classes: ["imagery", "position", "faces"],
  redacted: ["position", "faces"],
  leakCheck: "passed",
  kind: "picture",
  aircraft: ["SYNTH Hobby"],
};

/** The grant for it. */
export const grant: Grant = {
  grantId: "0123456789abcdef".repeat(2),
  madeUs: NOON_US - 2 * DAY_US,
  giver: { name: "Synth Orchard", contact: null },
  controller: { name: manifest.controller.name, contact: manifest.controller.contact },
  recipient: { name: "Synth Orchard", contact: null, kind: "customer", keys: [KEY] },
  data: ["imagery"],
  purposes: ["requestedService"],
  why: "The survey that was ordered",
  destinations: ["results"],
  regions: ["IE"],
  redact: ["position"],
  fromUs: NOON_US - DAY_US,
  untilUs: NOON_US + DAY_US,
  keepUs: null,
  manifestSha256: "cd".repeat(32),
  flowId: "customer-pictures",
  items: [item.sha256],
  standing: null,
};

/** The question. */
export const question: ShareQuestion = {
  action: "share",
  items: [item],
  recipientKind: "customer",
  recipientKeys: [KEY],
  destination: {
    id: "results",
    endpoint: "https://s3.eu-west-1.amazonaws.com",
    region: "eu-west-1",
    country: "IE",
    grade: "provider-asserted",
    checkedUs: NOON_US - 60e6,
  },
  purpose: "requestedService",
  request: null,
  approvedBy: null,
  askedBy: "pilot seven",
};

/** What it is decided by. */
export function by(engine: PolicyEngine, change: Partial<DecideBy> = {}): DecideBy {
  const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
  return { manifest, manifestSha256: manifestSha256(manifest, { sha256 }), grant, isRevoked: false, engine, nowUs: NOON_US, ...change };
}
