/** Entries about the policy, consent and decisions. */
import type { KindTable } from "./field.ts";

/** Entries about the policy, consent and decisions. */
export const policyKinds = {
  /** A policy file came into force. `policySha256`: of its bytes; `which`: the privacy manifest, the gateway's file, a retention preset. */
  policySet: { which: ["manifest", "gateway", "retention"], policySha256: "sha256", byHash: "sha256OrNull" },
  /** The public privacy page of the manifest in force was written. `pageSha256`: of its document. */
  policyPublished: { policySha256: "sha256", pageSha256: "sha256", byHash: "sha256OrNull" },
  /** A grant was signed. `grantHash`: salted hash of its record; `untilUs`: when it ends. */
  grantMade: { grantId: "id", grantHash: "sha256", untilUs: "count", byHash: "sha256OrNull" },
  /** A grant was taken back. `reasonHash`: salted hash of the reason. */
  grantRevoked: { grantId: "id", reasonHash: "sha256OrNull", byHash: "sha256OrNull" },
  /** The policy decided. `inputHash`: salted hash of what was asked, `policySha256`: of the manifest that decided, `reasonsHash`: of the reasons given. */
  decided: {
    decisionId: "id",
    grantId: "idOrNull",
    verdict: ["permit", "refuse"],
    inputHash: "sha256",
    policySha256: "sha256",
    reasonsHash: "sha256OrNull",
  },
} as const satisfies KindTable;
