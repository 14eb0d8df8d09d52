import { isFormatError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Checkpoint, parseCheckpoint } from "../../src/tlog/checkpoint.ts";
import { consistencyProof } from "../../src/tlog/proofs.ts";
import { checkNote, noteVerifier, parseNote } from "../../src/tlog/signed-note.ts";
import { addCosignature } from "../../src/witness/add-cosignature.ts";
import { witnessCheckpoint, witnessVkey } from "../../src/witness/witness-checkpoint.ts";
import { formatWitnessRequest, parseWitnessRequest } from "../../src/witness/witness-request.ts";
import { type MadeLog, madeEntry, madeLog, madeSigner } from "../made-log.ts";

const sizes = [1, 2, 5, 255, 256, 300, 1000];
const log = madeLog({ sizes });
const forked = madeLog({ sizes, entryOf: (index) => madeEntry(index, index === 4 ? "other" : "made") });
const witness = madeSigner("witness.example.org/w1", 9);
const verifier = noteVerifier(witnessVkey(nodePlatform.sha256, witness), nodePlatform);

async function ask(from: MadeLog, size: number, seen: Checkpoint | null, oldSize = seen?.size ?? 0) {
  const proof = oldSize > size ? [] : await consistencyProof(nodePlatform.sha256, { size, oldSize, readTile: from.readTile });
  const text = formatWitnessRequest({ oldSize, proof, checkpoint: from.checkpoint(size) });
  const logKey = noteVerifier(log.vkey, nodePlatform);
  return witnessCheckpoint(parseWitnessRequest(text), { log: logKey, seen, witness, timeSeconds: 1_790_000_000, platform: nodePlatform });
}

const seenAt = (size: number): Checkpoint => parseCheckpoint(parseNote(log.checkpoint(size)).text);

describe("a witness", () => {
  it("cosigns the first checkpoint and every one that continues the last", async () => {
    let seen: Checkpoint | null = null;
    for (const size of [...sizes, 1000]) {
      const answer = await ask(log, size, seen);
      expect(answer.ok, `size ${size}`).toBe(true);
      if (!answer.ok) return;
      const [checked] = checkNote(parseNote(answer.cosignature), [verifier]);
      expect(checked?.cosignedUs).toBe(1_790_000_000_000_000);
      expect(answer.seen.size).toBe(size);
      seen = answer.seen;
    }
  });

  it.each([
    ["a shorter log", () => ask(log, 255, seenAt(300)), "rolled-back"],
    ["another history of the same length", () => ask(forked, 300, seenAt(300)), "forked"],
    ["a longer log with another history", () => ask(forked, 1000, seenAt(300)), "forked"],
    ["a proof from another size", () => ask(log, 1000, seenAt(300), 256), "other-size"],
    ["a first proof for a log that it knows", () => ask(log, 1000, seenAt(300), 0), "other-size"],
    ["a log that another key signed", () => ask(madeLog({ sizes, key: 8 }), 300, null), "not-signed"],
  ] as const)("refuses %s", async (_, asked, code) => {
    expect(await asked()).toMatchObject({ ok: false, code });
  });

  it("refuses a checkpoint whose own name is another log's", async () => {
    const other = madeLog({ sizes: [3], origin: "creance/other" });
    const key = noteVerifier(other.vkey, nodePlatform);
    const request = { oldSize: 0, proof: [], checkpoint: other.checkpoint(3) };
    const options = { seen: null, witness, timeSeconds: 1, platform: nodePlatform };
    expect(witnessCheckpoint(request, { ...options, log: key }).ok).toBe(true);
    // The same key under another name: the line's name is another one, so nobody signed.
    expect(witnessCheckpoint(request, { ...options, log: noteVerifier(log.vkey, nodePlatform) })).toMatchObject({
      ok: false,
      code: "not-signed",
    });
  });

  it("a request comes back as it was written; any bytes and every cut throw nothing but FormatError", async () => {
    const proof = await consistencyProof(nodePlatform.sha256, { size: 1000, oldSize: 300, readTile: log.readTile });
    const text = formatWitnessRequest({ oldSize: 300, proof, checkpoint: log.checkpoint(1000) });
    expect(parseWitnessRequest(text)).toEqual({
      oldSize: 300,
      proof: proof.map((hash) => Uint8Array.from(hash)),
      checkpoint: log.checkpoint(1000),
    });
    const onlyFormatErrors = (written: string): void => {
      try {
        parseWitnessRequest(written);
      } catch (error) {
        expect(isFormatError(error)).toBe(true);
      }
    };
    for (let cut = 0; cut < text.length; cut += 1) onlyFormatErrors(text.slice(0, cut));
    fc.assert(fc.property(fc.string(), (words) => onlyFormatErrors(words)));
    fc.assert(fc.property(fc.string(), (words) => onlyFormatErrors(`old 3\n${words}\n\nx`)));
  });
});

describe("adding a cosignature", () => {
  it("puts it under the log's signature, and replaces an earlier one of the same witness", async () => {
    const answer = await ask(log, 300, null);
    if (!answer.ok) throw new Error(answer.sentence);
    const once = addCosignature(log.checkpoint(300), answer.cosignature, verifier);
    const twice = addCosignature(once.note, answer.cosignature, verifier);
    expect(twice).toEqual(once);
    const checked = checkNote(parseNote(once.note), [noteVerifier(log.vkey, nodePlatform), verifier]);
    expect(checked.map(({ cosignedUs }) => cosignedUs)).toEqual([null, 1_790_000_000_000_000]);
  });

  it("refuses one of another checkpoint, of another witness, a changed one, and a plain signature", async () => {
    const answer = await ask(log, 300, null);
    if (!answer.ok) throw new Error(answer.sentence);
    const { cosignature } = answer;
    const other = noteVerifier(witnessVkey(nodePlatform.sha256, madeSigner("witness.example.org/w2", 10)), nodePlatform);
    const codeOf = (run: () => unknown): string => {
      try {
        run();
        return "taken";
      } catch (error) {
        return isFormatError(error) ? error.code : String(error);
      }
    };
    expect(codeOf(() => addCosignature(log.checkpoint(1000), cosignature, verifier))).toBe("other-checkpoint");
    expect(codeOf(() => addCosignature(log.checkpoint(300), cosignature, other))).toBe("no-cosignature");
    const key = noteVerifier(log.vkey, nodePlatform);
    expect(codeOf(() => addCosignature(log.checkpoint(300), log.checkpoint(300), key))).toBe("no-cosignature");
    const line = cosignature.lastIndexOf(" ") + 12;
    const changed = `${cosignature.slice(0, line)}${cosignature[line] === "A" ? "B" : "A"}${cosignature.slice(line + 1)}`;
    expect(codeOf(() => addCosignature(log.checkpoint(300), changed, verifier))).toBe("bad-signature");
  });
});
