/** The text at the start of an age file (C2SP age v1, "Header"), bounded and strict: one spelling for one meaning. */
import { type ByteSource, fromBase64, toBase64 } from "@creance/core";
import { ageFault } from "./age-fault.ts";

/** A part of the header for one recipient. */
interface HeaderStanza {
  /** Kind and arguments. */
  readonly args: readonly string[];
  readonly body: Uint8Array;
}

/** A header as read. Its MAC is not checked here: that needs the file key. */
export interface SealedHeader {
  /** From the first byte to the line end behind the MAC. */
  readonly bytes: Uint8Array;
  readonly stanzas: readonly HeaderStanza[];
}

/** Longer headers are refused. 100 post-quantum recipients need 170 kB. */
const MOST_HEADER_BYTES = 524_288;
/** More recipients are refused: each costs a key agreement. */
const MOST_STANZAS = 256;
const MOST_BODY_BYTES = 65_536;
const VERSION = "age-encryption.org/v1";
const ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";
const FIRST_READ_BYTES = 4_096;
const LINE_END = 10;

/** Reads the header. Throws a `FormatError`: `not-age`, `armored`, `age-version`, `truncated`, `bad-header`, `bad-stanza`, `header-too-long`, `too-many-recipients`. */
export async function readHeader(source: ByteSource): Promise<SealedHeader> {
  for (let length = Math.min(FIRST_READ_BYTES, source.size); ; length = Math.min(length * 4, source.size, MOST_HEADER_BYTES)) {
    const bytes = await source.read(0, length);
    const header = parseHeader(bytes);
    if (header !== undefined) return header;
    if (bytes.byteLength < length || length === source.size)
      throw ageFault("truncated", bytes.byteLength, "the file ends inside its header");
    if (length >= MOST_HEADER_BYTES) throw ageFault("header-too-long", length, `the header is longer than ${MOST_HEADER_BYTES} bytes`);
  }
}

/** `undefined`: the header goes on behind these bytes. */
function parseHeader(bytes: Uint8Array): SealedHeader | undefined {
  let at = 0;
  const nextLine = (): string | undefined => {
    const end = bytes.indexOf(LINE_END, at);
    if (end < 0) return undefined;
    let line = "";
    for (let index = at; index < end; index += 1) {
      const code = bytes[index] as number;
      if (code < 0x20 || code > 0x7e) throw ageFault("bad-header", index, "a byte that is not printable stands in the header");
      line += String.fromCharCode(code);
    }
    at = end + 1;
    return line;
  };

  checkStart(bytes);
  if (nextLine() === undefined) return undefined;
  const stanzas: HeaderStanza[] = [];
  for (;;) {
    const lineAt = at;
    const line = nextLine();
    if (line === undefined) return undefined;
    if (line.startsWith("--- ")) {
      if (decoded(line.slice(4))?.byteLength !== 32) throw ageFault("bad-header", lineAt, "the header's last line is not a MAC", "MAC");
      if (stanzas.length === 0) throw ageFault("bad-header", lineAt, "the file is for nobody");
      if (stanzas.length > 1 && stanzas.some(({ args }) => args[0] === "scrypt")) {
        throw ageFault("bad-header", lineAt, "a passphrase stands beside other recipients");
      }
      return { bytes: bytes.slice(0, at), stanzas };
    }
    if (stanzas.length === MOST_STANZAS) throw ageFault("too-many-recipients", lineAt, `it is for more than ${MOST_STANZAS} recipients`);
    const args = line.split(" ");
    if (args.shift() !== "->" || args.length === 0 || args.includes(""))
      throw ageFault("bad-stanza", lineAt, "a line is neither a recipient nor the MAC");
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const bodyAt = at;
      const text = nextLine();
      if (text === undefined) return undefined;
      const part = text.length > 64 ? undefined : decoded(text);
      if (part === undefined) throw ageFault("bad-stanza", bodyAt, "a recipient's body is not base64 as age writes it");
      parts.push(part);
      length += part.byteLength;
      if (length > MOST_BODY_BYTES) throw ageFault("bad-stanza", bodyAt, "a recipient's body is too long");
      if (text.length < 64) break;
    }
    const body = new Uint8Array(length);
    let filled = 0;
    for (const part of parts) {
      body.set(part, filled);
      filled += part.byteLength;
    }
    stanzas.push({ args, body });
  }
}

/** Looks at the first line as far as it is there. */
function checkStart(bytes: Uint8Array): void {
  const start = new TextDecoder().decode(bytes.subarray(0, 64));
  if (start.startsWith(ARMOR))
    throw ageFault("armored", 0, "the file is armored (text); take the armor off first: age -d opens it as it is");
  const line = `${VERSION}\n`;
  const seen = start.slice(0, line.length);
  if (seen === line || (seen.length < line.length && line.startsWith(seen) && seen !== "")) return;
  if (start.startsWith("age-encryption.org/v")) throw ageFault("age-version", 0, "it is of another version of age than v1");
  throw ageFault("not-age", 0, "this is not a file that age encrypted");
}

/** Base64 without padding and in its one spelling; `undefined` for anything else. */
function decoded(text: string): Uint8Array | undefined {
  const bytes = text.includes("=") ? undefined : fromBase64(text);
  return bytes !== undefined && toBase64(bytes).replace(/=+$/, "") === text ? bytes : undefined;
}
