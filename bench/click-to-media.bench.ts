/**
 * Click-to-media: from a place on the map to every picture and second of film that saw it, over many generated footprints in a catalogue of
 * its own, by the query that the server uses. `npm run bench click-to-media`. `CREANCE_BENCH_FOOTPRINTS` (1,000,000 unless told) changes it.
 * Made-up data: pictures of 4,000 flights over a made-up country, a third of them oblique; one place that 500 pictures saw.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mediaAround } from "../adapters/vault/src/footprint-queries.ts";
import { packRings } from "../adapters/vault/src/footprint-rings.ts";
import { migrate } from "../adapters/vault/src/migrate.ts";
import { Sqlite } from "../adapters/vault/src/sqlite.ts";
import { boundsOf, fromLocal } from "../packages/core/src/index.ts";
import { footprintOf, type GroundPoint } from "../packages/flight/src/index.ts";
import { madePicture } from "../tools/conformance/formats/made-picture.ts";

const wanted = Number(process.env["CREANCE_BENCH_FOOTPRINTS"] ?? 1_000_000);
const clicks = 400;
const hotPictures = 500;
const folder = mkdtempSync(join(tmpdir(), "creance-click-"));
const path = join(folder, "catalogue.sqlite");
const random = generator(7);

try {
  const database = new Sqlite(path, { mode: "rw", busyTimeoutMs: 1000 });
  migrate(database);
  const hot = { latDeg: 46.5, lonDeg: 9.5 };
  const places = fill(database, hot);
  database.close();

  const reader = new Sqlite(path, { mode: "ro", busyTimeoutMs: 1000 });
  const at = (index: number): GroundPoint => places[Math.floor((index * places.length) / clicks)] as GroundPoint;
  for (let index = 0; index < 20; index += 1) mediaAround(reader, { ...at(index * 7), limit: 200 });
  process.stdout.write(
    "| clicks | found, median | found, most | ms, median | ms, 95 % | ms, most | processor ms, mean |\n| --- | --- | --- | --- | --- | --- | --- |\n",
  );
  report("on ground that pictures show", clicks, (index) => mediaAround(reader, { ...at(index), limit: 200 }).total);
  report("on the place that most saw", 40, () => mediaAround(reader, { ...hot, limit: 200 }).total);
  report("where nothing was seen", clicks, (index) => mediaAround(reader, { latDeg: 20 + index / 1000, lonDeg: 30, limit: 200 }).total);
  reader.close();
  process.stdout.write(`\n${wanted.toLocaleString("en-US")} footprints, catalogue of ${Math.round(statSync(path).size / 1e6)} MB.\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Footprints in bulk: the shapes of a few hundred cameras, moved to where each picture was taken. Returns places that were seen. */
function fill(database: Sqlite, hot: GroundPoint): GroundPoint[] {
  const shapes = Array.from({ length: 300 }, (_, index) =>
    footprintOf(
      madePicture({
        latDeg: 46.5,
        lonDeg: 9.5,
        heightM: 40 + 80 * random(),
        yawDeg: 360 * random() - 180,
        pitchDeg: index % 3 === 0 ? -25 - 40 * random() : -90,
      }),
    ),
  ).map((footprint) => {
    const ring = [...footprint.band, ...footprint.polygon];
    const bounds = boundsOf(
      ring.map(({ latDeg }) => latDeg),
      ring.map(({ lonDeg }) => lonDeg),
    );
    if (bounds === null) throw new Error("a footprint without a band");
    return { footprint, bounds };
  });
  const seen: GroundPoint[] = [];
  const started = performance.now();
  database.transaction(() => {
    for (let seq = 0; seq < wanted; ) {
      const start = { latDeg: 45 + 3 * random(), lonDeg: 7 + 4 * random() };
      const pictures = Math.min(250, wanted - seq);
      for (let picture = 0; picture < pictures; picture += 1, seq += 1) {
        const { footprint, bounds } = shapes[Math.floor(random() * shapes.length)] as (typeof shapes)[number];
        const isHot = seq % Math.max(1, Math.floor(wanted / hotPictures)) === 0;
        const lane = { eastM: 25 * Math.floor(picture / 20), northM: 20 * (picture % 20) };
        const place = isHot
          ? fromLocal(hot.latDeg, hot.lonDeg, { eastM: 20 * random(), northM: 20 * random() })
          : fromLocal(start.latDeg, start.lonDeg, lane);
        const camera = footprint.camera as GroundPoint;
        const north = place.latDeg - camera.latDeg;
        const east = place.lonDeg - camera.lonDeg;
        const move = (point: GroundPoint): GroundPoint => ({ latDeg: point.latDeg + north, lonDeg: point.lonDeg + east });
        const rings = {
          camera: place,
          centre: footprint.centre === null ? null : move(footprint.centre),
          laser: null,
          polygon: footprint.polygon.map(move),
          polygonPx: footprint.polygonPx,
          band: footprint.band.map(move),
        };
        const name = seq.toString(16).padStart(64, "0");
        database.run(
          `INSERT INTO media (seq, sha256, kind, format, file_name, size_bytes, thermal, confidence, synthetic, damaged, thumbnail, footprint, beside, card, stem, search)
           VALUES (?, ?, 'photo', 'jpeg', ?, 1, 0, 'sure', 1, 0, 'none', 'area', 0, 'card', ?, '')`,
          seq,
          name,
          `DJI_${seq}.JPG`,
          name,
        );
        database.run(
          "INSERT INTO footprint (id, seq, second, kind, bearing_deg, rings) VALUES (?, ?, NULL, 'area', 0, ?)",
          seq,
          seq,
          packRings(rings),
        );
        database.run(
          "INSERT INTO footprint_box (id, west_deg, east_deg, south_deg, north_deg) VALUES (?, ?, ?, ?, ?)",
          seq,
          bounds.westDeg + east,
          bounds.eastDeg + east,
          bounds.southDeg + north,
          bounds.northDeg + north,
        );
        if (seq % 1000 === 17 && rings.centre !== null) seen.push(rings.centre);
      }
    }
  });
  process.stdout.write(`Filled in ${((performance.now() - started) / 1000).toFixed(0)} s.\n\n`);
  return seen;
}

function report(name: string, count: number, click: (index: number) => number): void {
  const times: number[] = [];
  const found: number[] = [];
  const before = process.cpuUsage();
  for (let index = 0; index < count; index += 1) {
    const started = performance.now();
    found.push(click(index));
    times.push(performance.now() - started);
  }
  const used = process.cpuUsage(before);
  const processorMs = (used.user + used.system) / 1000 / count;
  times.sort((a, b) => a - b);
  found.sort((a, b) => a - b);
  const pick = (list: readonly number[], part: number): number => list[Math.min(list.length - 1, Math.floor(part * list.length))] as number;
  process.stdout.write(
    `| ${count} ${name} | ${pick(found, 0.5)} | ${found.at(-1)} | ${pick(times, 0.5).toFixed(2)} | ${pick(times, 0.95).toFixed(2)} | ${times.at(-1)?.toFixed(2)} | ${processorMs.toFixed(2)} |\n`,
  );
}

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
