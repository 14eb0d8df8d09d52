/** Puts a claim (C2PA) into a redacted picture, where that was asked. A claim that cannot be written rejects: nothing goes out without it then. */
import { type ByteSource, type EpochUs, isFormatError, UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { type ClaimSigner, claimPicture, type Redaction, type RedactionRecipe, takesAnythingOut } from "@creance/seal";
import { creanceVersion } from "../../http/version.ts";

/** Who claims, and when. */
export interface ClaimWish {
  readonly signer: ClaimSigner;
  readonly timeUs: EpochUs;
}

/** The file as it may be given away, and whether a claim is in it. */
export interface MaybeClaimed {
  readonly out: ByteSource;
  readonly isClaimed: boolean;
}

/**
 * The redacted file with its claim; as it was when none is wanted, nothing was to be taken out, or its format has no place for one. Reads the whole picture once. Rejects with
 * a `UserError` (`claim-failed`).
 */
export async function claimRedaction(
  { out, format }: Pick<Redaction, "out" | "format">,
  recipe: RedactionRecipe,
  wish: ClaimWish | null,
): Promise<MaybeClaimed> {
  if (wish === null || !takesAnythingOut(recipe)) return { out, isClaimed: false };
  const program = { name: "Creance", version: creanceVersion };
  try {
    const claimed = await claimPicture(out, { format, recipe, program, platform: nodePlatform, ...wish });
    return claimed === null ? { out, isClaimed: false } : { out: claimed, isClaimed: true };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    const sentence = `A claim was asked for and could not be written into a picture (${error.message}), so nothing goes out without it. Leave the picture out, or ask for no claims.`;
    throw new UserError("claim-failed", "conflict", sentence, { cause: error });
  }
}
