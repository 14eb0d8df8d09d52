/** The flight record reader on records put together by hand. */
import { readFileSync } from "node:fs";
import { type ByteSource, countingSource, memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import {
  collectDjiFlightRecord,
  type DjiFlightRecord,
  type DjiReadOptions,
  djiErrorCodes,
  djiFlightRecordFormat,
  djiIssueCodes,
  djiKeychainErrorCodes,
  readDjiFlightRecord,
} from "../src/index.ts";
import { details, END_MARKER, filled, frames, type HandRecord, handFile, handKey, join, jpeg, osd, text } from "./dji-hand-built.ts";

const read = (bytes: Uint8Array, options: Partial<DjiReadOptions> = {}): Promise<DjiFlightRecord> =>
  collectDjiFlightRecord(memorySource(bytes), { platform: nodePlatform, ...options });
const codes = (record: DjiFlightRecord): string[] => record.issues.map((issue) => issue.code);
const flight: HandRecord[] = Array.from({ length: 20 }, (_, at) => osd(47 + at / 1e4, 8 - at / 1e4, at / 10));
const versions = Array.from({ length: 14 }, (_, at) => at + 1);
const latDeg = (record: DjiFlightRecord): number[] => [...record.streams.osd.columns.latRad].map((rad) => (rad * 180) / Math.PI);

describe("every version", () => {
  test.each(versions)("v%i: header, rows and texts of a whole record", async (version) => {
    const records = [...flight, text(9, "Höhe 120 m"), filled(200, 5)];
    const bytes = handFile(version, { region: join([frames(version, records), END_MARKER]) });
    const record = await read(bytes, { raw: "yield" });
    expect(codes(record)).toEqual(version < 13 ? [] : ["sealed"]);
    expect(record.header.version).toBe(version);
    expect(record.header.details?.startTimeMs).toBe(1_600_000_000_000);
    expect(record.header.details?.aircraftSerial).toBe(version < 6 ? "HANDSN4" : "HANDSERIAL000001");
    expect(record.header.details?.city).toBe("Handville|XX");
    expect(record.header.department).toBe(version >= 13 ? 3 : null);
    if (version < 13) {
      expect(record.streams.osd.rows).toBe(20);
      expect(latDeg(record)[3]).toBeCloseTo(47.0003, 10);
      expect(record.streams.osd.columns.altHomeM[0]).toBeCloseTo(12.3, 5);
      expect(record.streams.osd.columns.yawDeg[0]).toBeCloseTo(-45.5, 5);
      expect([...record.streams.osd.columns.osdRow.slice(0, 3)]).toEqual([0, 1, 2]);
      expect(record.texts.map(({ text: said, osdRow }) => [said, osdRow])).toEqual([["Höhe 120 m", 19]]);
    }
    expect(record.raw.find(({ type }) => type === 200)?.payload).toEqual(new Uint8Array(5).fill(7));
    expect(record.ending.closed).toBe(true);
    expect(record.ending.strayBytes).toBe(0);
    expect([...record.ending.counts]).toEqual([
      [1, 20],
      [9, 1],
      [200, 1],
    ]);
  });

  test.each(versions)("v%i: the places of details say where the serial stands", async (version) => {
    const bytes = handFile(version, { region: join([frames(version, flight), END_MARKER]) });
    const { places, details: read0 } = (await read(bytes)).header;
    const place = places.aircraftSerial;
    expect(place).toBeDefined();
    if (place === undefined || version >= 13) return;
    const stored = new TextDecoder().decode(bytes.subarray(place.offset, place.offset + place.lengthBytes)).replace(/\0.*$/, "");
    expect(stored).toBe(read0?.aircraftSerial);
  });

  test.each(versions)("v%i: is recognised by content, whole and cut, and never by text, zeros or pictures", (version) => {
    const bytes = handFile(version, { region: join([frames(version, flight), END_MARKER]) });
    expect(djiFlightRecordFormat.sniff(bytes, bytes.length)).toBeGreaterThanOrEqual(0.9);
    const cut = bytes.subarray(0, bytes.length - (version < 12 ? 360 : 60));
    expect(djiFlightRecordFormat.sniff(cut, cut.length)).toBeGreaterThanOrEqual(0.7);
    const zeros = new Uint8Array(65_536);
    zeros[10] = version;
    expect(djiFlightRecordFormat.sniff(zeros, 2 ** 32)).toBe(0);
    const picture = jpeg(5000);
    picture[10] = version;
    expect(djiFlightRecordFormat.sniff(picture, picture.length)).toBe(0);
  });
});

test("text files, archives and noise are not taken for flight records", () => {
  const lines = new TextEncoder().encode("time,lat,l\non,height\n".repeat(1000));
  expect(djiFlightRecordFormat.sniff(lines, lines.length)).toBe(0);
  const archive = Uint8Array.from({ length: 4000 }, (_, at) => (at * 73) & 0xff);
  archive.set([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 11, 91]);
  expect(djiFlightRecordFormat.sniff(archive, archive.length)).toBe(0);
  expect(djiFlightRecordFormat.sniff(new Uint8Array(0), 0)).toBe(0);
});

describe("framing", () => {
  test("skips garbage between records, reports where and how much, and goes on", async () => {
    const garbage = Uint8Array.from({ length: 97 }, (_, at) => (at * 11 + 3) % 200);
    const region = join([frames(11, flight.slice(0, 5)), garbage, frames(11, flight.slice(5))]);
    const record = await read(handFile(11, { region: join([region, END_MARKER]) }));
    expect(record.streams.osd.rows).toBe(20);
    expect(record.ending.strayBytes).toBe(97);
    const first = 100 + frames(11, flight.slice(0, 5)).length;
    expect(record.issues.map(({ code, offset }) => [code, offset])).toEqual([["stray-bytes", first]]);
  });

  test("goes on after an end marker inside the stream, and says when none closes it", async () => {
    const region = join([frames(8, flight.slice(0, 9)), END_MARKER, frames(8, flight.slice(9))]);
    const open = await read(handFile(8, { region }));
    expect([open.streams.osd.rows, open.ending.strayBytes, open.ending.closed]).toEqual([20, 0, false]);
    expect(codes(open)).toEqual(["not-closed"]);
    const closed = await read(handFile(8, { region: join([region, END_MARKER]) }));
    expect(closed.ending.closed).toBe(true);
    expect(codes(closed)).toEqual([]);
  });

  test.each([8, 13])("v%i: a type-57 record that starts like the end marker is a record when it frames", async (version) => {
    const hand = frames(version, [filled(57, 46, 0)]);
    // Seed 0 makes the body plain zeros, so that the record starts 39 30 00 00.
    const lengthBytes = version >= 13 ? 2 : 1;
    hand.fill(0, 1 + lengthBytes, hand.length - 1);
    expect([...hand.subarray(0, 4)]).toEqual([0x39, 0x30, 0, 0]);
    const region = join([frames(version, flight), hand, frames(version, [filled(200, 4)]), END_MARKER]);
    const record = await read(handFile(version, { region }));
    expect(record.ending.counts.get(57)).toBe(1);
    expect([record.ending.strayBytes, record.ending.closed]).toEqual([0, true]);
  });

  test("a details offset that points into the records loses none of them", async () => {
    const bytes = handFile(11, { region: join([frames(11, flight), END_MARKER]) });
    new DataView(bytes.buffer).setBigUint64(0, BigInt(100 + frames(11, flight.slice(0, 8)).length), true);
    const record = await read(bytes);
    expect(record.streams.osd.rows).toBe(20);
    expect(codes(record)).toContain("details-missing");
    const between = bytes.slice();
    new DataView(between.buffer).setBigUint64(0, 500n, true);
    expect((await read(between)).streams.osd.rows).toBe(20);
  });

  test("a trailing record after the details is read and does not change the region hash", async () => {
    const region = join([frames(8, flight), END_MARKER]);
    const firmware = frames(8, [{ type: 15, payload: Uint8Array.of(3, 6, 1, 2, 30, 0, 8, 0, 4, 5, 6, 0) }]);
    const plain = await read(handFile(8, { region }));
    const longer = await read(handFile(8, { region, tail: firmware }));
    expect(longer.firmware.map(({ sender, version }) => [sender, version])).toEqual([
      [3, "1.2.30"],
      [8, "4.5.6"],
    ]);
    expect(longer.ending.regionSha256).toBe(plain.ending.regionSha256);
    expect(longer.ending.regionSha256).toBe(Buffer.from(nodePlatform.sha256(region)).toString("hex"));
    expect([longer.ending.regionStart, longer.ending.regionEnd]).toEqual([100, 100 + region.length]);
    expect(longer.ending.strayBytes).toBe(0);
  });

  test("a record too short for its type is reported and kept, not misread", async () => {
    const record = await read(handFile(11, { region: join([frames(11, [...flight, filled(1, 10)]), END_MARKER]) }), { raw: "yield" });
    expect(record.streams.osd.rows).toBe(20);
    expect(codes(record)).toEqual(["short-record"]);
    expect(record.raw.map(({ type, payload }) => [type, payload.length])).toEqual([[1, 10]]);
  });
});

describe("pictures", () => {
  test.each([4, 8, 12, 14])("v%i: by their lengths, and by their structure when the lengths are lies", async (version) => {
    const pictures = [jpeg(700), jpeg(2000)];
    const region = join([frames(version, flight), ...(version < 7 ? [] : [END_MARKER]), ...pictures]);
    const lengths = pictures.map((picture) => picture.length);
    const byLength = await read(handFile(version, { region, details: details(version, lengths) }));
    expect(byLength.pictures.map(({ kind, lengthBytes }) => [kind, lengthBytes])).toEqual(lengths.map((length) => ["full", length]));
    expect(codes(byLength).filter((code) => code !== "sealed")).toEqual([]);
    const lied = await read(handFile(version, { region, details: details(version, [-5, 2_000_000_000, 17]) }));
    expect(lied.pictures.map(({ kind, lengthBytes }) => [kind, lengthBytes])).toEqual(lengths.map((length) => ["found", length]));
    expect(codes(lied).filter((code) => code !== "sealed")).toEqual(["picture-lengths"]);
    expect([lied.ending.strayBytes, lied.ending.regionSha256]).toEqual([0, byLength.ending.regionSha256]);
  });

  test("a picture that the file cuts is reported, with what is left of it", async () => {
    const region = join([frames(14, flight), END_MARKER, jpeg(3000).subarray(0, 1000)]);
    const record = await read(handFile(14, { region }));
    expect(record.pictures.map(({ lengthBytes }) => lengthBytes)).toEqual([1000]);
    expect(codes(record)).toContain("picture-cut");
  });

  test("records after pictures are read, and the region hash then covers the pictures", async () => {
    const region = join([frames(8, flight.slice(0, 9)), END_MARKER, jpeg(300_000), frames(8, flight.slice(9)), END_MARKER]);
    const record = await read(handFile(8, { region }), { blockBytes: 4096 });
    expect(record.streams.osd.rows).toBe(20);
    expect(record.ending.regionSha256).toBe(Buffer.from(nodePlatform.sha256(region)).toString("hex"));
  });
});

describe("encryption", () => {
  const keys = [handKey(1, 5), handKey(7, 9)];
  const mixed: HandRecord[] = flight.flatMap((record, at) => [record, text(10, `warning ${at} ${"x".repeat(at)}`), filled(57, 20)]);

  test.each([13, 14])("v%i: opens with keys, stays sealed without, and counts either way", async (version) => {
    const bytes = handFile(version, { region: join([frames(version, mixed, keys), END_MARKER]) });
    const opened = await read(bytes, { keychains: [keys] });
    expect([opened.streams.osd.rows, opened.texts.length, opened.ending.sealedRecords]).toEqual([20, 20, 0]);
    expect(opened.texts[19]?.text).toBe(`warning 19 ${"x".repeat(19)}`);
    expect(opened.issues).toEqual([]);
    const sealed = await read(bytes);
    expect([sealed.streams.osd.rows, sealed.texts.length, sealed.ending.sealedRecords]).toEqual([0, 0, 40]);
    expect(sealed.ending.counts).toEqual(opened.ending.counts);
    expect(sealed.header.details?.aircraftName).toBe("Hand made");
    expect(codes(sealed)).toEqual(["sealed"]);
  });

  test("a key for one feature opens that feature only", async () => {
    const bytes = handFile(14, { region: join([frames(14, mixed, keys), END_MARKER]) });
    const record = await read(bytes, { keychains: [[keys[1] as (typeof keys)[0]]] });
    expect([record.streams.osd.rows, record.texts.length, record.ending.sealedRecords]).toEqual([0, 20, 20]);
    expect(record.issues[0]?.sentence).toContain("FR_Standardization_Feature_Base_1");
  });

  test("a wrong key yields no position, and says so", async () => {
    const bytes = handFile(14, { region: join([frames(14, mixed, keys), END_MARKER]) });
    for (let seed = 20; seed < 60; seed += 1) {
      const record = await read(bytes, { keychains: [[handKey(1, seed), handKey(7, seed)]] });
      expect([record.streams.osd.rows, record.texts.length, record.ending.sealedRecords]).toEqual([0, 0, 40]);
      expect(codes(record)).toEqual(["wrong-key", "wrong-key"]);
    }
  });

  test("type 50 starts a new group with its own keys", async () => {
    const later = [handKey(1, 77), handKey(7, 78)];
    const wrapped = (feature: number): HandRecord => ({
      type: 56,
      payload: join([Uint8Array.of(feature, 0, 0, 1), new Uint8Array(256).fill(feature)]),
    });
    const region = join([
      frames(14, [wrapped(1), wrapped(7), ...mixed], keys),
      frames(14, [filled(50, 4), wrapped(1), ...mixed], later),
      END_MARKER,
    ]);
    const record = await read(handFile(14, { region }), { keychains: [keys, later] });
    expect([record.streams.osd.rows, record.texts.length, record.ending.sealedRecords]).toEqual([40, 40, 0]);
    expect(record.ending.keychainGroups.map((group) => group.map(({ feature }) => feature))).toEqual([[1, 7], [1]]);
    const first = await read(handFile(14, { region }), { keychains: [keys] });
    expect([first.streams.osd.rows, first.ending.sealedRecords]).toEqual([20, 40]);
  });

  test("a lost record costs itself and at most the next one of its feature", async () => {
    const whole = frames(14, flight, keys);
    const one = whole.length / flight.length;
    const damaged = whole.slice();
    damaged.fill(0xee, 7 * one, 7 * one + 30);
    damaged[8 * one - 1] = 0;
    const record = await read(handFile(14, { region: join([damaged, END_MARKER]) }), { keychains: [keys] });
    expect(record.streams.osd.rows).toBeGreaterThanOrEqual(18);
    for (const value of latDeg(record)) expect(Math.abs(value - 47)).toBeLessThan(0.01);
    expect(codes(record)).toContain("stray-bytes");
    expect(record.streams.osd.rows + record.ending.sealedRecords).toBe(19);
  });

  test("a decrypted position out of range is left out", async () => {
    const region = join([frames(14, [...flight, osd(400, 8, 2.1), osd(47, 8, 2.2)], keys), END_MARKER]);
    const record = await read(handFile(14, { region }), { keychains: [keys] });
    expect([record.streams.osd.rows, record.ending.sealedRecords]).toEqual([21, 1]);
    expect(codes(record)).toEqual(["implausible-position"]);
  });
});

describe("what cannot be read", () => {
  const errorOf = (bytes: Uint8Array): Promise<string> =>
    read(bytes).then(
      () => "read",
      (error: { readonly code?: string }) => error.code ?? "other",
    );

  test("too short, unknown version, no records", async () => {
    expect(await errorOf(new Uint8Array(5))).toBe("too-short");
    expect(await errorOf(new Uint8Array(500))).toBe("bad-version");
    const wrong = handFile(11, { region: frames(11, flight) });
    wrong[10] = 15;
    expect(await errorOf(wrong)).toBe("bad-version");
    const zeros = new Uint8Array(500);
    zeros[10] = 8;
    expect(await errorOf(zeros)).toBe("no-records");
  });

  test("gigabytes of zeros end after a bounded search", async () => {
    const head = new Uint8Array(1_048_576);
    head[10] = 8;
    const zeros = new Uint8Array(1_048_576);
    const endless: ByteSource = {
      size: 4 * 2 ** 30,
      read: (start, end) => Promise.resolve(start === 0 ? head.subarray(0, end) : zeros.subarray(0, end - start)),
    };
    const counted = countingSource(endless);
    await expect(collectDjiFlightRecord(counted, { platform: nodePlatform })).rejects.toMatchObject({ code: "no-records" });
    expect(counted.count.bytes).toBeLessThan(80 * 1_048_576);
  });

  test("thousands of pictures that never end cost a bounded number of reads", async () => {
    const lure = Uint8Array.from({ length: 100_000 }, (_, at) => [0x39, 0x30, 0, 0, 0xff, 0xd8, 0xff, 0xda, 0, 2][at % 10] as number);
    const source = countingSource(memorySource(handFile(11, { region: join([frames(11, flight), lure]) })));
    const record = await collectDjiFlightRecord(source, { platform: nodePlatform });
    expect(record.streams.osd.rows).toBe(20);
    expect(source.count.bytes).toBeLessThan(40 * 110_000);
    expect(record.issues.length).toBe(1001);
    expect(codes(record)).toContain("too-many-issues");
  });

  test("records before gigabytes of zeros are read", async () => {
    const head = handFile(11, { region: frames(11, flight) }).subarray(0, 1200);
    const zeros = new Uint8Array(1_048_576);
    const endless: ByteSource = {
      size: 4 * 2 ** 30,
      read: (start, end) => {
        const bytes = zeros.slice(0, end - start);
        if (start < head.length) bytes.set(head.subarray(start, Math.min(end, head.length)));
        return Promise.resolve(bytes);
      },
    };
    const record = await collectDjiFlightRecord(endless, { platform: nodePlatform });
    expect(record.streams.osd.rows).toBe(20);
    expect(codes(record)).toEqual(expect.arrayContaining(["gave-up", "stray-bytes"]));
    expect(record.ending.strayBytes).toBeGreaterThan(4 * 2 ** 30 - 3000);
  });
});

describe("streaming", () => {
  const long = Array.from({ length: 30_000 }, (_, at) => osd(47, 8, at / 10));
  const big = handFile(11, { region: join([frames(11, long.slice(0, 10_000)), frames(11, long.slice(10_000)), END_MARKER]) });

  test("reads every byte about once, in blocks", async () => {
    const source = countingSource(memorySource(big));
    const record = await collectDjiFlightRecord(source, { platform: nodePlatform });
    expect(record.streams.osd.rows).toBe(30_000);
    expect(source.count.requests).toBeLessThanOrEqual(Math.ceil(big.length / 1_048_576) + 3);
    expect(source.count.bytes).toBeLessThan(big.length + 4096);
  });

  test("batches hold no more rows than asked, and stopping early stops reading", async () => {
    const source = countingSource(memorySource(big));
    for await (const item of readDjiFlightRecord(source, { platform: nodePlatform, batchRows: 100, blockBytes: 65_536 })) {
      if (item.kind !== "rows") continue;
      expect(item.rows).toBe(100);
      break;
    }
    expect(source.count.bytes).toBeLessThan(80_000);
  });

  test("a source that shrinks while it is read is a cut file", async () => {
    const shrunk: ByteSource = { size: big.length, read: (start, end) => Promise.resolve(big.subarray(start, Math.min(end, 1_500_000))) };
    const record = await collectDjiFlightRecord(shrunk, { platform: nodePlatform });
    expect(record.streams.osd.rows).toBeGreaterThan(25_000);
    expect(codes(record)).toContain("source-shrank");
  });
});

test("the codes in the format document are those of the code", () => {
  const document = readFileSync(new URL("../../../docs/formats/dji-flight-record.md", import.meta.url), "utf8");
  const listed = [...document.matchAll(/^\| `([a-z-]+)` \| (error|issue|keychain) \| (.+) \|$/gm)].map(([, code, kind, sentence]) => [
    kind,
    code,
    sentence,
  ]);
  const expected = (
    [
      ["error", djiErrorCodes],
      ["issue", djiIssueCodes],
      ["keychain", djiKeychainErrorCodes],
    ] as const
  ).flatMap(([kind, table]) => Object.entries(table).map(([code, sentence]) => [kind, code, sentence]));
  expect(listed).toEqual(expected);
});
