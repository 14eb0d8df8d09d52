import fc from "fast-check";
import { expect, test } from "vitest";
import { addressObjection } from "../../src/index.ts";

test("own networks are no service", () => {
  for (const ip of [
    "10.0.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "224.0.0.1",
    "255.255.255.255",
    "0.0.0.0",
  ]) {
    expect(addressObjection(ip, []), ip).not.toBeNull();
  }
  for (const ip of ["203.0.113.5", "172.32.0.1", "172.15.0.1", "198.17.0.1", "198.20.0.1", "100.128.0.1", "8.8.8.8"])
    expect(addressObjection(ip, []), ip).toBeNull();
  expect(addressObjection("203.0.113.5", [{ ip: "203.0.113.9", prefixLength: 28 }])).toBe("a network of this machine");
  expect(addressObjection("203.0.113.5", [{ ip: "203.0.113.9", prefixLength: 32 }])).toBeNull();
  for (const text of ["::1", "1.2.3", "1.2.3.256", "1.2.3.4.5", "", "01.2.3.4000"])
    expect(addressObjection(text, []), text).toBe("no IPv4 address");
});

test("any text: never an error", () => {
  fc.assert(fc.property(fc.string(), (text) => void addressObjection(text, [{ ip: text, prefixLength: 8 }])));
});
