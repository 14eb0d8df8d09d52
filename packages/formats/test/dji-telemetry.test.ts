import { readFileSync } from "node:fs";
import { memorySource } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DjiTelemetry,
  djmdErrors,
  djmdProtocols,
  ProtoReader,
  type ProtoValue,
  packedVarints,
  protoLeaves,
  readDjiTelemetry,
  readMovie,
  rescueDjiTelemetry,
  writeDjmdSample,
  writeMp4,
  writeProto,
} from "../src/index.ts";
import { MADE_FRAMES, MADE_START, madeFilm, madeTelemetry } from "./made-film.ts";

async function telemetryOf(bytes: Uint8Array): Promise<DjiTelemetry> {
  const source = memorySource(bytes);
  const track = (await readMovie(source)).tracks.find(({ codec }) => codec === "djmd");
  if (track === undefined) throw new Error("no track");
  return readDjiTelemetry(source, track);
}

/** A film of telemetry alone. */
function filmOf(samples: readonly Uint8Array[]): Uint8Array {
  return writeMp4({ tracks: [{ kind: "djmd", timescale: 1000, samples: samples.map((bytes) => ({ bytes, ticks: 40 })) }] });
}

const codes = ({ issues }: DjiTelemetry): readonly string[] => issues.map(({ code }) => code);

/** Puts a value at a path of numbers. */
function nested(path: string, leaf: (field: number) => ProtoValue): ProtoValue {
  const [first = "1", ...rest] = path.split("-");
  const field = Number(first);
  return rest.length === 0 ? leaf(field) : { field, message: [nested(rest.join("-"), leaf)] };
}

