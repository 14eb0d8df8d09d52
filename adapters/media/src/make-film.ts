/** Frames and proxies of clips, made by ffmpeg. */
import { rename, rm } from "node:fs/promises";
import { quietLocal, runFfmpeg } from "./run-ffmpeg.ts";
import type { MadePicture, MediaMaker } from "./types.ts";

const FRAME_SECONDS = 30;
const MOST_FRAME_BYTES = 32 * 1024 * 1024;
/** A proxy of a film of some hours on two cores. */
const PROXY_SECONDS = 6 * 3600;

/** A frame of a clip as JPEG; `undefined` when it cannot be read. ffmpeg turns it upright, unless it is wanted as stored. */
export async function makeFrame(
  path: string,
  { atMs, widthPx, asStored = false }: Parameters<MediaMaker["frame"]>[1],
): Promise<MadePicture | undefined> {
  const seek = atMs > 0 ? ["-ss", (atMs / 1000).toFixed(3)] : [];
  const turning = asStored ? ["-noautorotate"] : [];
  const scale = `scale='min(${widthPx},iw)':-2`;
  const args = [
    ...["-v", "error", ...quietLocal, "-threads", "2", ...turning, ...seek, "-i", `file:${path}`],
    ...["-map", "0:v:0", "-frames:v", "1", "-vf", scale],
    ...["-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "4", "pipe:1"],
  ];
  try {
    const { bytes } = await runFfmpeg(args, { seconds: FRAME_SECONDS, mostBytes: MOST_FRAME_BYTES });
    const size = jpegSize(bytes);
    return size === undefined ? undefined : { bytes, mediaType: "image/jpeg", ...size };
  } catch (error) {
    if (error instanceof Error && error.name === "UserError") return undefined;
    throw error;
  }
}

/** Writes an H.264 film of at most 1280 x 720 whose index comes first. What was half made is removed. */
export async function makeProxy(path: string, { targetPath, signal, onProgress }: Parameters<MediaMaker["proxy"]>[1]): Promise<void> {
  const part = `${targetPath}.part`;
  let durationMs = Number.NaN;
  const args = [
    ...[...quietLocal, "-y", "-progress", "pipe:1", "-i", `file:${path}`, "-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn"],
    // No metadata is carried over: a proxy is for looking, and must not tell more than its pictures.
    ...["-map_metadata", "-1", "-map_chapters", "-1"],
    ...["-vf", "scale='min(1280,iw)':'min(720,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2"],
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p", "-g", "60", "-c:a", "aac", "-b:a", "96k"],
    ...["-movflags", "+faststart", "-f", "mp4", `file:${part}`],
  ];
  try {
    await runFfmpeg(args, {
      seconds: PROXY_SECONDS,
      mostBytes: 64 * 1024 * 1024,
      signal,
      onLine(line) {
        const duration = /Duration: (\d+):(\d+):(\d+(?:\.\d+)?)/.exec(line);
        if (duration !== null && Number.isNaN(durationMs)) durationMs = clockMs(duration);
        const time = /time=(\d+):(\d+):(\d+(?:\.\d+)?)/.exec(line);
        if (time !== null && durationMs > 0) onProgress(Math.min(1, clockMs(time) / durationMs));
      },
    });
    await rename(part, targetPath);
  } finally {
    await rm(part, { force: true });
  }
}

function clockMs([, hours, minutes, seconds]: RegExpExecArray): number {
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

/** Size in the frame header of a JPEG that ffmpeg made. */
function jpegSize(bytes: Uint8Array): { readonly widthPx: number; readonly heightPx: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 < bytes.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xc2) return { heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
    if (view.getUint16(at + 2) < 2) return undefined;
  }
  return undefined;
}
