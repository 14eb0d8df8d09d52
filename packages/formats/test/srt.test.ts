import { readFileSync } from "node:fs";
import { join } from "node:path";
import { countingSource, isFormatError, memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CueToWrite, readSrt, type SrtRead, type SrtStyle, sniffFormat, srtErrors, writeSrt } from "../src/index.ts";

const STYLES: readonly SrtStyle[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
const LOCAL_US = Date.UTC(2026, 8, 12, 9, 14, 3) * 1000;

const cue = (index: number): CueToWrite => ({
  startMs: index * 1000,
  endMs: index * 1000 + 1000,
  localUs: LOCAL_US + index * 1e6,
  latDeg: 52.5 + index / 1000,
  lonDeg: -1.25 - index / 1000,
  homeLatDeg: 52.4999,
  homeLonDeg: -1.2501,
  satellites: 17,
  heightM: 20.5 + index,
  absoluteM: 140.25,
  distanceM: 12.5,
  speedMps: 3.25,
  flight: [-8.9, 2.9, -75],
  gimbal: [-27.3, 0, -76],
  fNumber: 2.8,
  focalMm: 24,
});
const five = Array.from({ length: 5 }, (_, index) => cue(index));

const read = (bytes: Uint8Array, blockBytes?: number): Promise<SrtRead> =>
  readSrt(memorySource(bytes), blockBytes === undefined ? {} : { blockBytes });
const text = (lines: string): Uint8Array => new TextEncoder().encode(lines);
const codes = ({ issues }: SrtRead): readonly string[] => issues.map(({ code }) => code);

describe("styles", () => {
  it.each(STYLES)("style %i is recognised and its coordinates come back in the right order", async (style) => {
    const { cues, styles } = await read(writeSrt(five, style));
    expect(styles).toEqual([{ style, cues: 5 }]);
    const { latDeg, lonDeg, localUs, startMs } = cues.columns;
    for (let row = 0; row < 5; row += 1) {
      if (style === 10) expect(latDeg[row]).toBeNaN();
      else {
        expect(latDeg[row]).toBeCloseTo(52.5 + row / 1000, 4);
        expect(lonDeg[row]).toBeCloseTo(-1.25 - row / 1000, 4);
      }
      const hasDate = ![3, 4, 12, 13].includes(style);
      if (hasDate) expect(localUs[row]).toBe(LOCAL_US + row * 1e6);
      else expect(localUs[row]).toBeNaN();
      if (style === 11) expect(startMs[row]).toBeNaN();
      else expect(startMs[row]).toBe(row * 1000);
    }
  });

  it("each style scales its numbers by its own rule", async () => {
    for (const style of STYLES) {
      const { columns } = (await read(writeSrt(five, style))).cues;
      if (style !== 2 && style !== 12) {
        expect(columns.fNumber[0]).toBeCloseTo(2.8, 5);
        expect(columns.shutterS[0]).toBeCloseTo(1 / 500, 7);
      }
      if ([5, 6, 7, 9].includes(style)) expect(columns.focal35Mm[0]).toBe(24);
      if ([1, 3, 4].includes(style)) expect(columns.satellites[0]).toBe(17);
      if ([4].includes(style)) {
        expect([columns.flightPitchDeg[0], columns.flightRollDeg[0], columns.flightYawDeg[0]].map((value) => value?.toFixed(1))).toEqual([
          "-8.9",
          "2.9",
          "-75.0",
        ]);
        expect(columns.gimbalPitchDeg[0]).toBeCloseTo(-27.3, 4);
        expect(columns.homeLatDeg[0]).toBe(52.4999);
      }
      if (style === 9) expect(columns.gimbalYawDeg[0]).toBe(-76);
    }
  });

  it("the order that no real film proves is said", async () => {
    const result = await read(writeSrt(five, 12));
    expect(codes(result)).toEqual(["srt-unproven-order"]);
    expect(result.issues[0]?.sentence).toMatch(/^5 cues are of a style/);
  });

  it("a pair whose order no style tells has no position", async () => {
    const result = await read(text("1\n00:00:00,000 --> 00:00:01,000\nGPS(52.1234,-1.2345,88.5) BAROMETER:3.0\n\n"));
    expect(result.cues.columns.latDeg[0]).toBeNaN();
    expect(codes(result)).toEqual(["srt-unknown-style", "srt-unknown-order"].toSorted());
  });

  it("a longitude beyond 90 degrees in the place of a latitude is left out, not swapped", async () => {
    const result = await read(text("1\n00:00:00,000 --> 00:00:01,000\nGPS(52.1,149.2,12) BAROMETER:3.0\n\n"));
    expect(result.cues.columns.latDeg[0]).toBeNaN();
    expect(codes(result)).toEqual(["srt-unknown-order"]);
  });

  it("styles may change from cue to cue", async () => {
    const mixed = new Uint8Array([...writeSrt(five.slice(0, 2), 4), 10, ...writeSrt(five.slice(2), 5)]);
    const { styles } = await read(mixed);
    expect(styles).toEqual([
      { style: 4, cues: 2 },
      { style: 5, cues: 3 },
    ]);
  });
});

describe("what is not invented", () => {
  it("0,0 is no position and is counted", async () => {
    const zero = { ...cue(0), latDeg: 0, lonDeg: 0 };
    for (const style of STYLES.filter((number) => number !== 10)) {
      const result = await read(writeSrt([zero, cue(1)], style));
      expect(result.cues.columns.latDeg[0]).toBeNaN();
      expect(result.cues.columns.latDeg[1]).toBeCloseTo(52.501, 4);
      expect(codes(result)).toContain("srt-no-fix");
      expect(result.damaged).toBe(false);
    }
  });

  it("a date that cannot be is left out", async () => {
    const result = await read(text("1\n00:00:00,000 --> 00:00:01,000\n2026-02-30 10:00:00.000\n[latitude: 1.5] [longitude: 2.5]\n"));
    expect(result.cues.columns.localUs[0]).toBeNaN();
    expect(codes(result)).toEqual(["srt-bad-time"]);
  });

  it("n/a stays unknown", async () => {
    const line = "F/2.8, SS 60, ISO 100, EV 0, GPS (n/a, n/a, n/a), D n/a, H 3.50m, H.S n/a, V.S n/a \n";
    const { columns } = (await read(text(`1\n00:00:00,000 --> 00:00:01,000\n${line}`))).cues;
    expect([columns.latDeg[0], columns.distanceM[0], columns.satellites[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(columns.relAltM[0]).toBe(3.5);
  });

  it("plain film subtitles have no telemetry", async () => {
    const result = await read(text("1\n00:00:00,000 --> 00:00:01,000\nHello, world\n\n2\n00:00:01,000 --> 00:00:02,000\nGood bye\n"));
    expect(codes(result)).toEqual(["srt-no-telemetry"]);
    expect(result.cues.rows).toBe(2);
  });
});

describe("damage", () => {
  it("an empty file and a file of a number only have no cue", async () => {
    for (const bytes of [text(""), text("1\n"), text("\ufeff\r\n")]) {
      await expect(read(bytes)).rejects.toMatchObject({ name: "FormatError", code: "srt-no-cue" });
    }
  });

  it("a cut last cue is said wherever it is cut, and nothing after the cut is taken", async () => {
    const whole = writeSrt(five, 7);
    const wholeRead = await read(whole);
    const lastStart = wholeRead.cues.columns.byteOffset[4] as number;
    for (let end = lastStart + 1; end < whole.byteLength - 8; end += 1) {
      const result = await read(whole.subarray(0, end));
      expect(codes(result), `cut at ${end - lastStart}`).toEqual(["srt-cut-cue"]);
      const lat = result.cues.columns.latDeg[4];
      if (lat !== undefined && !Number.isNaN(lat)) expect(lat).toBe(wholeRead.cues.columns.latDeg[4]);
    }
  });

  it("a missing empty line between cues costs nothing", async () => {
    const joined = new TextDecoder().decode(writeSrt(five, 1)).replaceAll("\n\n", "\n");
    expect((await read(text(joined))).cues.rows).toBe(5);
  });

  it("a cue without end does not grow in memory", async () => {
    const long = text(`1\n00:00:00,000 --> 00:00:01,000\n${"[latitude: 1] ".repeat(20_000)}`);
    const result = await read(new Uint8Array([...writeSrt(five, 7), 10, ...long]), 65_536);
    expect(codes(result)).toContain("srt-long-cue");
    expect(result.cues.rows).toBe(5);
  });

  it("every sentence of the table is used with its number", () => {
    expect(Object.values(srtErrors).every((sentence) => sentence.endsWith("."))).toBe(true);
  });
});

describe("properties", () => {
  const sameRows = (a: SrtRead, b: SrtRead): void => expect(b).toEqual(a);

  it("line ends, a mark at the start and block sizes change nothing but places", async () => {
    for (const style of STYLES) {
      const plain = await read(writeSrt(five, style));
      const crlf = await read(writeSrt(five, style, { lineEnd: "\r\n", hasBom: true }));
      expect(crlf.cues.columns.latDeg).toEqual(plain.cues.columns.latDeg);
      expect(crlf.cues.columns.startMs).toEqual(plain.cues.columns.startMs);
      sameRows(plain, await read(writeSrt(five, style), 17));
    }
  });

  it("any bytes give cues, issues or a FormatError", async () => {
    const style = fc.constantFrom(...STYLES);
    const damaged = fc
      .tuple(style, fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 6 }), fc.nat(2000))
      .map(([number, flips, cut]) => {
        const bytes = writeSrt(five, number).slice(0, Math.max(1, cut));
        for (const [at, value] of flips) bytes[at % bytes.length] = value;
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), async (bytes) => {
        try {
          const { cues } = await read(bytes, 64);
          expect(cues.rows).toBeGreaterThan(0);
        } catch (error) {
          expect(isFormatError(error)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is read once, in blocks", async () => {
    const many = writeSrt(
      Array.from({ length: 9000 }, (_, index) => cue(index % 50)),
      7,
    );
    const source = countingSource(memorySource(many));
    const { cues } = await readSrt(source);
    expect(cues.rows).toBe(9000);
    expect(source.count.bytes).toBe(many.byteLength);
    expect(source.count.requests).toBe(Math.ceil(many.byteLength / 1_048_576));
  });

  it("is recognised by its content", () => {
    for (const style of STYLES) {
      const bytes = writeSrt(five, style, { hasBom: style % 2 === 0 });
      expect(sniffFormat(bytes, bytes.byteLength)?.format.id).toBe("srt");
    }
    expect(sniffFormat(text("1\n2\n3\n"), 6)?.format.id).not.toBe("srt");
  });
});

const folder = process.env["CREANCE_SAMPLES"];
describe.skipIf(folder === undefined)(`real subtitles${folder === undefined ? " (skipped: CREANCE_SAMPLES not set)" : ""}`, () => {
  const expected: readonly [file: string, cues: number, styles: readonly number[], codes: readonly string[]][] = [
    ["callmarcus_Avata360_clip.SRT", 5, [9], []],
    ["callmarcus_Mini5PRO_clip.SRT", 5, [7], []],
    ["callmarcus_air3S_clip.SRT", 5, [7], []],
    ["callmarcus_examples_DJI_sample.SRT", 5, [13], []],
    ["callmarcus_mini4pro_clip.SRT", 2, [13], []],
    ["juanirache_MAVIC3.srt", 12_318, [7], []],
    ["juanirache_air2s.srt", 17, [6], []],
    ["juanirache_broken_incomplete.SRT", 20, [1], ["srt-cut-cue"]],
    ["juanirache_m2zoom.SRT", 7113, [5], []],
    ["juanirache_mavic_2_style.SRT", 468, [11], ["srt-no-times"]],
    ["juanirache_mavic_2pro_new.SRT", 8952, [5], []],
    ["juanirache_mavic_air.SRT", 2, [10], []],
    ["juanirache_mavic_air2.srt", 25, [6], []],
    ["juanirache_mavic_pro.SRT", 468, [1], []],
    ["juanirache_mavic_pro_buggy.SRT", 546, [1], []],
    ["juanirache_mix_p4rtk_mavic2pro.srt", 12, [4, 5], []],
    ["juanirache_old_format.SRT", 468, [1], []],
    ["juanirache_p4p_sample.SRT", 5, [3], []],
  ];
  it.each(expected)("%s", async (file, cues, styles, issueCodes) => {
    const bytes = readFileSync(join(folder ?? "", "srt", file));
    const result = await read(bytes);
    expect(result.cues.rows).toBe(cues);
    expect(result.styles.map(({ style }) => style)).toEqual(styles);
    expect(codes(result)).toEqual(issueCodes);
    // The bytes at the place of a latitude are its digits.
    const { latDeg, latByteOffset } = result.cues.columns;
    const row = latDeg.findIndex((value) => !Number.isNaN(value));
    if (row >= 0) {
      const at = latByteOffset[row] as number;
      expect(Number.parseFloat(new TextDecoder().decode(bytes.subarray(at, at + 12)))).toBe(latDeg[row]);
    }
  });
});

it("docs/formats/srt.md lists every code", () => {
  const document = readFileSync(new URL("../../../docs/formats/srt.md", import.meta.url), "utf8");
  for (const code of Object.keys(srtErrors)) expect(document).toContain(`\`${code}\``);
});

describe("numbers that are not plain", () => {
  const cueOf = (line: string): Uint8Array => text(`1\n00:00:00,000 --> 00:00:01,000\n${line}\n\n`);

  it.each([
    "[latitude: 47,5] [longitude: 8,5]",
    "[latitude: 0x47] [longitude: 8.5]",
    "[latitude: 47.5N] [longitude: 8.5E]",
    "HOME(8,5,47,1) 2026.09.12 09:14:03\nGPS(8,5,47,1,12) BAROMETER:1.9",
    "HOME(8.5,47.1) 2026.09.12 09:14:03\nGPS(8.5E,47.1N,12) BAROMETER:1.9",
  ])("no position is made of the first digits of %s", async (line) => {
    const { latDeg, homeLatDeg } = (await read(cueOf(line))).cues.columns;
    expect(latDeg[0]).toBeNaN();
    if (line.startsWith("HOME(8,5")) expect(homeLatDeg[0]).toBeNaN();
  });

  it("says that such a position was left out", async () => {
    expect(codes(await read(cueOf("[latitude: 47,5] [longitude: 8,5]")))).toContain("srt-unknown-order");
    expect(codes(await read(cueOf("[latitude: 47.5, longitude: 8.5]")))).not.toContain("srt-unknown-order");
  });
});
