/** Which base map lies under the tracks: the built-in one, a file of the vault's folder `maps`, or none. */
import type { MapFiles } from "@creance/api";
import type { MapKind } from "../settings/settings-store.ts";

/** The files to draw with; addresses on this server. */
export interface BaseMap {
  /** The map built from packages; `null` when it was not built. */
  readonly worldUrl: string | null;
  /** The chosen file above it, and its name. */
  readonly ownUrl: string | null;
  readonly ownName: string;
}

/** The base map of a choice; a file that is gone leaves the built-in map. */
export function baseMapOf(kind: MapKind, maps: MapFiles | undefined): BaseMap {
  const own = maps?.own.find(({ name }) => kind === ownKind(name));
  return { worldUrl: maps?.world?.url ?? null, ownUrl: own?.url ?? null, ownName: own?.name ?? "" };
}

/** The choices with their words: built-in, each file, plain. */
export function mapChoices(maps: MapFiles | undefined): readonly (readonly [kind: MapKind, word: string])[] {
  return [["detailed", "built-in"], ...(maps?.own ?? []).map(({ name }) => [ownKind(name), name] as const), ["plain", "plain"]];
}

/** The choice that stands for a file. */
export function ownKind(name: string): MapKind {
  return `own:${name}`;
}
