/** Which card a file came from, by the path it was found under, and which files belong together. */

/** A card and the name that files of one shot share. */
export interface CardPlace {
  /** The folder above `DCIM` or above a folder as cameras make them; else the folder that the file lies in. */
  readonly card: string;
  /** Path without its extension, lower case. */
  readonly stem: string;
}

/** Folders as cameras number them: `100MEDIA`, `DJI_001`, `DJI_202405011200_001`. */
const CAMERA_FOLDER = /^(\d{3}[A-Z0-9_]{5}|DJI_\d{3}|DJI_\d{12}_\d{3}(_.*)?)$/i;

/** Finds the card of a file. `path` is the name it was kept under; `null`: the name was erased, so it stands alone. */
export function cardOf(path: string | null, sha256: string): CardPlace {
  if (path === null) return { card: sha256, stem: sha256 };
  const parts = path.split(/[/\\]/);
  const folders = parts.slice(0, -1);
  const name = parts.at(-1) ?? "";
  const dcim = folders.findLastIndex((folder) => folder.toUpperCase() === "DCIM");
  const camera = folders.findIndex((folder) => CAMERA_FOLDER.test(folder));
  const above = dcim >= 0 ? dcim : camera >= 0 ? camera : folders.length;
  const dot = name.lastIndexOf(".");
  return {
    card: folders.slice(0, above).join("/") || (path.startsWith("/") ? "/" : "."),
    stem: [...folders, dot > 0 ? name.slice(0, dot) : name].join("/").toLowerCase(),
  };
}
