/** The chain of a find as the page shows it: the message as it was carried, then what each container of it held. At most 4 KiB of each step. */
import type { AuditEvidence } from "@creance/api";
import type { Finding, TracedStep } from "@creance/audit";
import type { CarriedMessage } from "./carried-bytes.ts";

type Step = AuditEvidence["steps"][number];

/** Bytes of a step that are shown, and how many of them before the find. */
const WINDOW_BYTES = 4096;
const BEFORE_BYTES = 256;

const roleTitles = {
  head: "Head of the message: start line and fields",
  body: "Body of the message, as it was sent",
  payload: "Payload of the message, as it was sent",
  name: "Name that was asked for",
  stream: "Stream of the conversation, as it was sent",
  datagram: "Datagram, as it was sent",
} as const satisfies Record<CarriedMessage["role"], string>;

/** The steps that the search itself went through. */
export function tracedSteps(traced: readonly TracedStep[], message: CarriedMessage | undefined, { carriedIn }: Finding): Step[] {
  const layers: string[] = [...carriedIn];
  return traced
    .filter((step, at) => at === 0 || step.layers.length > 0 || step.sizeBytes !== traced[at - 1]?.sizeBytes)
    .map((step, at) => {
      layers.push(...step.layers);
      return {
        title:
          at === 0
            ? roleTitles[message?.role ?? "stream"]
            : `Inside: ${step.layers.length === 0 ? "a part of it" : step.layers.join(", ")}`,
        layers: [...layers],
        sizeBytes: step.sizeBytes,
        start: step.start,
        hex: hexOf(step.bytes),
        mark: step.mark,
      };
    });
}

/** The message alone, for what is known by its place and not by a search. */
export function messageStep(message: CarriedMessage, { carriedIn }: Finding): Step {
  const { bytes, range, role, sizeBytes } = message;
  const start = Math.max(0, Math.min(range[0] - BEFORE_BYTES, bytes.byteLength - WINDOW_BYTES));
  const shown = bytes.subarray(start, start + WINDOW_BYTES);
  const mark = [range[0] - start, Math.min(range[1] - start, shown.byteLength)] as const;
  return { title: roleTitles[role], layers: carriedIn, sizeBytes, start, hex: hexOf(shown), mark: mark[0] < mark[1] ? mark : null };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
