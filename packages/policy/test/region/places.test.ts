/** R: a place is a country, whoever's data centre stands there; what is not known is nowhere. */
import { describe, expect, it } from "vitest";
import { isCountry, placeFault, placeOf } from "../../src/index.ts";
import { providerRegionsTable } from "../../src/region/provider-regions.table.ts";

const aws = (region: string, country: string | null = null) => placeOf({ endpoint: `https://s3.${region}.amazonaws.com`, region, country });

describe("a provider's region", () => {
  it("lies where its provider says", () => {
    expect(aws("us-west-2")).toMatchObject({ provider: "aws", country: "US", isAgreed: true, names: ["US", "aws/us-west-2"] });
    expect(aws("eu-west-1")).toMatchObject({ country: "IE", names: ["IE", "EU", "aws/eu-west-1"] });
    expect(aws("ap-east-1")).toMatchObject({ country: "HK", names: ["HK", "aws/ap-east-1"] });
    expect(aws("ap-east-2")).toMatchObject({ country: "TW", names: ["TW", "aws/ap-east-2"] });
  });
  it("that is not known has no country, whatever somebody says", () => {
    for (const region of ["us-west-9", "", "toString", "__proto__", "US-WEST-2"]) {
      expect(aws(region, "US")).toMatchObject({ provider: "aws", country: null, names: [] });
    }
  });
  it("that contradicts what somebody says has no name that a policy could allow", () => {
    expect(aws("ap-east-1", "CN")).toMatchObject({ country: "HK", isAgreed: false, names: [] });
    expect(aws("us-west-2", "US")).toMatchObject({ isAgreed: true });
  });
  it("is known by the end of the host's name alone", () => {
    for (const endpoint of [
      "s3.ap-east-1.amazonaws.com",
      "HTTPS://BUCKET.S3.AP-EAST-1.AMAZONAWS.COM:443/path?x",
      "https://amazonaws.com",
      "https://s3.ap-east-1.amazonaws.com.",
      "https://s3.dualstack.ap-east-1.api.aws",
    ]) {
      expect(placeOf({ endpoint, region: "ap-east-1", country: "US" })).toMatchObject({ provider: "aws", isAgreed: false });
    }
    for (const endpoint of ["https://amazonaws.com.example.org", "https://notamazonaws.com", "https://store.example.org/amazonaws.com"]) {
      expect(placeOf({ endpoint, region: "ap-east-1", country: "US" })).toMatchObject({ provider: null, country: "US", names: ["US"] });
    }
  });
  it("a jurisdiction of many countries is one of them to nobody but the union", () => {
    const eu = placeOf({ endpoint: "https://id.eu.r2.cloudflarestorage.com", region: "eu", country: "FR" });
    expect(eu).toMatchObject({ country: "EU", isAgreed: true, names: ["EU", "r2/eu"] });
    expect(placeOf({ endpoint: "https://id.r2.cloudflarestorage.com", region: "auto", country: "FR" })).toMatchObject({ country: null });
  });
});

describe("a server of one's own", () => {
  it("stands where its operator says, or nowhere", () => {
    const at = (country: string | null) => placeOf({ endpoint: "https://192.0.2.7:9000", region: "office", country });
    expect(at("PT")).toMatchObject({ provider: null, country: "PT", names: ["PT", "EU"] });
    for (const country of [null, "", "pt", "XX", "Portugal"]) expect(at(country)).toMatchObject({ country: null, names: [] });
  });
});

it("the table of AWS holds exactly the regions that the provider's SDK lists in its public partitions, by their countries", async () => {
  const path = "core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js";
  const file = new URL(`../../../../node_modules/${["@aws-sdk", path].join("/")}`, import.meta.url);
  const { partitionsInfo } = (await import(file.href)) as {
    partitionsInfo: { partitions: { id: string; regions: Record<string, { description: string }> }[] };
  };
  const listed = new Map(
    partitionsInfo.partitions
      .filter(({ id }) => !id.startsWith("aws-iso"))
      .flatMap(({ regions }) => Object.entries(regions).filter(([region]) => !region.endsWith("-global")))
      .map(([region, { description }]) => [region, description]),
  );
  expect(Object.keys(providerRegionsTable.aws.countries).toSorted()).toEqual([...listed.keys()].toSorted());
  const places: Readonly<Record<string, RegExp>> = {
    HK: /Hong Kong/,
    TW: /Taipei/,
    US: /^US |GovCloud/,
    CN: /China/,
    SA: /Saudi/,
    CL: /Chile/,
    MX: /Mexico/,
    DE: /Frankfurt|Germany/,
    CH: /Zurich/,
  };
  for (const [region, country] of Object.entries(providerRegionsTable.aws.countries)) {
    for (const [code, words] of Object.entries(places))
      expect([region, code, words.test(listed.get(region) ?? "")]).toEqual([region, code, code === country]);
    expect(isCountry(country)).toBe(true);
  }
});

it("places of a policy are countries, or a region with its provider", () => {
  for (const word of ["US", "HK", "TW", "EU", "aws/us-west-2", "r2/eu"]) expect([word, placeFault(word)]).toEqual([word, null]);
  for (const word of [
    "",
    "us",
    "UK",
    "aws",
    "aws/",
    "/us-west-2",
    "aws/us-west-2/x",
    "AWS/us-west-2",
    "us-west-2",
    "constructor/x",
    "aws/toString",
    "EARTH",
  ]) {
    expect([word, placeFault(word) === null]).toEqual([word, false]);
  }
});
