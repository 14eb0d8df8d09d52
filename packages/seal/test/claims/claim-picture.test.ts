import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ByteSource, countingSource, isFormatError, memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimPicture, claimSigner, keepEverything, type Mask, type RedactionRecipe, redact } from "../../src/index.ts";
import { bareJpeg, bytesOf, CAMERA_SERIAL, fullPicture, holds, noise, PERSON, SERIAL } from "../redaction/made-files.ts";
import { madePng } from "../redaction/made-png.ts";
import { pemOf, readClaim } from "./c2pa-reader.ts";

const seeds = { claimSeed: new Uint8Array(32).fill(7), claimAuthoritySeed: new Uint8Array(32).fill(9) };
const signer = claimSigner(seeds, nodePlatform);
const everything: RedactionRecipe = { ...keepEverything, positions: "drop", serials: "drop", names: "drop", previews: "drop" };
const box: Mask = { leftPx: 3, topPx: 4, widthPx: 20, heightPx: 10, fromMs: null, untilMs: null };
const options = {
  timeUs: Date.UTC(2026, 8, 12, 9, 14, 3, 250) * 1000,
  program: { name: "Creance", version: "0.1.0" },
  signer,
  platform: nodePlatform,
};
const pictures = { jpeg: fullPicture(), png: madePng(), tiff: fullPicture("tiff"), dng: fullPicture("dng") };
type Format = keyof typeof pictures;
const formats = Object.keys(pictures) as readonly Format[];

async function redacted(format: Format): Promise<Uint8Array> {
  const { out } = await redact(memorySource(pictures[format]), { format, recipe: everything, platform: nodePlatform });
  return bytesOf(out);
}

async function claimed(bytes: Uint8Array, format: string, recipe = everything): Promise<Uint8Array> {
  const out = await claimPicture(memorySource(bytes), { ...options, format, recipe });
  if (out === null) throw new Error("no claim");
  return bytesOf(out);
}

