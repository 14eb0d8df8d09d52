/** What a needle is worth by itself. */
import type { FindingKind, Needle } from "../types.ts";

/**
 * `strong`: cannot be chance. `short`: weak unless a field's name of its kind stands next to it. `feeble`: an ordinary word or fewer than 6 bytes:
 * only next to a field's name, and weak even there.
 */
export type NeedleStrength = "strong" | "short" | "feeble";

/** Fewer bytes are feeble, whatever they are. */
export const STRONG_BYTES = 6;

const worded: ReadonlySet<FindingKind> = new Set<FindingKind>(["ssid", "name", "account"]);
const LONGEST_WORD = 12;

/** Judges a needle (leak-detection.md, section 1: short or common needles make noise). */
export function strengthOf({ kind, value, form }: Needle): NeedleStrength {
  if (form === "fileHash" || form === "fileBytes") return "strong";
  const lengthBytes = new TextEncoder().encode(value).length;
  if (lengthBytes < STRONG_BYTES) return "feeble";
  if (worded.has(kind) && /^\p{L}+$/u.test(value) && value.length <= LONGEST_WORD) return "feeble";
  if (/^\+?\d+$/.test(value) ? value.length < 10 : lengthBytes < 8) return "short";
  return "strong";
}

/** Why a feeble needle is weak. */
export function feebleBecause({ value }: Needle): string {
  return new TextEncoder().encode(value).length < STRONG_BYTES ? "it is shorter than six bytes" : "it may be an ordinary word";
}
