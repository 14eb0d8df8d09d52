/** Made-up pictures for a long wall: entered as readings, each with a small drawn original of its own bytes. */

import type { VaultWriter } from "../../../../adapters/vault/src/index.ts";
import { readingOf } from "../../../../adapters/vault/test/made-readings.ts";
import { memorySource } from "../../../../packages/core/src/index.ts";
import type { MediaItem } from "../../../../packages/flight/src/index.ts";
import { sampleJpeg } from "../../../../packages/sample/src/index.ts";

const BATCH = 1000;
/** Different drawings; each picture ends with its own number, so that no two are the same. */
const DRAWINGS = 12;

/** Enters so many pictures, one every 40 s, every seventh thermal, every thirteenth without a position. */
export async function fillWall(writer: VaultWriter, pictures: number): Promise<void> {
  const drawings = Array.from({ length: DRAWINGS }, (_, number) => sampleJpeg(number));
  const encoder = new TextEncoder();
  for (let start = 0; start < pictures; start += BATCH) {
    const readings = [];
    for (let number = start; number < Math.min(pictures, start + BATCH); number += 1) {
      const drawing = drawings[number % DRAWINGS] as Uint8Array;
      const tail = encoder.encode(`synthetic ${number}`);
      const bytes = new Uint8Array(drawing.byteLength + tail.byteLength);
      bytes.set(drawing);
      bytes.set(tail, drawing.byteLength);
      const fileName = `WALL/DCIM/${100 + Math.floor(number / 999)}MEDIA/WALL_${String(number).padStart(5, "0")}.JPG`;
      const { sha256 } = await writer.keep(memorySource(bytes), { fileName });
      const media = { item: pictureItem(number), samples: 0, places: [], place: "Invented Hollow, PT", timeZone: "UTC", synthetic: true };
      readings.push(readingOf(sha256, { format: "jpeg", formatVersion: null, wishes: [], media }));
    }
    await writer.commit();
    writer.addReadings(readings);
  }
}

function pictureItem(number: number): MediaItem {
  const takenUs = 1_700_000_000_000_000 + number * 40_000_000;
  return {
    kind: "photo",
    format: "jpeg",
    widthPx: 480,
    heightPx: 270,
    durationUs: null,
    codec: null,
    time: { utcUs: takenUs, utcSource: "exif", localUs: takenUs, localSource: "exif", zoneMin: 0 },
    position: number % 13 === 4 ? null : { latDeg: 38 + (number % 400) / 4000, lonDeg: -8 + number / 1e6, source: "xmp", byteOffset: null },
    heights: { takeOffM: null, absoluteM: null, absoluteKind: null, groundM: null },
    gimbal: null,
    aircraft: null,
    optics: {
      make: "Synth",
      model: "SYNTH-1",
      focalLengthMm: null,
      focal35Mm: null,
      focalPx: null,
      principalPx: null,
      dewarp: null,
      digitalZoom: null,
      orientation: null,
      camReversed: null,
      gimbalReversed: null,
      fisheye: false,
    },
    laser: null,
    rtk: null,
    serials: { aircraft: null, camera: null, lens: null },
    aircraftModel: "Synth",
    thermal: number % 7 === 3,
    previews: [],
    damaged: false,
    issues: [],
  };
}