describe("a claim in a redacted picture", () => {
  it.each(formats)("is valid by the project's own library in a %s, and says what was done", async (format) => {
    const before = await redacted(format);
    const after = await claimed(before, format, { ...everything, masks: [box] });
    const { state, failures, successes, manifest } = await readClaim(after, format);
    expect([state, failures]).toEqual(["Valid", ["signingCredential.untrusted"]]);
    expect(successes).toEqual(expect.arrayContaining(["claimSignature.validated", "assertion.dataHash.match"]));
    expect((await readClaim(after, format, pemOf(signer.authority))).state).toBe("Trusted");
    const [actions] = manifest["assertions"] as readonly { readonly data: { readonly actions: readonly Record<string, unknown>[] } }[];
    expect(actions?.data.actions.map(({ action, when }) => [action, when])).toEqual([
      ["c2pa.opened", "2026-09-12T09:14:03Z"],
      ["c2pa.edited.metadata", "2026-09-12T09:14:03Z"],
      ["c2pa.drawing", "2026-09-12T09:14:03Z"],
    ]);
    expect(actions?.data.actions[1]?.["description"]).toBe(
      "Where there were any, taken out: positions, serial numbers, names and words, smaller copies of the picture; metadata not known to be harmless taken out.",
    );
    expect(JSON.stringify(actions?.data.actions[2]?.["changes"])).toContain('"origin":{"x":3,"y":4},"width":20,"height":10');
    // The parent is named by nothing: no title, no hash, no thumbnail.
    expect(manifest["ingredients"]).toEqual([{ relationship: "parentOf", label: "c2pa.ingredient.v3" }]);
    expect(manifest["thumbnail"]).toBeUndefined();
  });

  it.each(formats)("does not change what a %s shows, holds nothing that was taken out, and is the same every time", async (format) => {
    const before = await redacted(format);
    const after = await claimed(before, format);
    expect(Buffer.compare(await claimed(before, format), after)).toBe(0);
    for (const secret of [SERIAL, CAMERA_SERIAL, PERSON, "47.12", "101.65"])
      expect([secret, holds(after, secret)]).toEqual([secret, false]);
    const original = nodePlatform.sha256(pictures[format]);
    expect(Buffer.from(after).includes(Buffer.from(original))).toBe(false);
    expect(Buffer.from(after).includes(Buffer.from(Buffer.from(original).toString("hex")))).toBe(false);
    if (format === "jpeg" || format === "png") {
      const added = after.length - before.length;
      const at = after.findIndex((byte, index) => byte !== before[index]);
      const start = Math.max(0, Math.min(at, before.length) - 16);
      const rest = Array.from({ length: 17 }, (_, back) => start + back).find(
        (place) =>
          Buffer.compare(after.subarray(0, place), before.subarray(0, place)) === 0 &&
          Buffer.compare(after.subarray(place + added), before.subarray(place)) === 0,
      );
      expect(rest).toBeDefined();
    } else {
      // No byte moves but the first directory's, whose offset stands in bytes 4 to 7.
      expect(Buffer.compare(after.subarray(8, before.length), before.subarray(8))).toBe(0);
      expect(Buffer.compare(after.subarray(0, 4), before.subarray(0, 4))).toBe(0);
    }
  });

  it.each(formats)("finds a changed bit anywhere in a %s", async (format) => {
    const after = await claimed(await redacted(format), format);
    const whole = await readClaim(after, format);
    let found = 0;
    for (let at = 11; at < after.length; at += 997) {
      const changed = after.slice();
      changed[at] = (changed[at] as number) ^ 1;
      const { state, manifest } = await readClaim(changed, format);
      if (state !== "Valid" || JSON.stringify(manifest) !== JSON.stringify(whole.manifest)) found += 1;
      // Heads of segments and boxes are bound by nothing but their own reading; what they lead to is.
      else expect([at, isInClaim(changed, at)]).toEqual([at, true]);
    }
    expect(found).toBeGreaterThan(2);
    const shown = after.slice();
    const pixel = shownPlace(after, format);
    shown[pixel] = (shown[pixel] as number) ^ 1;
    expect((await readClaim(shown, format)).failures).toContain("assertion.dataHash.mismatch");
  });

  it.each(formats)("of others goes out of a %s, whatever else goes: it is bound to bytes that change", async (format) => {
    const after = await claimed(await redacted(format), format);
    const recipes = [
      { ...keepEverything, previews: "drop" },
      { ...keepEverything, serials: "drop" },
      { ...keepEverything, thermal: "drop" },
    ] as const;
    for (const recipe of recipes) {
      const { out } = await redact(memorySource(after), { format, recipe, platform: nodePlatform });
      const again = await bytesOf(out);
      expect(holds(again, "c2pa")).toBe(false);
      expect((await readClaim(again, format)).state).toBe("unreadable");
      expect((await readClaim(await claimed(again, format, recipe), format)).state).toBe("Valid");
    }
  });

  it("goes into as many segments as it takes", async () => {
    const masks = Array.from({ length: 1000 }, (_, index) => ({ ...box, leftPx: index }));
    const after = await claimed(bareJpeg("many"), "jpeg", { ...everything, masks });
    const segments = Buffer.from(after).toString("latin1").split("JP\0\x01\0\0\0").length - 1;
    expect(segments).toBeGreaterThan(1);
    expect(await readClaim(after, "jpeg")).toMatchObject({ state: "Valid", failures: ["signingCredential.untrusted"] });
  });

  it("tells no time where times were moved", async () => {
    const after = await claimed(bareJpeg("times"), "jpeg", { ...everything, times: { shiftUs: 3600e6 } });
    const { state, manifest } = await readClaim(after, "jpeg");
    expect(state).toBe("Valid");
    expect(JSON.stringify(manifest)).not.toMatch(/2026-|"when"/);
    expect(JSON.stringify(manifest)).toContain("times moved");
  });

  it("replaces an older manifest's tag in a TIFF, and leaves formats that have no place alone", async () => {
    const twice = await claimed(await claimed(await redacted("tiff"), "tiff"), "tiff");
    expect(await readClaim(twice, "tiff")).toMatchObject({ state: "Valid", failures: ["signingCredential.untrusted"] });
    for (const format of ["heic", "mp4", "srt", "unknown"])
      expect(await claimPicture(memorySource(pictures.jpeg), { ...options, format, recipe: everything })).toBeNull();
    const wide = Uint8Array.of(0x49, 0x49, 43, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0);
    expect(await claimPicture(memorySource(wide), { ...options, format: "tiff", recipe: everything })).toBeNull();
  });

  it("refuses what does not begin as its format does, whatever the bytes are", async () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), cutOf(pictures.jpeg), cutOf(pictures.png), cutOf(pictures.tiff));
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom("jpeg", "png", "tiff", "dng"), async (given, format) => {
        try {
          const out = await claimPicture(memorySource(given), { ...options, format, recipe: everything });
          if (out !== null) await bytesOf(out);
        } catch (error) {
          if (!isFormatError(error) || error.code !== "claim-no-place") throw error;
        }
      }),
      { numRuns: 200 },
    );
  });

  it("reads a large picture once for its hash, in blocks, and holds nothing of it", async () => {
    const head = bareJpeg("large").subarray(0, 600);
    const size = 60_000_000;
    let largest = 0;
    const large: ByteSource = {
      size,
      read: async (start, end) => {
        largest = Math.max(largest, end - start);
        const bytes = new Uint8Array(end - start);
        if (start < head.length) bytes.set(head.subarray(start, Math.min(head.length, end)));
        return bytes;
      },
    };
    const source = countingSource(large);
    const out = (await claimPicture(source, { ...options, format: "jpeg", recipe: everything })) as ByteSource;
    expect(source.count.bytes).toBeLessThan(size + 1000);
    expect(largest).toBeLessThanOrEqual(1_048_576);
    expect(out.size - size).toBeLessThan(3000);
    // Any range, across both borders of the claim, is the same as the whole.
    const start = await out.read(0, 4000);
    for (const step of [1, 7, 1999]) {
      const parts: Uint8Array[] = [];
      for (let at = 0; at < 4000; at += step) parts.push(await out.read(at, Math.min(4000, at + step)));
      expect(Buffer.compare(Buffer.concat(parts), start)).toBe(0);
    }
  });

  it("stops when the picture becomes shorter while it is read", async () => {
    const bytes = bareJpeg("short");
    const shrinking: ByteSource = { size: bytes.length + 5000, read: async (start, end) => bytes.subarray(start, end) };
    await expect(claimPicture(shrinking, { ...options, format: "jpeg", recipe: everything })).rejects.toMatchObject({
      code: "redact-source-changed",
    });
  });
});

