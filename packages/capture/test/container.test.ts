import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_ISSUES_PER_CODE } from "../src/container/issue-list.ts";
import {
  captureErrorCodes,
  captureIssueCodes,
  concatBytes,
  linkTypeName,
  pcapngBlocks,
  sniffCapture,
  withAppTrailer,
  writePcap,
} from "../src/index.ts";
import { listen } from "./container-listen.ts";
import { counting, ethernet, ipv4, ipv6, raw, udp } from "./ip-packets.ts";

const timeUs = Date.UTC(2026, 5, 1, 12) * 1000 + 123_456;
const two = [
  { bytes: counting(60), timeUs },
  { bytes: counting(33), timeUs: timeUs + 1, wireLength: 1500 },
];

describe("pcap", () => {
  for (const byteOrder of ["little", "big"] as const) {
    for (const resolution of ["us", "ns"] as const) {
      test(`${byteOrder} endian, ${resolution}: what was written comes back`, () => {
        const { packets, report, codes } = listen(writePcap(two, { linkType: 101, byteOrder, resolution }));
        expect(packets).toEqual([
          {
            data: [...counting(60)],
            timeUs,
            wireLength: 60,
            linkType: 101,
            interfaceId: 0,
            direction: 0,
            fileOffset: 24,
            number: 1,
            uid: -1,
          },
          {
            data: [...counting(33)],
            timeUs: timeUs + 1,
            wireLength: 1500,
            linkType: 101,
            interfaceId: 0,
            direction: 0,
            fileOffset: 100,
            number: 2,
            uid: -1,
          },
        ]);
        expect(report).toEqual({
          container: "pcap",
          gzip: false,
          packets: 2,
          wireBytes: 1560,
          capturedBytes: 93,
          cutPackets: 1,
          linkTypes: new Map([[101, 2]]),
          interfaces: 1,
          truncated: false,
          pcapdroid: false,
        });
        expect(codes).toEqual([]);
      });
    }
  }
  test("nanoseconds keep their fraction", () => {
    const bytes = writePcap([{ bytes: raw(1), timeUs: 0 }], { linkType: 1, resolution: "ns" });
    new DataView(bytes.buffer).setUint32(28, 1500, true);
    expect(listen(bytes).packets[0]?.["timeUs"]).toBe(1.5);
  });
  test("modified pcap: 24-byte record headers", () => {
    const plain = writePcap([{ bytes: counting(5), timeUs }], { linkType: 1 });
    const bytes = concatBytes([raw(0x34, 0xcd, 0xb2, 0xa1), plain.subarray(4, 40), new Uint8Array(8), counting(5)]);
    expect(listen(bytes).packets[0]?.["data"]).toEqual([0, 1, 2, 3, 4]);
  });
  test("old versions may hold the two lengths in the other order", () => {
    const bytes = writePcap([{ bytes: counting(5), timeUs, wireLength: 80 }], { linkType: 1 });
    const view = new DataView(bytes.buffer);
    view.setUint16(6, 3, true);
    view.setUint32(32, 80, true);
    view.setUint32(36, 5, true);
    expect(listen(bytes).packets.map(({ wireLength, data }) => [wireLength, data])).toEqual([[80, [0, 1, 2, 3, 4]]]);
  });
  test("issue:capture-cut: what came before is kept", () => {
    const { packets, codes, report } = listen(writePcap(two, { linkType: 1 }).subarray(0, -1));
    expect([packets.length, codes, report?.truncated]).toEqual([1, ["capture-cut@100"], true]);
  });
  test("issue:record-too-long: reading stops there", () => {
    const bytes = writePcap([...two, ...two], { linkType: 1 });
    new DataView(bytes.buffer).setUint32(108, 0xffff_ffff, true);
    const { packets, codes } = listen(bytes);
    expect([packets.length, codes]).toEqual([1, ["record-too-long@100"]]);
  });
  test("issue:pcap-version", () => {
    const bytes = writePcap(two, { linkType: 1 });
    bytes[4] = 9;
    const { packets, codes } = listen(bytes);
    expect([packets.length, codes]).toEqual([2, ["pcap-version@4"]]);
  });
  test("error:capture-too-short and error:not-a-capture", () => {
    const bytes = writePcap([], { linkType: 1 });
    for (let length = 0; length < 24; length++) expect(listen(bytes.subarray(0, length)).error).toBe("capture-too-short");
    expect(listen(bytes).report?.packets).toBe(0);
    expect(listen(new TextEncoder().encode("not a capture")).error).toBe("not-a-capture");
    expect(listen(gzipSync(gzipSync(bytes))).error).toBe("not-a-capture");
    expect(listen(concatBytes([raw(10, 13, 13, 10), new Uint8Array(40)])).error).toBe("not-a-capture");
  });
});

