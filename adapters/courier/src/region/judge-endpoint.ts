/** What an endpoint's host name says about where it is: an allow-list for providers that are known, nothing for others. */
import type { Destination, RegionObservation } from "../types.ts";
import { awsRegions, awsSuffixes } from "./aws-regions.table.ts";

/** Whose endpoint it is, and what its name says. */
export interface JudgedEndpoint {
  readonly provider: "amazon" | "cloudflare" | "other";
  readonly observations: readonly RegionObservation[];
}

/** Judges the endpoint of a destination. Nothing is connected to. */
export function judgeEndpoint({ endpoint, region, country }: Destination): JudgedEndpoint {
  const host = new URL(endpoint).hostname.toLowerCase().replace(/\.$/, "");
  const says = (code: string, verdict: RegionObservation["verdict"], sentence: string): RegionObservation => ({ code, verdict, sentence });
  if (isUnder(host, ...awsSuffixes, "api.aws"))
    return { provider: "amazon", observations: [...amazonHost(host, region, says), ...amazonCountry(region, country, says)] };
  if (isUnder(host, "cloudfront.net")) {
    return {
      provider: "amazon",
      observations: [says("endpoint-host", "contradicts", `${host} is a delivery network that answers from many countries.`)],
    };
  }
  if (isUnder(host, "r2.cloudflarestorage.com")) {
    const isBound = /\.(eu|us|fedramp)\.r2\.cloudflarestorage\.com$/.test(host);
    const sentence = isBound
      ? `${host} is bound to a jurisdiction by its provider, which names no single region.`
      : `${host} is bound to no place: its location hints are no promise.`;
    return { provider: "cloudflare", observations: [says("endpoint-host", isBound ? "note" : "contradicts", sentence)] };
  }
  return {
    provider: "other",
    observations: [
      says("endpoint-host", "note", `${host} is no host of a provider that is known here: what it says of itself is its operator's word.`),
    ],
  };
}

type Says = (code: string, verdict: RegionObservation["verdict"], sentence: string) => RegionObservation;

function amazonHost(host: string, region: string, says: Says): readonly RegionObservation[] {
  const suffix = awsRegions[region]?.suffix;
  if (suffix === undefined) return [says("endpoint-host", "contradicts", `Amazon has no region "${region}" that is known here.`)];
  const allowed = [
    `s3.${region}.${suffix}`,
    `s3.dualstack.${region}.${suffix}`,
    `s3-fips.${region}.${suffix}`,
    `s3-fips.dualstack.${region}.${suffix}`,
  ];
  if (allowed.includes(host)) return [says("endpoint-host", "supports", `${host} is Amazon's own endpoint for ${region}.`)];
  const why = host.includes("accelerate")
    ? "which takes bytes in at many places (Transfer Acceleration)"
    : host.includes("accesspoint") || host.includes("mrap")
      ? "which is an access point, possibly of several regions"
      : host === "s3.amazonaws.com" || host === "s3-external-1.amazonaws.com"
        ? "which is Amazon's global endpoint"
        : "which is not the endpoint of this region";
  return [says("endpoint-host", "contradicts", `The endpoint is ${host}, ${why}; for ${region} it is ${allowed[0]}.`)];
}

function amazonCountry(region: string, country: string, says: Says): readonly RegionObservation[] {
  const named = awsRegions[region]?.country;
  if (named === undefined) return [];
  if (named === country) return [says("region-country", "supports", `Amazon's ${region} lies in ${named}, the country that is asked for.`)];
  return [says("region-country", "contradicts", `Amazon's ${region} lies in ${named}, not in ${country}.`)];
}

function isUnder(host: string, ...suffixes: readonly string[]): boolean {
  return suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}
