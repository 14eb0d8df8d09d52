/** The vault's one writer, shared by everything in this process that writes: taken with the first lease, let go with the last. */
import type { Vault, VaultWriter } from "@creance/vault";

/** A share in the writer. */
export interface WriterLease {
  readonly writer: VaultWriter;
  /** Runs one asynchronous step of the writer at a time, whoever asks, and none of `alongside` meanwhile. */
  inTurn<Result>(step: () => Promise<Result>): Promise<Result>;
  /** Runs a step that others of its kind may run beside: keeping, and making durable what is kept. */
  alongside<Result>(step: () => Promise<Result>): Promise<Result>;
  /** Gives the share back. Calling it again does nothing. */
  release(): void;
}

/** How to wait for the writer. */
export interface LeaseOptions {
  readonly signal?: AbortSignal;
  /** Hears one sentence while another process writes. */
  readonly onWaiting?: (sentence: string) => void;
  /** What is entered with it need not be signed at once: looks come by the dozen, and a signature is an entry of its own. */
  readonly signLater?: true;
}

/** Hands out leases. */
export interface SharedWriter {
  lease(options?: LeaseOptions): Promise<WriterLease>;
}

/**
 * Runs one step in the writer's turn, with the vault's writer for as long as that takes: what it looks at still stands when it writes. Rejects as `step` does.
 * The turn is its own: a step that waits for anything but the vault may wait for ever.
 */
export async function inWriterTurn<Result>(
  writers: SharedWriter,
  step: (writer: VaultWriter) => Promise<Result>,
  options?: LeaseOptions,
): Promise<Result> {
  const lease = await writers.lease(options);
  try {
    return await lease.inTurn(() => step(lease.writer));
  } finally {
    lease.release();
  }
}

/** Enters, with the vault's writer for as long as that takes. Resolves when the entries are durable. */
export function enterWith(
  writers: SharedWriter,
  build: Parameters<VaultWriter["enter"]>[0],
  options?: LeaseOptions,
): ReturnType<VaultWriter["enter"]> {
  return inWriterTurn(writers, (writer) => writer.enter(build), options);
}

/** Enters once `check` resolved, in one turn: nothing is entered between the two. Rejects as `check` does, and nothing is entered then. */
export function enterChecked(
  writers: SharedWriter,
  check: () => Promise<void>,
  build: Parameters<VaultWriter["enter"]>[0],
): ReturnType<VaultWriter["enter"]> {
  return inWriterTurn(writers, async (writer) => {
    await check();
    return writer.enter(build);
  });
}

/** Shares the writer of a vault. */
export function shareWriter(vault: Vault): SharedWriter {
  let leases = 0;
  let opening: Promise<VaultWriter> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const beside = new Set<Promise<unknown>>();
  const inTurn = <Result>(step: () => Promise<Result>): Promise<Result> => {
    const under = [...beside];
    const result = turn.then(() => Promise.allSettled(under)).then(step);
    turn = result.catch(() => {});
    return result;
  };
  const alongside = <Result>(step: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(step);
    const ended = result.then(
      () => {},
      () => {},
    );
    beside.add(ended);
    void ended.then(() => beside.delete(ended));
    return result;
  };
  /** Who opens decides for the others; when that one gives up (its signal, its refusal), the next one asks itself. */
  const open = async (options: LeaseOptions | undefined): Promise<VaultWriter> => {
    for (;;) {
      const under = opening;
      if (under === undefined) {
        const own = vault.beginWriting(options);
        opening = own;
        return await own.catch((error: unknown) => {
          opening = undefined;
          throw error;
        });
      }
      const writer = await under.catch(() => undefined);
      if (writer !== undefined && opening === under) return writer;
    }
  };
  return {
    async lease(options) {
      leases += 1;
      const writer = await open(options).catch((error: unknown) => {
        leases -= 1;
        throw error;
      });
      let held = true;
      return {
        writer,
        inTurn,
        alongside,
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