/** A pcapng with everything in it. */
function everything(byteOrder: "little" | "big" = "little"): Uint8Array {
  const blocks = pcapngBlocks(byteOrder);
  return concatBytes([
    blocks.section(),
    blocks.interface({ linkType: 1 }),
    blocks.interface({ linkType: 101, timeResolution: 9, timeOffsetS: 100 }),
    blocks.keyLog("CLIENT_RANDOM 00 11\n"),
    blocks.packet({ bytes: counting(61), ticks: BigInt(timeUs), comment: "u-10123", flags: 2 }),
    blocks.packet({ interfaceId: 1, bytes: counting(7), ticks: BigInt(timeUs) * 1000n + 500n, wireLength: 70, flags: 1 }),
    blocks.block(0x0bad_0001, counting(33)),
    blocks.uidMap(10123, "org.example.flight", "Flight"),
    blocks.simplePacket(counting(9)),
    blocks.name([192, 0, 2, 7], "host.example"),
    blocks.statistics(1, 1000n, 3n),
    blocks.section(),
    blocks.interface({ linkType: 113, timeResolution: 0x8a }),
    blocks.packet({ bytes: counting(4), ticks: 3n * 1024n + 512n }),
  ]);
}

describe("pcapng", () => {
  for (const byteOrder of ["little", "big"] as const) {
    test(`${byteOrder} endian: every block`, () => {
      const heard = listen(everything(byteOrder));
      expect(heard.codes).toEqual([]);
      expect(
        heard.packets.map(({ number, data, ...fields }) => [
          number,
          (data as number[]).length,
          fields["wireLength"],
          fields["timeUs"],
          fields["linkType"],
          fields["interfaceId"],
          fields["direction"],
          fields["uid"],
        ]),
      ).toEqual([
        [1, 61, 61, timeUs, 1, 0, 2, 10123],
        [2, 7, 70, timeUs + 100e6 + 0.5, 101, 1, 1, -1],
        [3, 9, 9, Number.NaN, 1, 0, 0, -1],
        [4, 4, 4, 3.5e6, 113, 2, 0, -1],
      ]);
      expect(heard.keyLogs).toEqual([["CLIENT_RANDOM 00 11\n", 28 + 24 + 44]]);
      expect(heard.apps).toEqual([{ uid: 10123, app: "Flight", package: "org.example.flight" }]);
      expect(heard.names).toEqual([["192.0.2.7", "host.example"]]);
      expect(heard.statistics).toEqual([{ interfaceId: 1, received: 1000, dropped: 3 }]);
      expect(heard.report).toMatchObject({ container: "pcapng", packets: 4, interfaces: 3, cutPackets: 1, pcapdroid: true });
      expect(heard.report?.linkTypes).toEqual(
        new Map([
          [1, 2],
          [101, 1],
          [113, 1],
        ]),
      );
    });
  }
  const blocks = pcapngBlocks();
  const start = concatBytes([blocks.section(), blocks.interface({ linkType: 1 })]);
  const packet = blocks.packet({ bytes: counting(8), ticks: 1n });
  const lengthSet = (block: Uint8Array, value: number): Uint8Array => {
    const copy = block.slice();
    new DataView(copy.buffer).setUint32(4, value, true);
    return copy;
  };
  test.each([8, 10, 42, 0xffff_fffc])("issue:block-length %i: the section is lost, the next one is read", (length) => {
    const { packets, codes } = listen(concatBytes([start, lengthSet(packet, length), packet, start, packet]));
    expect([packets.length, codes]).toEqual([1, [`block-length@${start.byteLength + 4}`]]);
  });
  test("issue:block-lengths-differ: the first length holds", () => {
    const odd = packet.slice();
    odd[odd.byteLength - 4] = 99;
    const { packets, codes } = listen(concatBytes([start, odd, packet]));
    expect([packets.length, codes]).toEqual([2, [`block-lengths-differ@${start.byteLength + packet.byteLength - 4}`]]);
  });
  test.each([
    [{ timeResolution: 0 }, 0xffff_ffff_ffff_ffffn],
    [{}, 0xffff_ffff_ffff_ffffn],
    [{ timeOffsetS: 9_007_199_255 }, 0n],
    [{ timeOffsetS: -9_007_199_255 }, 0n],
  ])("issue:packet-time: a time that no number holds exactly is none: %o", (times, ticks) => {
    const described = concatBytes([blocks.section(), blocks.interface({ linkType: 1, ...times })]);
    const { packets, codes } = listen(concatBytes([described, blocks.packet({ bytes: counting(8), ticks })]));
    expect(packets).toHaveLength(1);
    expect(packets[0]?.["timeUs"]).toBeNaN();
    expect(codes).toEqual([`packet-time@${described.byteLength + 12}`]);
  });
  test("issue:packet-length, issue:interface-unknown, issue:block-too-short: the block is skipped", () => {
    const long = packet.slice();
    new DataView(long.buffer).setUint32(20, 9, true);
    const stray = blocks.packet({ interfaceId: 1, bytes: counting(8), ticks: 1n });
    const { packets, codes } = listen(concatBytes([start, long, stray, blocks.block(6, counting(8)), packet]));
    const at = start.byteLength;
    expect(packets.length).toBe(1);
    expect(codes).toEqual([
      `packet-length@${at + 20}`,
      `interface-unknown@${at + long.byteLength + 8}`,
      `block-too-short@${at + 2 * long.byteLength}`,
    ]);
  });
  test("issue:option-length: the packet itself is kept", () => {
    const odd = blocks.packet({ bytes: counting(8), ticks: 1n, comment: "u-1" });
    new DataView(odd.buffer).setUint16(38, 60_000, true);
    const { packets, codes } = listen(concatBytes([start, odd]));
    expect([packets[0]?.["uid"], codes]).toEqual([-1, [`option-length@${start.byteLength + 38}`]]);
  });
  test("issue:section-version and issue:section-order: that section is skipped", () => {
    const newer = blocks.section();
    newer[12] = 2;
    const odd = blocks.section();
    odd[8] = 0;
    const { packets, codes } = listen(concatBytes([start, newer, packet, start, packet, odd, packet, start, packet]));
    expect(packets.length).toBe(2);
    expect(codes.map((code) => code.replace(/@.*/, ""))).toEqual(["section-version", "section-order"]);
  });
  test("an unknown block of any length is skipped without being kept", () => {
    const huge = blocks.block(0x7777, new Uint8Array(3_000_000));
    expect(listen(concatBytes([start, huge, packet]), 1000).packets.length).toBe(1);
  });
  test("issue:too-many-issues: each code is listed a bounded number of times", () => {
    const stray = blocks.packet({ interfaceId: 9, bytes: raw(), ticks: 1n });
    const { issues } = listen(concatBytes([start, ...new Array<Uint8Array>(500).fill(stray)]));
    expect(issues.length).toBe(MAX_ISSUES_PER_CODE + 1);
    expect(issues.at(-1)).toMatchObject({ code: "too-many-issues", field: "interface-unknown" });
  });
  test("a comment that is no u-<uid> is no app", () => {
    const uids = ["u-", "u-1x", "x-12", "u-99999999999", "u-4294967295", "hello"].map(
      (comment) => listen(concatBytes([start, blocks.packet({ bytes: raw(1), ticks: 1n, comment })])).packets[0]?.["uid"],
    );
    expect(uids).toEqual([-1, -1, -1, -1, -1, -1]);
  });
});

