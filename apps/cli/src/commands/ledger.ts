/** `creance ledger`: what happened, signed so that others can check it. */
import type { Command } from "commander";
import { addEntries } from "../ledger/entries.ts";
import { addEvidence } from "../ledger/evidence.ts";
import { addExport } from "../ledger/export.ts";
import { addProve } from "../ledger/prove.ts";
import { addCheckpoint, addSeal, addState } from "../ledger/state.ts";
import { addTimestamp } from "../ledger/timestamp.ts";
import { addVerify } from "../ledger/verify.ts";
import { addCosign, addWitness } from "../ledger/witness.ts";

/** Adds the commands. */
export function addLedger(creance: Command): void {
  const ledger = creance
    .command("ledger")
    .description("What happened to what is kept, in a log that cannot be changed unseen. Nothing connects.");
  const parts = [
    addState,
    addSeal,
    addCheckpoint,
    addEntries,
    addVerify,
    addProve,
    addExport,
    addCosign,
    addWitness,
    addTimestamp,
    addEvidence,
  ];
  for (const add of parts) add(ledger);
}
