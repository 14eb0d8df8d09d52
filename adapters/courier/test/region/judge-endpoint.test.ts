/** What an endpoint's name says of its place. */
import { describe, expect, it } from "vitest";
import type { Destination } from "../../src/index.ts";
import { gradeRegion } from "../../src/region/grade-region.ts";
import { judgeEndpoint } from "../../src/region/judge-endpoint.ts";
import type { RegionFacts } from "../../src/region/region-facts.ts";

const at = (endpoint: string, region: string, country: string): Destination => ({
  id: "d",
  title: "d",
  kind: "s3",
  endpoint: `https://${endpoint}`,
  region,
  country,
  bucket: "b-1",
  prefix: "",
  pathStyle: true,
});
const codes = (destination: Destination): readonly string[] =>
  judgeEndpoint(destination)
    .observations.filter(({ verdict }) => verdict === "contradicts")
    .map(({ code }) => code);

const facts: RegionFacts = {
  addresses: ["52.218.1.1", "52.218.1.2"],
  isEncrypted: true,
  certificates: [],
  redirect: null,
  headRegion: "us-west-2",
  locationRegion: "us-west-2",
  wrongRegion: { tried: "eu-central-1", isAccepted: false, named: "us-west-2" },
  replicas: [],
  isAccelerated: false,
  logTarget: "",
  lifecycleRules: 0,
  keepsVersions: false,
  hasObjectLock: false,
  isPublic: false,
};
const own = at("s3.us-west-2.amazonaws.com", "us-west-2", "US");

describe("endpoints", () => {
  it.each([
    ["s3.us-west-2.amazonaws.com", "us-west-2", "US"],
    ["s3.dualstack.eu-central-1.amazonaws.com", "eu-central-1", "DE"],
    ["s3-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", "US"],
    ["s3.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", "DE"],
    ["s3.example.org", "here", "US"],
    ["acc.eu.r2.cloudflarestorage.com", "auto", "DE"],
  ])("%s in %s is not contradicted by its name", (host, region, country) => {
    expect(codes(at(host, region, country))).toEqual([]);
  });

  it.each([
    ["Hong Kong is not quietly Amazon", "s3.ap-east-1.amazonaws.com", "ap-east-1", "US", ["region-country"]],
    ["Taiwan is not China's region of that name", "s3.ap-east-2.amazonaws.com", "ap-east-2", "CN", ["region-country"]],
    ["the global endpoint", "s3.amazonaws.com", "us-east-1", "US", ["endpoint-host"]],
    ["another region's endpoint", "s3.eu-west-1.amazonaws.com", "us-west-2", "US", ["endpoint-host"]],
    ["acceleration", "b.s3-accelerate.amazonaws.com", "us-west-2", "US", ["endpoint-host"]],
    ["an access point of several regions", "x.accesspoint.s3-global.amazonaws.com", "us-west-2", "US", ["endpoint-host"]],
    ["a region that does not exist", "s3.us-north-9.amazonaws.com", "us-north-9", "US", ["endpoint-host"]],
    ["the wrong partition", "s3.cn-north-1.amazonaws.com", "cn-north-1", "CN", ["endpoint-host"]],
    ["a delivery network", "d1.cloudfront.net", "us-west-2", "US", ["endpoint-host"]],
    ["a bucket without a jurisdiction", "acc.r2.cloudflarestorage.com", "auto", "US", ["endpoint-host"]],
  ])("%s: %s", (_, host, region, country, expected) => {
    expect(codes(at(host, region, country))).toEqual(expected);
  });
});

describe("grades", () => {
  const grade = (more: Partial<RegionFacts>, countryOf?: (address: string) => string | null, destination = own) =>
    gradeRegion(destination, { ...facts, ...more }, { takenUs: 0, ...(countryOf && { countryOf }) });

  it("what only the provider says is provider-asserted; with the network it is network-consistent", () => {
    expect(grade({}).grade).toBe("provider-asserted");
    expect(grade({}, () => "US").grade).toBe("network-consistent");
    expect(grade({}, (address) => (address.endsWith("1") ? "US" : null)).grade).toBe("provider-asserted");
  });

  it("one address elsewhere contradicts", () => {
    expect(grade({}, (address) => (address.endsWith("1") ? "US" : "HK")).grade).toBe("contradicted");
  });

  it("a published list weighs more than a database", () => {
    const published = (region: string) =>
      gradeRegion(own, facts, { takenUs: 0, countryOf: () => "DE", publishedRegionOf: () => ({ provider: "Amazon", region }) }).grade;
    expect(published("us-west-2")).toBe("network-consistent");
    expect(published("eu-central-1")).toBe("contradicted");
  });

  it("a server that is to be Amazon's and takes another region's signature is none", () => {
    const wrongRegion = { tried: "eu-central-1", isAccepted: true, named: null };
    expect(grade({ wrongRegion }).grade).toBe("contradicted");
    expect(grade({ wrongRegion }, undefined, at("s3.example.org", "us-west-2", "US")).grade).toBe("provider-asserted");
  });

  it("nobody vouches: contradicted", () => {
    expect(grade({ headRegion: null, locationRegion: null }).grade).toBe("contradicted");
    expect(grade({ headRegion: null }).grade).toBe("provider-asserted");
  });
});
