/** Chooses by format what takes out what a recipe asks. What cannot be read is not shared as soon as anything is to go. */
import { type ByteSource, FormatError } from "@creance/core";
import { checkRecipe, takesAnythingOut } from "./check-recipe.ts";
import type { RedactionRecipe } from "./recipe.ts";
import { redactFilm } from "./redact-film.ts";
import { redactPicture } from "./redact-picture.ts";
import { redactPng } from "./redact-png.ts";
import { redactSubtitles } from "./redact-subtitles.ts";
import { redactTrack } from "./redact-track.ts";
import type { Redaction, RedactOptions } from "./redaction.ts";
import { notPossible } from "./withheld.ts";

type Redact = (source: ByteSource, options: RedactOptions) => Promise<Redaction>;

const redactors: Readonly<Record<string, Redact>> = {
  jpeg: redactPicture,
  tiff: redactPicture,
  geotiff: redactPicture,
  dng: redactPicture,
  heic: redactPicture,
  png: redactPng,
  mp4: redactFilm,
  quicktime: redactFilm,
  srt: redactSubtitles,
};

/**
 * Redacts one file. Nothing of the original is changed; the result is read from it by ranges, so it must stay open. A recipe that takes nothing
 * out gives the original's bytes. Throws `UserError`: `redact-bad-recipe`; `redact-not-possible` for a format that nothing can be taken out of;
 * `redact-withheld` for a file that must not be shared at all; a `FormatError` for a file too damaged to be sure of.
 */
export async function redact(source: ByteSource, options: RedactOptions): Promise<Redaction> {
  const { recipe, format, track } = options;
  checkRecipe(recipe);
  if (!takesAnythingOut(recipe)) return unchanged(source, format);
  if (recipe.masks.length > 0) return redactPainted(source, options);
  try {
    const redactor = redactors[format];
    if (redactor !== undefined) return await redactor(source, options);
  } catch (error) {
    // Hostile sizes and offsets: the readers' own limits.
    if (error instanceof RangeError) throw new FormatError("redact-damaged", { format, offset: 0 }, "its sizes contradict each other");
    throw error;
  }
  if (track !== undefined) return redactTrack(track, options);
  throw notPossible(
    "Nothing can be taken out of a file of this kind, so it is not shared while something is to be taken out. Leave it out.",
  );
}

/** Paints first; what the original's metadata said is looked for in the result, too. */
async function redactPainted(source: ByteSource, options: RedactOptions): Promise<Redaction> {
  const { recipe, paint } = options;
  if (paint === undefined || redactors[options.format] === undefined || options.format === "srt") {
    throw notPossible("Boxes cannot be painted into a file of this kind here, so it is not shared. Leave it out.");
  }
  const before = await redact(source, { ...options, recipe: withoutMasks(recipe) });
  const painted = await paint(recipe.masks);
  const after = await redact(painted.source, { ...options, format: painted.format, recipe: withoutMasks(recipe) });
  const boxes = {
    class: "pixels",
    name: `${recipe.masks.length} painted boxes`,
    how: "replaced",
    byteOffset: null,
    lengthBytes: null,
  } as const;
  return {
    ...after,
    changes: [boxes, ...before.changes],
    left: [...new Set([...after.left, ...painted.sentences])],
    removed: before.removed,
  };
}

/** Smaller copies and temperatures show what was painted over. */
function withoutMasks(recipe: RedactionRecipe): RedactionRecipe {
  return { ...recipe, masks: [], previews: "drop", thermal: "drop" };
}

function unchanged(source: ByteSource, format: string): Redaction {
  return { out: source, format, extension: "", changes: [], left: ["Nothing was taken out."], removed: [] };
}
