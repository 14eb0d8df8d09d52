import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePcap } from "@creance/capture";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { CaptureFiles } from "../../src/recorder/capture-files.ts";
import { PcapCutter } from "../../src/recorder/pcap-cutter.ts";
import { RecorderFault } from "../../src/recorder/recorder-fault.ts";
import { recordingSpace } from "../../src/recorder/recording-space.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const room = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "h6-F-files-"));
  folders.push(folder);
  return folder;
};
const roomy = { totalBytes: 1e9, freeBytes: 0 };
const packet = (number: number, size: number) => ({ timeUs: 1_700_000_000_000_000 + number, bytes: new Uint8Array(size).fill(number) });

interface Recorded {
  readonly files: readonly string[];
  readonly folder: string;
  readonly packets: number;
}

function record(stream: Uint8Array, cuts: readonly number[], fileBytes: number): Recorded {
  const folder = room();
  const files: string[] = [];
  const sink = new CaptureFiles({
    folder,
    side: "lan",
    fileBytes,
    space: recordingSpace(folder, roomy),
    onFile: (file) => files.push(file),
  });
  const cutter = new PcapCutter(sink);
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    cutter.push(stream.slice(from, cut));
    from = cut;
  }
  cutter.push(stream.slice(from));
  expect(cutter.isWhole).toBe(true);
  sink.sync();
  sink.close();
  return { files, folder, packets: sink.packets };
}

const bodyOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(24);

test("property: cut anywhere and rotated anywhere, the files joined are the stream, and each file is a whole capture", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 30 }),
      fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 12 }),
      fc.integer({ min: 0, max: 1_500 }),
      fc.constantFrom("little" as const, "big" as const),
      (sizes, cuts, fileBytes, byteOrder) => {
        const packets = sizes.map((size, number) => packet(number, size));
        const stream = writePcap(packets, { linkType: 1, byteOrder });
        const {
          files,
          folder,
          packets: written,
        } = record(
          stream,
          cuts.map((cut) => cut % (stream.byteLength + 1)),
          fileBytes,
        );
        expect(written).toBe(packets.length);
        expect(readdirSync(folder).sort()).toEqual([...files].sort());
        const contents = files.map((file) => readFileSync(join(folder, file)));
        expect(Buffer.concat([stream.subarray(0, 24), ...contents.map(bodyOf)]).equals(stream)).toBe(true);
        for (const content of contents) {
          expect(content.subarray(0, 24).equals(stream.subarray(0, 24))).toBe(true);
          const firstBytes =
            content.byteLength < 40 ? 0 : 16 + (byteOrder === "little" ? content.readUInt32LE(32) : content.readUInt32BE(32));
          expect(content.byteLength).toBeLessThanOrEqual(Math.max(fileBytes, 24 + firstBytes));
        }
      },
    ),
    { numRuns: 150 },
  );
});

test("a file is begun before it would grow past its size; a single larger record has one of its own", () => {
  const stream = writePcap([packet(1, 100), packet(2, 100), packet(3, 5_000), packet(4, 100)], { linkType: 1 });
  const { files, folder } = record(stream, [], 300);
  expect(files).toEqual(["lan-000001.pcap", "lan-000002.pcap", "lan-000003.pcap"]);
  expect(files.map((file) => readFileSync(join(folder, file)).byteLength)).toEqual([24 + 2 * 116, 24 + 5_016, 24 + 116]);
});

test("what is no capture is refused: another magic, a record longer than any packet", () => {
  const sink = { header: () => {}, records: () => {} };
  expect(() => new PcapCutter(sink).push(new Uint8Array(24))).toThrow(RecorderFault);
  const stream = writePcap([packet(1, 10)], { linkType: 1 });
  new DataView(stream.buffer).setUint32(24 + 8, 262_145, true);
  expect(() => new PcapCutter(sink).push(stream)).toThrow(/262145 bytes/);
});

test("property: any bytes are cut or refused, never anything else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (first, second) => {
      const cutter = new PcapCutter({ header: () => {}, records: () => {} });
      const head = writePcap([], { linkType: 1 });
      try {
        for (const bytes of [head, first, second]) cutter.push(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RecorderFault);
      }
    }),
  );
});

describe("limits", () => {
  const stream = writePcap(
    Array.from({ length: 10 }, (_, number) => packet(number, 100)),
    { linkType: 1 },
  );
  const start = (limits: { totalBytes: number; freeBytes: number }, free?: () => number) => {
    const folder = room();
    const sink = new CaptureFiles({ folder, side: "wan", fileBytes: 1e6, space: recordingSpace(folder, limits, free), onFile: () => {} });
    return { folder, sink, cutter: new PcapCutter(sink) };
  };
  const faultOf = (act: () => void): string => {
    try {
      act();
      return "none";
    } catch (error) {
      return error instanceof RecorderFault ? error.code : String(error);
    }
  };
  test("total-reached: nothing is written past it", () => {
    const { folder, cutter } = start({ totalBytes: 500, freeBytes: 0 });
    expect(faultOf(() => cutter.push(stream))).toBe("total-reached");
    expect(readFileSync(join(folder, "wan-000001.pcap")).byteLength).toBe(24);
  });
  test("disk-full when less than must stay free", () => {
    const { cutter } = start({ totalBytes: 1e9, freeBytes: 1_000 }, () => 999);
    expect(faultOf(() => cutter.push(stream))).toBe("disk-full");
  });
  test("a file that is there already is never written over", () => {
    const { folder, cutter } = start(roomy);
    writeFileSync(join(folder, "wan-000001.pcap"), "kept");
    expect(faultOf(() => cutter.push(stream))).toBe("write-failed");
    expect(readFileSync(join(folder, "wan-000001.pcap"), "utf8")).toBe("kept");
  });
});
