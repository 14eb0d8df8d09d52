/** Time-outs and bounds of the flow room (docs/guide/flows.md). Zeek's defaults where Zeek has one. */

/** Every limit by name. Durations in microseconds of capture time. */
export const flowLimits = {
  /** A TCP flow that was silent for longer ends; the next packet opens another. */
  tcpIdleUs: 300_000_000,
  udpIdleUs: 60_000_000,
  /** A DNS conversation over UDP. */
  dnsIdleUs: 10_000_000,
  icmpIdleUs: 60_000_000,
  otherIdleUs: 60_000_000,
  /** After both sides have closed. */
  tcpClosedUs: 5_000_000,
  /** After a reset. */
  tcpResetUs: 100_000,
  /** After one side has closed and nothing, or only the middle, was seen of the other. */
  tcpPartialCloseUs: 3_000_000,
  /** After a SYN that nobody answered. */
  tcpAttemptUs: 5_000_000,
  /** A new SYN with another sequence number starts a new flow on an open one that was silent for this long. */
  tcpReuseUs: 6_000_000,
  /** Flows open at once; beyond it the least recently used are ended early and counted. */
  maxOpenFlows: 100_000,
  /** Ranges beyond a hole that one side of a TCP flow may wait with. */
  maxWaitingRanges: 256,
  /** Bytes beyond a hole that one side keeps. */
  maxWaitingBytes: 1_048_576,
  /** Bytes beyond holes that all flows keep together. */
  maxWaitingBytesAll: 67_108_864,
  /** Bytes that the contents of all open flows keep until more of them comes: beginnings of messages, tables of headers, open streams. */
  maxHeldBytesAll: 67_108_864,
  /** Packets of the flow after which a hole whose bytes the other side has acknowledged is given up: they may only be late in the capture. */
  lateAfterAckPackets: 16,
  /** A sequence number farther ahead than this cannot be part of the stream. */
  maxSequenceJump: 0x4000_0000,
  /** Client and address pairs with a DNS answer. */
  maxDnsPairs: 100_000,
  /** Names kept for one pair. */
  maxDnsNamesPerPair: 4,
  /** Length of a name or address that is kept. */
  maxNameLength: 255,
  /** The same packet seen on two interfaces of a cooked capture lies at most this far apart. */
  duplicateUs: 2_000,
  /** Fragments of datagrams whose ports are not known yet, by address pair. */
  maxPendingFragments: 1_024,
  /** How long fragments wait for the rest of their datagram. */
  fragmentAgeUs: 60_000_000,
  /** Issues about flow contents that are handed on; more are only counted. */
  maxContentIssues: 1_000,
  /** Different kinds of packets without an IP layer that are counted apart. */
  maxOtherProtocols: 256,
} as const;

/** The limits with other numbers: tests and small machines. */
export type FlowLimits = { readonly [Name in keyof typeof flowLimits]: number };
