/** Progress on standard error: a bar with rate and time left on a terminal, plain lines otherwise, at most one a second. */
import { formatBytes } from "@creance/core";

/** What is shown. */
export interface ProgressState {
  readonly filesSeen: number;
  readonly filesDone: number;
  readonly bytesSeen: number;
  readonly bytesDone: number;
  readonly walked: boolean;
}

/** A progress display. */
export interface Progress {
  update(state: ProgressState): void;
  /** Takes the bar off the terminal, so that a sentence can be printed. */
  clear(): void;
}

const BAR_CELLS = 24;

/** Makes a display on a stream. `nowMs` is handed in so that a test can move the clock. */
export function openProgress(
  stream: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
  nowMs: () => number = () => performance.now(),
): Progress {
  const startedMs = nowMs();
  const everyMs = stream.isTTY === true ? 100 : 1000;
  let shownMs = startedMs;
  let barShown = false;
  return {
    update(state) {
      const now = nowMs();
      if (now - shownMs < everyMs) return;
      shownMs = now;
      const line = progressLine(state, (now - startedMs) / 1000);
      if (stream.isTTY === true) {
        barShown = true;
        stream.write(`\r\u001b[2K${bar(state)} ${line}`);
      } else stream.write(`${line}\n`);
    },
    clear() {
      if (barShown) stream.write("\r\u001b[2K");
      barShown = false;
    },
  };
}

/** `120 of 1,400 files, 60 MB of 700 MB, 45 MB/s, 14 s left`. The time left stands only when everything to come is known. */
export function progressLine(state: ProgressState, elapsedS: number): string {
  const rate = elapsedS > 0 ? state.bytesDone / elapsedS : 0;
  const parts = [
    `${count(state.filesDone)} of ${count(state.filesSeen)}${state.walked ? "" : " or more"} files`,
    `${formatBytes(state.bytesDone)} of ${formatBytes(state.bytesSeen)}`,
    `${formatBytes(Math.round(rate))}/s`,
  ];
  if (state.walked && rate > 0) parts.push(`${timeLeft((state.bytesSeen - state.bytesDone) / rate)} left`);
  return parts.join(", ");
}

function bar({ bytesSeen, bytesDone, filesSeen, filesDone }: ProgressState): string {
  const share = bytesSeen > 0 ? bytesDone / bytesSeen : filesSeen > 0 ? filesDone / filesSeen : 0;
  const full = Math.round(Math.max(0, Math.min(1, share)) * BAR_CELLS);
  return `[${"#".repeat(full)}${".".repeat(BAR_CELLS - full)}]`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
