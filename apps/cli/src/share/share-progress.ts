/** How far a share is, on standard error. */
import { formatBytes } from "@creance/core";
import type { ShareHandlers, ShareProgress } from "@creance/server";
import { tell } from "../output.ts";

const EVERY_MS = 1000;
const words: Readonly<Record<ShareProgress["step"], string>> = {
  preparing: "Preparing",
  checking: "Searching what would leave for what was taken out",
  region: "Checking the region",
  sending: "Sending",
  "reading-back": "Reading back",
  removing: "Removing",
  waiting: "Waiting for the server",
  fetching: "Fetching the results",
  done: "Done",
};

/** Handlers that tell a person, at most once a second and at each new step. */
export function shareHandlers(signal: AbortSignal): ShareHandlers {
  let toldMs = 0;
  let toldStep: ShareProgress["step"] | undefined;
  return {
    signal,
    onNotice: tell,
    onProgress({ step, item, items, bytesDone, bytes }) {
      const nowMs = performance.now();
      if (step === toldStep && nowMs - toldMs < EVERY_MS) return;
      [toldMs, toldStep] = [nowMs, step];
      const count = items > 0 && step !== "done" ? ` ${Math.min(item + 1, items)} of ${items}` : "";
      const size = bytes > 0 && step !== "done" ? `, ${formatBytes(bytesDone)} of ${formatBytes(bytes)}` : "";
      tell(`${words[step]}${count}${size}`);
    },
  };
}
