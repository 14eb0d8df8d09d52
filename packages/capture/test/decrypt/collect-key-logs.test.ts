import { gzipSync } from "node:zlib";
import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import { concatBytes, createKeyLogCollector, KeyLog, pcapngBlocks, writePcap } from "../../src/index.ts";
import { counting } from "../ip-packets.ts";

const { section, interface: face, packet, keyLog } = pcapngBlocks();
const line = (fill: string): string => `CLIENT_RANDOM ${fill.repeat(32)} ${"22".repeat(48)}\n`;
const capture = concatBytes([
  section(),
  face({ linkType: 1 }),
  keyLog(line("01")),
  packet({ bytes: counting(60), ticks: 1n }),
  keyLog(line("02") + line("03")),
]);

function collect(bytes: Uint8Array, chunkBytes: number) {
  const log = new KeyLog();
  const collector = createKeyLogCollector({ platform: nodePlatform, keyLog: log });
  let asked = 0;
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    asked++;
    if (!collector.push(bytes.subarray(at, at + chunkBytes))) break;
  }
  return { found: collector.end(), size: log.size, asked };
}

test("key logs before and behind packets are found, whatever the chunks, and in a compressed capture", () => {
  for (const chunkBytes of [1, 3, 50, 100_000]) {
    expect(collect(capture, chunkBytes)).toMatchObject({ found: 2, size: 3 });
    expect(collect(gzipSync(capture), chunkBytes)).toMatchObject({ found: 2, size: 3 });
  }
});

test("a pcap holds none: its first chunk is enough", () => {
  const pcap = writePcap([{ bytes: counting(60), timeUs: 1 }], { linkType: 1 });
  expect(collect(pcap, 20)).toEqual({ found: 0, size: 0, asked: 1 });
  expect(collect(pcap, 3)).toMatchObject({ found: 0, size: 0 });
});

test("what is no capture is said", () => {
  expect(() => collect(counting(100), 100)).toThrow(expect.objectContaining({ name: "FormatError", code: "not-a-capture" }));
});
