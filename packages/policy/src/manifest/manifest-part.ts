/** Reads the part `privacy` of a policy file: the privacy manifest. */
import type { z } from "zod";
import type { ShapeReader } from "../shape-reader.ts";
import { flowProblems } from "./flow-problems.ts";
import { collectedShape, flowShape, manifestShape } from "./schema.ts";
import type { CollectedData, DataFlow, PrivacyManifest } from "./types.ts";

/** The manifest, `null` when something is wrong in it: the reader has heard what. `title`: of the policy file. */
export function manifestPart(reader: ShapeReader, value: unknown, title: string): PrivacyManifest | null {
  const read = reader.part(manifestShape, value, ["privacy"]);
  const lists = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  const collects = listOf(lists["collects"]).map((entry, index) => {
    const path = ["privacy", "collects", index];
    const collected = reader.part(collectedShape, entry, path);
    return collected === null ? null : toCollected(collected, reader.lineOf(path));
  });
  const flows = listOf(lists["flows"]).map((entry, index) => {
    const path = ["privacy", "flows", index];
    const flow = reader.part(flowShape, entry, path);
    return flow === null ? null : toFlow(flow, reader.lineOf(path));
  });
  flowProblems(flows, collects, (path, sentence) => reader.tell(["privacy", ...path], sentence));
  if (read === null) return null;
  return {
    title,
    revision: read.revision,
    effectiveUs: read.effective,
    controller: read.controller,
    about: read.about ?? null,
    rights: read.rights ?? [],
    collects: collects.filter((each) => each !== null),
    flows: flows.filter((each) => each !== null),
  };
}

function toCollected(read: z.output<typeof collectedShape>, line: number): CollectedData {
  return { data: read.data, why: read.why, keepUs: read.keep, line };
}

function toFlow(read: z.output<typeof flowShape>, line: number): DataFlow {
  const hosts = read.hosts ?? [];
  return {
    id: read.id,
    data: read.data,
    to: read.to,
    who: read.who ?? null,
    regions: read.regions,
    purposes: read.purposes,
    why: read.why,
    keepUs: read.keep,
    redact: read.redact ?? [],
    readable: read.readable ?? false,
    hosts,
    open: hosts.length === 0 ? (read.open ?? null) : (read.open ?? "on-request"),
    line,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
