/**
 * Reading speed of logs against the libraries that read them: PX4 ULog against @foxglove/ulog, MAVLink telemetry logs against node-mavlink,
 * subtitles against dji_srt_parser, all from memory, in one run, for the same work: every field of the same messages. No library on npm was
 * found that reads ArduPilot DataFlash: the other side is a plain reader that makes an object for each message (bench/logs/plain-dataflash.ts).
 * Files come from CREANCE_SAMPLES, else from our writers. `npx tsx bench/logs.bench.ts [ulog|tlog|dataflash|srt]`
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ULog } from "@foxglove/ulog";
import djiSrtParser from "dji_srt_parser";
import { ardupilotmega, common, type MavLinkPacket, MavLinkPacketParser, MavLinkPacketSplitter, minimal, standard } from "node-mavlink";
import { memorySource } from "../packages/core/src/index.ts";
import { readDataflash, readSrt, readTlog, readUlog, writeDataflash, writeTlog, writeUlog } from "../packages/formats/src/index.ts";
import { mavlinkMessages } from "../packages/formats/src/mavlink/messages.table.ts";
import { makeFlown } from "../packages/formats/test/make-flown.ts";
import { readPlainDataflash } from "./logs/plain-dataflash.ts";

const SECONDS = 2;
const samples = process.env["CREANCE_SAMPLES"];

interface Side {
  readonly ours: (bytes: Uint8Array) => Promise<number>;
  /** Returns how many messages or cues were read: both sides must agree. */
  readonly theirs: (bytes: Uint8Array) => Promise<number>;
  readonly rival: string;
  readonly made: () => Uint8Array;
}

const sides: Readonly<Record<string, Side>> = {
  ulog: {
    rival: "@foxglove/ulog 2.3.2",
    made: () => writeUlog(makeFlown(600)),
    ours: async (bytes) => {
      const { topics } = await readUlog(memorySource(bytes), { topics: "all" });
      return topics.reduce((sum, { messages }) => sum + messages, 0);
    },
    theirs: async (bytes) => {
      const log = new ULog({
        open: () => Promise.resolve(bytes.byteLength),
        read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
        size: () => bytes.byteLength,
      });
      await log.open();
      let messages = 0;
      for await (const message of log.readMessages()) if (message.type === 68) messages += 1;
      return messages;
    },
  },
  tlog: {
    rival: "node-mavlink 2.3.0",
    made: () => writeTlog(makeFlown(600)),
    ours: async (bytes) => {
      const { counts } = await readTlog(memorySource(bytes), { messages: "all" });
      return counts.reduce((sum, { name, messages }) => sum + (name === null ? 0 : messages), 0);
    },
    theirs: async (bytes) => {
      const registry = { ...minimal.REGISTRY, ...common.REGISTRY, ...standard.REGISTRY, ...ardupilotmega.REGISTRY };
      const wanted = new Set<number>(Object.values(mavlinkMessages).map(({ id }) => id));
      let messages = 0;
      await pipeline(
        Readable.from(blocksOf(bytes)),
        new MavLinkPacketSplitter(),
        new MavLinkPacketParser(),
        async (packets: AsyncIterable<MavLinkPacket>) => {
          for await (const packet of packets) {
            const type = wanted.has(packet.header.msgid) ? registry[packet.header.msgid] : undefined;
            if (type === undefined) continue;
            packet.protocol.data(packet.payload, type);
            messages += 1;
          }
        },
      );
      return messages;
    },
  },
  dataflash: {
    rival: "plain reader (an object a message)",
    made: () => writeDataflash(makeFlown(600)),
    ours: async (bytes) => {
      const { formats } = await readDataflash(memorySource(bytes), { messages: "all" });
      return formats.reduce((sum, { messages }) => sum + messages, 0);
    },
    theirs: (bytes) => Promise.resolve(readPlainDataflash(bytes).length),
  },
  srt: {
    rival: "dji_srt_parser 1.2.4",
    made: () => new Uint8Array(0),
    ours: async (bytes) => (await readSrt(memorySource(bytes))).cues.rows,
    theirs: (bytes) => Promise.resolve(djiSrtParser(new TextDecoder().decode(bytes), "x.SRT").metadata().packets.length),
  },
};

async function main(): Promise<void> {
  const wanted = process.argv[2];
  console.log("kind       file                                   MB    count     ours MB/s   theirs MB/s   ratio   the other side");
  for (const [kind, side] of Object.entries(sides)) {
    if (wanted !== undefined && wanted !== kind) continue;
    let bytesAll = 0;
    let oursAll = 0;
    let theirsAll = 0;
    for (const { name, bytes } of filesOf(kind, side)) {
      let ours: Timed;
      let theirs: Timed;
      try {
        [ours, theirs] = await best(
          () => side.ours(bytes),
          () => side.theirs(bytes),
        );
      } catch (error) {
        console.log(`${kind.padEnd(10)} ${name.slice(-36).padEnd(36)} not compared: ${(error as Error).message.slice(0, 60)}`);
        continue;
      }
      const megabytes = bytes.length / 1e6;
      const count = ours.count === theirs.count ? String(ours.count) : `${ours.count}/${theirs.count}`;
      console.log(
        `${kind.padEnd(10)} ${name.slice(-36).padEnd(36)} ${megabytes.toFixed(2).padStart(5)} ${count.padStart(8)} ${(megabytes / (ours.ms / 1000)).toFixed(1).padStart(13)} ${(megabytes / (theirs.ms / 1000)).toFixed(1).padStart(13)} ${(theirs.ms / ours.ms).toFixed(1).padStart(7)}   ${side.rival}`,
      );
      bytesAll += bytes.length;
      oursAll += ours.ms;
      theirsAll += theirs.ms;
    }
    if (bytesAll > 0) {
      console.log(
        `${kind}: ours ${(bytesAll / 1e3 / oursAll).toFixed(1)} MB/s, theirs ${(bytesAll / 1e3 / theirsAll).toFixed(1)} MB/s, ratio ${(theirsAll / oursAll).toFixed(1)}`,
      );
    }
  }
}

interface Timed {
  readonly ms: number;
  readonly count: number;
}

/** Best round of each side, the two in turn so that what else the machine does meets both: at least seven, after one to warm up. */
async function best(ours: () => Promise<number>, theirs: () => Promise<number>): Promise<[Timed, Timed]> {
  const sides = [ours, theirs].map((run) => ({ run, ms: Number.POSITIVE_INFINITY, count: 0 }));
  const until = performance.now() + SECONDS * 1000;
  for (let round = 0; round < 8 || performance.now() < until; round += 1) {
    for (const side of sides) {
      const start = performance.now();
      side.count = await side.run();
      if (round > 0) side.ms = Math.min(side.ms, performance.now() - start);
    }
  }
  return sides as unknown as [Timed, Timed];
}

function filesOf(kind: string, { made }: Side): { readonly name: string; readonly bytes: Uint8Array }[] {
  if (samples === undefined) {
    const bytes = made();
    return bytes.length === 0 ? [] : [{ name: "made: 600 s at 5 Hz", bytes }];
  }
  const folder = join(samples, kind);
  return readdirSync(folder)
    .filter((name) => kind !== "srt" || (/\.srt$/i.test(name) && !name.includes("broken")))
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }));
}

function* blocksOf(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536)
    yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(65_536, bytes.length - at));
}

await main();
