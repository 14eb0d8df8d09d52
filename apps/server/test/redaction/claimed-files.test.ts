/** Redacted pictures with claims, read by the C2PA project's own library. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePhoto } from "@creance/formats";
import { nodePlatform } from "@creance/node";
import { sampleJpeg } from "@creance/sample";
import { claimSigner, keepEverything, type RedactionRecipe } from "@creance/seal";
import { afterAll, describe, expect, it } from "vitest";
import { readClaim } from "../../../../packages/seal/test/claims/c2pa-reader.ts";
import { fullPicture, holds, PERSON, SERIAL, shownBytes } from "../../../../packages/seal/test/redaction/made-files.ts";
import { madePng } from "../../../../packages/seal/test/redaction/made-png.ts";
import { redactFiles } from "../../src/operation/redaction/index.ts";

const folder = mkdtempSync(join(tmpdir(), "creance-claims-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const shared = { homes: [], keychain: null, names: "numbers" } as const;
const seeds = { claimSeed: new Uint8Array(32).fill(3), claimAuthoritySeed: new Uint8Array(32).fill(4) };
const claims = { signer: claimSigner(seeds, nodePlatform), timeUs: Date.UTC(2026, 8, 12) * 1000 };
const photo = writePhoto({
  format: "jpeg",
  pixels: sampleJpeg(1),
  thumbnail: sampleJpeg(2),
  exif: { Model: "M3E", SerialNumber: SERIAL, Artist: PERSON, Orientation: 1 },
});
const inputs = { "a.jpg": fullPicture(), "b.png": madePng(), "c.tif": fullPicture("tiff"), "d.heic": fullPicture("heic"), "e.jpg": photo };
const paths = Object.entries(inputs).map(([name, bytes]) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
});
const valid = { state: "Valid", failures: ["signingCredential.untrusted"] };

describe("redacting files with claims", () => {
  it("puts one into every picture that has a place for it, and the leak check reads it", async () => {
    const plain = await redactFiles({ ...shared, paths, recipe: everything, folder: join(folder, "plain") });
    const { outputs, leaks } = await redactFiles({ ...shared, paths, recipe: everything, claims, folder: join(folder, "claimed") });
    expect(plain.outputs.map(({ isClaimed }) => isClaimed)).toEqual([false, false, false, false, false]);
    expect(outputs.map(({ isClaimed }) => isClaimed)).toEqual([true, true, true, false, true]);
    expect(leaks.ok).toBe(true);
    const read = (kind: string, name: string): Buffer => readFileSync(join(folder, kind, name));
    expect(leaks.searched.bytes).toBeGreaterThanOrEqual(outputs.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0));
    for (const { output, format, isClaimed } of outputs) {
      const [before, after] = [read("plain", output as string), read("claimed", output as string)];
      if (isClaimed) expect(await readClaim(after, format as string)).toMatchObject(valid);
      else expect(after.equals(before)).toBe(true);
      if (format === "jpeg") expect(shownBytes(after)).toEqual(shownBytes(before));
      for (const secret of [SERIAL, PERSON]) expect([output, holds(after, secret)]).toEqual([output, false]);
    }
    // Redacting again takes the claim out: the file is the one without.
    const again = await redactFiles({
      ...shared,
      paths: outputs.map(({ output }) => join(folder, "claimed", output as string)),
      recipe: everything,
      folder: join(folder, "again"),
    });
    for (const [index, { output, format }] of again.outputs.entries()) {
      const bytes = read("again", output as string);
      expect((await readClaim(bytes, format as string)).state).toBe("unreadable");
      if (format === "jpeg" || format === "png")
        expect([index, bytes.equals(read("plain", plain.outputs[index]?.output as string))]).toEqual([index, true]);
      expect(bytes.includes("c2pa")).toBe(false);
    }
  });

  it("goes into a painted picture and names the box; a changed pixel is found", async () => {
    const box = { leftPx: 16, topPx: 16, widthPx: 32, heightPx: 24, fromMs: null, untilMs: null };
    const recipe = { ...everything, masks: [box] };
    const { outputs, leaks } = await redactFiles({
      ...shared,
      paths: [join(folder, "e.jpg")],
      recipe,
      claims,
      folder: join(folder, "box"),
    });
    expect([leaks.ok, outputs[0]?.isClaimed]).toEqual([true, true]);
    const bytes = readFileSync(join(folder, "box", "0001.jpg"));
    const found = await readClaim(bytes, "jpeg");
    expect(found).toMatchObject(valid);
    expect(JSON.stringify(found.manifest)).toContain('"origin":{"x":16,"y":16},"width":32,"height":24');
    bytes[bytes.length - 200] = (bytes[bytes.length - 200] as number) ^ 1;
    expect((await readClaim(bytes, "jpeg")).failures).toContain("assertion.dataHash.mismatch");
  });

  it("claims nothing of a file that nothing was taken out of", async () => {
    const options = { ...shared, paths: [join(folder, "e.jpg")], recipe: keepEverything, claims, folder: join(folder, "same") };
    const { outputs } = await redactFiles(options);
    expect(outputs[0]?.isClaimed).toBe(false);
    expect(readFileSync(join(folder, "same", "0001.jpg")).equals(photo)).toBe(true);
  });
});
