/** Starts this program a second time where there is no network, with a listening socket handed in: it can answer, and cannot ask. */
import { spawn } from "node:child_process";
import { UserError } from "@creance/core";
import { emptyNetworkPrefix } from "./network-namespace.ts";

/** Where the socket is in the new process. systemd hands its sockets in at the same place. */
export const HANDED_IN_FD = 3;

/** The sealed process. */
export interface SealedProcess {
  /** Resolves with its exit status; 1 when it was killed. */
  readonly ended: Promise<number>;
  /** Asks it to end, politely. */
  end(): void;
}

/** Starts this Node with arguments; the socket is its file descriptor 3. Returns at once, so that the caller can close the socket before it looks at it. */
export type StartSealed = (argv: readonly string[], socketFd: number) => SealedProcess;

/**
 * Finds out how a process is started in an empty network namespace here. A channel to this process is handed in too, by which the sealed one notices that
 * this one is gone. Throws `UserError` `sealed-impossible` where the machine forbids such namespaces.
 */
export async function prepareSealed(): Promise<StartSealed> {
  const prefix = await emptyNetworkPrefix();
  if (prefix === undefined) {
    throw new UserError(
      "sealed-impossible",
      "machineRefused",
      "This machine does not let a process start without a network (unshare --net: the program is missing, or namespaces are forbidden). Nothing was started: without a seal it would have a way out. Allow user namespaces, start it as root, or use the systemd units.",
    );
  }
  const [program = "", ...args] = prefix;
  return (argv, socketFd) => {
    const child = spawn(program, [...args, "--", process.execPath, ...process.execArgv, ...argv], {
      stdio: ["inherit", "inherit", "inherit", socketFd, "ipc"],
    });
    const ended = new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (status) => resolve(status ?? 1));
    });
    return { ended, end: () => child.kill("SIGTERM") };
  };
}
