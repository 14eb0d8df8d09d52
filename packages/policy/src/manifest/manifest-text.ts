/**
 * The canonical text of a manifest: what is hashed, signed and published. It is a policy file that holds nothing else (`title` and `privacy`; JSON is
 * YAML), so that every reader of policy files reads it, audits and the gateway's check among them; the gateway's own part is not in it.
 */
import { canonicalJson, type JsonValue, type Platform, toHex } from "@creance/core";
import { durationWords } from "../words/duration.ts";
import { dayText } from "./day.ts";
import { UNTIL_DELETED } from "./manifest-leaves.ts";
import type { DataFlow, PrivacyManifest } from "./types.ts";

/** The canonical text, one line without its end. `readManifest` reads it back. */
export function manifestText(manifest: PrivacyManifest): string {
  const { title, revision, effectiveUs, controller, about, rights, collects, flows } = manifest;
  return canonicalJson({
    version: 1,
    title,
    privacy: {
      revision,
      effective: dayText(effectiveUs),
      controller,
      ...(about === null ? {} : { about }),
      rights,
      collects: collects.map(({ data, why, keepUs }) => ({ data, why, keep: keepWords(keepUs) })),
      flows: flows.map(flowJson),
    },
  });
}

/** SHA-256 of the canonical text, hexadecimal: how the ledger and grants name a manifest. */
export function manifestSha256(manifest: PrivacyManifest, platform: Pick<Platform, "sha256">): string {
  return toHex(platform.sha256(new TextEncoder().encode(manifestText(manifest))));
}

/** How long something is kept, in the file's words. */
export function keepWords(keepUs: number | null): string {
  return keepUs === null ? UNTIL_DELETED : durationWords(keepUs);
}

function flowJson(flow: DataFlow): JsonValue {
  const { id, data, to, who, regions, purposes, why, keepUs, redact, readable, hosts, open } = flow;
  return {
    id,
    data,
    to,
    ...(who === null ? {} : { who }),
    regions,
    purposes,
    why,
    keep: keepWords(keepUs),
    ...(redact.length === 0 ? {} : { redact }),
    ...(readable ? { readable } : {}),
    ...(hosts.length === 0 ? {} : { hosts, open: open ?? "on-request" }),
  };
}
