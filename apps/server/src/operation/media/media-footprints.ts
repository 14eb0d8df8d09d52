/** What pictures and clips show of the ground: from what they say, the moment of their flight, and the terrain that the operator loaded. */
import type { ColumnArray } from "@creance/core";
import { isUserError } from "@creance/core";
import {
  type ClipSamples,
  clipColumns,
  clipFootprints,
  type Footprint,
  type FootprintOptions,
  footprintOf,
  type MediaItem,
  momentOfTrack,
  type Terrain,
  type Track,
  trackColumns,
} from "@creance/flight";
import type { CardPlacement, MediaEntry, StoredMatch } from "@creance/vault";
import { readFlightColumns } from "../flight-views.ts";
import { placeAt } from "../places.ts";
import { subtitleBeside } from "./clip-view.ts";
import { readSamples, type SampleParts } from "./media-samples.ts";

type Placed = Omit<CardPlacement["items"][number], "sha256" | "clock" | "match">;

/** Makes footprints; the track of the last flight is kept for the next item of the same flight. */
export interface FootprintMaker {
  of(entry: MediaEntry, match: StoredMatch): Promise<Placed>;
}

interface KnownFlight {
  readonly id: string;
  readonly track: Track | undefined;
  readonly takeOff: FootprintOptions["takeOff"];
}

const trackNames = [
  "timeUs",
  "latDeg",
  "lonDeg",
  "altHomeM",
  "yawDeg",
  "gimbalYawDeg",
  "gimbalPitchDeg",
  "gimbalRollDeg",
  "speedNorthMps",
  "speedEastMps",
] as const;
const sampleNames = Object.keys(clipColumns) as (keyof typeof clipColumns)[];

/** Opens the maker for one card. */
export function openFootprintMaker(parts: SampleParts, terrain: Terrain | null): FootprintMaker {
  let known: KnownFlight | undefined;

  async function flightOf({ flightId, confidence }: StoredMatch): Promise<KnownFlight | undefined> {
    // A doubtful flight lends nothing: neither its place nor its angles.
    if (flightId === null || confidence === "doubtful" || confidence === "none") return undefined;
    if (known?.id !== flightId) known = await loadFlight(parts, flightId);
    return known;
  }

  return {
    async of(entry, match) {
      const flight = await flightOf(match);
      const momentAt = (timeUs: number | null) =>
        flight?.track === undefined || timeUs === null ? null : momentOfTrack(flight.track, timeUs);
      const options = { terrain, takeOff: flight?.takeOff ?? null };
      const footprints: { second: number | null; footprint: Footprint }[] = [];
      if (entry.row.kind === "photo") {
        footprints.push({ second: null, footprint: footprintOf(entry.item, { ...options, flight: momentAt(match.timeUs) }) });
      } else {
        const samples = await samplesOf(parts, entry);
        const startUs = match.timeUs;
        const flightAt = (elapsedMs: number) => momentAt(startUs === null ? null : startUs + elapsedMs * 1000);
        if (samples !== undefined) {
          const item = withLens(entry.item, subtitleBeside(parts, entry)?.item);
          for (const { second, footprint } of clipFootprints(samples, item, { ...options, flightAt }))
            footprints.push({ second, footprint });
        }
      }
      const camera = footprints.find(({ footprint }) => footprint.camera !== null)?.footprint.camera ?? null;
      const moment = entry.item.position === null && camera === null ? momentAt(match.timeUs) : null;
      const inFlight = moment?.latDeg == null || moment.lonDeg === null ? null : { latDeg: moment.latDeg, lonDeg: moment.lonDeg };
      const own = entry.item.position ?? entry.places[0] ?? camera ?? inFlight;
      const position = own === null ? null : { latDeg: own.latDeg, lonDeg: own.lonDeg };
      const { place, timeZone } = position === null ? { place: null, timeZone: null } : placeAt(position.latDeg, position.lonDeg);
      return { footprints, position, place, timeZone };
    },
  };
}

/** The film with the focal length that its subtitles state, where it states none itself. */
function withLens(item: MediaItem, subtitle: MediaItem | undefined): MediaItem {
  const { focalPx, focal35Mm } = item.optics;
  if (focalPx !== null || focal35Mm !== null || subtitle === undefined) return item;
  const { focal35Mm: stated, digitalZoom } = subtitle.optics;
  return { ...item, optics: { ...item.optics, focal35Mm: stated, digitalZoom: item.optics.digitalZoom ?? digitalZoom } };
}

/** A clip's own samples, else those of the subtitles beside it. A subtitle file beside its clip shows nothing of its own. */
async function samplesOf(parts: SampleParts, entry: MediaEntry): Promise<ClipSamples | undefined> {
  const { beside } = entry.row.kind === "subtitle" ? parts.vault.mediaAroundItem(entry.row.sha256) : { beside: [] };
  if (beside.some(({ kind }) => kind === "clip")) return undefined;
  const own = await readSamples(parts, entry, sampleNames);
  const subtitle = own === undefined ? subtitleBeside(parts, entry) : undefined;
  const samples = subtitle === undefined ? own : await readSamples(parts, subtitle, sampleNames);
  if (samples === undefined) return undefined;
  const columns = Object.fromEntries(sampleNames.map((name) => [name, samples.column(name)]));
  return { rows: samples.rows, columns: columns as ClipSamples["columns"] };
}

async function loadFlight(parts: SampleParts, id: string): Promise<KnownFlight> {
  const home = parts.vault.flight(id)?.home ?? null;
  const read = await readFlightColumns(parts, id, trackNames).catch((error: unknown) => {
    if (isUserError(error)) return undefined;
    throw error;
  });
  if (read === undefined || read.rows === 0) return { id, track: undefined, takeOff: home };
  const unknown = new Float64Array(read.rows).fill(Number.NaN);
  const columns: Record<string, ColumnArray> = Object.fromEntries(Object.keys(trackColumns).map((name) => [name, unknown]));
  Object.assign(columns, read.columns);
  const track = { rows: read.rows, columns: columns as unknown as Track["columns"] };
  return { id, track, takeOff: home ?? firstFix(track) };
}

function firstFix({ rows, columns }: Track): FootprintOptions["takeOff"] {
  for (let row = 0; row < rows; row += 1) {
    const latDeg = columns.latDeg[row] as number;
    const lonDeg = columns.lonDeg[row] as number;
    if (!Number.isNaN(latDeg) && !Number.isNaN(lonDeg)) return { latDeg, lonDeg };
  }
  return null;
}
