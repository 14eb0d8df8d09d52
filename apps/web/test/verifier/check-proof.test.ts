import { describe, expect, it } from "vitest";
import { checkDropped, sortFiles } from "../../verifier/check-proof.ts";
import { type MadeProof, madeProof } from "./made-proof.ts";

const made = await madeProof();
const other = await madeProof(8);

async function results(parts: Partial<MadeProof> = {}, subtle: SubtleCrypto = crypto.subtle): Promise<readonly string[]> {
  const { vkey, proof, entry, original } = { ...made, ...parts };
  const files = await sortFiles([original, proof, entry].filter((text) => text !== "").map((text) => new Blob([text])));
  return (await checkDropped(files, vkey, subtle)).map(({ result, sentence }) => `${result}: ${sentence}`);
}

describe("checking a proof in the browser", () => {
  it("signature, place, what the entry says, and the file", async () => {
    const found = await results();
    expect(found).toHaveLength(4);
    expect(found[0]).toMatch(/^holds: The checkpoint over 300 entries is signed by the key of creance\/made/);
    expect(found[1]).toMatch(/^holds: The entry is number 258 of the 300/);
    expect(found[2]).toMatch(
      /^holds: It says, at 2026-09-21T14:13:20.000Z by the log's own clock: Kept a file \(name not in the proof\), 18 B\./,
    );
    expect(found[3]).toMatch(/^holds: The file is the one that the entry names/);
  });

  it.each([
    ["a changed file", { original: "synthetic originaL" }, /^fails: The entry does not name this file/],
    ["a changed entry", { entry: made.entry.replace('"sizeBytes":18', '"sizeBytes":19') }, /^fails: The entry does not lead to the root/],
    ["another log's key of the same name", { vkey: other.vkey }, /^fails: The checkpoint is not signed/],
    ["a changed checkpoint", { proof: made.proof.replace("\n300\n", "\n301\n") }, /^fails: The checkpoint is not signed/],
    ["a changed signature", { proof: made.proof.replace(/A(?=[^\n]*\n$)/, "B") }, /^fails: /],
    ["no entry", { entry: "" }, /^fails: A proof .* and the entry .* are needed/],
    ["no key", { vkey: "nothing" }, /^fails: /],
    ["a proof that is cut", { proof: made.proof.slice(0, 200) }, /^fails: /],
  ])("%s fails", async (_, parts, sentence) => {
    expect((await results(parts)).at(-1)).toMatch(sentence);
  });

  it("a browser without Ed25519 is told to show nothing about who signed", async () => {
    const without = {
      importKey: () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")),
    } as unknown as SubtleCrypto;
    const found = await results({}, without);
    expect(found[0]).toMatch(/^unknown: .*the signature was NOT checked/);
    expect(found[1]).toMatch(/^holds/);
  });
});
