/** Puts a claim (C2PA 2) into a redacted picture: what was done, by which program, when, signed with the vault's key and bound to every byte. */
import { type ByteSource, type EpochUs, FormatError, type Platform, toHex } from "@creance/core";
import type { RedactionRecipe } from "../redaction/recipe.ts";
import type { ClaimSigner } from "./certificate.ts";
import { claimPlace } from "./claim-place.ts";
import { type ClaimingProgram, claimedDeeds, namelessParent } from "./claimed-deeds.ts";
import { insertedSource } from "./inserted-source.ts";
import { manifestStore } from "./manifest.ts";

/** What is claimed, and by whom. */
export interface ClaimOptions {
  /** Format id of the redacted picture. */
  readonly format: string;
  /** What was to be taken out; its boxes were painted. */
  readonly recipe: RedactionRecipe;
  readonly timeUs: EpochUs;
  readonly program: ClaimingProgram;
  readonly signer: ClaimSigner;
  readonly platform: Pick<Platform, "sha256" | "createHash">;
}

const BLOCK_BYTES = 1_048_576;
/** A length settles after two rounds; more is our bug. */
const MOST_ROUNDS = 6;

/**
 * The picture with its claim, read from `redacted` by ranges; that is read once, from start to end, for its hash. The same picture, recipe, time and
 * key give the same bytes. `null`: a format that no claim is written into here. Throws a `FormatError` (`claim-no-place`, `redact-source-changed`).
 */
export async function claimPicture(redacted: ByteSource, options: ClaimOptions): Promise<ByteSource | null> {
  const { format, recipe, timeUs, program, signer, platform } = options;
  const place = await claimPlace(redacted, format);
  if (place === null) return null;
  const made = (id: string, sha256: Uint8Array, lengthBytes: number): Uint8Array =>
    manifestStore(
      {
        id,
        program,
        parent: namelessParent,
        deeds: (parent) => claimedDeeds(recipe, { timeUs, program, parent }),
        binding: { sha256, start: place.at, lengthBytes },
      },
      signer,
      platform,
    );
  let sizeBytes = 0;
  let manifest = made(idOf(new Uint8Array(32)), new Uint8Array(32), sizeBytes);
  for (let round = 0; place.wrapped(manifest).byteLength !== sizeBytes; round += 1) {
    if (round === MOST_ROUNDS) throw new Error("claim: its length does not settle");
    sizeBytes = place.wrapped(manifest).byteLength;
    manifest = made(idOf(new Uint8Array(32)), new Uint8Array(32), sizeBytes);
  }
  const without = place.without(manifest.byteLength);
  const sha256 = await hashOf(without, platform);
  // Every byte that the claim will have, but its id and signature: two claims that differ have two ids.
  const id = idOf(
    platform
      .createHash("sha256")
      .update(made(idOf(sha256), sha256, sizeBytes))
      .digest(),
  );
  return insertedSource(without, place.at, place.wrapped(made(id, sha256, sizeBytes)));
}

/** A UUID of version 4, which has no time in it. */
function idOf(bytes: Uint8Array): string {
  const own = Uint8Array.from(bytes.subarray(0, 16));
  own[6] = ((own[6] as number) & 0x0f) | 0x40;
  own[8] = ((own[8] as number) & 0x3f) | 0x80;
  return toHex(own).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function hashOf(source: ByteSource, platform: Pick<Platform, "createHash">): Promise<Uint8Array> {
  const hash = platform.createHash("sha256");
  for (let at = 0; at < source.size; at += BLOCK_BYTES) {
    const end = Math.min(source.size, at + BLOCK_BYTES);
    const bytes = await source.read(at, end);
    if (bytes.byteLength < end - at) {
      throw new FormatError("redact-source-changed", { format: "claim", offset: at }, "the picture became shorter while it was read");
    }
    hash.update(bytes);
  }
  return hash.digest();
}
