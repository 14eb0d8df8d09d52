/** Could such data go there, if somebody granted it? What the manifest alone says, for a person who writes one. */
import type { EpochUs } from "@creance/core";
import type { PrivacyManifest } from "../manifest/types.ts";
import { providerRegionsTable } from "../region/provider-regions.table.ts";
import type { DataClass } from "../vocabulary/data-classes.table.ts";
import type { Purpose } from "../vocabulary/purposes.table.ts";
import type { RecipientKind } from "../vocabulary/recipient-kinds.table.ts";
import { decideShare } from "./decide-share.ts";
import type { Decision, PolicyEngine } from "./types.ts";

/** A way that somebody thinks of. */
export interface ThoughtOf {
  readonly data: readonly DataClass[];
  /** Classes that would be taken out first. */
  readonly redacted: readonly DataClass[];
  readonly to: RecipientKind;
  readonly purpose: Purpose;
  /** `US`, or `aws/us-west-2`. */
  readonly place: string;
  /** It would go there readable. */
  readonly readable: boolean;
}

/** The decision, as if it were granted (or, to an authority, requested; to the public, agreed), its region checked and what was taken out searched for. */
export function explainFlow(
  way: ThoughtOf,
  by: { readonly manifest: PrivacyManifest; readonly engine: PolicyEngine; readonly nowUs: EpochUs },
): Pick<Decision, "verdict" | "missing" | "flowId"> {
  const action = way.to === "public" ? "publish" : way.to === "authority" ? "disclose" : "share";
  const { missing, flowId } = decideShare(
    {
      action,
      items: [
        {
          sha256: "0".repeat(64),
          classes: [...new Set([...way.data, ...way.redacted])],
          redacted: way.redacted,
          leakCheck: "passed",
          kind: "other",
          aircraft: [],
        },
      ],
      recipientKind: way.to,
      recipientKeys: way.readable ? [] : ["age1"],
      destination:
        action === "publish" ? null : { ...destinationAt(way.place), id: "destination", grade: "provider-asserted", checkedUs: by.nowUs },
      purpose: way.purpose,
      request: { requestId: "", decision: "granted" },
      approvedBy: "somebody else",
      askedBy: "somebody",
    },
    { ...by, manifestSha256: "", grant: null, isRevoked: false },
  );
  const others = missing.filter(({ code }) => code !== "grant-missing");
  return { verdict: others.length === 0 ? "permit" : "refuse", missing: others, flowId };
}

function destinationAt(place: string): { readonly endpoint: string; readonly region: string; readonly country: string | null } {
  const [provider = "", region = ""] = place.split("/");
  if (!place.includes("/")) return { endpoint: "https://own.invalid", region: "", country: place };
  const known = Object.entries(providerRegionsTable).find(([name]) => name === provider);
  return { endpoint: `https://storage${known?.[1].hostEnds[0] ?? ".invalid"}`, region, country: null };
}
