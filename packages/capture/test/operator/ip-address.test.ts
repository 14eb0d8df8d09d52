import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseIpAddress } from "../../src/index.ts";
import { addressScope, unwrapIpv4 } from "../../src/operator/address-scope.ts";

describe("an address from its text", () => {
  test("IPv4 stands in the last word", () => {
    expect(parseIpAddress("203.0.113.7")).toEqual({ ipVersion: 4, word0: 0, word1: 0, word2: 0, word3: 0xcb007107 });
    expect(parseIpAddress("255.255.255.255")?.word3).toBe(0xffffffff);
  });

  test("IPv6 in any spelling", () => {
    expect(parseIpAddress("2001:db8::1")).toEqual({ ipVersion: 6, word0: 0x20010db8, word1: 0, word2: 0, word3: 1 });
    expect(parseIpAddress("2001:0DB8:0:0:0:0:0:1")).toEqual(parseIpAddress("2001:db8::1"));
    expect(parseIpAddress("::ffff:192.0.2.1")).toEqual({ ipVersion: 6, word0: 0, word1: 0, word2: 0xffff, word3: 0xc0000201 });
    expect(parseIpAddress("::")).toEqual({ ipVersion: 6, word0: 0, word1: 0, word2: 0, word3: 0 });
    expect(parseIpAddress("1::")?.word0).toBe(0x10000);
  });

  test("takes what the platform takes, zones and single characters left out", () => {
    const part = fc.constantFrom("0", "1", "255", "256", "01", "ffff", "12345", ":", "::", ".", "", "g", "192.0.2.1");
    const joined = fc.tuple(fc.array(part, { maxLength: 9 }), fc.constantFrom("", ".", ":")).map(([parts, by]) => parts.join(by));
    const words = fc.oneof(joined, fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 50 }));
    fc.assert(
      fc.property(words, (text) => {
        if (text.includes("%")) return;
        expect(parseIpAddress(text)?.ipVersion ?? 0, text).toBe(isIP(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the scope of an address", () => {
  test.each([
    ["8.8.8.8", "public"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.0", "public"],
    ["192.168.4.1", "private"],
    ["100.64.0.1", "shared"],
    ["100.128.0.0", "public"],
    ["198.18.0.1", "synthetic"],
    ["198.19.255.255", "synthetic"],
    ["198.20.0.0", "public"],
    ["203.0.113.9", "documentation"],
    ["169.254.1.1", "link-local"],
    ["127.0.0.1", "loopback"],
    ["224.0.0.251", "multicast"],
    ["255.255.255.255", "reserved"],
    ["0.0.0.0", "unspecified"],
    ["2606:4700::1", "public"],
    ["2001:db8::1", "documentation"],
    ["2001:2::1", "synthetic"],
    ["2001:2:1::1", "public"],
    ["3fff:fff::1", "documentation"],
    ["fd00::1", "private"],
    ["fe80::1", "link-local"],
    ["ff02::fb", "multicast"],
    ["::1", "loopback"],
    ["::", "unspecified"],
    ["4000::", "reserved"],
    ["::ffff:10.0.0.1", "private"],
    ["64:ff9b::8.8.8.8", "public"],
    ["64:ff9b::192.168.1.1", "private"],
  ])("%s is %s", (text, scope) => {
    const address = parseIpAddress(text);
    if (address === undefined) throw new Error(text);
    expect(addressScope(unwrapIpv4(address))).toBe(scope);
  });
});
