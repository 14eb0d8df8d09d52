/** What saw a place, and which footprints lie in a box: candidates from the R*Tree, each tested exactly. */
import type { MediaAround, MediaFootprints } from "@creance/api";
import { distanceM, metresPerDegree } from "@creance/core";
import { pixelOf, pointInRing } from "@creance/flight";
import { type FootprintRings, unpackRings } from "./footprint-rings.ts";
import { rowsOf } from "./media-queries.ts";
import { blobOf, type Sqlite } from "./sqlite.ts";

/** Candidates that are tested; a place that more footprints hold is answered from the first of them. */
const MOST_CANDIDATES = 200_000;

/** Cameras this near may have seen a place whichever way they looked, metres: as far as a view towards the horizon is drawn at least. */
const NEAR_M = 1000;

interface Seen {
  isProbable: boolean;
  readonly probable: number[];
  readonly possible: number[];
  distanceM: number | null;
  /** Of a photo that probably shows the place: what its pixel is found from. */
  rings: FootprintRings | null;
}

/** Every picture and second of film whose footprint, or its band, holds the place. What probably shows it comes first, then by distance. */
export function mediaAround(
  database: Sqlite,
  { latDeg, lonDeg, limit }: { readonly latDeg: number; readonly lonDeg: number; readonly limit: number },
): Omit<MediaAround, "tookMs"> {
  const place = { latDeg, lonDeg };
  const seen = new Map<number, Seen>();
  const candidates = database.all(
    `SELECT footprint.seq, footprint.second, footprint.kind, footprint.rings FROM footprint_box JOIN footprint ON footprint.id = footprint_box.id
     WHERE west_deg <= ? AND east_deg >= ? AND south_deg <= ? AND north_deg >= ? LIMIT ?`,
    lonDeg,
    lonDeg,
    latDeg,
    latDeg,
    MOST_CANDIDATES,
  );
  for (const { seq, second, kind, rings } of candidates) {
    const unpacked = unpackRings(blobOf(rings));
    const { camera, polygon, band } = unpacked;
    const probably = kind === "area" && pointInRing(place, polygon);
    if (!probably && !pointInRing(place, band)) continue;
    const found: Seen = seen.get(Number(seq)) ?? { isProbable: false, probable: [], possible: [], distanceM: null, rings: null };
    seen.set(Number(seq), found);
    if (second !== null) (probably ? found.probable : found.possible).push(Number(second));
    const awayM = camera === null ? null : distanceM(camera.latDeg, camera.lonDeg, latDeg, lonDeg);
    if (awayM !== null && (found.distanceM === null || awayM < found.distanceM)) found.distanceM = awayM;
    if (!probably) continue;
    found.isProbable = true;
    if (second === null) found.rings = unpacked;
  }
  const order = [...seen].sort(
    ([seqA, a], [seqB, b]) =>
      Number(b.isProbable) - Number(a.isProbable) || (a.distanceM ?? Infinity) - (b.distanceM ?? Infinity) || seqA - seqB,
  );
  const page = order.slice(0, limit);
  const rows = rowsOf(
    database,
    page.map(([seq]) => seq),
  );
  const unknown = database.get("SELECT count(*) AS items FROM media WHERE footprint = 'unknown' AND beside = 0 AND kind <> 'subtitle'");
  return {
    total: order.length,
    rows: page.flatMap(([seq, found]) => {
      const media = rows.get(seq);
      if (media === undefined) return [];
      return {
        media,
        certainty: found.isProbable ? ("probably" as const) : ("may" as const),
        seconds: spans(found.isProbable ? found.probable : found.possible),
        distanceM: found.distanceM,
        pixel: found.rings === null ? null : pixelOf({ kind: "area", ...found.rings }, place),
      };
    }),
    unknown: Number(unknown?.["items"] ?? 0) + nearCameras(database, place, seen),
  };
}

/** Items whose camera stood near the place, though where it looked is not known. */
function nearCameras(
  database: Sqlite,
  { latDeg, lonDeg }: { readonly latDeg: number; readonly lonDeg: number },
  seen: ReadonlyMap<number, Seen>,
): number {
  const { northM, eastM } = metresPerDegree(latDeg);
  const north = NEAR_M / northM;
  const east = NEAR_M / Math.max(1, eastM);
  const rows = database.all(
    `SELECT seq FROM media WHERE footprint = 'position' AND beside = 0 AND kind <> 'subtitle'
     AND lat_deg BETWEEN ? AND ? AND lon_deg BETWEEN ? AND ?`,
    latDeg - north,
    latDeg + north,
    lonDeg - east,
    lonDeg + east,
  );
  return rows.filter(({ seq }) => !seen.has(Number(seq))).length;
}

/** Footprints whose bounds touch a box, newest kept first. */
export function footprintsIn(
  database: Sqlite,
  query: {
    readonly southDeg: number;
    readonly westDeg: number;
    readonly northDeg: number;
    readonly eastDeg: number;
    readonly flight?: string | undefined;
    readonly limit: number;
  },
): MediaFootprints {
  const from = `FROM footprint_box JOIN footprint ON footprint.id = footprint_box.id JOIN media ON media.seq = footprint.seq
    WHERE west_deg <= ? AND east_deg >= ? AND south_deg <= ? AND north_deg >= ? AND footprint.kind <> 'unknown'
    ${query.flight === undefined ? "" : "AND media.flight_id = ?"}`;
  const values = [query.eastDeg, query.westDeg, query.northDeg, query.southDeg, ...(query.flight === undefined ? [] : [query.flight])];
  const total = Number(database.get(`SELECT count(*) AS items ${from}`, ...values)?.["items"] ?? 0);
  const rows = database.all(
    `SELECT media.sha256, media.kind, footprint.second, footprint.rings ${from} ORDER BY footprint.seq DESC, footprint.second LIMIT ?`,
    ...values,
    query.limit,
  );
  return {
    total,
    rows: rows.map((row) => {
      const { polygon, band, camera } = unpackRings(blobOf(row["rings"]));
      return {
        sha256: String(row["sha256"]),
        kind: row["kind"] as MediaFootprints["rows"][number]["kind"],
        second: row["second"] as number | null,
        polygon: [...polygon],
        band: [...band],
        camera,
      };
    }),
  };
}

/** Seconds in a row as spans; `to` is the end of the last second. */
function spans(seconds: readonly number[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const second of [...seconds].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last !== undefined && second <= last.to) last.to = Math.max(last.to, second + 1);
    else found.push({ from: second, to: second + 1 });
  }
  return found;
}
