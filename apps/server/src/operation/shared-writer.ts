/** The vault's one writer, shared by everything in this process that writes: taken with the first lease, let go with the last. */
import type { Vault, VaultWriter } from "@creance/vault";

/** A share in the writer. */
export interface WriterLease {
  readonly writer: VaultWriter;
  /** Runs one asynchronous step of the writer at a time, whoever asks. */
  inTurn<Result>(step: () => Promise<Result>): Promise<Result>;
  /** Gives the share back. Calling it again does nothing. */
  release(): void;
}

/** Hands out leases. */
export interface SharedWriter {
  lease(options?: { readonly signal?: AbortSignal; readonly onWaiting?: (sentence: string) => void }): Promise<WriterLease>;
}

/** Shares the writer of a vault. */
export function shareWriter(vault: Vault): SharedWriter {
  let leases = 0;
  let opening: Promise<VaultWriter> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(step: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(step);
    turn = result.catch(() => {});
    return result;
  };
  return {
    async lease(options) {
      leases += 1;
      opening ??= vault.beginWriting(options);
      let writer: VaultWriter;
      try {
        writer = await opening;
      } catch (error) {
        leases -= 1;
        opening = undefined;
        throw error;
      }
      let held = true;
      return {
        writer,
        inTurn,
        release() {
          if (!held) return;
          held = false;
          leases -= 1;
          if (leases > 0) return;
          opening = undefined;
          writer.release();
        },
      };
    },
  };
}
