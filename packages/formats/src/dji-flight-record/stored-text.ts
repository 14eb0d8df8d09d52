/** Text as records store it: UTF-8, ended by a zero or by the field, possibly cut inside a character. */

const decoder = new TextDecoder("utf-8");

/** Text up to the first zero. A character cut by the end of the field is left out; other invalid bytes become U+FFFD. */
export function storedText(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  const whole = zero < 0 ? wholeCharacters(bytes) : bytes.subarray(0, zero);
  return decoder.decode(whole);
}

/** Without the lead byte and continuation bytes of a character that does not end inside. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}