describe("telemetry", () => {
  it("comes back from a written film", async () => {
    const telemetry = await telemetryOf(madeFilm());
    const { columns, rows } = telemetry.samples;
    expect([telemetry.protocol, telemetry.aircraft, telemetry.serialNumber, telemetry.model]).toEqual([
      "dvtm_wm265e.proto",
      "Mavic 3",
      "SYN0TELEMETRY0001",
      "Synthetic 3",
    ]);
    expect(rows).toBe(MADE_FRAMES);
    expect(columns.latDeg[10]).toBeCloseTo(MADE_START.latDeg + 10e-5, 9);
    expect(columns.lonDeg[10]).toBeCloseTo(MADE_START.lonDeg, 9);
    expect(columns.relativeAltitudeM[10]).toBeCloseTo(41, 4);
    expect(columns.absoluteAltitudeM[10]).toBeCloseTo(88.125, 4);
    expect(columns.frame[10]).toBe(11);
    expect(columns.uptimeUs[10]).toBe(5_000_000 + 333_670);
  });

  it("degrees and radians are told apart by the unit, and by the protocol where that is always degrees", async () => {
    const sample = (protocol: string, unit: "degrees" | "radians"): Uint8Array =>
      writeDjmdSample({ place: MADE_START }, { frame: 1, unit, head: { protocol, serialNumber: "SYN0", model: "Synthetic" } });
    const lat = async (protocol: string, unit: "degrees" | "radians"): Promise<number | undefined> =>
      (await telemetryOf(filmOf([sample(protocol, unit)]))).samples.columns.latDeg[0];
    expect(await lat("dvtm_wm265e", "degrees")).toBe(MADE_START.latDeg);
    expect(await lat("dvtm_wm265e", "radians")).toBeCloseTo(MADE_START.latDeg, 9);
    expect(await lat("dvtm_Mini5Pro", "degrees")).toBe(MADE_START.latDeg);
    expect(await lat("dvtm_Mini5Pro", "radians")).toBeCloseTo((MADE_START.latDeg * Math.PI) / 180, 9);
  });

  it("a zero that is left out of a message is a zero, an absent message is unknown", async () => {
    const { columns } = (await telemetryOf(madeFilm())).samples;
    expect([columns.droneRollDeg[5], columns.dronePitchDeg[5], columns.droneYawDeg[5]]).toEqual([0, -3.5, 90]);
    expect([columns.gimbalPitchDeg[5], columns.gimbalRollDeg[5], columns.gimbalYawDeg[5]].map((value) => value?.toFixed(1))).toEqual([
      "-89.9",
      "0.0",
      "-170.5",
    ]);
    const bare = await telemetryOf(
      filmOf([writeProto([{ field: 1, message: [{ field: 1, message: [{ field: 1, text: "dvtm_wm265e.proto" }] }] }])]),
    );
    expect(bare.samples.columns.gimbalRollDeg[0]).toBeNaN();
    expect(codes(bare)).toEqual(["djmd-no-place"]);
  });

  it("0,0 is no position, and is counted", async () => {
    const telemetry = await telemetryOf(madeFilm());
    expect(telemetry.samples.columns.latDeg[0]).toBeNaN();
    expect(telemetry.issues.find(({ code }) => code === "djmd-no-fix")?.sentence).toContain("before there is a fix: 2;");
    expect(telemetry.isDamaged).toBe(false);
  });

  it("the place of a latitude is where its eight bytes stand", async () => {
    const bytes = madeFilm();
    const { columns } = (await telemetryOf(bytes)).samples;
    const at = columns.latByteOffset[7] as number;
    const radians = new DataView(bytes.buffer).getFloat64(at, true);
    expect((radians * 180) / Math.PI).toBeCloseTo(columns.latDeg[7] as number, 12);
  });

  it("names the serial number with its place", async () => {
    const bytes = madeFilm();
    const field = (await telemetryOf(bytes)).fields.find(({ name }) => name === "1-1-5 serial_number");
    expect(new TextDecoder().decode(bytes.subarray(field?.byteOffset, (field?.byteOffset ?? 0) + (field?.lengthBytes ?? 0)))).toBe(
      "SYN0TELEMETRY0001",
    );
  });

  it.each(djmdProtocols.map(({ name }) => name))("%s: every path of its table is read", async (name) => {
    const protocol = djmdProtocols.find((candidate) => candidate.name === name);
    const fields: ProtoValue[] = [{ field: 1, message: [{ field: 1, message: [{ field: 1, text: `${name}.proto` }] }] }];
    for (const { path, as } of protocol?.paths ?? []) {
      if (as === "int") fields.push(nested(path, (field) => ({ field, int: 1200 })));
      else if (as === "float") fields.push(nested(path, (field) => ({ field, float: 1500 })));
      else if (as === "utc") fields.push(nested(path, (field) => ({ field, text: "2026-09-12 13:14:03.5" })));
      else if (as === "ratio") fields.push(nested(path, (field) => ({ field, packed: [28_000, 10_000] })));
      else
        fields.push(
          nested(path, (field) => ({
            field,
            message: [
              { field: 1, int: 1 },
              { field: 2, double: 46.5 },
              { field: 3, double: -71.25 },
            ],
          })),
        );
    }
    const { samples } = await telemetryOf(filmOf([writeProto(fields)]));
    for (const { column, as, scale = 1 } of protocol?.paths ?? []) {
      const value = samples.columns[column][0] as number;
      const expected = {
        int: 1200 * scale,
        float: 1500 * scale,
        ratio: 2.8,
        place: 46.5,
        utc: Date.UTC(2026, 8, 12, 13, 14, 3, 500) * 1e3,
      }[as];
      expect(value, column).toBeCloseTo(expected, 3);
    }
  });

  it("an unknown protocol is said; only what can be true is taken, in the family whose place reads as one", async () => {
    const fields = (yaw: number, lat: number): Uint8Array =>
      writeProto([
        { field: 1, message: [{ field: 1, message: [{ field: 1, text: "dvtm_next.proto" }] }] },
        nested("3-4-4-1", (field) => ({
          field,
          message: [
            { field: 1, int: 1 },
            { field: 2, double: lat },
            { field: 3, double: -71.25 },
          ],
        })),
        nested("3-4-3-3", (field) => ({ field, int: yaw })),
      ]);
    const good = await telemetryOf(filmOf([fields(900, 46.5)]));
    expect(codes(good)).toEqual(["djmd-unknown-protocol"]);
    expect(good.issues[0]?.sentence).toContain("dvtm_next.proto");
    expect(good.aircraft).toBeNull();
    expect([good.samples.columns.latDeg[0], good.samples.columns.droneYawDeg[0]]).toEqual([46.5, 90]);
    const odd = await telemetryOf(filmOf([fields(9_000_000, 446.5)]));
    expect([odd.samples.columns.latDeg[0], odd.samples.columns.droneYawDeg[0]]).toEqual([Number.NaN, Number.NaN]);
  });

  it("without a table of contents the first sample is found where the data begins", async () => {
    const film = madeFilm({ moov: "last" });
    const movie = await readMovie(memorySource(film));
    const start = movie.mediaData?.start ?? 0;
    const cut = film.subarray(0, start + 8000);
    const rescued = await rescueDjiTelemetry(memorySource(cut), start);
    expect(rescued?.serialNumber).toBe("SYN0TELEMETRY0001");
    expect(codes(rescued as DjiTelemetry)).toContain("djmd-rescued");
    expect(rescued?.samples.rows).toBe(1);
    expect(await rescueDjiTelemetry(memorySource(new Uint8Array(5000)), 0)).toBeNull();
  });

  it("cut and flipped samples end in rows and issues, never in an error", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 5 }),
        fc.nat(300),
        async (junk, flips, cut) => {
          const sample = madeTelemetry(0, "dvtm_wm265e").slice(0, Math.max(1, cut));
          for (const [at, value] of flips) sample[at % sample.length] = value;
          const { samples } = await telemetryOf(filmOf([sample, junk, madeTelemetry(3, "dvtm_wm265e")]));
          expect(samples.rows).toBe(3);
          const lat = samples.columns.latDeg;
          for (let row = 0; row < 3; row += 1) expect(Number.isNaN(lat[row]) || Math.abs(lat[row] as number) <= 90).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("every code has a sentence", () => {
    expect(Object.values(djmdErrors).every((sentence) => sentence.endsWith("."))).toBe(true);
  });
});

