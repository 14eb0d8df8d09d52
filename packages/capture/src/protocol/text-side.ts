/**
 * One side of a line dialogue that may change to TLS: SMTP (RFC 3207), IMAP, POP3 (RFC 2595), FTP (RFC 4217), XMPP (RFC 6120). No text line
 * begins with byte 0x16, so a TLS record at the beginning of a line is TLS; the command that asked for it need not be understood.
 */
import type { Side } from "../analyzer.ts";
import { u8 } from "./big-endian.ts";
import { indexOfByte, indexOfText, printableName, startsWithTextAnyCase } from "./byte-text.ts";
import { addService } from "./service.ts";
import type { SideReader, StreamHost } from "./side-reader.ts";
import { isTlsRecordHeader, TlsSide } from "./tls-side.ts";

const MAX_LINE_BYTES = 8192;
/** Lines of a side before it is taken for settled that no TLS comes. */
const MAX_LINES = 200;

/** What the first words of a line say. */
const words: readonly (readonly [string, string])[] = [
  ["ehlo ", "smtp"],
  ["helo ", "smtp"],
  ["lhlo ", "smtp"],
  ["* ok", "imap"],
  ["* preauth", "imap"],
  ["+ok", "pop3"],
  ["stls", "pop3"],
  ["capa", "pop3"],
  ["feat", "ftp"],
  ["auth tls", "ftp"],
  ["auth ssl", "ftp"],
  ["pasv", "ftp"],
  ["epsv", "ftp"],
  ["syst", "ftp"],
];

/** Reads lines until TLS begins or hope is gone. */
export class TextSide implements SideReader {
  readonly windowBytes = MAX_LINE_BYTES;
  readonly #host: StreamHost;
  readonly #side: Side;
  readonly #end: number;
  #lines = 0;
  /** Bytes of the current line in which no end was found. */
  #searched = 0;

  constructor(host: StreamHost, side: Side, dialect: "lines" | "xmpp") {
    this.#host = host;
    this.#side = side;
    this.#end = dialect === "xmpp" ? 0x3e : 0x0a;
    if (dialect === "xmpp") addService(host.context.facts, "xmpp");
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    if (u8(bytes, start) === 0x16) {
      if (end - start < 5) return start;
      if (isTlsRecordHeader(bytes, start)) this.#host.become(this.#side, new TlsSide(this.#host, this.#side));
      else this.#host.done(this.#side);
      return start;
    }
    const stop = indexOfByte(bytes, start + this.#searched, end, this.#end);
    this.#searched = stop < 0 ? end - start : 0;
    if (stop < 0) return start;
    if (++this.#lines > MAX_LINES) this.#host.done(this.#side);
    else if (this.#end === 0x0a) this.#line(bytes, start, stop);
    return stop + 1;
  }

  finish(): void {}

  #line(bytes: Uint8Array, start: number, end: number): void {
    const { facts } = this.#host.context;
    if (facts.service !== null) return;
    for (const [word, service] of words) {
      if (!startsWithTextAnyCase(bytes, start, end, word)) continue;
      addService(facts, service);
      return;
    }
    if (startsWithTextAnyCase(bytes, start, end, "220")) {
      const greeting = printableName(bytes, start, Math.min(end, start + 256));
      if (greeting.includes("smtp")) addService(facts, "smtp");
      else if (greeting.includes("ftp")) addService(facts, "ftp");
      return;
    }
    // "tag COMMAND" is IMAP's way.
    const space = indexOfText(bytes, start, Math.min(end, start + 32), " ");
    if (space > start && startsWithTextAnyCase(bytes, space + 1, end, "starttls")) addService(facts, "imap");
    else if (space > start && startsWithTextAnyCase(bytes, space + 1, end, "capability")) addService(facts, "imap");
    else if (space > start && startsWithTextAnyCase(bytes, space + 1, end, "login ")) addService(facts, "imap");
  }
}
