/** What the report's map draws: a bounded part of the tracks and footprints. */
import type { GroundPoint } from "@creance/flight";
import type { ExposedFlight, ExposedMedia } from "./exposed-item.ts";
import type { ExposureDrawing } from "./exposure-report.ts";
import { MAX_LEG_MS } from "./track-meets.ts";

const MAX_TRACKS = 300;
const MAX_TRACK_PLACES = 1000;
const MAX_FOOTPRINTS = 2000;
const MAX_PLACES = 2000;

/** Gathers what is drawn. */
export class DrawingBox {
  readonly #tracks: { readonly latDeg: number[]; readonly lonDeg: number[] }[] = [];
  readonly #polygons: (readonly GroundPoint[])[] = [];
  readonly #bands: (readonly GroundPoint[])[] = [];
  readonly #cameras: GroundPoint[] = [];
  readonly #homes: GroundPoint[] = [];
  readonly #pilots: GroundPoint[] = [];

  addFlight({ track, home, pilot }: ExposedFlight): void {
    if (home !== null && this.#homes.length < MAX_PLACES) this.#homes.push({ latDeg: home.latDeg, lonDeg: home.lonDeg });
    if (pilot !== null && this.#pilots.length < MAX_PLACES) this.#pilots.push({ latDeg: pilot.latDeg, lonDeg: pilot.lonDeg });
    if (track === null || this.#tracks.length >= MAX_TRACKS) return;
    const step = Math.max(1, Math.ceil(track.rows / MAX_TRACK_PLACES));
    const latDeg: number[] = [];
    const lonDeg: number[] = [];
    for (let row = 0; row < track.rows && latDeg.length < 4 * MAX_TRACK_PLACES; row += 1) {
      // Nobody knows the way across a long gap: no line is drawn there.
      const isGap = row > 0 && (track.elapsedMs[row] as number) - (track.elapsedMs[row - 1] as number) > MAX_LEG_MS;
      if (isGap) {
        latDeg.push(Number.NaN);
        lonDeg.push(Number.NaN);
      }
      if (!isGap && row % step !== 0) continue;
      latDeg.push(track.latDeg[row] as number);
      lonDeg.push(track.lonDeg[row] as number);
    }
    this.#tracks.push({ latDeg, lonDeg });
  }

  addMedia({ views }: ExposedMedia): void {
    for (const { footprint } of views) {
      if (this.#polygons.length + this.#bands.length >= MAX_FOOTPRINTS) return;
      if (footprint.polygon.length > 2) this.#polygons.push(footprint.polygon);
      if (footprint.kind !== "position" && footprint.band.length > 2) this.#bands.push(footprint.band);
      if (footprint.camera !== null && this.#cameras.length < MAX_PLACES) this.#cameras.push(footprint.camera);
    }
  }

  result(): ExposureDrawing {
    return {
      tracks: this.#tracks,
      polygons: this.#polygons,
      bands: this.#bands,
      cameras: this.#cameras,
      homes: this.#homes,
      pilots: this.#pilots,
    };
  }
}
