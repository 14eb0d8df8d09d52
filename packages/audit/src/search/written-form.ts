/** One way in which a needle may be written. */
import type { EncodingLayer } from "../encoding-layers.table.ts";

/**
 * How the bytes around a form are read, to tell whether it stands alone: as characters (`text`), as every other byte (`utf16`), as pairs of
 * hexadecimal digits (`hex`), with a sign between the pairs (`hexSpaced`), of UTF-16 (`hexUtf16`), as base64 (`base64`); `opaque` forms cannot be
 * chance and need no look, `token`s count only where no letter or digit touches them. `front` and `back` are the first and last characters of a text that is cut: they grow as far as the bytes agree.
 */
export const formShapes = ["opaque", "token", "text", "utf16", "hex", "hexSpaced", "hexUtf16", "base64", "front", "back"] as const;
/** How the bytes around a form are read. */
export type FormShape = (typeof formShapes)[number];

/** One way in which a needle may be written. */
export interface WrittenForm {
  readonly layers: readonly EncodingLayer[];
  /** The bytes to find; in lower case where either case will do. */
  readonly bytes: Uint8Array;
  /** True when ASCII letters may stand in either case. */
  readonly eitherCase: boolean;
  readonly shape: FormShape;
  /** Bytes at the beginning that are not the value's: a field's name that must stand before it. */
  readonly leadBytes?: number;
  /** `front` and `back`: the whole text that is cut. */
  readonly whole?: Uint8Array;
  /** `base64`: bits of the needle in the characters before and behind `bytes`, which hold bits of neighbours too. */
  readonly edges?: Base64Edges;
  /** Why this form alone may be chance; absent where it cannot. */
  readonly weakBecause?: string;
  /** True when it counts only next to a field's name of its kind. */
  readonly needsField?: boolean;
}

/** The parts of a needle's first and last byte that share a base64 character with a neighbour. */
export interface Base64Edges {
  /** Bytes of the group before the needle: 0, 1 or 2. */
  readonly alignment: 0 | 1 | 2;
  /** Value of the needle's bits in the character before, 0 for alignment 0. */
  readonly headBits: number;
  /** Bits of the needle in the character behind: 0, 2 or 4; and their value. */
  readonly tailCount: number;
  readonly tailBits: number;
}
