import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countingSource, isFormatError, memorySource } from "@creance/core";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { boxesIn, type Movie, mp4Errors, parseIso6709, readBoxes, readMovie, readSamples, type Sample, sniffFormat } from "../src/index.ts";
import { MADE_CREATED_US, MADE_FRAMES, madeFilm, madeFilmParts } from "./made-film.ts";

const codes = ({ issues }: Movie): readonly string[] => issues.map(({ code }) => code);
const read = (bytes: Uint8Array): ReturnType<typeof readMovie> => readMovie(memorySource(bytes));

async function samplesOf(bytes: Uint8Array, codec: string): Promise<readonly Sample[]> {
  const source = memorySource(bytes);
  const track = (await readMovie(source)).tracks.find((candidate) => candidate.codec === codec);
  const samples: Sample[] = [];
  if (track !== undefined) for await (const batch of readSamples(source, track)) samples.push(...batch);
  return samples;
}

/** Place of a box by its type's first occurrence. */
function find(bytes: Uint8Array, type: string): number {
  return Buffer.from(bytes).indexOf(type, 0, "latin1") - 4;
}

describe("a written film", () => {
  it.each(["first", "last"] as const)("comes back, moov %s, with 32 and 64 bits", async (moov) => {
    for (const offsetBits of [32, 64] as const) {
      const bytes = madeFilm({ moov, offsetBits });
      const movie = await read(bytes);
      expect(codes(movie)).toEqual([]);
      expect(movie.createdUs).toBe(MADE_CREATED_US);
      expect(movie.durationUs).toBe(1_335_000);
      expect(movie.tracks.map(({ codec, handler, samples }) => [codec, handler, samples.count])).toEqual([
        ["avc1", "vide", MADE_FRAMES],
        ["djmd", "meta", MADE_FRAMES],
        ["dbgi", "meta", MADE_FRAMES],
        ["tx3g", "sbtl", 2],
      ]);
      expect([movie.tracks[0]?.widthPx, movie.tracks[0]?.heightPx]).toEqual([320, 180]);
      const written = madeFilmParts().tracks[1]?.samples ?? [];
      const samples = await samplesOf(bytes, "djmd");
      expect(samples.map(({ bytes: sample }) => [...sample])).toEqual(written.map(({ bytes: sample }) => [...sample]));
      expect(samples[3]?.startMs).toBeCloseTo((3 * 1001) / 30, 6);
    }
  });

  it("lists its user data and its still picture with their places", async () => {
    const bytes = madeFilm();
    const { fields, pictures } = await read(bytes);
    const place = fields.find(({ name }) => name === "moov/udta/\u00a9xyz");
    expect(place?.value).toBe("+46.5000-071.2500/");
    expect(new TextDecoder().decode(bytes.subarray(place?.byteOffset, (place?.byteOffset ?? 0) + (place?.lengthBytes ?? 0)))).toBe(
      place?.value,
    );
    expect(fields.find(({ name }) => name === "moov/udta/\u00a9mdl")?.value).toBe("SYN-CAM");
    expect(pictures).toHaveLength(1);
    expect([...bytes.subarray(pictures[0]?.byteOffset, (pictures[0]?.byteOffset ?? 0) + 3)]).toEqual([0xff, 0xd8, 0xff]);
  });

  it("reads a place of 3GPP", async () => {
    const content = [0, 0, 0, 0, 0, 0, 72, 105, 0, 0, 0xff, 0xb8, 0xc0, 0, 0, 0x2e, 0x80, 0, 0, 0x0c, 0x80, 0, 0, 0];
    const loci = [0, 0, 0, content.length + 8, 108, 111, 99, 105, ...content];
    const udta = [0, 0, 0, loci.length + 8, 117, 100, 116, 97, ...loci];
    const bytes = Uint8Array.of(0, 0, 0, udta.length + 8, 109, 111, 111, 118, ...udta);
    const { fields } = await read(bytes);
    expect(fields.map(({ name, value }) => [name, value])).toEqual([
      ["moov/udta/loci name", "Hi"],
      ["moov/udta/loci", "+46.50000-071.25000+012.500/"],
    ]);
  });

  it("finds a still picture that is hidden in a free box", async () => {
    const jpeg = [0xff, 0xd8, 0xff, 0xdb, 1, 2, 3, 4];
    const hidden = Uint8Array.of(0, 0, 0, 28, 102, 114, 101, 101, 0, 0, 0, 16, 109, 100, 97, 116, ...jpeg, 0, 0, 0, 0);
    const bytes = new Uint8Array([...madeFilm({ moov: "last" }), ...hidden]);
    const picture = (await read(bytes)).pictures.find(({ box }) => box === "free");
    expect([...bytes.subarray(picture?.byteOffset, (picture?.byteOffset ?? 0) + (picture?.lengthBytes ?? 0))]).toEqual(jpeg);
  });

  it("is read by ranges: never the media data", async () => {
    const parts = madeFilmParts();
    const [video] = parts.tracks;
    if (video === undefined) throw new Error("no track");
    const heavy = { ...video, samples: video.samples.map((sample) => ({ ...sample, bytes: new Uint8Array(200_000) })) };
    const bytes = madeFilm({ tracks: [heavy, ...parts.tracks.slice(1)], moov: "last" });
    const source = countingSource(memorySource(bytes));
    const movie = await readMovie(source);
    expect(source.count.bytes).toBeLessThan(90_000);
    expect(source.count.requests).toBeLessThan(6);
    const track = movie.tracks[1];
    if (track === undefined) throw new Error("no track");
    let samples = 0;
    for await (const batch of readSamples(source, track)) samples += batch.length;
    expect(samples).toBe(MADE_FRAMES);
    expect(source.count.bytes).toBeLessThan(120_000);
  });

  it("of more than 4 GiB: only its own samples are read", async () => {
    const gap = 5_000_000_000;
    const small = madeFilm({ moov: "last", offsetBits: 64 }).slice();
    const view = new DataView(small.buffer);
    const mdat = find(small, "mdat");
    const dataStart = mdat + 16;
    view.setBigUint64(mdat + 8, view.getBigUint64(mdat + 8) + BigInt(gap));
    for (let at = small.indexOf(0x63, find(small, "moov")); at >= 0; at = small.indexOf(0x63, at + 1)) {
      if (String.fromCharCode(...small.subarray(at, at + 4)) !== "co64") continue;
      const count = view.getUint32(at + 8);
      for (let index = 0; index < count; index += 1) {
        const entry = at + 12 + index * 8;
        view.setBigUint64(entry, view.getBigUint64(entry) + BigInt(gap));
      }
    }
    // The film with a gap of 5 GB of nothing before its media data.
    const source = countingSource({
      size: small.byteLength + gap,
      read: (start, end) => {
        const bytes = new Uint8Array(end - start);
        if (start < dataStart) bytes.set(small.subarray(start, Math.min(end, dataStart)));
        if (end > dataStart + gap)
          bytes.set(small.subarray(Math.max(start - gap, dataStart), end - gap), Math.max(0, dataStart + gap - start));
        return Promise.resolve(bytes);
      },
    });
    const movie = await readMovie(source);
    const track = movie.tracks[1];
    expect(codes(movie)).toEqual([]);
    if (track === undefined) throw new Error("no track");
    const written = madeFilmParts().tracks[1]?.samples ?? [];
    for await (const batch of readSamples(source, track)) {
      for (const sample of batch) expect([...sample.bytes]).toEqual([...(written[sample.index]?.bytes ?? [])]);
    }
    expect(source.count.bytes).toBeLessThan(200_000);
  });

  it("is recognised", () => {
    for (const brand of ["mp42", "qt  "] as const) {
      const bytes = madeFilm({ brand });
      expect(sniffFormat(bytes, bytes.byteLength)?.format.id).toBe(brand === "mp42" ? "mp4" : "quicktime");
    }
  });
});

