/** Opens a file of age in the browser, in pieces: what comes out of it, and its hash once all of it was checked. */
import { armor, Decrypter } from "age-encryption";
import { Sha256 } from "./sha-256.ts";

/** What opens the file. */
export interface Key {
  readonly kind: "key" | "passphrase";
  readonly text: string;
}

/** An opened file. Only when `stream` has ended were all of its bytes checked. */
export interface OpenedFile {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Size of what comes out, bytes; `null`: not known before the end. */
  readonly sizeBytes: number | null;
  /** Known once the stream has ended. */
  sha256(): string;
}

/** An error with a sentence for a person. */
export class OpenError extends Error {
  override readonly name = "OpenError";
}

const ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";
/** Armored files are read whole. */
const MOST_ARMORED_BYTES = 100_000_000;

/** Begins to open. Rejects with an `OpenError` when it is no file of age or the key does not fit. `onBytes` hears how much came out so far. */
export async function openFile(file: Blob, key: Key, onBytes: (bytes: number) => void): Promise<OpenedFile> {
  const plain = await withoutArmor(file);
  const decrypter = new Decrypter();
  let noneFits = false;
  try {
    if (key.kind === "passphrase") decrypter.addPassphrase(key.text);
    else for (const identity of identitiesIn(key.text)) decrypter.addIdentity(identity);
  } catch {
    throw new OpenError("This is not a key of age as it was given out: it begins with AGE-SECRET-KEY- and is copied whole.");
  }
  // Asked last: then no key before it fitted.
  decrypter.addIdentity({
    unwrapFileKey() {
      noneFits = true;
      return null;
    },
  });
  let opened: Awaited<ReturnType<typeof startDecrypting>>;
  try {
    opened = await startDecrypting(decrypter, plain);
  } catch (error) {
    if (noneFits)
      throw new OpenError(
        key.kind === "key" ? "This key does not open the file: it was encrypted for others." : "This passphrase does not open the file.",
      );
    throw new OpenError(`The file could not be opened: it was changed on its way, or it is no file of age (${messageOf(error)}).`);
  }
  const hash = new Sha256();
  let bytes = 0;
  let sha256: string | undefined;
  const counted = opened.stream.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        onBytes(bytes);
        controller.enqueue(chunk);
      },
      flush() {
        sha256 = hash.hex();
      },
    }),
  );
  return {
    stream: counted,
    sizeBytes: opened.sizeBytes,
    sha256() {
      if (sha256 === undefined) throw new Error("the stream has not ended");
      return sha256;
    },
  };
}

async function startDecrypting(decrypter: Decrypter, plain: Blob) {
  const stream = await decrypter.decrypt(plain.stream());
  let sizeBytes: number | null = null;
  try {
    sizeBytes = stream.size(plain.size);
  } catch {
    // A size that no whole file has: it is cut, and reading says so.
  }
  return { stream: stream as ReadableStream<Uint8Array<ArrayBuffer>>, sizeBytes };
}

/** Lines of a key file, comments left out. */
function identitiesIn(text: string): readonly string[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length === 0 || lines.length > 100) throw new Error("no key");
  return lines;
}

async function withoutArmor(file: Blob): Promise<Blob> {
  const start = await file.slice(0, 200).text();
  if (!start.trimStart().startsWith(ARMOR)) {
    if (!start.startsWith("age-encryption.org/")) throw new OpenError("This is not a file that age encrypted.");
    return file;
  }
  if (file.size > MOST_ARMORED_BYTES) throw new OpenError("This file is armored (text) and too long for this page: open it with age.");
  try {
    return new Blob([armor.decode(await file.text()) as Uint8Array<ArrayBuffer>]);
  } catch {
    throw new OpenError("The file is armored (text), and its text was changed or cut.");
  }
}

/** A message of an error, for brackets. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
