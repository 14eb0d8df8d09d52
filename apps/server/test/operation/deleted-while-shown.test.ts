/** Pictures and films that are made of an item while it is deleted: nothing of it stays. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MadePicture, MediaMaker } from "@creance/media";
import type { MediaEntry, Vault } from "@creance/vault";
import { expect, test } from "vitest";
import { openPictureCache } from "../../src/operation/media/picture-cache.ts";
import { shownFiles } from "../../src/operation/media/shown-files.ts";
import { temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();
const sha256 = "ab".repeat(32);

test.each(["thumbnail", "view", "makeFilm"] as const)("%s of an item that is deleted meanwhile", async (what) => {
  let isKept = true;
  const entry = {
    row: { sha256 },
    item: { kind: "clip", format: "mp4", codec: "hvc1", durationUs: 0, previews: [], optics: { orientation: null } },
  } as unknown as MediaEntry;
  const vault = {
    readOnly: false,
    mediaEntry: () => entry,
    originalPath: () => "/nowhere",
    originalSize: () => (isKept ? 1 : undefined),
  } as unknown as Vault;
  const frame: MadePicture = { bytes: new Uint8Array(1), mediaType: "image/jpeg", widthPx: 1, heightPx: 1 };
  const maker = {
    async frame() {
      isKept = false;
      return frame;
    },
    picture: async () => frame,
    async proxy(_path: string, { targetPath }: { readonly targetPath: string }) {
      isKept = false;
      await writeFile(targetPath, "film");
    },
  } as unknown as MediaMaker;
  const cache = openPictureCache(join(folder, what));
  const files = shownFiles({ vault, cache, maker: async () => maker, signal: new AbortController().signal });
  await expect(files[what](sha256)).rejects.toMatchObject({ code: "no-such-media" });
  for (const kind of ["thumbnail.webp", "view.jpg", "film.mp4"] as const) expect(existsSync(cache.path(sha256, kind))).toBe(false);
});
