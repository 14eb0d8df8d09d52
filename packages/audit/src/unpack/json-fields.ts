/** Names of values in JSON: `$.path[0].lat` for the value at an offset. */

const MAX_DEPTH = 64;
const MAX_KEY = 64;
/** Going back costs a pass. */
const MAX_RESTARTS = 100;

interface Level {
  /** Place in the array, -1 in an object. */
  index: number;
  key: string;
}

/** Finds fields in the order of their offsets; going back begins anew. */
export class JsonFields {
  readonly #bytes: Uint8Array;
  #at = 0;
  #levels: Level[] = [];
  /** Levels beyond the deepest that is named. */
  #tooDeep = 0;
  #restarts = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The field that the byte at `offset` belongs to; `null` when it was gone back too often. */
  at(offset: number): string | null {
    if (offset < this.#at) {
      this.#restarts++;
      if (this.#restarts > MAX_RESTARTS) return null;
      this.#at = 0;
      this.#levels = [];
      this.#tooDeep = 0;
    }
    const bytes = this.#bytes;
    while (this.#at <= offset && this.#at < bytes.length) {
      const byte = bytes[this.#at] as number;
      const level = this.#levels.at(-1);
      if (byte === 0x22) {
        const end = stringEnd(bytes, this.#at + 1);
        const isKey = level !== undefined && level.index < 0 && this.#tooDeep === 0 && isColonNext(bytes, end);
        if (isKey) level.key = String.fromCharCode(...bytes.subarray(this.#at + 1, Math.min(end, this.#at + 1 + MAX_KEY)));
        if (end >= offset) return this.#path();
        this.#at = end + 1;
        continue;
      }
      if (byte === 0x7b || byte === 0x5b) {
        if (this.#levels.length >= MAX_DEPTH) this.#tooDeep++;
        else this.#levels.push({ index: byte === 0x5b ? 0 : -1, key: "" });
      } else if (byte === 0x7d || byte === 0x5d) {
        if (this.#tooDeep > 0) this.#tooDeep--;
        else this.#levels.pop();
      } else if (byte === 0x2c && level !== undefined && level.index >= 0 && this.#tooDeep === 0) level.index++;
      this.#at++;
    }
    return this.#path();
  }

  #path(): string {
    let path = "$";
    for (const { index, key } of this.#levels) path += index >= 0 ? `[${index}]` : key === "" ? "" : `.${key}`;
    return path;
  }
}

function stringEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === 0x5c) at++;
    else if (bytes[at] === 0x22) return at;
  }
  return bytes.length;
}

function isColonNext(bytes: Uint8Array, end: number): boolean {
  let at = end + 1;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  return bytes[at] === 0x3a;
}
