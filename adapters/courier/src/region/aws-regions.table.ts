/** Regions of Amazon's partitions and the country each lies in, as Amazon publishes them (state 2026). Hong Kong and Taiwan have names like any other. */

/** A partition's suffix of host names. */
export const awsSuffixes = ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu"] as const;

/** Country and partition's suffix of each region. */
export const awsRegions: Readonly<Record<string, { readonly country: string; readonly suffix: (typeof awsSuffixes)[number] }>> = {
  ...inCountry("US", ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "us-gov-east-1", "us-gov-west-1"]),
  ...inCountry("CA", ["ca-central-1", "ca-west-1"]),
  ...inCountry("MX", ["mx-central-1"]),
  ...inCountry("BR", ["sa-east-1"]),
  ...inCountry("IE", ["eu-west-1"]),
  ...inCountry("GB", ["eu-west-2"]),
  ...inCountry("FR", ["eu-west-3"]),
  ...inCountry("DE", ["eu-central-1"]),
  ...inCountry("CH", ["eu-central-2"]),
  ...inCountry("SE", ["eu-north-1"]),
  ...inCountry("IT", ["eu-south-1"]),
  ...inCountry("ES", ["eu-south-2"]),
  ...inCountry("ZA", ["af-south-1"]),
  ...inCountry("BH", ["me-south-1"]),
  ...inCountry("AE", ["me-central-1"]),
  ...inCountry("IL", ["il-central-1"]),
  ...inCountry("IN", ["ap-south-1", "ap-south-2"]),
  ...inCountry("JP", ["ap-northeast-1", "ap-northeast-3"]),
  ...inCountry("KR", ["ap-northeast-2"]),
  ...inCountry("SG", ["ap-southeast-1"]),
  ...inCountry("AU", ["ap-southeast-2", "ap-southeast-4"]),
  ...inCountry("ID", ["ap-southeast-3"]),
  ...inCountry("MY", ["ap-southeast-5"]),
  ...inCountry("NZ", ["ap-southeast-6"]),
  ...inCountry("TH", ["ap-southeast-7"]),
  ...inCountry("HK", ["ap-east-1"]),
  ...inCountry("TW", ["ap-east-2"]),
  "cn-north-1": { country: "CN", suffix: "amazonaws.com.cn" },
  "cn-northwest-1": { country: "CN", suffix: "amazonaws.com.cn" },
  "eusc-de-east-1": { country: "DE", suffix: "amazonaws.eu" },
};

function inCountry(country: string, regions: readonly string[]): Record<string, { country: string; suffix: "amazonaws.com" }> {
  return Object.fromEntries(regions.map((region) => [region, { country, suffix: "amazonaws.com" as const }]));
}