describe("app trailers", () => {
  const frame = (payload: number) => ethernet(0x0800, ipv4(17, udp(1, 2, counting(payload))));
  const frame6 = ethernet(0x86dd, ipv6(17, udp(1, 2, counting(3))));
  const pcap = (frames: readonly Uint8Array[], linkType = 1) =>
    writePcap(
      frames.map((bytes, index) => ({ bytes, timeUs: index })),
      { linkType },
    );
  test("uid and name are read; trailer and pad bytes are no payload and not on the wire", () => {
    const frames = [frame(0), frame(1), frame(2), frame6, frame(7)];
    const { packets, apps, report, codes } = listen(
      pcap(frames.map((bytes, index) => withAppTrailer(bytes, 10_000 + (index % 2), `App ${index % 2}`))),
    );
    expect(packets.map(({ data }) => data)).toEqual(frames.map((bytes) => [...bytes]));
    expect(packets.map(({ wireLength }) => wireLength)).toEqual(frames.map((bytes) => bytes.byteLength));
    expect(packets.map(({ uid }) => uid)).toEqual([10_000, 10_001, 10_000, 10_001, 10_000]);
    expect(apps).toEqual([
      { uid: 10_000, app: "App 0", package: null },
      { uid: 10_001, app: "App 1", package: null },
    ]);
    expect([report?.pcapdroid, codes]).toEqual([true, []]);
  });
  test("a name cut inside a character loses that character only", () => {
    expect(listen(pcap([withAppTrailer(frame(0), 5, "abcdefghijklmnopqrs\u00e9")])).apps[0]?.app).toBe("abcdefghijklmnopqrs");
  });
  test("a name stands on one line and in reading order, whatever it holds", () => {
    const app = "a\nb\u202ec\u001b[1m";
    expect(listen(pcap([withAppTrailer(frame(0), 5, app)])).apps[0]?.app).toBe("a\ufffdb\ufffdc\ufffd[1m");
    const blocks = pcapngBlocks("little");
    const { apps } = listen(concatBytes([blocks.section(), blocks.uidMap(7, "org.example\r\nflight", "Fl\u2028ight")]));
    expect(apps).toEqual([{ uid: 7, app: "Fl\ufffdight", package: "org.example\ufffd\ufffdflight" }]);
  });
  test("one packet that ends like a trailer among others makes no trailer file", () => {
    const { packets, apps, report } = listen(pcap([withAppTrailer(frame(3), 5, "fake"), frame(3), frame(3)]));
    expect([packets[0]?.["uid"], apps, report?.pcapdroid]).toEqual([-1, [], false]);
    expect(packets[0]).toMatchObject({ data: [...withAppTrailer(frame(3), 5, "fake")] });
  });
  test("the magic inside an IP packet is no trailer", () => {
    const fake = withAppTrailer(new Uint8Array(0), 5, "fake");
    expect(listen(pcap([ethernet(0x0800, ipv4(17, udp(1, 2, concatBytes([counting(8), fake]))))])).report?.pcapdroid).toBe(false);
  });
  test("in a cut packet the trailer stands behind what is left of the IP packet", () => {
    const cut = concatBytes([frame(30).subarray(0, 60), withAppTrailer(new Uint8Array(0), 8, "App")]);
    const { packets, report } = listen(writePcap([{ bytes: cut, timeUs, wireLength: 104 }], { linkType: 1 }));
    expect([(packets[0] as unknown as { data: number[] }).data.length, packets[0]?.["wireLength"], report?.cutPackets]).toEqual([
      60, 72, 1,
    ]);
  });
  test("issue:trailer-missing later in the file", () => {
    const marked = withAppTrailer(frame(3), 5, "a");
    const { packets, codes } = listen(pcap([marked, marked, marked, marked, frame(3), marked]));
    expect([packets.map(({ uid }) => uid), codes]).toEqual([[5, 5, 5, 5, -1, 5], [`trailer-missing@${24 + 4 * (16 + marked.byteLength)}`]]);
  });
});

