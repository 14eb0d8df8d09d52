/** Which consent covers something that was sent. */
import type { Consent, FindingKind } from "../types.ts";
import { hostFits } from "./host-pattern.ts";

/**
 * Place of the first consent that covers it, `null` for none. Both ends of a consent's time belong to it. Without a known host no consent covers
 * anything: pass the name in the request, else the server's name, else its address.
 */
export function consentFor(consents: readonly Consent[], sentUs: number, kind: FindingKind, host: string | null): number | null {
  const index = consents.findIndex(
    (consent) => sentUs >= consent.fromUs && sentUs <= consent.untilUs && consent.kinds.includes(kind) && hostFits(host, consent.hosts),
  );
  return index < 0 ? null : index;
}

/** Place of the first consent for a host at a time, whatever the kind; `null` for none. */
export function consentedHost(consents: readonly Consent[], timeUs: number, host: string | null): number | null {
  const index = consents.findIndex((consent) => timeUs >= consent.fromUs && timeUs <= consent.untilUs && hostFits(host, consent.hosts));
  return index < 0 ? null : index;
}
