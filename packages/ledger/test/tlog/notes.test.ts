import { nodePlatform as platform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkNote,
  checkProof,
  formatCheckpoint,
  formatProof,
  formatVkey,
  noteVerifier,
  parseCheckpoint,
  parseNote,
  parseProof,
  signNote,
} from "../../src/index.ts";
import { madeSigner } from "../verify/made-log.ts";
import { madeEntries, naivePath, naiveRoot } from "./naive-tree.ts";

const signer = madeSigner(1);
const { sha256 } = platform;
const hashes = madeEntries(7);
const text = formatCheckpoint({ origin: signer.name, size: 7, rootHash: naiveRoot(hashes) });
const note = signNote(text, { signer, sha256 });
const verifier = noteVerifier(signer.vkey, platform);
const proof = formatProof({ index: 3, hashes: naivePath(3, hashes), checkpoint: note });
const entry = hashes[3] as Uint8Array;

const isRefusal = (error: unknown): boolean => ["FormatError", "UserError"].includes((error as Error).name);

describe("signed notes", () => {
  it("take the note and key of the published example of signed-note (Go's sumdb/note)", () => {
    const known = noteVerifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", platform);
    const example =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
      "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    expect(checkNote(parseNote(example), [known])).toHaveLength(1);
    expect(() => checkNote(parseNote(example.replace("answer", "Answer")), [known])).toThrow(
      expect.objectContaining({ code: "bad-signature" }),
    );
  });

  it("come back as they were; unknown keys are passed over", () => {
    const parsed = parseNote(note);
    expect(parsed.text).toBe(text);
    expect(checkNote(parsed, [verifier]).map((one) => one.verifier)).toEqual([verifier]);
    expect(checkNote(parsed, [noteVerifier(madeSigner(2).vkey, platform)])).toEqual([]);
    expect(parseCheckpoint(parsed.text)).toMatchObject({ origin: signer.name, size: 7 });
  });

  it("are refused at every cut, and with any byte flipped", () => {
    for (let length = 0; length < note.length; length += 1) {
      expect(() => {
        if (checkNote(parseNote(note.slice(0, length)), [verifier]).length === 0) throw Object.assign(new Error(), { name: "FormatError" });
      }).toThrow(expect.objectContaining({ name: "FormatError" }));
    }
    const bytes = new TextEncoder().encode(note);
    for (let at = 0; at < bytes.byteLength; at += 1) {
      const bent = Uint8Array.from(bytes);
      bent[at] = (bent[at] as number) ^ 1;
      try {
        expect(checkNote(parseNote(new TextDecoder().decode(bent)), [verifier])).toEqual([]);
      } catch (error) {
        expect({ at, refused: isRefusal(error) }).toEqual({ at, refused: true });
      }
    }
  });

  it("give a note or a FormatError for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a-z\u2014 \n+/=]{0,80}$/)), (any) => {
        for (const read of [parseNote, parseCheckpoint, parseProof, (one: string) => noteVerifier(one, platform)]) {
          try {
            read(any);
          } catch (error) {
            expect(isRefusal(error)).toBe(true);
          }
        }
      }),
    );
    expect(() => parseNote(`${text}\n${`\u2014 a ${"A".repeat(8)}\n`.repeat(101)}`)).toThrow(
      expect.objectContaining({ code: "note-signature" }),
    );
    expect(() => parseNote(`${"a".repeat(1_000_001)}\n\n\u2014 a AAAAAAAA\n`)).toThrow(expect.objectContaining({ code: "note-too-long" }));
    expect(() => signNote(text, { signer: { ...signer, name: "two words" }, sha256 })).toThrow(
      expect.objectContaining({ code: "bad-origin" }),
    );
    expect(() => noteVerifier(signer.vkey.replace("+", "+0"), platform)).toThrow(expect.objectContaining({ code: "bad-vkey" }));
    expect(formatVkey(sha256, { name: signer.name, publicKey: signer.publicKey })).toBe(signer.vkey);
  });

  it("read sizes in one spelling only", () => {
    for (const size of ["07", "-1", "1e3", "9007199254740993", "", " 7"]) {
      expect(() => parseCheckpoint(text.replace("\n7\n", `\n${size}\n`))).toThrow(expect.objectContaining({ code: "checkpoint-form" }));
    }
    expect(parseCheckpoint(`${text}more\n`)).toMatchObject({ size: 7 });
  });
});

describe("proof files", () => {
  it("prove the entry they were made for", () => {
    expect(checkProof(proof, { entry, log: verifier, sha256 })).toMatchObject({ index: 3, checkpoint: { size: 7 } });
    expect(checkProof(proof.replace("index", "extra AAAA\nindex"), { entry, log: verifier, sha256 }).index).toBe(3);
    expect(() => checkProof(proof, { entry: Uint8Array.of(1), log: verifier, sha256 })).toThrow(
      expect.objectContaining({ code: "not-included" }),
    );
    expect(() => checkProof(proof, { entry, log: noteVerifier(madeSigner(2).vkey, platform), sha256 })).toThrow(
      expect.objectContaining({ code: "not-signed" }),
    );
  });

  it("prove nothing at any cut, and with any byte flipped", () => {
    for (let length = 0; length < proof.length; length += 1)
      expect(() => checkProof(proof.slice(0, length), { entry, log: verifier, sha256 })).toThrow(
        expect.objectContaining({ name: "FormatError" }),
      );
    const bytes = new TextEncoder().encode(proof);
    for (let at = 0; at < bytes.byteLength; at += 1) {
      const bent = Uint8Array.from(bytes);
      bent[at] = (bent[at] as number) ^ 1;
      expect(() => checkProof(new TextDecoder().decode(bent), { entry, log: verifier, sha256 })).toThrow(
        expect.objectContaining({ name: "FormatError" }),
      );
    }
  });
});