describe("gzip", () => {
  const plain = writePcap(two, { linkType: 1 });
  test("both containers read the same inside gzip", () => {
    for (const bytes of [plain, everything()]) {
      const { report, ...rest } = listen(gzipSync(bytes));
      const { report: plainReport, ...plainRest } = listen(bytes);
      expect(rest).toEqual(plainRest);
      expect(report).toEqual({ ...plainReport, gzip: true });
    }
  });
  test("issue:gzip-cut: what came before is kept", () => {
    const packed = gzipSync(plain, { level: 0 });
    const { packets, codes, report } = listen(packed.subarray(0, -9));
    expect([packets.length, codes, report?.truncated]).toEqual([1, ["gzip-cut@148", "capture-cut@100"], true]);
  });
  test("issue:gzip-bad: what came before is kept", () => {
    let noise = 1;
    const noisy = Uint8Array.from({ length: 600 }, () => {
      noise = (Math.imul(noise, 1_103_515_245) + 12_345) >>> 0;
      return noise >>> 24;
    });
    const packets = Array.from({ length: 3000 }, (_, index) => ({ bytes: noisy.subarray(index % 500), timeUs: index }));
    const packed = gzipSync(writePcap(packets, { linkType: 1 }), { level: 1 });
    for (let at = packed.byteLength >> 1; at < packed.byteLength; at++) packed[at] = (packed[at] as number) ^ (at * 31);
    const heard = listen(packed);
    expect(heard.packets.length).toBeGreaterThan(1_000);
    expect(heard.codes.filter((code) => code.startsWith("gzip-bad@")).length).toBe(1);
    expect(heard.report?.truncated).toBe(true);
  });
  test("issue:gzip-bad: something else behind the compressed data; several members and zeros are none", () => {
    const whole = listen(plain).packets.length;
    const [first, second] = [gzipSync(plain.subarray(0, 60)), gzipSync(plain.subarray(60))];
    for (const behind of [new Uint8Array(0), new Uint8Array(700)]) {
      const { packets, codes, report } = listen(concatBytes([first, second, behind]));
      expect([packets.length, codes, report?.truncated]).toEqual([whole, [], false]);
    }
    const { packets, codes, report } = listen(concatBytes([first, second, Uint8Array.of(0, 0, 7)]));
    expect([packets.length, codes, report?.truncated]).toEqual([whole, [`gzip-bad@${plain.length}`], true]);
  });
  test("issue:gzip-too-large: by total and by ratio", () => {
    const bomb = gzipSync(concatBytes([plain, new Uint8Array(4_000_000)]));
    expect(listen(bomb, undefined, { maxGunzippedBytes: 1_000_000 }).codes[0]).toMatch(/^gzip-too-large@/);
    expect(listen(bomb, undefined, { gzipRatioFreeBytes: 1_000_000 }).codes[0]).toMatch(/^gzip-too-large@/);
  });
});

