import { expect, test } from "vitest";
import { dropsOf, socketDrops } from "../../src/names/socket-drops.ts";

// Recorded in a namespace on a little-endian machine.
const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 2994: 01004D0A:0035 00000000:0000 07 00034000:00000000 00:00000000 00000000     0        0 3586093 2 00000000c617f27d 616249
 3064: 01004D0A:007B 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 3586095 2 000000009111f2fb 0
`;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

test.runIf(isLittleEndian)("the kernel's drops of a socket are read", () => {
  expect(dropsOf(table, "10.77.0.1", 53)).toBe(616_249);
  expect(dropsOf(table, "10.77.0.1", 123)).toBe(0);
});

test("a socket that is not there, or a table that is none, is not known", () => {
  expect(dropsOf(table, "10.77.0.2", 53)).toBeNull();
  expect(dropsOf(table, "10.77.0.1", 54)).toBeNull();
  expect(dropsOf("", "10.77.0.1", 53)).toBeNull();
  expect(dropsOf(table.replace("616249", "many"), "10.77.0.1", 53)).toBeNull();
  expect(socketDrops("203.0.113.1", 53)).toBeNull();
});
