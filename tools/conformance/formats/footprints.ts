/** How good footprints are: the samples' photos with a laser point, with and without using it, and simulated pictures. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { nodePlatform, openFileSource } from "../../../adapters/node/src/index.ts";
import { distanceM } from "../../../packages/core/src/index.ts";
import { type Footprint, footprintOf, mediaReaders, pixelOf, pointInRing } from "../../../packages/flight/src/index.ts";
import { readHead, sniffFormat } from "../../../packages/formats/src/index.ts";
import { type SimulatedFootprints, simulateFootprints } from "./simulate-footprints.ts";

/** One way of computing one photo's footprint. */
export interface LaserComparison {
  /** From the middle of the footprint to the laser's point, metres. */
  readonly centreM: number | null;
  /** The same in the picture: from its middle to the laser's point, percent of its width. */
  readonly centrePct: number | null;
  readonly insideBand: boolean;
  readonly bandM: number | null;
  readonly heightM: number | null;
  /** Greatest extent of the outline, metres. */
  readonly widthM: number;
}

/** A photo with a laser point. */
export interface LaserPhoto {
  readonly file: string;
  readonly with: LaserComparison;
  readonly without: LaserComparison;
}

/** Everything that is measured. */
export interface FootprintMeasures {
  readonly photos: readonly LaserPhoto[];
  readonly simulated: readonly SimulatedFootprints[];
}

const PICTURES = 10_000;

/** Measures footprints on the samples (none without a folder) and on simulated pictures. */
export async function measureFootprints(samplesFolder: string | null, pictures = PICTURES): Promise<FootprintMeasures> {
  const photos = samplesFolder === null ? [] : await laserPhotos(samplesFolder);
  return { photos, simulated: simulateFootprints(pictures) };
}

/** The measures as Markdown for the page of the formats. */
export function footprintLines({ photos, simulated }: FootprintMeasures): string[] {
  const inside = photos.filter((photo) => photo.with.insideBand && photo.without.insideBand).length;
  return [
    "## Footprints",
    "",
    `Photos of the samples with a laser point: n = ${photos.length}, all straight down. The laser's point is where the middle of the picture should be; it hangs on the`,
    "aircraft's own position, so errors of position do not show here. Without the laser the height above take-off stands for the height above ground.",
    "",
    "| photo | laser used | height above ground, m | outline across, m | middle to laser point, m | in the picture, % of its width | widest band, m | inside the band |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...photos.flatMap((photo) => [rowOf(photo.file, "yes", photo.with), rowOf(photo.file, "no", photo.without)]),
    "",
    `Inside the band with and without the laser: ${inside} of ${photos.length}.`,
    "",
    "Simulated pictures (made up: seeded, every input wrong by the stated sigmas, normally distributed, level ground):",
    "",
    "| height from | pictures | true middle inside the band | points of the true outline inside the band | whole true outline inside the band |",
    "| --- | --- | --- | --- | --- |",
    ...simulated.map(
      ({ name, pictures, centresInside, outlinesInside, outlinePoints, outlinePointsInside }) =>
        `| ${name} | ${pictures.toLocaleString("en-US")} | ${percent(centresInside, pictures)} | ${percent(outlinePointsInside, outlinePoints)} | ${percent(outlinesInside, pictures)} |`,
    ),
    "",
  ];
}

async function laserPhotos(samplesFolder: string): Promise<LaserPhoto[]> {
  const photos: LaserPhoto[] = [];
  const folders = (await readdir(samplesFolder)).filter((name) => name.startsWith("photos")).sort();
  for (const folder of folders) {
    for (const file of (await readdir(join(samplesFolder, folder))).sort()) {
      const source = await openFileSource(join(samplesFolder, folder, file));
      try {
        const format = sniffFormat(await readHead(source), source.size)?.format.id ?? "";
        const reader = mediaReaders[format];
        if (reader === undefined) continue;
        const { item } = await reader(source, { platform: nodePlatform, fileName: file });
        if (item.laser === null || item.laser.latDeg === null || item.laser.lonDeg === null) continue;
        const used = footprintOf(item);
        const { laser } = used;
        if (laser === null) continue;
        const unused = footprintOf(item, { laser: "ignore" });
        photos.push({ file, with: comparisonOf(used, laser, item.widthPx), without: comparisonOf(unused, laser, item.widthPx) });
      } finally {
        await source.close();
      }
    }
  }
  return photos;
}

function comparisonOf(footprint: Footprint, laser: NonNullable<Footprint["laser"]>, widthPx: number | null): LaserComparison {
  const { centre, polygon, polygonPx } = footprint;
  const pixel = pixelOf(footprint, laser);
  const middle = { x: Math.max(...polygonPx.map(({ x }) => x)) / 2, y: Math.max(...polygonPx.map(({ y }) => y)) / 2 };
  let widthM = 0;
  for (const a of polygon) for (const b of polygon) widthM = Math.max(widthM, distanceM(a.latDeg, a.lonDeg, b.latDeg, b.lonDeg));
  return {
    centreM: centre === null ? null : distanceM(centre.latDeg, centre.lonDeg, laser.latDeg, laser.lonDeg),
    centrePct: pixel === null || widthPx === null ? null : (100 * Math.hypot(pixel.x - middle.x, pixel.y - middle.y)) / widthPx,
    insideBand: pointInRing(laser, footprint.band),
    bandM: footprint.bandM,
    heightM: footprint.heightAboveGroundM,
    widthM,
  };
}

function rowOf(file: string, used: string, comparison: LaserComparison): string {
  const number = (value: number | null, digits: number): string => (value === null ? "unknown" : value.toFixed(digits));
  const { centreM, centrePct, insideBand, bandM, heightM, widthM } = comparison;
  return `| ${file} | ${used} | ${number(heightM, 1)} | ${number(widthM, 1)} | ${number(centreM, 2)} | ${number(centrePct, 1)} | ${number(bandM, 1)} | ${insideBand ? "yes" : "no"} |`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "none" : `${((100 * part) / whole).toFixed(1)} %`;
}
