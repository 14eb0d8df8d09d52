/** Checks a proof in a thread of its own, which ends with the verdict. */
import { errorFromPlain, type PlainError, UserError } from "@creance/core";
import type { ProofVerdict } from "@creance/hold";
import { startWorker } from "@creance/node";

/** What the thread says. */
export type ProofAnswer = { readonly verdict: ProofVerdict } | { readonly error: PlainError };

const HEAP_MB = 1024;

/** Reads the whole bundle. Rejects with `UserError` or `FormatError` for what is no bundle, and where the thread was lost. */
export function checkInWorker(folder: string): Promise<ProofVerdict> {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = new URL(fromSource ? "./proof-worker.ts" : "./proof-worker.js", import.meta.url);
  const worker = startWorker(entry, { folder }, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  return new Promise((resolve, reject) => {
    const lost = (why: string, cause?: Error): void =>
      reject(
        new UserError("proof-not-checked", "machineRefused", `The proof could not be checked here: ${why}. The bundle is as it was.`, {
          cause,
        }),
      );
    worker.once("message", (answer: ProofAnswer) => {
      if ("verdict" in answer) resolve(answer.verdict);
      else reject(errorFromPlain(answer.error));
      void worker.terminate();
    });
    worker.once("error", (error: Error & { code?: string }) =>
      lost(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "it needs more memory than there is" : "checking failed", error),
    );
    worker.once("exit", () => lost("checking ended by itself"));
  });
}
