/** Signed notes (C2SP signed-note) and the keys that check them: Ed25519 (type 1) and cosignatures with a time (type 4, tlog-cosignature). */
import { concatBytes, FormatError, fromBase64, type Platform, toBase64, toHex, UserError } from "@creance/core";

/** Longest note that is read. */
const MAX_NOTE_BYTES = 1_000_000;
/** Most signatures that are read. */
const MAX_SIGNATURES = 100;
const ED25519 = 1;
const COSIGNATURE = 4;

/** A signature line of a note. */
export interface NoteSignature {
  /** Name of the key. */
  readonly name: string;
  /** Four bytes that tell keys of one name apart. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A note: a text that ends in a line end, and signatures. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A key that checks signatures. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: Uint8Array;
  /** Its text form. */
  readonly vkey: string;
  readonly kind: "signature" | "cosignature";
  verify(text: string, signature: Uint8Array): boolean;
}

/** A signature that was checked. */
export interface CheckedSignature {
  readonly verifier: NoteVerifier;
  /** When the witness signed, by its own clock; `null` for a plain signature. */
  readonly cosignedUs: number | null;
}

/** Who signs: the secret stays with whoever made this. */
export interface NoteSigner {
  readonly name: string;
  /** Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}

/** Writes a note. */
export function formatNote({ text, signatures }: SignedNote): string {
  const lines = signatures.map(({ name, keyId, signature }) => `\u2014 ${name} ${toBase64(concatBytes([keyId, signature]))}\n`);
  return `${text}\n${lines.join("")}`;
}

/** Reads an untrusted note. Nothing is checked yet. Throws a `FormatError` (`note-too-long`, `note-form`, `note-signature`). */
export function parseNote(note: string): SignedNote {
  if (note.length > MAX_NOTE_BYTES) throw wrong("note-too-long", 0, `a note has at most ${MAX_NOTE_BYTES} bytes`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u0009\u000b-\u001f\ufffd]/.test(note)) throw wrong("note-form", 0, "it holds a control character");
  const split = note.lastIndexOf("\n\n");
  if (split < 0) throw wrong("note-form", 0, "no empty line stands before the signatures");
  const text = note.slice(0, split + 1);
  const rest = note.slice(split + 2);
  if (rest === "" || !rest.endsWith("\n")) throw wrong("note-form", split + 2, "no signature line follows, or the last one has no end");
  const lines = rest.slice(0, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw wrong("note-signature", split + 2, `more than ${MAX_SIGNATURES} signatures`);
  return { text, signatures: lines.map((line) => parseSignature(line, split + 2)) };
}

function parseSignature(line: string, offset: number): NoteSignature {
  const match = /^\u2014 ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line);
  if (match === null) throw wrong("note-signature", offset, "a signature line is not one");
  const [, name, written] = match as unknown as [string, string, string];
  const bytes = strictBase64(written);
  if (!isKeyName(name) || bytes === undefined || bytes.byteLength < 5) throw wrong("note-signature", offset, "a signature line is not one");
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/** Signs a text that ends in a line end; `signatures` of others stay. Throws a `UserError` (`bad-origin`). */
export function signNote(
  text: string,
  {
    signer,
    sha256,
    signatures = [],
  }: { readonly signer: NoteSigner; readonly sha256: Platform["sha256"]; readonly signatures?: readonly NoteSignature[] },
): string {
  const keyId = keyIdOf(sha256, { name: checkedName(signer.name), type: ED25519, publicKey: signer.publicKey });
  const signature = signer.sign(new TextEncoder().encode(text));
  return formatNote({ text, signatures: [{ name: signer.name, keyId, signature }, ...signatures] });
}

/**
 * Signatures of a note that the given keys made. Unknown keys are passed over, as the format asks for. Throws a `FormatError` (`bad-signature`)
 * when a line names one of the keys and does not fit.
 */
export function checkNote({ text, signatures }: SignedNote, verifiers: readonly NoteVerifier[]): readonly CheckedSignature[] {
  const checked = new Map<NoteVerifier, CheckedSignature>();
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((one) => one.name === name && sameBytes(one.keyId, keyId));
    if (verifier === undefined || checked.has(verifier)) continue;
    if (!verifier.verify(text, signature)) throw wrong("bad-signature", text.length, `the signature of ${name} does not fit`);
    checked.set(verifier, { verifier, cosignedUs: verifier.kind === "cosignature" ? secondsOf(signature) * 1_000_000 : null });
  }
  return [...checked.values()];
}

