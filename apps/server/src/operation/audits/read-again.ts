/** A finding read again from the kept original: the same search over its conversation, and the bytes as they stand there, layer by layer. */
import { createHash } from "node:crypto";
import type { AuditEvidence } from "@creance/api";
import type { Finding, FindingTrace, TracedStep } from "@creance/audit";
import type { EvidenceJob } from "../read-job.ts";
import { type AuditTools, auditKept } from "./audit-kept.ts";
import { CarriedBytes } from "./carried-bytes.ts";
import { messageStep, tracedSteps } from "./evidence-steps.ts";

/** What reading again gave. */
export type ReadAgain = AuditEvidence;

/** Reads it again. */
export async function readAgain(job: EvidenceJob, tools: AuditTools): Promise<ReadAgain> {
  const { finding } = job;
  const carried = new CarriedBytes(finding);
  let traced: readonly TracedStep[] = [];
  const { findings } = await auditKept(job, tools, {
    wrapContent: (onContent) => carried.wrap(onContent),
    onTrace(hit) {
      if (traced.length === 0 && isOf(hit, finding)) traced = hit.steps();
    },
  });
  const again = findings.find(({ findingId }) => findingId === finding.findingId);
  const same = again !== undefined && standsInTheSamePlace(again, finding);
  const message = carried.message();
  const steps = traced.length > 0 ? tracedSteps(traced, message, finding) : message === undefined ? [] : [messageStep(message, finding)];
  return {
    findingId: finding.findingId,
    same,
    sentence: sentenceOf(finding, again, same),
    sha256:
      message === undefined
        ? null
        : createHash("sha256")
            .update(message.bytes.subarray(...message.range))
            .digest("hex"),
    missingBytes: message?.missingBytes ?? 0,
    steps,
  };
}

/** True for the hit that a finding was made from, or the first of several. */
function isOf(hit: FindingTrace, { flow, needle, encoding, byteRange: [start, end] }: Finding): boolean {
  const [hitStart, hitEnd] = hit.place.byteRange;
  return (
    hit.flowId === flow.flowId &&
    (hit.needle === null || hit.needle === needle) &&
    hit.encoding.join() === encoding.join() &&
    hitStart >= start &&
    hitEnd <= end
  );
}

function standsInTheSamePlace(one: Finding, other: Finding): boolean {
  return (
    one.byteRange.join() === other.byteRange.join() &&
    one.packets.join() === other.packets.join() &&
    one.encoding.join() === other.encoding.join()
  );
}

function sentenceOf(finding: Finding, again: Finding | undefined, same: boolean): string {
  if (same) return "Read again just now from the kept original: the same packets, the same bytes, the same find.";
  if (again !== undefined) {
    return `Read again from the kept original: found again, but in packets ${again.packets.join(", ")}, bytes ${again.byteRange.join(" to ")}. Report this: the same capture must give the same place.`;
  }
  if (finding.match === "consistentWith") {
    return "Only sizes and times speak for it, and they are weighed over the whole capture: there are no bytes to read again. Run the audit again to weigh them anew.";
  }
  return "Not found again in the kept original. What the audit says of it cannot be relied on: check the original with `creance fsck`, then run the audit again.";
}
