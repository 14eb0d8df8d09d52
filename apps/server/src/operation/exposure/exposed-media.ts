/** Kept pictures, clips and subtitle files as the exposure report takes them: their views as the catalogue or the file itself gives them. */
import type { ColumnArray } from "@creance/core";
import { type ExposedMedia, type ExposedView, viewGap } from "@creance/exposure";
import { clipColumns, type Footprint, footprintOf, type GroundPoint, unknownFootprint } from "@creance/flight";
import type { MediaEntry, StoredFootprint, Vault } from "@creance/vault";
import type { Warehouse } from "@creance/warehouse";

const sampleNames = ["byteOffset", "elapsedMs", "latDeg", "lonDeg"] as const;

/** Where a clip was at some second, and where that stands. */
interface SecondPlace {
  readonly place: GroundPoint;
  readonly byteOffset: number | null;
}

/** An item of the catalogue. */
export async function exposedMedia(
  { vault, warehouse }: { readonly vault: Vault; readonly warehouse: Warehouse },
  entry: MediaEntry,
): Promise<ExposedMedia> {
  const { row, item } = entry;
  const about = {
    sha256: row.sha256,
    kind: row.kind,
    name: row.fileName,
    viewSha256: row.sha256,
    laserByteOffset: item.laser?.byteOffset ?? null,
    reveals: entry.ownReveals,
  };
  if (row.kind === "photo") {
    // An item that was not placed yet is judged by what it says itself.
    const footprint = entry.footprint ?? footprintOf(item);
    return {
      ...about,
      views: [{ footprint, fromMs: null, toMs: null, byteOffset: item.position?.byteOffset ?? null }],
      gap: viewGap(footprint),
    };
  }
  const places = await readPlaces(warehouse, entry);
  const stored = vault.mediaFootprints(row.sha256);
  const views = clipViews(stored, places);
  return { ...about, views, gap: row.kind === "clip" ? clipGap(views, item.durationUs) : null };
}

/** Views by second: the footprint where there is one, else the place alone. */
export function clipViews(stored: readonly StoredFootprint[], places: ReadonlyMap<number, SecondPlace>): readonly ExposedView[] {
  const bySecond = new Map<number, Footprint>();
  for (const footprint of stored) if (footprint.second !== null) bySecond.set(footprint.second, fullFootprint(footprint));
  const seconds = [...new Set([...bySecond.keys(), ...places.keys()])].sort((a, b) => a - b);
  return seconds.map((second) => {
    const at = places.get(second);
    const footprint = bySecond.get(second) ?? { ...unknownFootprint, kind: "position" as const, camera: at?.place ?? null };
    return { footprint, fromMs: second * 1000, toMs: (second + 1) * 1000, byteOffset: at?.byteOffset ?? null };
  });
}

/** What is not known of a clip's view; `null` when every second of it is. */
export function clipGap(views: readonly ExposedView[], durationUs: number | null): string | null {
  const seconds = durationUs === null ? views.length : Math.max(views.length, Math.ceil(durationUs / 1e6));
  const seen = views.filter(({ footprint }) => footprint.kind === "area" || footprint.kind === "viewTowards").length;
  if (views.length === 0) return "Where it was taken and what it shows is not known: it may show anything.";
  if (seen === 0) return "Where it was taken is known, where it looked is not: it may show anything near and far.";
  if (seen < seconds) return `Of ${seconds - seen} of its ${seconds} seconds it is not known where it looked: they may show more.`;
  const far = views.filter(({ footprint }) => viewGap(footprint) !== null).length;
  return far === 0
    ? null
    : `In ${far} of its ${seconds} seconds it looks to the horizon: what lies beyond the part that was judged may be in it, too.`;
}

/** A footprint of the catalogue, without what only its inputs knew. */
function fullFootprint(stored: StoredFootprint): Footprint {
  const { kind, bearingDeg, camera, centre, laser, polygon, polygonPx, band } = stored;
  return { ...unknownFootprint, kind, bearingDeg, camera, centre, laser, polygon, polygonPx, band };
}

/** The first place of each second of the samples. */
async function readPlaces(warehouse: Warehouse, { row, samples, reader, item }: MediaEntry): Promise<ReadonlyMap<number, SecondPlace>> {
  if (samples === 0) return own(item.position);
  const read = await warehouse.read({ sha256: row.sha256, segment: 0, reader }, clipColumns, sampleNames);
  if (read === undefined) return own(item.position);
  const column = (name: (typeof sampleNames)[number]): ColumnArray => read.columns[name] as ColumnArray;
  return placesBySecond({
    rows: read.rows,
    byteOffset: column("byteOffset"),
    elapsedMs: column("elapsedMs"),
    latDeg: column("latDeg"),
    lonDeg: column("lonDeg"),
  });
}

/** The first place of each second of some samples. */
export function placesBySecond(samples: {
  readonly rows: number;
  readonly byteOffset: ArrayLike<number>;
  readonly elapsedMs: ArrayLike<number>;
  readonly latDeg: ArrayLike<number>;
  readonly lonDeg: ArrayLike<number>;
}): ReadonlyMap<number, SecondPlace> {
  const places = new Map<number, SecondPlace>();
  for (let at = 0; at < samples.rows; at += 1) {
    const latDeg = samples.latDeg[at] as number;
    const lonDeg = samples.lonDeg[at] as number;
    const second = Math.floor((samples.elapsedMs[at] as number) / 1000);
    if (!Number.isFinite(second) || Number.isNaN(latDeg) || Number.isNaN(lonDeg) || places.has(second)) continue;
    const byteOffset = samples.byteOffset[at] as number;
    places.set(second, { place: { latDeg, lonDeg }, byteOffset: Number.isNaN(byteOffset) ? null : byteOffset });
  }
  return places;
}

/** A clip that says one place only (its `udta`). */
function own(position: MediaEntry["item"]["position"]): ReadonlyMap<number, SecondPlace> {
  if (position === null) return new Map();
  const { latDeg, lonDeg, byteOffset } = position;
  return new Map([[0, { place: { latDeg, lonDeg }, byteOffset }]]);
}