describe("damage", () => {
  it("without moov the film is kept and said", async () => {
    const bytes = madeFilm({ moov: "last" });
    const movie = await read(bytes.subarray(0, find(bytes, "moov")));
    expect(codes(movie)).toEqual(["mp4-no-moov"]);
    expect(movie.isDamaged).toBe(true);
    expect(movie.tracks).toEqual([]);
  });

  it("cut anywhere: what is left is read, samples behind the end are cut", async () => {
    const bytes = madeFilm();
    const cut = bytes.subarray(0, bytes.byteLength - 5000);
    expect(codes(await read(cut))).toEqual(["mp4-cut-box"]);
    const samples = await samplesOf(cut, "avc1");
    expect(samples).toHaveLength(MADE_FRAMES);
    expect(samples.at(-1)?.isCut).toBe(true);
    expect(samples[0]?.isCut).toBe(false);
  });

  it("a size of 2^63 and a size below its header end the level", async () => {
    const bytes = madeFilm({ offsetBits: 64 }).slice();
    const mdat = find(bytes, "mdat");
    bytes.set([0x80, 0, 0, 0, 0, 0, 0, 0], mdat + 8);
    expect(codes(await read(bytes))).toEqual(["mp4-bad-box"]);
    const zero = madeFilm().slice();
    zero.set([0, 0, 0, 7], find(zero, "mdia"));
    const movie = await read(zero);
    expect(codes(movie)).toEqual(["mp4-bad-box"]);
    expect(movie.tracks[0]?.codec).toBeNull();
  });

  it("a last box of size 0 reaches to the end of the file; inside another box it is a wrong size", async () => {
    const bytes = Uint8Array.of(0, 0, 0, 8, 102, 114, 101, 101, 0, 0, 0, 0, 109, 100, 97, 116, 1, 2, 3);
    const free = { type: "free", start: 0, contentStart: 8, end: 8, isCut: false };
    expect(await readBoxes(memorySource(bytes))).toEqual({
      boxes: [free, { type: "mdat", start: 8, contentStart: 16, end: 19, isCut: false }],
      stopped: null,
    });
    expect(boxesIn(bytes, { base: 0 })).toEqual({ boxes: [free], stopped: { offset: 8, reason: "badSize" } });
  });

  it("tables that claim more than they hold are cut down and said", async () => {
    const bytes = madeFilm().slice();
    const stsz = find(bytes, "stsz");
    new DataView(bytes.buffer).setUint32(stsz + 16, 0xffff_ffff);
    const movie = await read(bytes);
    expect(codes(movie)).toContain("mp4-bad-table");
    expect(movie.tracks[0]?.samples.count).toBe(MADE_FRAMES);
    new DataView(bytes.buffer).setUint32(stsz + 12, 1); // all samples of one byte
    expect((await read(bytes)).tracks[0]?.samples.count).toBeLessThanOrEqual(bytes.byteLength);
  });

  it("fragments are said and not read", async () => {
    const bytes = madeFilm().slice();
    const free = new Uint8Array([...bytes, 0, 0, 0, 8, 109, 111, 111, 102]);
    const movie = await read(free);
    expect(codes(movie)).toEqual(["mp4-fragmented"]);
    expect(movie.isDamaged).toBe(false);
  });

  it("no box of a film is an error", async () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(40), new TextEncoder().encode("hello, this is no film at all")]) {
      await expect(read(bytes)).rejects.toMatchObject({ name: "FormatError", code: "mp4-not-a-film" });
    }
  });

  it("any bytes, cuts and flips end in a value, an issue or a FormatError", async () => {
    const film = madeFilm({ moov: "first" });
    const moovEnd = find(film, "mdat");
    const flipped = fc
      .tuple(fc.array(fc.tuple(fc.nat(moovEnd), fc.nat(255)), { maxLength: 8 }), fc.integer({ min: 8, max: film.byteLength }))
      .map(([flips, cut]) => {
        const bytes = film.slice(0, cut);
        for (const [at, value] of flips) bytes[at % bytes.length] = value;
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), flipped), async (bytes) => {
        const source = memorySource(bytes);
        try {
          const movie = await readMovie(source);
          for (const track of movie.tracks) {
            for await (const batch of readSamples(source, track, { maxSamples: 2000 })) expect(batch.length).toBeGreaterThan(0);
          }
        } catch (error) {
          if (!isFormatError(error)) throw error;
        }
      }),
      { numRuns: 250 },
    );
  });
});

