/** A worker for the tests: answers with the hexadecimal of what it was given, or fails as told. */
import { parentPort, workerData } from "node:worker_threads";
import { toHex } from "@creance/core";

interface Given {
  readonly bytes?: Uint8Array;
  readonly fail?: string;
}

const { bytes, fail } = (workerData as { readonly data: Given }).data;
if (fail !== undefined) throw new Error(fail);
parentPort?.postMessage({ hex: toHex(bytes ?? new Uint8Array(0)) });
