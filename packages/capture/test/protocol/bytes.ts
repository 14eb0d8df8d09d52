/** Small builders of byte strings for the tests of protocol facts. */

/** A byte, Latin-1 text, or bytes. */
export type Part = number | string | Uint8Array | readonly number[];

/** Joins bytes, numbers (one byte each) and Latin-1 text. */
export function bytes(...parts: readonly Part[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => {
      if (typeof part === "number") return [part];
      if (typeof part === "string") return Array.from(part, (character) => character.charCodeAt(0));
      return Array.from(part);
    }),
  );
}

/** Hexadecimal text; spaces and line breaks do not count. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/\s+/g, "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Two bytes. */
export function n16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** Three bytes. */
export function n24(value: number): number[] {
  return [(value >> 16) & 0xff, ...n16(value & 0xffff)];
}

/** Four bytes. */
export function n32(value: number): number[] {
  return [(value >>> 24) & 0xff, ...n24(value & 0xffffff)];
}

/** Content behind its two-byte length. */
export function sized16(...parts: readonly Part[]): Uint8Array {
  const content = bytes(...parts);
  return bytes(n16(content.length), content);
}

/** Content behind its one-byte length. */
export function sized8(...parts: readonly Part[]): Uint8Array {
  const content = bytes(...parts);
  return bytes(content.length, content);
}
