/** Pictures and clips of a vault: the list, one item, what saw a place, a person's word, and what can be shown. */
import { join } from "node:path";
import type { MediaDetail, MediaRow } from "@creance/api";
import { openMediaMaker } from "@creance/media";
import type { Vault } from "@creance/vault";
import type { Warehouse } from "@creance/warehouse";
import { readVaultSites } from "../exposure/site-files.ts";
import type { ReadPool } from "../read-pool.ts";
import type { SharedWriter, WriterLease } from "../shared-writer.ts";
import type { Media } from "../types.ts";
import { clipView } from "./clip-view.ts";
import type { TerrainTiles } from "./load-terrain.ts";
import { mediaFacts } from "./media-facts.ts";
import { noSuchMedia } from "./no-such-media.ts";
import { openPictureCache, type PictureCache } from "./picture-cache.ts";
import { shownFiles, videoKind, viewKind, viewSentence } from "./shown-files.ts";

/** What the questions are asked of. */
export interface MediaParts {
  readonly vault: Vault;
  readonly warehouse: Warehouse;
  readonly pool: ReadPool;
  readonly writers: SharedWriter;
  readonly terrain: TerrainTiles;
  /** Stops what is being made when the vault is closed. */
  readonly signal: AbortSignal;
  /** Places cards again after a person's word. */
  readonly place: (lease: WriterLease) => Promise<void>;
}

/** Opens the questions over pictures and clips. */
export function openMedia(parts: MediaParts): Media {
  const { vault, writers } = parts;
  const cache = openPictureCache(join(vault.path, "derived", "pictures"));
  // Looked for once, when it is first needed.
  let found: ReturnType<typeof openMediaMaker> | undefined;
  const maker = (): ReturnType<typeof openMediaMaker> => {
    found ??= openMediaMaker();
    return found;
  };
  let ffmpeg = false;
  void maker().then((opened) => {
    ffmpeg = opened.ffmpeg !== null;
  });
  const shown = (row: MediaRow): MediaRow => ({ ...row, thumbnail: thumbnailOf(row, { cache, ffmpeg }) });

  return {
    list(query) {
      const page = vault.listMedia(query);
      return { ...page, rows: page.rows.map(shown) };
    },
    *all(query) {
      for (const row of vault.allMedia(query)) yield shown(row);
    },
    async get(sha256) {
      ffmpeg = (await maker()).ffmpeg !== null;
      return detailOf({ vault, cache, ffmpeg }, sha256, shown);
    },
    clip: (sha256) => clipView(parts, sha256),
    around(query) {
      const startMs = performance.now();
      const answer = vault.mediaAround(query);
      const rows = answer.rows.map((row) => ({ ...row, media: shown(row.media) }));
      return { ...answer, rows, tookMs: Math.round((performance.now() - startMs) * 10) / 10 };
    },
    footprints: (query) => vault.mediaFootprintsIn(query),
    cards: () => vault.mediaCards(),
    async settle({ sha256, flightId, undo }) {
      const lease = await writers.lease();
      try {
        const settled = await lease.inTurn(() => lease.writer.settleMedia(sha256, { flightId, undo }));
        if (settled === 0) throw noSuchMedia();
        await parts.place(lease);
        return { settled, sentence: settledSentence(settled, flightId, undo) };
      } finally {
        lease.release();
      }
    },
    async tools() {
      const opened = await maker();
      const missing =
        opened.ffmpeg === null
          ? "ffmpeg is not installed: clips have no picture unless they carry one, and films that browsers do not play stay unplayed. Everything else works."
          : null;
      return {
        thumbnails: true,
        ffmpeg: opened.ffmpeg,
        terrain: [...(await parts.terrain.load()).tiles],
        sites: readVaultSites(vault.path).map(({ fileName, sites, problem }) => ({ name: fileName, sites: sites.length, problem })),
        sentence: missing,
      };
    },
    ...shownFiles({ vault, maker, cache, signal: parts.signal }),
  };
}

function thumbnailOf(row: MediaRow, { cache, ffmpeg }: { readonly cache: PictureCache; readonly ffmpeg: boolean }): MediaRow["thumbnail"] {
  if (row.kind === "subtitle") return "none";
  const possible = row.thumbnail !== "none" || (row.kind === "clip" && ffmpeg);
  if (!possible) return "none";
  return cache.has(row.sha256, "thumbnail.webp") ? "ready" : "possible";
}

function detailOf(
  { vault, cache, ffmpeg }: { readonly vault: Vault; readonly cache: PictureCache; readonly ffmpeg: boolean },
  sha256: string,
  shown: (row: MediaRow) => MediaRow,
): MediaDetail {
  const entry = vault.mediaEntry(sha256);
  if (entry === undefined) throw noSuchMedia();
  const { item, match } = entry;
  const { beside, neighbours } = vault.mediaAroundItem(sha256);
  const about = (id: string | null): { name: string | null; place: string | null; startUs: number | null } => {
    const summary = id === null ? undefined : vault.flight(id)?.summary;
    return { name: summary?.name ?? null, place: summary?.place ?? null, startUs: summary?.startUs ?? null };
  };
  const clock = vault.mediaCards().find(({ card }) => card === entry.clock);
  return {
    row: shown(entry.row),
    sentence: joined(entry.sentence, viewSentence(entry, ffmpeg)),
    match: {
      flightId: match?.flightId ?? null,
      flightName: about(match?.flightId ?? null).name,
      confidence: entry.row.confidence,
      reasons: [...(match?.reasons ?? [])],
      residualM: match?.residualM ?? null,
      clockOffsetUs: clock?.offsetUs ?? null,
      candidates: (match?.candidates ?? []).map(({ flightId, residualM, reasons }) => {
        return { flightId, ...about(flightId), residualM, reasons: [...reasons] };
      }),
      sentence: match?.sentence ?? "Not compared with flights yet.",
    },
    footprint: entry.footprint === null ? null : plainFootprint(entry.footprint),
    facts: mediaFacts(item),
    reveals: [...entry.reveals],
    previews: item.previews.map(({ kind, byteOffset, lengthBytes, widthPx, heightPx, mediaType }) => {
      return { kind, byteOffset, lengthBytes, widthPx, heightPx, viewable: mediaType === "image/jpeg" };
    }),
    beside: [...beside],
    issues: [...item.issues],
    neighbours,
    view: viewKind(entry, ffmpeg),
    video: videoKind(entry, { cache, ffmpeg }),
  };
}

type StoredPhotoFootprint = NonNullable<NonNullable<ReturnType<Vault["mediaEntry"]>>["footprint"]>;

function plainFootprint(footprint: StoredPhotoFootprint): MediaDetail["footprint"] {
  const { polygon, polygonPx, band, inputs, warnings } = footprint;
  return { ...footprint, polygon: [...polygon], polygonPx: [...polygonPx], band: [...band], inputs: [...inputs], warnings: [...warnings] };
}

function settledSentence(settled: number, flightId: string | null, undo: boolean): string {
  const items = settled === 1 ? "1 item" : `${settled} items`;
  if (undo) return `Your word on ${items} was taken back: they are matched by what they say again.`;
  return flightId === null ? `${items} stand with no flight, by your word.` : `${items} stand with that flight, by your word.`;
}

function joined(...sentences: readonly (string | null)[]): string | null {
  const said = sentences.filter((sentence) => sentence !== null && sentence !== "");
  return said.length === 0 ? null : said.join(" ");
}
