/** A log of over 1 GB is read by blocks: memory does not grow with the file. */
import type { ByteSource } from "@creance/core";
import { expect, test } from "vitest";
import { readUlog } from "../src/index.ts";
import { UlogWriter } from "../src/ulog/write-ulog.ts";

const MESSAGE_BYTES = 3 + 2 + 8 + 48 + 4;
const MESSAGES = 16_384;
const BLOCK = MESSAGE_BYTES * MESSAGES;

/** A head, then the same block of messages again and again, 1 ms apart, made while it is read. */
function madeLog(sizeBytes: number): ByteSource & { peakBytes: number } {
  const writer = new UlogWriter(0);
  writer.format("sensor_combined", "uint64_t timestamp;float[12] value;int32_t count;");
  writer.subscribe(1, "sensor_combined");
  const head = writer.finish();
  const block = new Uint8Array(BLOCK);
  const view = new DataView(block.buffer);
  for (let at = 0; at < BLOCK; at += MESSAGE_BYTES) {
    view.setUint16(at, MESSAGE_BYTES - 3, true);
    block[at + 2] = 68;
    view.setUint16(at + 3, 1, true);
  }
  let made = -1;
  const make = (number: number): Uint8Array => {
    for (let index = 0; number !== made && index < MESSAGES; index += 1) {
      const timeUs = (number * MESSAGES + index + 1) * 1000;
      view.setUint32(index * MESSAGE_BYTES + 5, timeUs % 2 ** 32, true);
      view.setUint32(index * MESSAGE_BYTES + 9, Math.floor(timeUs / 2 ** 32), true);
    }
    made = number;
    return block;
  };
  return {
    size: head.length + Math.ceil(sizeBytes / BLOCK) * BLOCK,
    peakBytes: 0,
    read(start, end) {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      this.peakBytes = Math.max(this.peakBytes, heapUsed + arrayBuffers);
      const out = new Uint8Array(end - start);
      let at = start;
      if (at < head.length) {
        out.set(head.subarray(at, Math.min(end, head.length)));
        at = Math.min(end, head.length);
      }
      while (at < end) {
        const number = Math.floor((at - head.length) / BLOCK);
        const from = at - head.length - number * BLOCK;
        const until = Math.min(BLOCK, from + end - at);
        out.set(make(number).subarray(from, until), at - start);
        at += until - from;
      }
      return Promise.resolve(out);
    },
  };
}

test("1.2 GB of ULog: ten times a second from a thousand, and memory stays", async () => {
  const read = async (sizeBytes: number): Promise<{ readonly rows: number; readonly messages: number; readonly peakBytes: number }> => {
    const source = madeLog(sizeBytes);
    const log = await readUlog(source, { topics: { sensor_combined: { fields: ["value"], minStepUs: 100_000 } } });
    expect(log.issues).toEqual([]);
    return { rows: log.series[0]?.rows ?? 0, messages: log.topics[0]?.messages ?? 0, peakBytes: source.peakBytes };
  };
  const small = await read(100e6);
  const large = await read(1200e6);
  expect(large.messages).toBeGreaterThan(18_000_000);
  expect(large.rows).toBe(Math.ceil(large.messages / 100));
  // The rows that are kept, what garbage waits, and nothing of the file's size.
  expect(large.peakBytes - small.peakBytes).toBeLessThan(100e6);
});