describe("positions as text", () => {
  it("reads decimal degrees and nothing else", () => {
    expect(parseIso6709("+46.5000-071.2500/")).toEqual({ latDeg: 46.5, lonDeg: -71.25, altitudeM: null });
    expect(parseIso6709("+46.5000-071.2500+012.500/")).toEqual({ latDeg: 46.5, lonDeg: -71.25, altitudeM: 12.5 });
    expect(parseIso6709("+4630-07115/")).toBeNull();
    expect(parseIso6709("+96.5-071.25/")).toBeNull();
    expect(parseIso6709("46.5, -71.25")).toBeNull();
  });
});

describe("other readers", () => {
  const hasFfprobe = spawnSync("ffprobe", ["-version"]).status === 0;
  const folder = mkdtempSync(join(tmpdir(), "creance-mp4-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  it.skipIf(!hasFfprobe)(`ffprobe reads the made film alike${hasFfprobe ? "" : " (skipped: ffprobe is not installed)"}`, async () => {
    const bytes = madeFilm();
    const path = join(folder, "made.mp4");
    writeFileSync(path, bytes);
    const out = spawnSync(
      "ffprobe",
      ["-v", "quiet", "-of", "json", "-show_streams", "-show_format", "-show_packets", "-select_streams", "1", path],
      { encoding: "utf8" },
    );
    const { packets, format } = JSON.parse(out.stdout) as {
      packets: { pos: string; size: string }[];
      format: { tags: Record<string, string> };
    };
    const ours = await samplesOf(bytes, "djmd");
    expect(packets.map(({ pos, size }) => [Number(pos), Number(size)])).toEqual(
      ours.map((sample) => [sample.byteOffset, sample.bytes.byteLength]),
    );
    expect(format.tags["location"]).toBe("+46.5000-071.2500/");
    expect(format.tags["creation_time"]).toBe("2026-09-12T13:14:03.000000Z");
  });
});

