import { expect, test } from "vitest";
import { readLossLine, unwrapped } from "../../src/recorder/loss-line.ts";
import { netlinkQueueBytes } from "../../src/recorder/netlink-queue.ts";

test("what tcpdump says of its losses", () => {
  expect(readLossLine("tcpdump: 1 packet captured, 3 packets received by filter, 0 packets dropped by kernel")).toEqual({
    captured: 1,
    received: 3,
    dropped: 0,
  });
  expect(
    readLossLine(
      "tcpdump: 4294967295 packets captured, 0 packets received by filter, 1 packet dropped by kernel, 7 packets dropped by interface",
    ),
  ).toEqual({ captured: 4_294_967_295, received: 0, dropped: 1 });
});

test("anything else is not a loss line", () => {
  for (const line of [
    "",
    "tcpdump: listening on lan, link-type EN10MB (Ethernet), snapshot length 262144 bytes",
    "tcpdump: 1 packet captured, 3 packets received by filter",
    "tcpdump: x packets captured, 3 packets received by filter, 0 packets dropped by kernel",
    `tcpdump: ${"9".repeat(400)} packets captured, 3 packets received by filter, 0 packets dropped by kernel`,
    "tcpdump: 1 packet captured, 3 packets received by filter, 0 packets dropped by kernel and more",
  ]) {
    expect(readLossLine(line)).toBeNull();
  }
});

test("counts of 32 bits go on past their end", () => {
  expect(unwrapped(0, 0)).toBe(0);
  expect(unwrapped(4_294_967_290, 5)).toBe(4_294_967_301);
  expect(unwrapped(3 * 2 ** 32 + 7, 7)).toBe(3 * 2 ** 32 + 7);
  expect(unwrapped(3 * 2 ** 32 + 7, 6)).toBe(4 * 2 ** 32 + 6);
});

test("the queue of a netlink socket is found by family and port", () => {
  const table = `sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
0000000000000000 0   77         00000000 900      0        0     2        0        10
0000000000000000 12  77         00000000 4352     0        0     2        0        11
0000000000000000 12  78         00000000 0        0        0     2        0        12
`;
  expect([77, 78, 79].map((pid) => netlinkQueueBytes(pid, table))).toEqual([4352, 0, null]);
});
