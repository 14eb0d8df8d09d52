/** Why a connection at the relay ended, in words that follow `because`. */
import type { RelayEnd } from "../log/types.ts";

/** Words by end. */
export const endWords = {
  client: "the device ended it",
  upstream: "the service ended it",
  idle: "nothing moved for a while",
  limit: "the byte limit was reached",
  policy: "the service was closed meanwhile",
  ended: "the gateway was stopped",
  error: "the connection broke",
  unmapped: "no service has this address",
  closed: "the service is not open",
  port: "the service does not use this port",
  "no-hello": "no whole greeting came in time",
  "not-tls": "it was not TLS",
  "not-http": "it was not HTTP",
  "no-name": "it named no host",
  "wrong-name": "it named another host than the address is for",
  ech: "its name was encrypted and could not be checked",
  "many-names": "it named several hosts",
  "no-upstream": "no address of the service answered",
  busy: "too many connections were open",
  portal: "it was a phone’s probe, answered here",
  open: "it had not ended yet",
} as const satisfies Readonly<Record<RelayEnd, string>>;
