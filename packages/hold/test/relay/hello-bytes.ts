/** Makes hellos and records, right and wrong ones. */

/** What a made hello holds. */
export interface HelloParts {
  readonly names?: readonly string[];
  readonly extensions?: readonly (readonly [number, Uint8Array])[];
  readonly session?: number;
}

const u16 = (value: number): number[] => [value >> 8, value & 255];
const ascii = (text: string): number[] => [...Buffer.from(text, "latin1")];

/** A server_name extension's content with these entries. */
export function serverNames(names: readonly string[]): Uint8Array {
  const entries = names.flatMap((name) => [0, ...u16(name.length), ...ascii(name)]);
  return Uint8Array.from([...u16(entries.length), ...entries]);
}

/** A ClientHello's handshake message. */
export function helloMessage({ names = [], extensions = [], session = 32 }: HelloParts): Uint8Array {
  const all: (readonly [number, Uint8Array])[] = [
    ...(names.length > 0 ? ([[0, serverNames(names)]] as const) : []),
    [43, Uint8Array.of(2, 3, 4)],
    ...extensions,
  ];
  const listed = all.flatMap(([type, content]) => [...u16(type), ...u16(content.length), ...content]);
  const body = [3, 3, ...new Array<number>(32).fill(7), session, ...new Array<number>(session).fill(9), ...u16(4), 0x13, 1, 0x13, 2, 1, 0];
  body.push(...u16(listed.length), ...listed);
  return Uint8Array.from([1, body.length >> 16, ...u16(body.length & 0xffff), ...body]);
}

/** The message in records of at most `size` bytes. */
export function records(message: Uint8Array, { size = 16_384, type = 22, minor = 1 } = {}): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size);
    out.push(type, 3, minor, ...u16(part.length), ...part);
  }
  return Uint8Array.from(out);
}

/** A whole hello of one name. */
export function hello(name: string, parts: HelloParts = {}): Uint8Array {
  return records(helloMessage({ names: [name], ...parts }));
}

/** Bytes one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
