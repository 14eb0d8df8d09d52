/** The one socket that a server listens on: on this machine only, opened here or handed in. */
import type { AddressInfo, ListenOptions, Server } from "node:net";
import { createServer, isIP } from "node:net";
import { UserError } from "@creance/core";

/** Where to listen. */
export interface ListenAt {
  /** `127.0.0.1` (default), `localhost` or `::1`; anything else is refused. */
  readonly host?: string;
  /** Default 8787; 0 picks a free one. */
  readonly port?: number;
}

/** Port when none is asked for. */
export const defaultPort = 8787;

const bindAddresses: Readonly<Record<string, string>> = { "127.0.0.1": "127.0.0.1", localhost: "127.0.0.1", "::1": "::1", "[::1]": "::1" };

/** Makes a server listen at a place of its own. Throws `UserError` `bind-refused`, `bad-port`, `port-in-use` or `port-refused`. */
export async function listenOnLoopback(server: Server, { host = "127.0.0.1", port = defaultPort }: ListenAt): Promise<AddressInfo> {
  const address = bindAddresses[host.toLowerCase()];
  if (address === undefined) throw bindRefused(host);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UserError("bad-port", "wrongUse", `${port} is not a port: give a number from 1 to 65535, or 0 to pick a free one.`);
  }
  try {
    return await listen(server, { port, host: address, exclusive: true });
  } catch (error) {
    throw listenError(error, port);
  }
}

/** Makes a server listen on a socket that was handed in. Throws `UserError` `no-socket` when there is none, `bind-refused` when it is not on loopback. */
export async function listenOnHandedIn(server: Server, fd: number): Promise<AddressInfo> {
  let address: AddressInfo | string | null;
  try {
    address = await listen(server, { fd });
  } catch (error) {
    throw noSocket(fd, error);
  }
  if (typeof address !== "object" || isIP(address?.address ?? "") === 0) {
    server.close();
    throw noSocket(fd);
  }
  if (address.address !== "::1" && !address.address.startsWith("127.")) {
    server.close();
    throw bindRefused(address.address);
  }
  return address;
}

/**
 * Opens the socket for another process: `handOver` gets its file descriptor and must pass it on before it returns; then it is closed here. Nothing is
 * answered here in between, because this process does not look at the socket before: whoever connects waits in the kernel's queue.
 */
export async function handOverLoopbackSocket<Result>(at: ListenAt, handOver: (fd: number) => Result): Promise<Result> {
  const server = createServer();
  await listenOnLoopback(server, at);
  try {
    return handOver((server as unknown as { readonly _handle: { readonly fd: number } })._handle.fd);
  } finally {
    server.close();
  }
}

/** `http://127.0.0.1:8787/` */
export function urlOf({ address, port }: AddressInfo): string {
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}/`;
}

function listen(server: Server, options: ListenOptions | { readonly fd: number }): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options as ListenOptions, () => {
      server.off("error", reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

function bindRefused(host: string): UserError {
  return new UserError(
    "bind-refused",
    "wrongUse",
    `Creance listens on this machine only (127.0.0.1, localhost or ::1), not on ${host}: there are no accounts yet, so anyone who reaches the port could read everything.`,
  );
}

function noSocket(fd: number, cause?: unknown): UserError {
  return new UserError(
    "no-socket",
    "wrongUse",
    `File descriptor ${fd} is no listening socket: --listen-fd is for a program that hands one in, as systemd does. Nothing was started.`,
    { cause },
  );
}

function listenError(error: unknown, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EADDRINUSE") {
    return new UserError(
      "port-in-use",
      "machineRefused",
      `Port ${port} is used by another program (perhaps another creance serve); nothing was started. Stop that program, or choose another port with --port N (0 picks a free one).`,
    );
  }
  if (code === "EACCES") {
    return new UserError(
      "port-refused",
      "machineRefused",
      `This machine does not let you listen on port ${port}; nothing was started. Choose a port above 1023 with --port N (0 picks a free one).`,
    );
  }
  return error;
}
