/** What a person agreed to, and whether a work folder still says so. */
import { documentWords } from "./document-words.ts";
import type { ShareWork } from "./share-folder.ts";
import type { ShareAgreement, SharePlan, ShareSummary } from "./types.ts";

/** What is entered when a share begins. */
export function agreementOf(plan: Omit<SharePlan, "items">, by: string): ShareAgreement {
  const { destination, recipients, recipientKind, purpose, reason, untilUs, recipe, claims } = plan;
  return { destination, recipients, recipientKind, purpose, reason, untilUs, recipe, ...(claims === true ? { claims } : {}), by };
}

/** Whether a work folder says the same. */
export function saysSo({ plan, wish }: ShareWork, agreed: ShareAgreement): boolean {
  return documentWords(agreementOf(plan, wish.by)) === documentWords(agreed);
}

/** The work as far as it says what was entered: nothing connects to a destination that somebody wrote into the folder later. */
export function enteredWork(work: ShareWork | undefined, share: ShareSummary | undefined): ShareWork | undefined {
  const agreed = share?.agreed ?? null;
  return work === undefined || agreed === null || saysSo(work, agreed) ? work : undefined;
}
