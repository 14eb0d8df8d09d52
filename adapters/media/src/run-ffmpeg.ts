/** Runs the system's ffmpeg as a child process: local files only, bounded in time and output, ended with whoever asked. */
import { spawn } from "node:child_process";
import { UserError } from "@creance/core";

/** How a run ends and what it tells. */
export interface FfmpegRun {
  readonly seconds: number;
  /** Most bytes of its standard output. */
  readonly mostBytes: number;
  readonly signal?: AbortSignal;
  /** Hears each line of its error output. */
  readonly onLine?: (line: string) => void;
}

/** What came out of a run that ended well. */
export interface FfmpegOutput {
  readonly bytes: Uint8Array;
}

/** Before every input: only this file is opened, whatever a playlist inside it names, and nothing is asked of the terminal. */
export const quietLocal = ["-hide_banner", "-nostdin", "-protocol_whitelist", "file,pipe"] as const;

/** The version of the system's ffmpeg; `null` when there is none. */
export async function ffmpegVersion(): Promise<string | null> {
  try {
    const { bytes } = await runFfmpeg(["-version"], { seconds: 10, mostBytes: 100_000 });
    return /^ffmpeg version (\S+)/.exec(new TextDecoder().decode(bytes))?.[1] ?? "unknown";
  } catch {
    return null;
  }
}

/** Runs ffmpeg. Rejects with `UserError` when it is missing, took too long, was stopped or said that it could not. */
export function runFfmpeg(args: readonly string[], { seconds, mostBytes, signal, onLine }: FfmpegRun): Promise<FfmpegOutput> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(stopped());
    // No environment but the path: reports and hardware are not asked for by accident.
    const child = spawn("ffmpeg", args, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env["PATH"] ?? "" } });
    const parts: Buffer[] = [];
    let length = 0;
    let refused: UserError | undefined;
    let lastLine = "";
    let rest = "";
    const end = (error: UserError): void => {
      refused ??= error;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(
      () => end(new UserError("film-too-slow", "machineRefused", `ffmpeg took longer than ${seconds} s.`)),
      seconds * 1000,
    );
    const onAbort = (): void => end(stopped());
    signal?.addEventListener("abort", onAbort, { once: true });
    child.stdout.on("data", (part: Buffer) => {
      length += part.byteLength;
      if (length > mostBytes) end(new UserError("film-too-large", "machineRefused", "ffmpeg gave more than was asked for."));
      else parts.push(part);
    });
    child.stderr.on("data", (part: Buffer) => {
      const lines = (rest + part.toString("utf8")).split(/[\r\n]+/);
      rest = (lines.pop() ?? "").slice(-4096);
      for (const line of lines) {
        if (line.trim() !== "") lastLine = line.trim().slice(0, 300);
        onLine?.(line);
      }
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      refused ??=
        error.code === "ENOENT"
          ? new UserError("ffmpeg-missing", "machineRefused", "ffmpeg is not installed on this machine.")
          : new UserError("ffmpeg-failed", "machineRefused", `ffmpeg could not be started (${error.code ?? error.message}).`);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      if (refused !== undefined) reject(refused);
      else if (code === 0) resolve({ bytes: Buffer.concat(parts) });
      else {
        // The path is the vault's own: what it says of the film is enough.
        const said = (rest.trim() === "" ? lastLine : rest.trim()).replaceAll(/\/\S+\/([^/\s:]+)/g, "$1").slice(0, 200);
        reject(new UserError("film-unreadable", "machineRefused", `ffmpeg cannot read this film: ${said}`));
      }
    });
  });
}

function stopped(): UserError {
  return new UserError("stopped", "conflict", "Making the film was stopped.");
}
