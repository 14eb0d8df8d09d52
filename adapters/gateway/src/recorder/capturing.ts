/**
 * One running tcpdump: its packets to a sink, its losses when asked. It ends with this process (parent-death signal), and its end is a fault.
 *
 * tcpdump writes each packet at once (`-U`), so what it has taken from the kernel is in our pipe; what the kernel holds back for it, and for
 * how long, stands at `written`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { captureWords } from "./capture-account.ts";
import { type LossLine, readLossLine, unwrapped } from "./loss-line.ts";
import { PcapCutter, type RecordRun, type RecordSink } from "./pcap-cutter.ts";
import { RecorderFault } from "./recorder-fault.ts";

/** Kernel buffer of one capture, KiB: half a second of a full gigabit. */
const BUFFER_KIB = 65_536;
/** Longest tail of what tcpdump says that is kept. */
const MAX_WORDS = 2_000;
/** tcpdump answers a signal between two packets. */
const ANSWER_MS = 10_000;
const STEP_MS = 5;

/** How to start one. */
export interface CapturingOptions {
  /** An interface, or `nflog:5`. */
  readonly source: string;
  readonly sink: RecordSink;
  /** Told once; nothing is captured any more. */
  readonly onFault: (fault: RecorderFault) => void;
}

/** Counts, and between which moments of the wall clock they were taken. */
export interface Loss extends LossLine {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** A running capture. */
export interface Capturing {
  readonly pid: number;
  /** Settles when the kernel hands packets to it. Rejects with the fault. */
  readonly ready: Promise<void>;
  /** Packets handed to the sink. */
  readonly packets: number;
  /** Asks tcpdump. Throws a `RecorderFault` when it does not answer. */
  loss(): Promise<Loss>;
  /** Waits until so many packets are with the sink. Throws a `RecorderFault` (`flush-late`). */
  until(packets: number, patienceMs: number): Promise<void>;
  /** Ends it and waits until it has gone; what it still wrote is with the sink. */
  end(): Promise<void>;
}

/** Starts one. */
export function startCapturing({ source, sink, onFault }: CapturingOptions): Capturing {
  const [program = "", ...first] = captureWords(process.getuid?.() ?? -1);
  const options = ["-i", source, "-p", "-n", "-U", "-s", "0", "-B", String(BUFFER_KIB), "-w", "-"];
  const child = spawn(program, [...first, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C" },
  });
  const words = new Words();
  let packets = 0;
  let fault: RecorderFault | undefined;
  let isEnding = false;
  let told: LossLine = { captured: 0, received: 0, dropped: 0 };
  let isReady: () => void = () => {};
  let isNotReady: (fault: RecorderFault) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    isReady = resolve;
    isNotReady = reject;
  });
  // Whoever does not wait for it hears of the fault by `onFault`.
  ready.catch(() => {});

  const broken = (reason: RecorderFault): void => {
    if (fault !== undefined || isEnding) return;
    fault = reason;
    child.kill("SIGKILL");
    isNotReady(reason);
    onFault(reason);
  };
  const cutter = new PcapCutter({
    header(bytes) {
      sink.header(bytes);
      isReady();
    },
    records(run: RecordRun) {
      sink.records(run);
      packets += run.count;
    },
  });
  child.stdout.on("data", (chunk: Buffer) => {
    if (fault !== undefined) return;
    try {
      cutter.push(chunk);
    } catch (error) {
      if (!(error instanceof RecorderFault)) throw error;
      broken(error);
    }
  });
  child.stderr.on("data", (chunk: Buffer) => words.push(chunk.toString("latin1")));
  const gone = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      broken(new RecorderFault("tool-missing", `tcpdump could not be started for ${source}: ${error.message}.`, { cause: error }));
      resolve();
    });
    child.once("close", (code, signal) => {
      resolve();
      const missing = code === 127 || /failed to execute tcpdump/.test(words.tail);
      const isGone = /interface (?:has )?disappeared|No such device/i.test(words.tail);
      if (isGone) {
        broken(new RecorderFault("capture-ended", `The interface ${source} is gone: bring it back, then start the gateway again.`));
        return;
      }
      const why = words.tail.trim() === "" ? (signal ?? `status ${code}`) : words.tail.trim();
      broken(new RecorderFault(missing ? "tool-missing" : "capture-ended", `The capture of ${source} ended: ${why}`));
    });
  });

  let asked: Promise<Loss> | undefined;
  async function ask(): Promise<Loss> {
    await ready;
    let line: LossLine | undefined;
    words.nextLoss((told) => {
      line = told;
    });
    const fromUs = Date.now() * 1000;
    if (!child.kill("SIGUSR1")) throw fault ?? new RecorderFault("capture-ended", `The capture of ${source} has ended.`);
    // By steps: time that this process itself stood still (a slow disk) counts for one of them.
    for (let waited = 0; line === undefined && fault === undefined && waited < ANSWER_MS; waited += STEP_MS) await sleep(STEP_MS);
    if (line === undefined) throw fault ?? new RecorderFault("flush-late", `tcpdump does not say what it lost (${source}).`);
    told = {
      captured: unwrapped(told.captured, line.captured),
      received: unwrapped(told.received, line.received),
      dropped: unwrapped(told.dropped, line.dropped),
    };
    return { ...told, fromUs, untilUs: (Date.now() + 1) * 1000 };
  }

  return {
    pid: child.pid ?? -1,
    ready,
    get packets() {
      return packets;
    },
    loss() {
      // Two signals at once may be one to the kernel.
      const before = asked;
      const next = before === undefined ? ask() : before.then(ask, ask);
      asked = next;
      next.catch(() => {});
      return next;
    },
    async until(wanted, patienceMs) {
      for (let waited = 0; packets < wanted; waited += STEP_MS) {
        if (fault !== undefined) throw fault;
        if (waited >= patienceMs) {
          throw new RecorderFault(
            "flush-late",
            `${wanted - packets} packets of ${source} that the kernel had did not reach the capture in time.`,
          );
        }
        await sleep(STEP_MS);
      }
    },
    async end() {
      isEnding = true;
      await stopped(child, gone);
    },
  };
}

/** SIGTERM lets tcpdump hand over what it has; a program that does not end is killed. */
async function stopped(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 400);
  await gone;
  clearTimeout(timer);
}

/** What tcpdump says: its answers are handed to whoever waits, the rest is kept for the sentence of a fault. */
class Words {
  #line = "";
  #tail = "";
  #waiting: (line: LossLine) => void = () => {};

  get tail(): string {
    return this.#tail + this.#line;
  }

  nextLoss(take: (line: LossLine) => void): void {
    this.#waiting = take;
  }

  push(text: string): void {
    const lines = (this.#line + text).split("\n");
    this.#line = (lines.pop() ?? "").slice(-MAX_WORDS);
    for (const line of lines) {
      const loss = readLossLine(line);
      if (loss !== null) this.#waiting(loss);
      else if (!/listening on/.test(line)) this.#tail = `${this.#tail}${line.slice(0, 500)} `.slice(-MAX_WORDS);
    }
  }
}