it("docs/formats/mp4.md lists every code", () => {
  const document = readFileSync(new URL("../../../docs/formats/mp4.md", import.meta.url), "utf8");
  for (const code of Object.keys(mp4Errors)) expect(document).toContain(`\`${code}\``);
});

describe("samples on one another", () => {
  it("are not read again and again", async () => {
    const count = 20_000;
    const number = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer).swap32();
    const numbers = (value: number): Buffer => Buffer.alloc(count * 4, number(value));
    const box = (type: string, ...parts: Buffer[]): Buffer => {
      const content = Buffer.concat(parts);
      return Buffer.concat([number(content.length + 8), Buffer.from(type, "latin1"), content]);
    };
    const full = (type: string, ...parts: Buffer[]): Buffer => box(type, number(0), ...parts);
    const table = box(
      "stbl",
      full("stsd", number(1), box("djmd", Buffer.alloc(8))),
      full("stts", number(1), number(count), number(1)),
      full("stsc", number(1), number(1), number(1), number(1)),
      full("stsz", number(0), number(count), numbers(1_048_576)),
      full("stco", number(count), numbers(100)),
    );
    const handler = full("hdlr", number(0), Buffer.from("meta"), Buffer.alloc(13));
    const moov = box("moov", box("trak", box("mdia", handler, box("minf", table))));
    const source = countingSource(memorySource(Buffer.concat([box("ftyp", Buffer.from("mp42\0\0\0\0")), moov])));
    const [track] = (await readMovie(source)).tracks;
    if (track === undefined) throw new Error("The film has no track.");
    expect(track.samples.count).toBe(count);
    let samples = 0;
    for await (const batch of readSamples(source, track)) samples += batch.length;
    expect(samples).toBeLessThan(5);
  });
});
