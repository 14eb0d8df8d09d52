/** Boxes of solid black over a clip's frames, drawn by ffmpeg before the film is coded anew. Nothing but picture and sound comes along. */
import { rename, rm } from "node:fs/promises";
import { UserError } from "@creance/core";
import { quietLocal, runFfmpeg } from "./run-ffmpeg.ts";
import type { MediaMaker, PictureMask } from "./types.ts";

/** A film of some hours on two cores. */
const MOST_SECONDS = 12 * 3600;
/** Frames just before and after a mask's time are painted, too: a frame's time is not exact. */
const MARGIN_S = 0.1;
const MOST_MASKS = 200;
/** For the first frame alone. */
const FRAME_SECONDS = 60;

/** Writes the masked film. What was half made is removed. Rejects with `UserError`. */
export async function maskFilm(path: string, options: Parameters<MediaMaker["maskFilm"]>[1]): Promise<void> {
  const { masks, targetPath, sound, signal } = options;
  if (masks.length > MOST_MASKS)
    throw new UserError("mask-too-many", "wrongUse", `A clip takes at most ${MOST_MASKS} masks. Nothing was made.`);
  await assertAllPaint(path, masks, signal);
  const part = `${targetPath}.part`;
  const args = [
    // Boxes count in pixels as stored: the film is not turned first.
    ...["-v", "error", ...quietLocal, "-y", "-noautorotate", "-i", `file:${path}`, "-map", "0:v:0"],
    ...(sound === "keep" ? ["-map", "0:a:0?", "-c:a", "aac", "-b:a", "160k"] : ["-an"]),
    ...[
      "-sn",
      "-dn",
      "-map_metadata",
      "-1",
      "-map_chapters",
      "-1",
      "-fflags",
      "+bitexact",
      "-flags:v",
      "+bitexact",
      "-flags:a",
      "+bitexact",
    ],
    ...["-vf", masks.map(drawBox).join(","), "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"],
    ...["-movflags", "+faststart", "-f", "mp4", `file:${part}`],
  ];
  try {
    await runFfmpeg(args, { seconds: MOST_SECONDS, mostBytes: 1_048_576, ...(signal === undefined ? {} : { signal }) });
    await rename(part, targetPath);
  } finally {
    await rm(part, { force: true });
  }
}

/** Rejects unless every box lies, at least in part, inside the frame, and a frame of the clip falls into its time. */
async function assertAllPaint(path: string, masks: readonly PictureMask[], signal: AbortSignal | undefined): Promise<void> {
  const stopping = signal === undefined ? {} : { signal };
  const input = ["-v", "error", ...quietLocal, "-noautorotate", "-i", `file:${path}`, "-map", "0:v:0"];
  let frame: { readonly width: number; readonly height: number } | undefined;
  // As decoded: what the container says of its size may be another.
  await runFfmpeg([...input, "-frames:v", "1", "-f", "framecrc", "pipe:2"], {
    seconds: FRAME_SECONDS,
    mostBytes: 1_048_576,
    ...stopping,
    onLine: (line) => {
      const [, width, height] = /^#dimensions 0: (\d+)x(\d+)$/.exec(line) ?? [];
      if (width !== undefined) frame = { width: Number(width), height: Number(height) };
    },
  });
  const { width, height } = frame ?? { width: 0, height: 0 };
  const beside = masks.findIndex(({ leftPx, topPx }) => leftPx >= width || topPx >= height);
  if (beside !== -1) throw outside(`Box ${beside + 1} lies outside the clip's frame, which is ${width} x ${height} pixels.`);
  const unseen = new Set(masks.filter(({ fromMs = null, untilMs = null }) => fromMs !== null || untilMs !== null));
  if (unseen.size === 0) return;
  let tickS = 0;
  // Nothing is decoded: times of the frames alone.
  await runFfmpeg([...input, "-c", "copy", "-f", "framecrc", "pipe:2"], {
    seconds: MOST_SECONDS,
    mostBytes: 1_048_576,
    ...stopping,
    onLine: (line) => {
      const [, over, under] = /^#tb 0: (\d+)\/(\d+)$/.exec(line) ?? [];
      if (over !== undefined) tickS = Number(over) / Number(under);
      const pts = /^0,\s*-?\d+,\s*(-?\d+),/.exec(line)?.[1];
      if (pts === undefined) return;
      const atS = Number(pts) * tickS;
      for (const mask of unseen) {
        const { fromS, untilS } = timeOf(mask);
        if (atS >= fromS && atS <= untilS) unseen.delete(mask);
      }
    },
  });
  const [never] = unseen;
  if (never !== undefined) throw outside(`No frame of the clip falls into the time of box ${masks.indexOf(never) + 1}.`);
}

function outside(why: string): UserError {
  return new UserError("mask-refused", "wrongUse", `${why} It would paint nothing, so no clip was made.`);
}

/** When a box is painted, with the margin. */
function timeOf({ fromMs = null, untilMs = null }: PictureMask): { readonly fromS: number; readonly untilS: number } {
  return { fromS: fromMs === null ? -1 : fromMs / 1000 - MARGIN_S, untilS: untilMs === null ? 1e9 : untilMs / 1000 + MARGIN_S };
}

/** Grown to even pixels: colour is stored for two by two of them. */
function drawBox(mask: PictureMask): string {
  const { leftPx, topPx, widthPx, heightPx, fromMs = null, untilMs = null } = mask;
  const left = leftPx - (leftPx % 2);
  const top = topPx - (topPx % 2);
  const right = Math.ceil((leftPx + widthPx) / 2) * 2;
  const bottom = Math.ceil((topPx + heightPx) / 2) * 2;
  const { fromS, untilS } = timeOf(mask);
  const when = fromMs === null && untilMs === null ? "" : `:enable='between(t,${fromS.toFixed(3)},${untilS.toFixed(3)})'`;
  return `drawbox=x=${left}:y=${top}:w=${right - left}:h=${bottom - top}:color=black@1:t=fill${when}`;
}