/** The text form of an Ed25519 key. Throws a `UserError` (`bad-origin`). */
export function formatVkey(
  sha256: Platform["sha256"],
  { name, publicKey, kind = "signature" }: { readonly name: string; readonly publicKey: Uint8Array; readonly kind?: NoteVerifier["kind"] },
): string {
  const type = kind === "signature" ? ED25519 : COSIGNATURE;
  const keyId = keyIdOf(sha256, { name: checkedName(name), type, publicKey });
  return `${name}+${toHex(keyId)}+${toBase64(concatBytes([Uint8Array.of(type), publicKey]))}`;
}

/** Reads a key's text form. Throws a `UserError` (`bad-vkey`). */
export function noteVerifier(vkey: string, platform: Pick<Platform, "sha256" | "ed25519Verify">): NoteVerifier {
  const match = /^([^+]{1,1000})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(vkey);
  const [, name = "", id = "", written = ""] = match ?? [];
  const bytes = match === null ? undefined : strictBase64(written);
  const type = bytes?.[0];
  if (bytes === undefined || bytes.byteLength !== 33 || !isKeyName(name) || (type !== ED25519 && type !== COSIGNATURE)) throw badVkey();
  const publicKey = bytes.subarray(1);
  const keyId = keyIdOf(platform.sha256, { name, type, publicKey });
  if (toHex(keyId) !== id) throw badVkey();
  const verify =
    type === ED25519
      ? (text: string, signature: Uint8Array): boolean => platform.ed25519Verify(publicKey, new TextEncoder().encode(text), signature)
      : (text: string, signature: Uint8Array): boolean =>
          signature.byteLength === 72 &&
          Number.isSafeInteger(secondsOf(signature) * 1_000_000) &&
          platform.ed25519Verify(publicKey, cosignedBytes(text, secondsOf(signature)), signature.subarray(8));
  return { name, keyId, vkey, kind: type === ED25519 ? "signature" : "cosignature", verify };
}

/** What a witness signs (tlog-cosignature): a head line, its time in seconds, and the note's text. */
export function cosignedBytes(text: string, timeSeconds: number): Uint8Array {
  return new TextEncoder().encode(`cosignature/v1\ntime ${timeSeconds}\n${text}`);
}

/** True for a name of a key: not empty, no white space, no plus. */
export function isKeyName(name: string): boolean {
  return name !== "" && name.length <= 1000 && !/[\s+\p{Cc}]/u.test(name);
}

/** Base64 with padding, in its one spelling; else `undefined`. */
export function strictBase64(text: string): Uint8Array | undefined {
  const bytes = fromBase64(text);
  return bytes !== undefined && toBase64(bytes) === text ? bytes : undefined;
}

function keyIdOf(
  sha256: Platform["sha256"],
  { name, type, publicKey }: { readonly name: string; readonly type: number; readonly publicKey: Uint8Array },
): Uint8Array {
  const head = new TextEncoder().encode(`${name}\n`);
  return sha256(concatBytes([head, Uint8Array.of(type), publicKey])).slice(0, 4);
}

function checkedName(name: string): string {
  if (isKeyName(name)) return name;
  throw new UserError("bad-origin", "wrongUse", "The name of a log or key is empty or holds white space or a plus; nothing was signed.");
}

/** The first eight bytes, big endian; `NaN` beyond what a number holds exactly. */
function secondsOf(signature: Uint8Array): number {
  if (signature.byteLength < 8) return Number.NaN;
  let seconds = 0;
  for (let at = 0; at < 8; at += 1) seconds = seconds * 256 + (signature[at] as number);
  return Number.isSafeInteger(seconds) ? seconds : Number.NaN;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, at) => byte === b[at]);
}

function badVkey(): UserError {
  return new UserError(
    "bad-vkey",
    "wrongUse",
    "That is no verifier key (name+id+key, as C2SP signed-note writes it); nothing was checked.",
  );
}

function wrong(code: string, offset: number, detail: string): FormatError {
  return new FormatError(code, { format: "signed-note", offset }, detail);
}
