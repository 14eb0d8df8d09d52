/** Questions to one of the gateway's processes, each answered with its number. */

/** A command before it has its number. */
export type Unnumbered<Command> = Command extends unknown ? Omit<Command, "id"> : never;

/** Questions that wait. */
export interface Asking<Command extends { readonly id: number }, Answer extends { readonly id: number }> {
  /** Sends and waits. Rejects when no answer comes in time, or when the process has gone. */
  ask(command: Unnumbered<Command>): Promise<Answer>;
  /** Takes an answer. False: nobody waits for it. */
  answered(answer: Answer): boolean;
  /** Nobody will answer any more. */
  gone(): void;
}

/** `send` hands a command to the process. */
export function createAsking<Command extends { readonly id: number }, Answer extends { readonly id: number }>(
  what: string,
  send: (command: Command) => void,
  patienceMs = 10_000,
): Asking<Command, Answer> {
  const waiting = new Map<
    number,
    { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void; readonly timer: NodeJS.Timeout }
  >();
  let next = 1;
  let isGone = false;
  const take = (id: number) => {
    const found = waiting.get(id);
    if (found === undefined) return undefined;
    waiting.delete(id);
    clearTimeout(found.timer);
    return found;
  };
  return {
    ask(command) {
      if (isGone) return Promise.reject(new Error(`the ${what} process has ended`));
      const id = next++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => take(id)?.reject(new Error(`the ${what} process does not answer`)), patienceMs);
        waiting.set(id, { resolve, reject, timer });
        send({ ...command, id } as unknown as Command);
      });
    },
    answered(answer) {
      const found = take(answer.id);
      found?.resolve(answer);
      return found !== undefined;
    },
    gone() {
      isGone = true;
      for (const id of [...waiting.keys()]) take(id)?.reject(new Error(`the ${what} process has ended`));
    },
  };
}
