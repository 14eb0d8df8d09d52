/** A finding before its conversation has ended: everything but what only the end tells. */
import type { ContentPart } from "@creance/capture";
import type { EvidencePlace, Finding, FindingKind } from "../types.ts";

/** The message that a part belongs to. */
export type MessagePlace = Pick<ContentPart, "flow" | "side" | "streamId" | "message" | "transport" | "http" | "topic">;

/** What was found, without its conversation's row. */
export interface FindingDraft
  extends EvidencePlace,
    Pick<
      Finding,
      | "kind"
      | "needle"
      | "needleSource"
      | "encoding"
      | "match"
      | "class"
      | "precisionM"
      | "weakBecause"
      | "field"
      | "flight"
      | "delayS"
      | "points"
      | "decimals"
    > {
  readonly message: MessagePlace;
  readonly direction: Finding["direction"];
  /** True when a decoy was found: it goes into the account of the run, not among the findings. */
  readonly decoy: boolean;
  /** What a person is told of it besides the rest, without a secret: `a JPEG picture of 2,048 bytes`. */
  readonly detail: string | null;
}

/** What makes two drafts of one message the same finding. */
export function draftKey({ kind, needle, encoding, message, flight }: FindingDraft): string {
  return JSON.stringify([message.side, message.streamId, message.message, kind, needle, flight, encoding]);
}

/** Kinds that say where something is. */
export function isPlaceKind(kind: FindingKind): boolean {
  return kind === "position" || kind === "track" || kind === "homePoint" || kind === "placeQuery";
}
