/**
 * Regions of storage providers and the country that each says it lies in. A provider is known by the end of its host names; a region of a known provider
 * that is not in the table has no known country, and nothing goes there.
 *
 * Sources: for `aws`, the names of regions in the provider's own list of partitions as its SDK for JavaScript ships it (2026-11); for `r2`, the
 * jurisdictions in its documentation (`us` since August 2026). Hong Kong (`ap-east-1`) and Taiwan (`ap-east-2`) stand in one partition with Oregon: who
 * allows a provider has not allowed a country.
 */

/** A provider with its regions. */
interface ProviderRegions {
  /** Ends of its host names, each with a dot before it. */
  readonly hostEnds: readonly string[];
  /** Country (ISO 3166-1, two letters) by region; `EU`: somewhere in the European Union. */
  readonly countries: Readonly<Record<string, string>>;
}

/** Providers whose regions are known. */
export const providerRegionsTable = {
  aws: {
    hostEnds: [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws"],
    countries: {
      "af-south-1": "ZA",
      "ap-east-1": "HK",
      "ap-east-2": "TW",
      "ap-northeast-1": "JP",
      "ap-northeast-2": "KR",
      "ap-northeast-3": "JP",
      "ap-south-1": "IN",
      "ap-south-2": "IN",
      "ap-southeast-1": "SG",
      "ap-southeast-2": "AU",
      "ap-southeast-3": "ID",
      "ap-southeast-4": "AU",
      "ap-southeast-5": "MY",
      "ap-southeast-6": "NZ",
      "ap-southeast-7": "TH",
      "ca-central-1": "CA",
      "ca-west-1": "CA",
      "cn-north-1": "CN",
      "cn-northwest-1": "CN",
      "eu-central-1": "DE",
      "eu-central-2": "CH",
      "eu-north-1": "SE",
      "eu-south-1": "IT",
      "eu-south-2": "ES",
      "eu-west-1": "IE",
      "eu-west-2": "GB",
      "eu-west-3": "FR",
      "eusc-de-east-1": "DE",
      "il-central-1": "IL",
      "me-central-1": "AE",
      "me-south-1": "BH",
      "me-west-1": "SA",
      "mx-central-1": "MX",
      "sa-east-1": "BR",
      "sa-west-1": "CL",
      "us-east-1": "US",
      "us-east-2": "US",
      "us-gov-east-1": "US",
      "us-gov-west-1": "US",
      "us-west-1": "US",
      "us-west-2": "US",
    },
  },
  r2: {
    hostEnds: [".r2.cloudflarestorage.com"],
    // Location hints (`wnam`, `apac`, `auto`) promise nothing, so they are not here.
    countries: { eu: "EU", us: "US", fedramp: "US" },
  },
} as const satisfies Readonly<Record<string, ProviderRegions>>;