describe("claims and other programs", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "i7-c2-claims-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const has = (program: string, word: string): boolean => spawnSync(program, [word]).status === 0;

  it.skipIf(!has("openssl", "version"))("openssl takes the certificates (skipped without it)", () => {
    writeFileSync(join(folder, "key.pem"), pemOf(signer.certificate));
    writeFileSync(join(folder, "authority.pem"), pemOf(signer.authority));
    const checked = spawnSync("openssl", ["verify", "-x509_strict", "-CAfile", join(folder, "authority.pem"), join(folder, "key.pem")]);
    expect(checked.stdout.toString()).toMatch(/key\.pem: OK/);
    const told = spawnSync("openssl", ["x509", "-noout", "-text", "-in", join(folder, "key.pem")]).stdout.toString();
    expect(told).toMatch(/Digital Signature[\s\S]*E-mail Protection/);
    expect(told).toMatch(/Not Before: Jan {2}1 00:00:00 2020 GMT/);
    const other = claimSigner({ ...seeds, claimAuthoritySeed: new Uint8Array(32).fill(1) }, nodePlatform);
    writeFileSync(join(folder, "other.pem"), pemOf(other.certificate));
    expect(spawnSync("openssl", ["verify", "-CAfile", join(folder, "authority.pem"), join(folder, "other.pem")]).status).not.toBe(0);
  });

  it.skipIf(!has("exiftool", "-ver"))("exiftool reads the actions (skipped without it)", async () => {
    for (const format of ["jpeg", "png"] as const) {
      const path = join(folder, `claimed.${format}`);
      writeFileSync(path, await claimed(await redacted(format), format));
      const [read] = JSON.parse(spawnSync("exiftool", ["-json", "-JUMBF:all", "-CBOR:all", path]).stdout.toString());
      expect(read.ActionsAction).toEqual(["c2pa.opened", "c2pa.edited.metadata"]);
      expect(read.Claim_Generator_InfoName ?? read.Claim_generator_infoName ?? read.ClaimGeneratorInfoName).toBe("Creance");
    }
  });
});

/** A file cut anywhere, with one byte changed. */
function cutOf(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc.tuple(fc.nat(bytes.length), fc.nat(64), fc.nat(255)).map(([length, at, byte]) => {
    const cut = bytes.slice(0, length);
    if (at < length) cut[at] = byte;
    return cut;
  });
}

/** Whether a place lies between the outermost box and the end of the signature. */
function isInClaim(bytes: Uint8Array, at: number): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  const start = text.indexOf("jumb") - 24;
  return at >= start && at <= start + 4000;
}

/** A byte of the pixels. */
function shownPlace(bytes: Uint8Array, format: Format): number {
  if (format === "jpeg") return bytes.length - 100;
  if (format === "png") return Buffer.from(bytes).indexOf("IDAT") + 8;
  return Buffer.from(bytes).indexOf(Buffer.from(noise("grey", 64 * 48))) + 100;
}
