/** The shape of a policy file: its keys, and what stands under each (docs/guide/policy.md). */
import { z } from "zod";
import {
  dataKindLeaf,
  hostNameLeaf,
  hostPatternLeaf,
  interfaceAddressLeaf,
  interfaceLeaf,
  ipv4Leaf,
  limitSpanLeaf,
  managePortLeaf,
  oneOf,
  openForLeaf,
  openingLeaf,
  servicePortLeaf,
  sizeLeaf,
  versionLeaf,
  words,
} from "./leaves.ts";
import type { DataKind } from "./types.ts";

const dhcpShape = z.strictObject({ from: ipv4Leaf, until: ipv4Leaf });
const lanShape = z.strictObject({ interface: interfaceLeaf, address: interfaceAddressLeaf, dhcp: dhcpShape.nullish() });
const wanShape = z.strictObject({ interface: interfaceLeaf });
const manageShape = z.strictObject({ interface: interfaceLeaf, port: managePortLeaf });
const limitShape = z.strictObject({ up: sizeLeaf, per: limitSpanLeaf });

const answers = ["answer", "refuse"] as const;
/** The gateway's part. */
export const holdShape = z.strictObject({
  mode: oneOf(["local-data", "named-services"], "what passes"),
  lan: lanShape,
  wan: wanShape,
  resolver: ipv4Leaf.nullish(),
  portal: oneOf(answers, "what becomes of a phone's probes").default("answer"),
  time: oneOf(answers, "what becomes of time requests").default("answer"),
  control: hostNameLeaf.nullish(),
  manage: manageShape.nullish(),
});

/** One of the services. */
export function serviceShape(dataKinds: readonly DataKind[] | undefined) {
  return z.strictObject({
    name: hostNameLeaf,
    reason: words("why it may be reached, in your own words"),
    open: openingLeaf,
    ports: z.array(servicePortLeaf).nonempty().nullish(),
    limit: limitShape.nullish(),
    for: openForLeaf.nullish(),
    data: z.array(dataKindLeaf(dataKinds)).nullish(),
  });
}

/** One of the rules for audits alone. */
export function allowShape(dataKinds: readonly DataKind[] | undefined) {
  return z.strictObject({
    rule: words("what the rule is called"),
    kinds: z.array(dataKindLeaf(dataKinds)).nonempty(),
    hosts: z.array(hostPatternLeaf).nullish(),
    purpose: words("what it is for, in your own words"),
  });
}

/** The file's own keys; what stands under the lists is read entry by entry. */
export const fileShape = z.strictObject({
  version: versionLeaf,
  title: words("who the policy is of and what it is for"),
  hold: z.unknown().optional(),
  services: z.array(z.unknown()).nullish(),
  allow: z.array(z.unknown()).nullish(),
  privacy: z.unknown().optional(),
});
