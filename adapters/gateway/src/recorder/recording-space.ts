/** How much may still be recorded: one bound for all captures of a session, and what must stay free on the disk. */
import { statfsSync } from "node:fs";
import { RecorderFault, writeFault } from "./recorder-fault.ts";

/** Bytes written between two looks at the disk. */
const LOOK_EVERY_BYTES = 8 * 1024 * 1024;

/** Bounds (`RecorderLimits`). */
export interface SpaceLimits {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** Space that is left. */
export interface RecordingSpace {
  /** Counts bytes about to be written. Throws a `RecorderFault`: `total-reached` or `disk-full`. */
  take(bytes: number): void;
  /** Looks at the disk. Throws a `RecorderFault`: `disk-full`. */
  look(): void;
}

/** Space in a folder. `free` tells the bytes that are free there (for tests). */
export function recordingSpace(folder: string, { totalBytes, freeBytes }: SpaceLimits, free = freeIn): RecordingSpace {
  let taken = 0;
  let sinceLook = LOOK_EVERY_BYTES;

  const look = (): void => {
    sinceLook = 0;
    const left = free(folder);
    if (left >= freeBytes) return;
    throw new RecorderFault(
      "disk-full",
      `Only ${left} bytes are free where captures are kept (${folder}); ${freeBytes} must stay free. Make space, then start the gateway again.`,
    );
  };
  return {
    take(bytes) {
      if (taken + bytes > totalBytes) {
        throw new RecorderFault(
          "total-reached",
          `The captures of this session have reached ${totalBytes} bytes, all that they may be. Start the gateway again for a new session.`,
        );
      }
      taken += bytes;
      sinceLook += bytes;
      if (sinceLook >= LOOK_EVERY_BYTES) look();
    },
    look,
  };
}

function freeIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (error) {
    throw writeFault(error, folder);
  }
}
