/**
 * Signs the ledger as it grows: every minute while somebody holds the writer, and once more when the last one lets it go; after looks only within
 * minutes, or at the end. Nobody waits for it and nothing fails with it; where the signing key is not at hand, nothing is signed.
 */
import { isUserError } from "@creance/core";
import type { LedgerSigner } from "@creance/vault";
import type { LeaseOptions, SharedWriter, WriterLease } from "../shared-writer.ts";

/** How often the ledger is signed while entries come, milliseconds. */
const EVERY_MS = 60_000;
/** How long entries that may be signed later wait for it, milliseconds. */
const LATER_MS = 180_000;

/** How long that waits for another process that writes, milliseconds. */
const PATIENCE_MS = 2_000;

/** What signing needs. */
export interface SealingParts {
  /** The signer when it is at hand without asking; `null`: it is not. */
  readonly signer: () => Promise<LedgerSigner | null>;
  /** Hears, once each, the sentences of what stood in the way. */
  readonly onProblem: (sentence: string) => void;
  readonly everyMs?: number;
  readonly laterMs?: number;
}

/** A shared writer whose entries are signed. */
export interface SealingWriter extends SharedWriter {
  /** Signs what was to be signed later, and resolves when no signing is on its way. */
  settle(): Promise<void>;
}

/** Wraps the vault's shared writer. */
export function sealAsWritten(
  writers: SharedWriter,
  { signer, onProblem, everyMs = EVERY_MS, laterMs = LATER_MS }: SealingParts,
): SealingWriter {
  let held = 0;
  let timer: NodeJS.Timeout | undefined;
  /** Runs while what was entered may be signed later. */
  let later: NodeJS.Timeout | undefined;
  /** Since the last signing something was entered that is signed as soon as the writer is let go. */
  let isDue = false;
  let sealing: Promise<void> = Promise.resolve();
  const told = new Set<string>();

  async function seal(lease: WriterLease): Promise<void> {
    try {
      // Before the turn: opening the keyring may itself need one.
      const key = await signer();
      if (key !== null) await lease.inTurn(() => lease.writer.sealLedger(key));
    } catch (error) {
      const sentence = isUserError(error) ? error.message : `The ledger could not be signed: ${String(error)}.`;
      if (told.size < 20 && !told.has(sentence)) onProblem(sentence);
      told.add(sentence);
    }
  }

  function sealNext(lease: WriterLease, after: () => void): void {
    // Whatever happens, the writer is let go: a listener that fails must not keep it.
    sealing = sealing
      .then(() => seal(lease))
      .catch(() => {})
      .then(after);
  }

  /** Takes the writer once more, to sign. */
  async function sealNow(): Promise<void> {
    clearTimeout(later);
    later = undefined;
    try {
      (await lease({ signal: AbortSignal.timeout(PATIENCE_MS) })).release();
    } catch {
      // Another process writes, or the vault is closed: the next one that writes signs.
    }
  }

  async function lease(options?: LeaseOptions): Promise<WriterLease> {
    const own = await writers.lease(options);
    held += 1;
    isDue ||= options?.signLater !== true;
    let inWork = false;
    timer ??= setInterval(() => {
      // A signing that takes longer than the time between two is not queued up behind itself.
      if (inWork) return;
      inWork = true;
      sealNext(own, () => {
        inWork = false;
      });
    }, everyMs).unref();
    let isHeld = true;
    return {
      writer: own.writer,
      inTurn: own.inTurn,
      alongside: own.alongside,
      release() {
        if (!isHeld) return;
        isHeld = false;
        held -= 1;
        if (held > 0) {
          own.release();
          return;
        }
        clearInterval(timer);
        timer = undefined;
        if (!isDue) {
          later ??= setTimeout(() => void sealNow(), laterMs).unref();
          own.release();
          return;
        }
        isDue = false;
        clearTimeout(later);
        later = undefined;
        // Its own share in the writer lasts until the signature stands.
        sealNext(own, () => own.release());
      },
    };
  }

  return {
    lease,
    settle: async () => {
      if (later !== undefined) await sealNow();
      // What is signed while waiting may begin another.
      for (let last: Promise<void> | undefined; last !== sealing; ) {
        last = sealing;
        await last;
      }
    },
  };
}
