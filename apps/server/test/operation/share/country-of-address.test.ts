/** What address databases say of a destination's country, and that region checks of an opened vault hear it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { operatorLookupOver } from "@creance/capture";
import { FormatError, UserError } from "@creance/core";
import type { Courier, CourierOptions, Destination } from "@creance/courier";
import { afterAll, describe, expect, it, vi } from "vitest";
import { gradeRegion } from "../../../../../adapters/courier/src/region/grade-region.ts";
import type { RegionFacts } from "../../../../../adapters/courier/src/region/region-facts.ts";
import { v4Path, writeMmdb } from "../../../../../packages/capture/test/operator/write-mmdb.ts";
import { loadOperators } from "../../../src/operation/load-operators.ts";
import { openOperation } from "../../../src/operation/open-operation.ts";
import { readOwnDatabases } from "../../../src/operation/own-databases.ts";
import { countryOfAddress } from "../../../src/operation/share/country-of-address.ts";
import { labFolder, removeLab } from "./share-lab.ts";

/** In a network that the built-in databases, where there are any, place in US. */
const address = "11.22.33.44";
const facts: RegionFacts = {
  addresses: [address],
  isEncrypted: true,
  certificates: [],
  redirect: null,
  headRegion: "here",
  locationRegion: "here",
  wrongRegion: { tried: "eu-central-1", isAccepted: false, named: "here" },
  replicas: [],
  isAccelerated: false,
  logTarget: "",
  lifecycleRules: 0,
  keepsVersions: false,
  hasObjectLock: false,
  isPublic: false,
};

// No public address can be reached from a test: the server's answers are made, what is judged from them is not.
vi.mock("@creance/courier", async (original) => ({
  ...(await original<typeof import("@creance/courier")>()),
  openCourier: ({ countryOf }: CourierOptions): Pick<Courier, "checkRegion" | "close"> => ({
    checkRegion: ({ destination }) => Promise.resolve(gradeRegion(destination, facts, { takenUs: 0, ...(countryOf && { countryOf }) })),
    close: () => Promise.resolve(),
  }),
}));

const folder = labFolder();
afterAll(() => removeLab(folder));

function database(name: string, record: Readonly<Record<string, string | number>>): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.mmdb`);
  writeFileSync(path, writeMmdb([[v4Path("11.22.33.0/24"), record]], { recordBits: 24, ipVersion: 4 }));
  return path;
}
const inUs = database("in-us", { country_code: "US" });
const inHk = database("in-hk", { country_code: "HK" });
const over = (...paths: readonly string[]) => countryOfAddress(() => operatorLookupOver(readOwnDatabases(paths)));

describe("countryOfAddress", () => {
  it("is what the databases that know agree on", () => {
    expect(over(inUs)(address)).toBe("US");
    expect(over(inUs)(`::ffff:${address}`)).toBe("US");
    expect(over(inUs, inHk)(address)).toBeNull();
    expect(over(inUs)("11.22.34.1")).toBeNull();
    expect(over(inUs)("127.0.0.1")).toBeNull();
    expect(over(inUs)("s3.example.org")).toBeNull();
  });

  it("does not ask who owns the network, nor where a delivery network's edge is", () => {
    expect(over(inHk, database("iptoasn", { country_code: "US" }))(address)).toBe("HK");
    const edge = { country_code: "US", autonomous_system_number: 13_335, autonomous_system_organization: "Cloudflare" };
    expect(over(database("edge", edge))(address)).toBeNull();
    expect(over(database("other", { ...edge, autonomous_system_number: 64_500 }))(address)).toBe("US");
  });

  it("opens once, at the first address; damaged built-in files cost their answers, own ones the check", () => {
    const open = vi.fn(() => operatorLookupOver(readOwnDatabases([inUs])));
    const countryOf = countryOfAddress(open);
    expect(open).not.toHaveBeenCalled();
    expect([countryOf(address), countryOf(address)]).toEqual(["US", "US"]);
    expect(open).toHaveBeenCalledOnce();
    const failing = (error: Error) =>
      countryOfAddress(() => {
        throw error;
      });
    expect(failing(new FormatError("bad-operators", { format: "operators", offset: 0 }, "damaged"))(address)).toBeNull();
    expect(() => failing(new UserError("bad-address-database", "wrongUse", "damaged"))(address)).toThrow("damaged");
  });
});

describe("a region check of an opened vault", () => {
  const destination = (country: string): Omit<Destination, "id"> => ({
    title: `in ${country}`,
    kind: "s3",
    endpoint: "https://s3.example.org",
    region: "here",
    country,
    bucket: "bucket",
    prefix: "",
    pathStyle: true,
  });

  async function gradesWith(own: string, countries: readonly string[]): Promise<readonly string[]> {
    const operation = await openOperation({ vaultPath: `${own}.vault`, keyFile: `${own}.key`, workers: 1, databases: [own] });
    try {
      const credentials = { accessKeyId: "k", secretAccessKey: "s" };
      const grades: string[] = [];
      for (const country of countries) {
        await operation.share.addDestination({ destination: destination(country), heldBy: "ownStorage", credentials, by: "tester" });
        const { grade, observations } = await operation.share.checkDestination(`in ${country}`);
        grades.push(`${grade}: ${observations.find(({ code }) => code === "address")?.sentence}`);
      }
      return grades;
    } finally {
      await operation.close();
    }
  }

  it("is network-consistent where the databases agree, and contradicted where they name another country", async () => {
    expect(await gradesWith(inUs, ["US", "DE"])).toEqual([
      `network-consistent: ${address} lies in US by the address databases.`,
      `contradicted: ${address} lies in US by the address databases, not in DE.`,
    ]);
  });

  it("hears the operator's own files beside the built-in ones", async () => {
    // Beside the built-in databases HK differs; without them it is the only answer. Unheard, it would be contradicted, or not known.
    const isBuilt = loadOperators() !== undefined;
    expect(await gradesWith(inHk, ["HK"])).toEqual([
      isBuilt
        ? `provider-asserted: The address databases here do not tell, or differ on, the country of ${address}.`
        : `network-consistent: ${address} lies in HK by the address databases.`,
    ]);
  });
});
