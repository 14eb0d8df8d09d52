/** What was chosen to be shared, as tiles and as originals. */
import type { ShareChosen, ShareFormWord } from "@creance/api";
import type { MediaEntry, Vault } from "@creance/vault";
import { baseName } from "../operation/readers/base-name.ts";
import type { Operation } from "../operation/types.ts";

/** Formats of pictures that can be painted over. */
const PAINTED_PICTURES = ["jpeg", "png", "tiff"];

/** What was chosen. Things that are not in the vault any more are counted. */
export async function chosenThings(
  { vault, media }: Pick<Operation, "vault" | "media">,
  asked: { readonly flights: readonly string[]; readonly media: readonly string[] },
): Promise<ShareChosen> {
  const { ffmpeg } = await media.tools();
  const flights = asked.flights.flatMap((id) => {
    const flight = vault.uncountedFlight(id);
    if (flight === undefined) return [];
    const { summary, originals } = flight;
    return [{ id, title: flightTitle(summary), startUs: summary.startUs, sealed: summary.sealed, files: originals.length }];
  });
  const items = asked.media.flatMap((sha256) => {
    const entry = vault.mediaEntry(sha256);
    if (entry === undefined) return [];
    const { row, item } = entry;
    return [
      {
        sha256,
        name: mediaName(entry),
        kind: row.kind,
        format: row.format,
        thumbnail: row.thumbnail === "none" && row.kind === "clip" && ffmpeg !== null ? ("possible" as const) : row.thumbnail,
        widthPx: row.widthPx,
        heightPx: row.heightPx,
        orientation: item.optics.orientation,
        durationMs: item.durationUs === null ? null : Math.floor(item.durationUs / 1000),
        cannotPaint: cannotPaint(entry, ffmpeg !== null),
      },
    ];
  });
  return { flights, media: items, missing: asked.flights.length + asked.media.length - flights.length - items.length };
}

/** SHA-256 of the originals that a share of these would be made of. */
export function originalsOf(
  vault: Vault,
  { flights, media, form }: { readonly flights: readonly string[]; readonly media: readonly string[]; readonly form: ShareFormWord },
): readonly string[] {
  const ofFlights = flights.flatMap((id) => {
    const originals = vault.uncountedFlight(id)?.originals.map(({ sha256 }) => sha256) ?? [];
    if (form === "original") return originals;
    return [vault.trackPlace(id)?.sha256 ?? originals[0]].filter((sha256) => sha256 !== undefined);
  });
  return [...new Set([...ofFlights, ...media])];
}

/** What a flight is called. */
export function flightTitle({
  name,
  place,
  id,
}: {
  readonly name: string | null;
  readonly place: string | null;
  readonly id: string;
}): string {
  return name ?? place ?? `Flight ${id.slice(0, 8)}`;
}

/** What a picture or a clip is called. */
export function mediaName({ row }: Pick<MediaEntry, "row">): string {
  return baseName(row.fileName) ?? row.sha256.slice(0, 16);
}

function cannotPaint({ row, item }: MediaEntry, hasFfmpeg: boolean): string | null {
  if (row.kind === "subtitle") return "A subtitle file has no picture.";
  if (row.widthPx === null || row.heightPx === null) return "Its size in pixels is not known, so no box can be placed.";
  if (row.kind === "clip") return hasFfmpeg ? null : "Painting over a clip needs ffmpeg, which is not installed on this machine.";
  if (PAINTED_PICTURES.includes(item.format)) return null;
  return `A picture of the format ${item.format} cannot be painted over here; JPEG, PNG and TIFF can.`;
}
