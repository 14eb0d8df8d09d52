/** What reads one side of a stream, and what it may ask of the stream. */
import type { AnalyzerContext, Side, StreamAnalyzer } from "../analyzer.ts";
import type { TlsSession } from "../decrypt/tls-session.ts";
import type { TlsFacts } from "./tls-facts.ts";

/** Reads one side of a stream piece by piece. */
export interface SideReader {
  /**
   * Reads from `start` on and returns how far it got. The rest comes again, with more bytes behind it. At most `windowBytes` are ever
   * shown at once; a reader that does not move with a full window has lost its way and is stopped.
   */
  read(bytes: Uint8Array, start: number, end: number, timeUs: number): number;
  /** Most bytes that wait for a reader to move. */
  readonly windowBytes: number;
  /** The side has ended, or a gap follows: `rest` bytes in `bytes[start..end)` were never read. */
  finish(bytes: Uint8Array, start: number, end: number): void;
  /**
   * `lengthBytes` are missing behind `bytes[start..end)`, which were never read and do not come again. True when the reader can go on behind
   * the gap. Without this function, or with false, the side ends there.
   */
  gap?(lengthBytes: number, bytes: Uint8Array, start: number, end: number): boolean;
}

/** The stream, as its readers see it. */
export interface StreamHost {
  readonly context: AnalyzerContext;
  /** Nothing more is worth reading on this side. */
  done(side: Side): void;
  /** Nothing more is worth reading on either side. */
  doneBoth(): void;
  /** Another reader goes on with this side at the next unread byte. */
  become(side: Side, reader: SideReader): void;
  /** A new protocol begins on this side at the next unread byte (after CONNECT). */
  detectAgain(side: Side): void;
  /** The flow's one TLS state, shared by both sides. */
  tls(): TlsFacts;
  /** The flow's one TLS connection with keys, `null` where there is nothing to open it with. */
  session(): TlsSession | null;
  /** A new analyzer for what was decrypted; it writes the same facts. */
  inside(): StreamAnalyzer;
  /** Something that this side may wait for has happened: it is read again, although no bytes came. */
  wake(side: Side): void;
  /** A CONNECT request was seen: an answer of 2xx opens a tunnel. */
  connectSeen: boolean;
}
