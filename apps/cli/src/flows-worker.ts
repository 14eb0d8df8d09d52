/** The thread that reads captures while the main thread fetches bytes, hashes them and sorts lines. */
import { parentPort, workerData } from "node:worker_threads";
import { errorToPlain } from "@creance/core";
import { FlowsSession } from "./flows-session.ts";
import type { FlowsAnswer, FlowsOrder, FlowsWorkerData } from "./flows-thread.ts";

const { data } = workerData as { readonly data: FlowsWorkerData };
const session = new FlowsSession(data, {
  batch: (batch) => {
    const bytes = new Uint8Array(batch); // a copy: the batch is used again
    answer({ kind: "batch", bytes }, [bytes.buffer]);
  },
  issue: (issue) => answer({ kind: "issue", issue }),
});
/** A capture that cannot be read any more: what still comes of it is left alone. */
let isBroken = false;

parentPort?.on("message", (order: FlowsOrder) => {
  try {
    if (order.kind === "begin") {
      isBroken = false;
      session.begin(order.captureIndex);
    } else if (order.kind === "chunk") {
      if (!isBroken) session.push(new Uint8Array(order.buffer, 0, order.length));
      answer({ kind: "used", buffer: order.buffer }, [order.buffer]);
    } else if (order.kind === "end") {
      if (!isBroken) answer({ kind: "report", report: session.end() });
    } else answer({ kind: "summary", summary: session.summary(order.reports) });
  } catch (error) {
    const plain = errorToPlain(error);
    if (plain === undefined) throw error;
    isBroken = true;
    answer({ kind: "error", error: plain });
  }
});

function answer(message: FlowsAnswer, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...transfer]);
}
