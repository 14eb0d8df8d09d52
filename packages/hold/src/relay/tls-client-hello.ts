/**
 * ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3) for a decision, not for a report: every length must fit to the byte, and what two
 * readers could read in two ways is refused. The reader of `@creance/capture` takes cut and odd hellos on purpose, so it cannot serve here.
 */
import type { RelayEnd } from "../log/types.ts";

/** What a hello says of its name. */
export interface HelloName {
  /** `null`: the name may be compared. */
  readonly end: Extract<RelayEnd, "not-tls" | "no-name" | "ech"> | null;
  /** Lower case; `null` where none could be read. */
  readonly name: string | null;
}

const SERVER_NAME = 0;
/** encrypted_client_hello (RFC 9849) and its drafts, and encrypted_server_name before them. */
const isEncryptedHello = (type: number): boolean =>
  (type >= 0xfe08 && type <= 0xfe0d) || (type >= 0xff02 && type <= 0xff04) || type === 0xffce;

/** Reads the body of a ClientHello, without its handshake header. */
export function readHelloName(body: Uint8Array): HelloName {
  const u16 = (at: number): number => ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0);
  const end = body.byteLength;
  const notTls: HelloName = { end: "not-tls", name: null };
  // version, random
  if (end < 35 || body[0] !== 3) return notTls;
  let at = 34;
  const sessionBytes = body[at] ?? 0;
  at += 1 + sessionBytes;
  if (sessionBytes > 32 || at + 2 > end) return notTls;
  const cipherBytes = u16(at);
  at += 2 + cipherBytes;
  if (cipherBytes < 2 || cipherBytes % 2 !== 0 || at + 1 > end) return notTls;
  const compressionBytes = body[at] ?? 0;
  at += 1 + compressionBytes;
  if (compressionBytes < 1 || at > end) return notTls;
  // Hellos before TLS 1.0 may end here: they cannot say a name.
  if (at === end) return { end: "no-name", name: null };
  if (at + 2 > end || at + 2 + u16(at) !== end) return notTls;
  at += 2;
  const seen = new Set<number>();
  let name: string | null = null;
  let isEncrypted = false;
  while (at < end) {
    if (at + 4 > end) return notTls;
    const type = u16(at);
    const start = at + 4;
    at = start + u16(at + 2);
    if (at > end || seen.has(type)) return notTls;
    seen.add(type);
    if (isEncryptedHello(type)) isEncrypted = true;
    if (type !== SERVER_NAME) continue;
    // One list with one entry of type host_name that fills it.
    const nameBytes = u16(start + 3);
    if (at - start < 6 || u16(start) !== at - start - 2 || body[start + 2] !== 0 || start + 5 + nameBytes !== at) return notTls;
    name = hostText(body, start + 5, at);
    if (name === null) return notTls;
  }
  if (isEncrypted) return { end: "ech", name };
  return { end: name === null ? "no-name" : null, name };
}

/** Host name of letters, digits, `-`, `_` and dots in lower case, at most 253 characters. */
function hostText(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > 253) return null;
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return /^[A-Za-z0-9._-]+$/.test(text) ? text.toLowerCase() : null;
}
