/** Destinations as they may be written. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { objectName } from "../src/destination.ts";
import { checkAddresses } from "../src/http/lines.ts";
import { readDestination } from "../src/index.ts";

const good = {
  id: "home",
  title: "Our bucket",
  kind: "s3",
  endpoint: "https://s3.us-west-2.amazonaws.com",
  region: "us-west-2",
  country: "US",
  bucket: "our-bucket",
  prefix: "creance/",
  pathStyle: false,
};

describe("readDestination", () => {
  it("takes a good one", () => {
    expect(readDestination(good)).toEqual(good);
    expect(readDestination({ ...good, endpoint: "http://127.0.0.1:8000/", pathStyle: true }).endpoint).toBe("http://127.0.0.1:8000");
    expect(readDestination({ ...good, endpoint: "http://s3.inside.example", pathStyle: true, addresses: ["10.0.0.5"] }).addresses).toEqual([
      "10.0.0.5",
    ]);
  });

  it("takes localhost as it is, or at the address that is named", () => {
    const local = { ...good, endpoint: "http://localhost:9000", pathStyle: true };
    expect(readDestination(local).endpoint).toBe("http://localhost:9000");
    expect(readDestination({ ...local, addresses: ["10.0.0.5"] }).addresses).toEqual(["10.0.0.5"]);
  });

  it("no connection in the clear goes to a public address, whatever named it", () => {
    const plain = readDestination({ ...good, endpoint: "http://s3.inside.example", pathStyle: true, addresses: ["10.0.0.5"] });
    expect(() => checkAddresses(plain, "s3.inside.example", ["10.0.0.5"])).not.toThrow();
    expect(() => checkAddresses(plain, "s3.inside.example", ["10.0.0.5", "8.8.8.8"])).toThrow(
      expect.objectContaining({ code: "address-refused" }),
    );
    expect(() => checkAddresses(readDestination(good), "s3.us-west-2.amazonaws.com", ["8.8.8.8"])).not.toThrow();
  });

  it.each([
    ["http to a public name", { endpoint: "http://s3.example.org", pathStyle: true }],
    ["http to a public address", { endpoint: "http://8.8.8.8", pathStyle: true }],
    ["http to a name with a public address", { endpoint: "http://s3.example.org", addresses: ["8.8.8.8"], pathStyle: true }],
    ["http to localhost with a public address", { endpoint: "http://localhost:9000", addresses: ["93.184.216.34"], pathStyle: true }],
    ["http to a bucket below localhost", { endpoint: "http://localhost:9000", pathStyle: false }],
    ["a bucket below localhost", { endpoint: "https://localhost:9000", pathStyle: false, addresses: ["127.0.0.1"] }],
    ["another scheme", { endpoint: "ftp://s3.example.org" }],
    ["a path", { endpoint: "https://s3.example.org/path" }],
    ["a query", { endpoint: "https://s3.example.org?x" }],
    ["credentials in the URL", { endpoint: "https://u:p@s3.example.org" }],
    ["the metadata address", { endpoint: "http://169.254.169.254", pathStyle: true }],
    ["the metadata address as one number", { endpoint: "http://2852039166", pathStyle: true }],
    ["the metadata address among the named", { addresses: ["169.254.169.254"] }],
    ["a country's name", { country: "usa" }],
    ["no bucket", { bucket: "" }],
    ["a bucket with a slash", { bucket: "a/b" }],
    ["a prefix that climbs", { prefix: "../" + "x" }],
    ["a bucket in the host of an address", { endpoint: "https://127.0.0.1", pathStyle: false }],
    ["an unknown field", { other: 1 }],
    ["certificates that are none", { caPem: "yes" }],
    ["no object", null],
  ])("refuses %s", (_, more) => {
    expect(() => readDestination(more === null ? null : { ...good, ...more })).toThrow(
      expect.objectContaining({ code: "bad-destination" }),
    );
  });

  it("any JSON is a destination or a UserError", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(good)), (value, field) => {
        for (const input of [value, { ...good, [field]: value }]) {
          try {
            readDestination(input);
          } catch (error) {
            expect(error).toMatchObject({ name: "UserError", code: "bad-destination" });
          }
        }
      }),
    );
  });

  it.each(["", "/a", "a//b", "../a", "a/./b", "a b", "a?b", "ä", "a".repeat(901)])("refuses an object called %j", (name) => {
    expect(() => objectName(readDestination({ ...good, prefix: "" }), name)).toThrow(expect.objectContaining({ code: "bad-object" }));
  });
});
