/** The recorder process: what the keeper asks of it, and what it tells. It ends when the keeper does. */
import type { FailMessage, RecorderCommand, RecorderReport, StartMessage } from "../messages.ts";
import { openChildPipe } from "../process/child-pipe.ts";
import { RecorderFault } from "./recorder-fault.ts";
import { type Recorder, startRecorder } from "./start-recorder.ts";

/** Refused packets go on to be added up while so many bytes wait for the keeper. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

type Start = Extract<StartMessage, { process: "recorder" }>;

let recorder: Recorder | undefined;
const pipe = openChildPipe<Start | RecorderCommand, RecorderReport | FailMessage>({
  onMessage(message) {
    if (message.kind === "start") start(message);
    else flush(message.id);
  },
  onEnd: () => recorder?.end(),
});

function start({ folder, lanInterface, wanInterface, limits }: Start): void {
  recorder = startRecorder({
    folder,
    lanInterface,
    wanInterface,
    limits,
    onFile: (side, file) => pipe.send({ kind: "file", side, file }),
    onDenied(lines) {
      for (const line of lines) pipe.send({ kind: "denied", line });
    },
    mayTell: () => pipe.queuedBytes < MAX_WAITING_BYTES,
    onFault: failed,
  });
  recorder.ready.then(() => pipe.send({ kind: "ready" }), failed);
}

function flush(id: number): void {
  recorder?.flush().then((captures) => pipe.send({ kind: "flushed", id, captures }), failed);
}

function failed(error: unknown): void {
  if (error instanceof RecorderFault) pipe.fail(error.code, error.message);
  else throw error;
}
