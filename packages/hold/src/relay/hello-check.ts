/** The look at what a client sends before, and while, it is passed on: which name it means, and whether that is the name of the address it came to. */
import type { RelayEnd } from "../log/types.ts";
import { createRequestCheck } from "./request-check.ts";
import { createTlsHelloCheck } from "./tls-hello-check.ts";

/** Follows one client's bytes from the first on, in pieces of any size. Never throws; memory bounded by one hello or request head. */
export interface HelloCheck {
  /** Looks at the next bytes. Why the connection must end, `null`: it may go on. After an end nothing more is looked at. */
  push(bytes: Uint8Array): RelayEnd | null;
  /** Bytes since the first that may be passed on. What lies behind is held back until it is whole. */
  readonly passBytes: number;
  /** True when every later byte may pass unseen. */
  readonly isSettled: boolean;
  /** Name in the newest hello or request, lower case; `null` before, or where none could be read. */
  readonly name: string | null;
}

/**
 * A check for connections to a service: on port 443 a TLS hello must carry the name, on port 80 every request must.
 * `name` is in lower case without a final dot.
 */
export function createHelloCheck(port: 80 | 443, name: string): HelloCheck {
  return port === 443 ? createTlsHelloCheck(name) : createRequestCheck(name);
}