describe("protocol buffers", () => {
  it("what is written is read: numbers with signs, floats, texts, messages", () => {
    const bytes = writeProto([
      { field: 1, int: -5 },
      { field: 2, int: 2 ** 52 },
      { field: 300, double: -0.25 },
      { field: 4, float: 1.5 },
      { field: 5, text: "Grüße" },
      { field: 6, message: [{ field: 1, message: [{ field: 7, int: 0 }] }] },
    ]);
    expect(protoLeaves(bytes).map(({ path, kind, value }) => [path, kind, value])).toEqual([
      ["1", "varint", "-5"],
      ["2", "varint", String(2 ** 52)],
      ["300", "fixed64", "-0.25"],
      ["4", "fixed32", "1.5"],
      ["5", "text", "Grüße"],
      ["6-1-7", "varint", "0"],
    ]);
  });

  it("packed numbers end with their bytes or are none", () => {
    const bytes = Uint8Array.of(1, 0xd0, 0x0f);
    expect(packedVarints(bytes, 0, 3, 2)).toEqual([1, 2000]);
    expect(packedVarints(bytes, 0, 2, 2)).toBeNull();
    expect(packedVarints(bytes, 0, 3, 1)).toBeNull();
    expect(packedVarints(new Uint8Array(12).fill(255), 0, 12, 2)).toBeNull();
  });

  it("numbers beyond 2^53 are not rounded but unknown", () => {
    const reader = new ProtoReader(Uint8Array.of(8, 255, 255, 255, 255, 255, 255, 255, 127));
    expect(reader.next()).toBe(true);
    expect(reader.unsigned()).toBeNaN();
  });

  it("any bytes: bounded leaves inside the bytes, deep nesting too", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const { start, end } of protoLeaves(bytes)) expect(start >= 0 && start <= end && end <= bytes.byteLength).toBe(true);
      }),
    );
    let deep: ProtoValue = { field: 1, int: 1 };
    for (let level = 0; level < 200; level += 1) deep = { field: 1, message: [deep] };
    expect(protoLeaves(writeProto([deep]))).toHaveLength(1);
  });
});

it("docs/formats/dji-telemetry.md lists every code", () => {
  const document = readFileSync(new URL("../../../docs/formats/dji-telemetry.md", import.meta.url), "utf8");
  for (const code of Object.keys(djmdErrors)) expect(document).toContain(`\`${code}\``);
});
