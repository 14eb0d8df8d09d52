/** The thread that checks one proof: hashing and comparing gigabytes must not keep pages waiting. */
import { parentPort, workerData } from "node:worker_threads";
import { errorToPlain } from "@creance/core";
import { openProof } from "@creance/gateway";
import { checkProof } from "@creance/hold";
import { nodePlatform } from "@creance/node";
import type { ProofAnswer } from "./check-in-worker.ts";

const { data } = workerData as { readonly data: { readonly folder: string } };

function answer(message: ProofAnswer): void {
  parentPort?.postMessage(message);
}

try {
  answer({ verdict: await checkProof(await openProof(data.folder), nodePlatform) });
} catch (error) {
  const plain = errorToPlain(error);
  if (plain === undefined) throw error;
  answer({ error: plain });
}
