/** Everything of the formats' page: each group of formats with other programs, what became of the samples, footprints. */
import { compareAutopilots } from "./autopilots.ts";
import { compareExports } from "./exports.ts";
import { compareFilms, compareSubtitles } from "./film.ts";
import { footprintLines, measureFootprints } from "./footprints.ts";
import type { FormatsComparison } from "./formats-document.ts";
import { importSamples } from "./import-samples.ts";
import { comparePhotos } from "./photos.ts";

/** Programs that are asked and must be installed; everything else comes with the development packages. */
export const askedPrograms = [
  { command: "exiftool", args: ["-ver"] },
  { command: "ffprobe", args: ["-version"] },
  { command: "ffmpeg", args: ["-version"] },
  { command: "python3", args: ["--version"] },
  { command: "xmllint", args: ["--version"] },
] as const;

/** Compares all formats; takes about a minute. `onPart` is told what is worked at. */
export async function compareFormats(samplesFolder: string, onPart: (part: string) => void = () => {}): Promise<FormatsComparison> {
  onPart("pictures");
  const photos = await comparePhotos(samplesFolder);
  onPart("subtitles and films");
  const subtitles = await compareSubtitles(samplesFolder);
  const films = await compareFilms();
  onPart("exports and tracks");
  const exports = await compareExports(samplesFolder);
  onPart("autopilots");
  const autopilots = await compareAutopilots(samplesFolder);
  onPart("footprints");
  const footprints = footprintLines(await measureFootprints(samplesFolder));
  onPart("import of all samples");
  const samples = await importSamples(samplesFolder);
  return {
    groups: [
      {
        title: "Pictures",
        note: "Every value that both read out of EXIF, XMP, MPF, maker notes and the picture's own headers.",
        rows: photos,
      },
      { title: "Subtitles", note: "Every value of every entry.", rows: subtitles },
      {
        title: "Films",
        note: "Container, tracks, times and sizes of samples, user data. The samples hold no film: all are made by our own writer.",
        rows: films,
      },
      { title: "Exports and tracks", note: "CSV, GPX, KML, GeoJSON and time marks: every cell, every point.", rows: exports },
      { title: "Autopilots", note: "ULog, DataFlash and MAVLink: every value of every message that both read.", rows: autopilots },
    ],
    samples,
    footprints,
  };
}
