/** Reads what a brought `.pmtiles` file says about itself. Loaded with the map library. */
import { OWN_MAP_SOURCE, type OwnMap } from "@creance/report";
import { Compression, PMTiles, TileType } from "pmtiles";

/** A directory or the metadata, unpacked, is at most this large. */
const MOST_BYTES = 32_000_000;
const MOST_METADATA_BYTES = 4_000_000;
/** Attribution of a file that names none. */
const NO_ATTRIBUTION = "your map";

/** An opened file. */
export interface OwnArchive {
  readonly archive: PMTiles;
  readonly map: OwnMap;
}

/** Opens the file behind an address of this server. Throws a sentence when it is no map that can be drawn. */
export async function openOwnArchive(url: string, name: string): Promise<OwnArchive> {
  const archive = new PMTiles(url, undefined, unpack);
  const header = await archive.getHeader();
  const kind = kindOf(header.tileType);
  if (kind === null) throw new Error("its tiles are neither vector tiles (MVT) nor pictures (PNG, JPEG, WebP, AVIF)");
  if (header.tileCompression > Compression.Gzip) throw new Error("its tiles are packed in a way that browsers cannot unpack");
  const metadata = header.jsonMetadataLength > MOST_METADATA_BYTES ? {} : await archive.getMetadata();
  return {
    archive,
    map: {
      kind,
      tilesUrl: `pmtiles://${url}`,
      layers: layersOf(metadata),
      attribution: textOf(metadata, "attribution") || `${name}, ${NO_ATTRIBUTION}`,
    },
  };
}

/** What happened, for the person who chose the map. */
export function ownMapProblem(name: string, error: unknown): string {
  return `The map “${name}” could not be drawn: ${error instanceof Error ? error.message : String(error)}. The built-in map is shown.`;
}

/** True for an error event that is about the brought map. */
export function isOwnMapError(event: { readonly sourceId?: string }): boolean {
  return event.sourceId === OWN_MAP_SOURCE;
}

function kindOf(type: TileType): OwnMap["kind"] | null {
  if (type === TileType.Mvt) return "vector";
  return [TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif].includes(type) ? "raster" : null;
}

function textOf(metadata: unknown, field: string): string {
  const value = typeof metadata === "object" && metadata !== null ? (metadata as Record<string, unknown>)[field] : undefined;
  return typeof value === "string" ? value : "";
}

function layersOf(metadata: unknown): string[] {
  const layers = typeof metadata === "object" && metadata !== null ? (metadata as Record<string, unknown>)["vector_layers"] : undefined;
  return Array.isArray(layers) ? layers.map((layer) => textOf(layer, "id")).filter((id) => id !== "") : [];
}

/** Unpacks with a limit, so that a small file cannot fill the memory. */
async function unpack(packed: ArrayBuffer, compression: Compression): Promise<ArrayBuffer> {
  if (compression === Compression.None || compression === Compression.Unknown) return packed;
  if (compression !== Compression.Gzip) throw new Error("it is packed in a way that browsers cannot unpack");
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new Error("a part of it unpacks to more than 32 MB");
    }
    parts.push(part.value);
  }
  return new Blob(parts).arrayBuffer();
}
