/** A grant with a value under every key. */
import type { Grant } from "../../src/index.ts";

export const DAY_US = 86_400e6;
/** Noon of 2026-11-22. */
export const NOON_US = Date.UTC(2026, 10, 22, 12) * 1000;

/** A grant for two originals. */
export const grant: Grant = {
  grantId: "0123456789abcdef".repeat(2),
  madeUs: NOON_US,
  giver: { name: "Synth Orchard", contact: "orchard@example.org" },
  controller: { name: "Synth Water Works", contact: "privacy@water.example" },
  recipient: { name: "Synth Orchard", contact: null, kind: "customer", keys: [`age1${"q".repeat(58)}`] },
  data: ["imagery", "thermal"],
  purposes: ["requestedService", "claim"],
  why: "The survey that was ordered",
  destinations: ["results"],
  regions: ["EU", "aws/us-west-2"],
  redact: ["position", "faces"],
  fromUs: NOON_US,
  untilUs: NOON_US + 30 * DAY_US,
  keepUs: 365 * DAY_US,
  manifestSha256: "cd".repeat(32),
  flowId: "customer-pictures",
  items: ["ab".repeat(32), "ba".repeat(32)],
  standing: null,
};

/** A standing grant. */
export const standingGrant: Grant = {
  ...grant,
  items: null,
  keepUs: null,
  standing: { aircraft: ["SYNTH Hobby"], kinds: ["flight", "picture"], every: "day", atMinute: 120 },
};
