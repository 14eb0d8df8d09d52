/** Which process works on something: told apart from a later one that was given the same number. */
import { readFileSync } from "node:fs";

/** A process at work. */
export interface ProcessMark {
  readonly pid: number;
  /** When it started, in the machine's own ticks since it booted; `null` where that cannot be asked. */
  readonly startTicks: string | null;
  /** Name of this boot of the machine; `null` where that cannot be asked. */
  readonly bootId: string | null;
}

/** This process. */
export function ownProcess(): ProcessMark {
  return { pid: process.pid, startTicks: startTicks(process.pid), bootId: bootId() };
}

/** True while that process runs. In doubt it does. */
export function runs(mark: ProcessMark): boolean {
  if (!Number.isSafeInteger(mark.pid) || mark.pid <= 0) return false;
  if (mark.bootId !== null && bootId() !== null && mark.bootId !== bootId()) return false;
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const ticks = startTicks(mark.pid);
  return mark.startTicks === null || ticks === null || ticks === mark.startTicks;
}

/** Field 22 of Linux's `/proc/PID/stat`; of a process that has ended and was not waited for: none that fits. */
function startTicks(pid: number): string | null {
  const text = read(`/proc/${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields?.[0] === "Z" ? "ended" : (fields?.[19] ?? null);
}

function bootId(): string | null {
  return read("/proc/sys/kernel/random/boot_id")?.trim() ?? null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
