/** The status of a capture that is followed, on standard error: one line that changes on a terminal, a plain line now and then otherwise. */
import { formatBytes } from "@creance/core";

/** What is shown. */
export interface FollowState {
  readonly packets: number;
  readonly openFlows: number;
  readonly conversations: number;
  /** Contents that went out in conversations that have ended. */
  readonly bytesOut: number;
  /** Bytes of the capture. */
  readonly bytesRead: number;
}

/** A status display. */
export interface FollowStatus {
  update(state: FollowState): void;
  /** Takes the line off the terminal, so that something else can be printed. */
  clear(): void;
}

const TERMINAL_EVERY_MS = 500;
const PLAIN_EVERY_MS = 10_000;

/** Makes a display on a stream. `nowMs` is handed in so that a test can move the clock. */
export function openFollowStatus(
  stream: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
  nowMs: () => number = () => performance.now(),
): FollowStatus {
  const isTerminal = stream.isTTY === true;
  let shown = { atMs: nowMs(), bytesRead: 0, line: "" };
  let lineStands = false;
  return {
    update(state) {
      const atMs = nowMs();
      if (atMs - shown.atMs < (isTerminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return;
      const line = statusLine(state, (state.bytesRead - shown.bytesRead) / ((atMs - shown.atMs) / 1000));
      if (isTerminal) stream.write(`\r\u001b[2K${line}`);
      else if (line !== shown.line) stream.write(`${line}\n`);
      lineStands = isTerminal;
      shown = { atMs, bytesRead: state.bytesRead, line };
    },
    clear() {
      if (lineStands) stream.write("\r\u001b[2K");
      lineStands = false;
    },
  };
}

/** `1,204 packets, 12 open, 40 ended, 1.2 MB out, 34 kB/s`. */
export function statusLine(state: FollowState, bytesPerS: number): string {
  const count = (value: number): string => value.toLocaleString("en-US");
  return [
    `${count(state.packets)} packets`,
    `${count(state.openFlows)} open`,
    `${count(state.conversations)} ended`,
    `${formatBytes(state.bytesOut)} out`,
    `${formatBytes(Math.round(bytesPerS))}/s`,
  ].join(", ");
}
