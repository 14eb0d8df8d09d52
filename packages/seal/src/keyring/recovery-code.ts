/**
 * The recovery code: a vault's root secret for paper. 32 bytes and a checksum of 5 that binds them to the vault, in Crockford's base32 (no I, L,
 * O, U), as 12 groups of 5 characters, each with a check character of its own that also knows the group's place. A wrong character, two that
 * changed places and two groups that did are found and named before anything is tried (docs/formats/keyring.md).
 */
import { type Platform, UserError } from "@creance/core";
import { fiveBitWords } from "./bech32.ts";
import { ROOT_BYTES } from "./derived-keys.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 12;
const GROUP_WORDS = 5;
const CHECKSUM_BYTES = 5;
const LABEL = "creance v1 recovery";
/** Text longer than this is not looked at. */
const LONGEST_TEXT = 1_000;

/** The groups of a recovery code, e.g. `7M3QK-D`, in their order. */
export function recoveryGroups(root: Uint8Array, vaultId: string, platform: Pick<Platform, "sha256">): readonly string[] {
  if (root.byteLength !== ROOT_BYTES) throw new RangeError(`a root secret has ${ROOT_BYTES} bytes`);
  const bytes = new Uint8Array(ROOT_BYTES + CHECKSUM_BYTES);
  bytes.set(root);
  bytes.set(checksum(root, vaultId, platform), ROOT_BYTES);
  const words = fiveBitWords(bytes);
  return Array.from({ length: GROUPS }, (_, group) => {
    const part = words.slice(group * GROUP_WORDS, (group + 1) * GROUP_WORDS);
    return `${part.map((word) => ALPHABET.charAt(word)).join("")}-${ALPHABET.charAt(checkWord(part, group))}`;
  });
}

/**
 * The root secret of a recovery code as somebody typed it: groups in any spacing, small letters, O for 0, I and L for 1. Throws a `UserError`:
 * `bad-recovery-code` (says which groups are mistyped), `recovery-of-another-vault`.
 */
export function readRecoveryCode(text: string, vaultId: string, platform: Pick<Platform, "sha256">): Uint8Array {
  const characters = text.slice(0, LONGEST_TEXT).toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const wanted = GROUPS * (GROUP_WORDS + 1);
  const words = [...characters].map((character) => ALPHABET.indexOf(character));
  if (text.length > LONGEST_TEXT || words.length !== wanted) {
    throw refused(`A recovery code has ${GROUPS} groups of ${GROUP_WORDS + 1} characters, ${wanted} in all; these are ${words.length}.`);
  }
  const mistyped: number[] = [];
  const data: number[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    const part = words.slice(group * (GROUP_WORDS + 1), (group + 1) * (GROUP_WORDS + 1));
    const check = part.pop();
    if (part.includes(-1) || check !== checkWord(part, group)) mistyped.push(group + 1);
    data.push(...part);
  }
  if (mistyped.length > 0) {
    const which = mistyped.length === 1 ? `Group ${mistyped[0]} is` : `Groups ${mistyped.join(", ")} are`;
    throw refused(`${which} not as printed: compare with the sheet.`);
  }
  const bytes = fromWords(data, ROOT_BYTES + CHECKSUM_BYTES);
  const root = bytes.slice(0, ROOT_BYTES);
  const sum = checksum(root, vaultId, platform);
  if (!sum.every((byte, index) => byte === bytes[ROOT_BYTES + index])) {
    const sentence = "This recovery code is well-formed and belongs to another vault. Nothing was changed.";
    throw new UserError("recovery-of-another-vault", "wrongUse", sentence);
  }
  return root;
}

function refused(sentence: string): UserError {
  return new UserError("bad-recovery-code", "wrongUse", `${sentence} Nothing was changed.`);
}

function checksum(root: Uint8Array, vaultId: string, platform: Pick<Platform, "sha256">): Uint8Array {
  const label = new TextEncoder().encode(`${LABEL}\n${vaultId}\n`);
  const bytes = new Uint8Array(label.byteLength + root.byteLength);
  bytes.set(label);
  bytes.set(root, label.byteLength);
  return platform.sha256(bytes).slice(0, CHECKSUM_BYTES);
}

/** Check character of a group: a weighted sum in the field of 32 elements, with the group's number. */
function checkWord(words: readonly number[], group: number): number {
  let sum = group + 1;
  let weight = 1;
  for (const word of words) {
    weight = timesTwo(weight);
    sum ^= product(weight, word);
  }
  return sum;
}

/** Multiplication in GF(32) modulo x^5 + x^2 + 1. */
function product(left: number, right: number): number {
  let result = 0;
  let shifted = left;
  for (let bit = 0; bit < 5; bit += 1) {
    if (((right >> bit) & 1) === 1) result ^= shifted;
    shifted = timesTwo(shifted);
  }
  return result;
}

function timesTwo(value: number): number {
  const doubled = value << 1;
  return doubled > 31 ? (doubled ^ 0b100101) & 31 : doubled;
}

function fromWords(words: readonly number[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const word of words) {
    buffer = ((buffer << 5) | word) & 0xfff;
    bits += 5;
    if (bits >= 8 && at < length) {
      bits -= 8;
      bytes[at] = (buffer >> bits) & 0xff;
      at += 1;
    }
  }
  return bytes;
}
