/** From what was found to a grade. A contradiction weighs more than any number of agreements. */
import { addressKind } from "../address-rule.ts";
import { quoted } from "../http/errors.ts";
import type { CourierOptions, Destination, RegionGrade, RegionObservation, RegionRecord } from "../types.ts";
import { judgeEndpoint } from "./judge-endpoint.ts";
import type { RegionFacts } from "./region-facts.ts";

/** What no check from here can show. */
const LIMIT =
  "A client can never prove where bytes physically lie: this is what the provider says, whether the network agrees, and nothing that was found to the contrary.";

/** The record of a check. `takenUs` is when. */
export function gradeRegion(
  destination: Destination,
  facts: RegionFacts,
  { countryOf, publishedRegionOf, takenUs }: Pick<CourierOptions, "countryOf" | "publishedRegionOf"> & { readonly takenUs: number },
): RegionRecord {
  const endpoint = judgeEndpoint(destination);
  const asserted = assertions(destination, facts);
  const network = networkOf(destination, facts, { ...(countryOf && { countryOf }), ...(publishedRegionOf && { publishedRegionOf }) });
  const observations = [
    ...endpoint.observations,
    ...asserted,
    ...redirected(facts),
    wrongRegion(destination, facts, endpoint.provider === "amazon"),
    ...network.observations,
    ...settings(destination, facts),
    transport(destination, facts),
  ];
  const isAsserted = asserted.some(({ verdict }) => verdict === "supports");
  if (!isAsserted && !asserted.some(({ verdict }) => verdict === "contradicts")) {
    observations.push({
      code: "region-not-said",
      verdict: "contradicts",
      sentence: `The server does not say which region the bucket is in: nobody vouches for ${destination.region}.`,
    });
  }
  const isContradicted = observations.some(({ verdict }) => verdict === "contradicts");
  const grade: RegionGrade = isContradicted ? "contradicted" : network.isConsistent ? "network-consistent" : "provider-asserted";
  const { id, bucket, region, country } = destination;
  return {
    destinationId: id,
    takenUs,
    endpoint: destination.endpoint,
    bucket,
    region,
    country,
    grade,
    observations,
    addresses: facts.addresses,
    certificates: facts.certificates,
    keepsVersions: facts.keepsVersions,
    hasObjectLock: facts.hasObjectLock,
    limit: LIMIT,
  };
}

function assertions({ region }: Destination, { headRegion, locationRegion }: RegionFacts): readonly RegionObservation[] {
  return (
    [
      ["bucket-head", "HeadBucket", headRegion],
      ["bucket-location", "GetBucketLocation", locationRegion],
    ] as const
  ).map(([code, question, said]) => {
    if (said === null) return { code, verdict: "note", sentence: `${question} names no region.` };
    if (said === region) return { code, verdict: "supports", sentence: `${question} says ${region}.` };
    return { code, verdict: "contradicts", sentence: `${question} says ${quoted(said)}, not ${region}.` };
  });
}

function redirected({ redirect }: RegionFacts): readonly RegionObservation[] {
  if (redirect === null) return [];
  return [{ code: "redirect", verdict: "contradicts", sentence: `The server sends requests for this bucket to ${quoted(redirect)}.` }];
}

function wrongRegion(
  { region }: Destination,
  { wrongRegion: { tried, isAccepted, named } }: RegionFacts,
  mustRefuse: boolean,
): RegionObservation {
  const code = "wrong-region";
  if (isAccepted === null)
    return { code, verdict: "note", sentence: `Whether a request signed for ${tried} is refused could not be told.` };
  if (isAccepted) {
    return mustRefuse
      ? {
          code,
          verdict: "contradicts",
          sentence: `A request signed for ${tried} was accepted: Amazon's servers refuse that, so this is none of theirs.`,
        }
      : { code, verdict: "note", sentence: `A request signed for ${tried} was accepted: this server does not look at regions.` };
  }
  if (named !== null && named !== region) {
    return {
      code,
      verdict: "contradicts",
      sentence: `Refusing a request signed for ${tried}, the server named ${quoted(named)} as its region, not ${region}.`,
    };
  }
  return {
    code,
    verdict: "supports",
    sentence: `A request signed for ${tried} was refused${named === null ? "" : `, and ${region} named`}.`,
  };
}

