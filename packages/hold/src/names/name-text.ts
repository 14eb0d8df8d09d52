/** A DNS name as text. */

const DOT = 0x2e;
/** Characters with a meaning in zone files (RFC 1035 section 5.1). */
const escaped = new Set([...'".;\\()@$'].map((character) => character.charCodeAt(0)));

/**
 * The name that begins at `at`, in lower case and without its final dot; `.` is the root. Bytes that no host name has are escaped like in
 * a zone file: `\.`, `\032`. The name must end within the message and be uncompressed.
 */
export function nameText(message: Uint8Array, at: number): string {
  let text = "";
  let next = at;
  for (;;) {
    const length = message[next] ?? 0;
    if (length === 0) return text === "" ? "." : text;
    if (text !== "") text += String.fromCharCode(DOT);
    for (let index = next + 1; index <= next + length; index++) text += characterText(message[index] ?? 0);
    next += 1 + length;
  }
}

function characterText(byte: number): string {
  if (byte >= 0x41 && byte <= 0x5a) return String.fromCharCode(byte + 0x20);
  if (byte <= 0x20 || byte >= 0x7f) return `\\${String(byte).padStart(3, "0")}`;
  return escaped.has(byte) ? `\\${String.fromCharCode(byte)}` : String.fromCharCode(byte);
}
