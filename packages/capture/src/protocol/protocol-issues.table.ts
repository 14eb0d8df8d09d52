/** Faults in what packets carry: code, the field, and the sentence for a person. Reading goes on after each of them. */
import type { Issue } from "@creance/core";

/** All issues of the protocol readers (docs/formats/captures.md, Protocols). */
export const protocolIssues = {
  helloIncomplete: {
    code: "hello-incomplete",
    field: "ClientHello",
    sentence: "A ClientHello is cut or damaged; its name was read as far as it goes, and it has no fingerprint.",
  },
  hpackBroken: {
    code: "hpack-broken",
    field: "HEADERS",
    sentence: "An HTTP/2 header block could not be decoded; the host of this connection stays unknown.",
  },
  qpackBroken: {
    code: "qpack-broken",
    field: "HEADERS",
    sentence: "An HTTP/3 header block could not be decoded; the host of this connection stays unknown.",
  },
  contentsCrowded: {
    code: "contents-crowded",
    field: "contents",
    sentence: "Too much of other connections waits for its rest: of this one, what would have to wait too was not read.",
  },
  suiteUnsupported: {
    code: "suite-unsupported",
    field: "cipher suite",
    sentence: "A connection has keys, but a cipher suite that cannot be opened here; its contents stay closed.",
  },
  recordSealed: {
    code: "record-sealed",
    field: "record",
    sentence: "A record or packet does not open with the keys given for its connection; what follows was tried on its own.",
  },
} as const satisfies Record<string, Omit<Issue, "offset">>;
