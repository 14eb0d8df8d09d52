/** Addresses: what may be connected to, in every way of writing it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressKind } from "../src/index.ts";

describe("addressKind", () => {
  it.each([
    ["public", ["8.8.8.8", "2600:1f18::1", "52.218.0.1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]],
    ["loopback", ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"]],
    [
      "private",
      [
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "fc00::1",
        "fd12::1",
        "::ffff:10.0.0.1",
        "64:ff9b::c0a8:101",
        "2001:2::1",
        "3fff::1",
      ],
    ],
    [
      "forbidden",
      [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "::a9fe:a9fe",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "100.100.100.200",
        "168.63.129.16",
        "2002:a9fe:a9fe::1",
        "64:ff9b:1::808:808",
        "64:ff9b:1::a9fe:a9fe",
        "64:ff9b:1:ffff::1",
        "100::1",
        "5f00::1",
        "4000::1",
        "2001:10::1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "localhost",
        "",
      ],
    ],
  ] as const)("%s: %s", (kind, addresses) => {
    for (const address of addresses) expect([address, addressKind(address)]).toEqual([address, kind]);
  });

  it("an IPv4 address and its mapped form are of one kind", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressKind(`::ffff:${address}`)).toBe(addressKind(address));
      }),
    );
  });
});