function networkOf(
  { region, country }: Destination,
  { addresses }: RegionFacts,
  { countryOf, publishedRegionOf }: Pick<CourierOptions, "countryOf" | "publishedRegionOf">,
): { readonly observations: readonly RegionObservation[]; readonly isConsistent: boolean } {
  const observations = addresses.map((address): RegionObservation => {
    const code = "address";
    const kind = addressKind(address);
    if (kind !== "public")
      return { code, verdict: "note", sentence: `${address} is a ${kind} address: it lies wherever this network ends.` };
    const published = publishedRegionOf?.(address) ?? null;
    if (published !== null) {
      const agrees = published.region === region;
      return {
        code,
        verdict: agrees ? "supports" : "contradicts",
        sentence: `${address} stands in the list of ${published.provider} under ${published.region}${agrees ? "" : `, not under ${region}`}.`,
      };
    }
    const found = countryOf?.(address) ?? null;
    if (found === null)
      return { code, verdict: "note", sentence: `The address databases here do not tell, or differ on, the country of ${address}.` };
    if (found === country) return { code, verdict: "supports", sentence: `${address} lies in ${country} by the address databases.` };
    return { code, verdict: "contradicts", sentence: `${address} lies in ${found} by the address databases, not in ${country}.` };
  });
  return { observations, isConsistent: observations.length > 0 && observations.every(({ verdict }) => verdict === "supports") };
}

function settings({ bucket }: Destination, facts: RegionFacts): readonly RegionObservation[] {
  const { replicas, isAccelerated, logTarget, lifecycleRules, keepsVersions, hasObjectLock, isPublic } = facts;
  const says = (code: string, verdict: RegionObservation["verdict"], sentence: string): RegionObservation => ({ code, verdict, sentence });
  const untold = (code: string, what: string): RegionObservation =>
    says(code, "note", `Whether ${what} could not be asked with these keys.`);
  return [
    replicas === null
      ? untold("replication", "the bucket is copied elsewhere")
      : replicas.length > 0
        ? says(
            "replication",
            "contradicts",
            `The bucket is copied to ${replicas.map((name) => quoted(name)).join(", ")}, whose place was not checked.`,
          )
        : says("replication", "supports", "The bucket is not set to be copied elsewhere."),
    isAccelerated === null
      ? untold("accelerate", "Transfer Acceleration is on")
      : isAccelerated
        ? says("accelerate", "contradicts", "Transfer Acceleration is on: bytes may enter in other countries.")
        : says("accelerate", "supports", "Transfer Acceleration is off."),
    logTarget === null
      ? untold("access-logs", "access logs are written")
      : logTarget !== "" && logTarget !== bucket
        ? says("access-logs", "contradicts", `Logs of who accesses what are written to ${quoted(logTarget)}, whose place was not checked.`)
        : says(
            "access-logs",
            "note",
            logTarget === "" ? "No access logs are written to a bucket." : "Access logs are written to the bucket itself.",
          ),
    lifecycleRules === null
      ? untold("lifecycle", "rules move or delete objects")
      : says(
          "lifecycle",
          "note",
          lifecycleRules === 0
            ? "No rule moves or deletes objects by itself."
            : `${lifecycleRules} rules move or delete objects by themselves.`,
        ),
    keepsVersions === null
      ? untold("versions", "versions are kept")
      : says("versions", "note", keepsVersions ? "Versions are kept: removing means removing each." : "No versions are kept."),
    hasObjectLock === null
      ? untold("object-lock", "Object Lock is on")
      : says(
          "object-lock",
          "note",
          hasObjectLock ? "Object Lock is on: what is shared here may be impossible to take back." : "Object Lock is off.",
        ),
    isPublic === null
      ? untold("public", "the bucket's policy opens it to everybody")
      : says(
          "public",
          "note",
          isPublic ? "The bucket's policy opens it to everybody." : "The bucket's policy does not open it to everybody.",
        ),
  ];
}

function transport({ caPem }: Destination, { isEncrypted, certificates }: RegionFacts): RegionObservation {
  if (!isEncrypted) return { code: "tls", verdict: "note", sentence: "The connection is not encrypted; only the files themselves are." };
  const leaf = certificates[0];
  const by = caPem === undefined ? "a public authority" : "the authority named in the settings";
  return {
    code: "tls",
    verdict: "note",
    sentence: `The server's certificate ${quoted(leaf?.subject ?? "")} was issued by ${quoted(leaf?.issuer ?? "")} and ends in ${by}.`,
  };
}
