/**
 * The recorder: LAN, WAN and the refused packets, each by a tcpdump of its own, into files of bounded size.
 *
 * A flush promises that every packet the kernel had before it is in the files, on the disk, or counted as lost:
 * - LAN and WAN: the kernel counts a packet the moment it lies in tcpdump's buffer (`received`, losses in it). So when as many records are
 *   written as it had received and not lost when asked, all of them are (it hands a block over after a second at the latest).
 * - NFLOG: the kernel holds a refused packet back for at most a second (`nf_log` time-out), then it lies in tcpdump's socket, whose queue
 *   `/proc/net/netlink` tells. So: wait a second, wait until the queue is empty once, ask what was taken, wait until it is written.
 *   When the queue does not run empty (a flood that goes on), `dropped` is `null`: it cannot tell.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { CaptureCounts, DeniedLine } from "@creance/hold";
import type { RecorderLimits } from "../messages.ts";
import { CaptureFiles, type CaptureSide } from "./capture-files.ts";
import { type Capturing, startCapturing } from "./capturing.ts";
import { DeniedPackets } from "./denied-packets.ts";
import { netlinkQueueBytes } from "./netlink-queue.ts";
import type { RecordSink } from "./pcap-cutter.ts";
import { RecorderFault } from "./recorder-fault.ts";
import { recordingSpace } from "./recording-space.ts";

const NFLOG_SOURCE = "nflog:5";
/** How long the kernel may hold a logged packet back, with a margin. */
const NFLOG_HOLD_MS = 1_050;
/** A batch of logged packets that tcpdump is still working on. */
const NFLOG_BATCH_MS = 30;
const PATIENCE_MS = 10_000;
const TICK_MS = 1_000;

/** What to record. */
export interface RecorderOptions {
  /** There already. */
  readonly folder: string;
  readonly lanInterface: string;
  readonly wanInterface: string;
  readonly limits: RecorderLimits;
  readonly onFile: (side: CaptureSide, file: string) => void;
  readonly onDenied: (lines: readonly DeniedLine[]) => void;
  /** False: the lines are asked for later, and go on to add up. */
  readonly mayTell: () => boolean;
  /** Told once. Nothing more is recorded. */
  readonly onFault: (fault: RecorderFault) => void;
}

/** A running recorder. */
export interface Recorder {
  /** Settles when all three capture. Rejects with a `RecorderFault`. */
  readonly ready: Promise<void>;
  /** Everything before it is written, on the disk and counted. Takes a second. Throws a `RecorderFault`. */
  flush(): Promise<readonly CaptureCounts[]>;
  /** Ends the captures; what they had is written. */
  end(): Promise<void>;
}

interface Side {
  readonly side: CaptureSide;
  readonly files: CaptureFiles;
  readonly capturing: Capturing;
}

/** Starts recording. */
export function startRecorder(options: RecorderOptions): Recorder {
  const { folder, lanInterface, wanInterface, limits, onFile, onDenied, mayTell } = options;
  const space = recordingSpace(folder, limits);
  const denied = new DeniedPackets();
  let fault: RecorderFault | undefined;
  let tick: NodeJS.Timeout | undefined;

  const broken = (reason: RecorderFault): void => {
    if (fault !== undefined) return;
    fault = reason;
    clearInterval(tick);
    options.onFault(reason);
  };
  const start = (side: CaptureSide, source: string): Side => {
    const files = new CaptureFiles({ folder, side, fileBytes: limits.fileBytes, space, onFile: (file) => onFile(side, file) });
    const sink = side === "denied" ? both(files, denied) : files;
    return { side, files, capturing: startCapturing({ source, sink, onFault: broken }) };
  };
  const lan = start("lan", lanInterface);
  const wan = start("wan", wanInterface);
  const sides = [lan, wan];
  let isEnding = false;
  // Only when the networks are captured: so no refused packet is logged that no capture shows (without a capture it has no time either).
  const logging = Promise.all([lan.capturing.ready, wan.capturing.ready]).then(async () => {
    if (fault !== undefined || isEnding) throw fault ?? new RecorderFault("capture-ended", "The recorder was ended before it was ready.");
    const log = start("denied", NFLOG_SOURCE);
    sides.push(log);
    await log.capturing.ready;
    return log;
  });
  // Whoever does not wait for it hears of the fault by `onFault`.
  logging.catch(() => {});

  tick = setInterval(() => {
    tellDenied();
    try {
      space.look();
    } catch (error) {
      if (!(error instanceof RecorderFault)) throw error;
      broken(error);
    }
  }, TICK_MS);

  function tellDenied(): void {
    if (!mayTell()) return;
    const lines = denied.takeLines();
    if (lines.length > 0) onDenied(lines);
  }

  async function flushLink({ side, capturing, files }: Side): Promise<CaptureCounts> {
    const { received, dropped, fromUs, untilUs } = await capturing.loss();
    const captured = received - dropped;
    await capturing.until(captured, PATIENCE_MS);
    files.sync();
    return { side, captured, dropped, countedFromUs: fromUs, countedUntilUs: untilUs };
  }

  async function flushLog({ side, capturing, files }: Side): Promise<CaptureCounts> {
    await sleep(NFLOG_HOLD_MS);
    const isEmptied = await queueEmptied(capturing.pid);
    await sleep(NFLOG_BATCH_MS);
    const { captured, dropped, fromUs, untilUs } = await capturing.loss();
    await capturing.until(captured, PATIENCE_MS);
    files.sync();
    return { side, captured, dropped: isEmptied ? dropped : null, countedFromUs: fromUs, countedUntilUs: untilUs };
  }

  async function flushAll(): Promise<readonly CaptureCounts[]> {
    if (fault !== undefined) throw fault;
    try {
      const log = await logging;
      const counts = await Promise.all([flushLink(lan), flushLink(wan), flushLog(log)]);
      tellDenied();
      return counts;
    } catch (error) {
      if (error instanceof RecorderFault) broken(error);
      throw error;
    }
  }

  let flushing: Promise<readonly CaptureCounts[]> = Promise.resolve([]);
  return {
    ready: logging.then(() => {}),
    flush() {
      flushing = flushing.then(flushAll, flushAll);
      return flushing;
    },
    async end() {
      isEnding = true;
      clearInterval(tick);
      await Promise.all(sides.map(({ capturing }) => capturing.end()));
      if (fault === undefined) tellDenied();
      for (const { files } of sides) {
        if (fault === undefined) files.sync();
        files.close();
      }
    },
  };
}

async function queueEmptied(pid: number): Promise<boolean> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 2) {
    if (netlinkQueueBytes(pid) === 0) return true;
    await sleep(2);
  }
  return false;
}

function both(first: RecordSink, second: RecordSink): RecordSink {
  return {
    header(bytes) {
      first.header(bytes);
      second.header(bytes);
    },
    records(run) {
      first.records(run);
      second.records(run);
    },
  };
}