describe("every reader's properties", () => {
  const samples = [
    writePcap(two, { linkType: 1 }),
    everything(),
    everything("big"),
    writePcap([{ bytes: withAppTrailer(ethernet(0x0800, ipv4(17, udp(1, 2, counting(3)))), 7, "App"), timeUs }], { linkType: 1 }),
    gzipSync(everything()),
  ];
  test("one byte at a time, or in any chunks, gives the same as all at once", () => {
    for (const bytes of samples) {
      const whole = listen(bytes);
      for (const chunkBytes of [1, 2, 3, 7, 16, 61]) expect(listen(bytes, chunkBytes)).toEqual(whole);
    }
  });
  test("every prefix gives a value, an issue or a FormatError, the same in any chunks", () => {
    for (const bytes of samples) {
      for (let length = 0; length <= bytes.byteLength; length += 1) {
        const whole = listen(bytes.subarray(0, length));
        expect(whole.report === undefined).toBe(whole.error !== undefined);
        if (length % 5 === 0) expect(listen(bytes.subarray(0, length), 3)).toEqual(whole);
      }
    }
  });
  test("any damage gives a value, an issue or a FormatError, the same in any chunks", () => {
    const damage = fc.array(fc.tuple(fc.nat(2000), fc.oneof(fc.constantFrom(0, 0xff, 0x0a), fc.nat(255))), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...samples.slice(0, 4)), damage, fc.integer({ min: 1, max: 80 }), (bytes, changes, chunkBytes) => {
        const copy = new Uint8Array(bytes);
        for (const [at, value] of changes) copy[at % copy.byteLength] = value;
        const whole = listen(copy);
        expect(listen(copy, chunkBytes)).toEqual(whole);
      }),
      { numRuns: 1500 },
    );
  });
  test("any bytes behind any magic", () => {
    const magics = fc.constantFrom(samples[0]!.subarray(0, 24), samples[1]!.subarray(0, 72), raw(0x1f, 0x8b, 8, 0), raw());
    fc.assert(
      fc.property(magics, fc.uint8Array({ maxLength: 400 }), (magic, rest) => {
        const bytes = concatBytes([magic, rest]);
        const whole = listen(bytes);
        expect(whole.report === undefined).toBe(whole.error !== undefined);
        expect(listen(bytes, 5)).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });
  test("property: packets that are written come back", () => {
    const written = fc.array(
      fc.record({
        bytes: fc.uint8Array({ maxLength: 80 }),
        timeUs: fc.integer({ min: 0, max: 4e15 }),
        wireLength: fc.integer({ min: 80, max: 9000 }),
      }),
    );
    fc.assert(
      fc.property(written, fc.constantFrom("little" as const, "big" as const), (packets, byteOrder) => {
        const back = listen(writePcap(packets, { linkType: 12, byteOrder })).packets;
        expect(back.map(({ data, timeUs: time, wireLength }) => [data, time, wireLength])).toEqual(
          packets.map(({ bytes, timeUs: time, wireLength }) => [[...bytes], time, wireLength]),
        );
      }),
    );
  });
});

test("sniff", () => {
  const pcap = writePcap(two, { linkType: 1 });
  expect([pcap, everything(), everything("big"), pcap.subarray(0, 4)].map((head) => sniffCapture(head))).toEqual([1, 1, 1, 1]);
  expect(sniffCapture(gzipSync(everything()), nodePlatform)).toBe(1);
  const no = [
    raw(),
    raw(0xd4, 0xc3),
    gzipSync("text"),
    gzipSync(gzipSync(pcap)),
    raw(0x1f, 0x8b, 8, 1, 2, 3),
    raw(10, 13, 13, 10, 0, 0, 0, 0, 1, 2, 3, 4),
  ];
  expect(no.map((head) => sniffCapture(head, nodePlatform))).toEqual([0, 0, 0, 0, 0, 0]);
});

test("link types have names", () => {
  expect([linkTypeName(1), linkTypeName(150), linkTypeName(9999)]).toEqual(["ETHERNET", "USER3", "link type 9999"]);
});

test("docs/formats/captures.md lists every code", () => {
  const doc = readFileSync(new URL("../../../docs/formats/captures.md", import.meta.url), "utf8");
  const section = doc.slice(doc.indexOf("## Issues of containers"), doc.indexOf("\n## ", doc.indexOf("## Issues of containers") + 3));
  const listed = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
  expect(listed.toSorted()).toEqual([...Object.keys(captureErrorCodes), ...Object.keys(captureIssueCodes)].toSorted());
});
