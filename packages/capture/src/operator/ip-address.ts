/** An IP address as numbers, from its text. */

/** An address as four 32-bit words, high word first; IPv4 stands in the last word with the others 0. The same layout as in `Dissected`. */
export interface IpAddress {
  readonly ipVersion: 4 | 6;
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;
}

const MAX_TEXT_LENGTH = 45;

/** The address that a text says: dotted IPv4, or IPv6 in any RFC 4291 spelling without a zone. `undefined` for anything else. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.length < 2 || text.length > MAX_TEXT_LENGTH) return undefined;
  if (text.includes(":")) return parseV6(text);
  const word3 = parseV4(text);
  return word3 === undefined ? undefined : { ipVersion: 4, word0: 0, word1: 0, word2: 0, word3 };
}

function parseV4(text: string): number | undefined {
  let word = 0;
  let octet = -1;
  let dots = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : DOT;
    if (code === DOT) {
      if (octet < 0) return undefined;
      word = word * 256 + octet;
      octet = -1;
      dots += 1;
    } else if (code >= DIGIT_0 && code <= DIGIT_9) {
      // A leading zero means octal to some programs and decimal to others: refused.
      if (octet === 0) return undefined;
      octet = (octet < 0 ? 0 : octet * 10) + code - DIGIT_0;
      if (octet > 255) return undefined;
    } else return undefined;
  }
  return dots === 4 ? word : undefined;
}

const DOT = 0x2e;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

function parseV6(text: string): IpAddress | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? "", halves.length === 1);
  const tail = groupsOf(halves[1] ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const wordAt = (index: number): number => (groups[index] ?? 0) * 0x10000 + (groups[index + 1] ?? 0);
  return { ipVersion: 6, word0: wordAt(0), word1: wordAt(2), word2: wordAt(4), word3: wordAt(6) };
}

/** The 16-bit groups of one side of `::`; only the last one may be dotted. */
function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  if (parts.length > 8) return undefined;
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else if (last && index === parts.length - 1 && part.includes(".")) {
      const word = parseV4(part);
      if (word === undefined) return undefined;
      groups.push(Math.floor(word / 0x10000), word % 0x10000);
    } else return undefined;
  }
  return groups;
}
