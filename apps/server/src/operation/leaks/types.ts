/** The leak check: is anything that was redacted still in what is to be shared? */
import type { ByteSource, Platform } from "@creance/core";
import type { RemovedValue } from "@creance/seal";

/** A removed value that was found again. */
export interface Leak {
  /** Name of the output. */
  readonly name: string;
  /** Where in it; inside an archive or a packed part, where that begins. */
  readonly byteOffset: number;
  /** What it is: `position`, `serial`, `name`, `preview` ... */
  readonly kind: string;
  /** For a person, without the value. */
  readonly sentence: string;
}

/** What the check did and found. */
export interface LeakReport {
  readonly ok: boolean;
  readonly searched: {
    readonly outputs: number;
    /** Bytes searched, unpacked contents counted again. */
    readonly bytes: number;
    /** Removed values that were looked for: texts and bytes, and positions. */
    readonly values: number;
    readonly positions: number;
    /** Removed values too short to be told from chance: not looked for. */
    readonly tooShort: number;
    /** Parts that could not be unpacked or were larger than the bound. */
    readonly unopened: number;
  };
  /** At most 1,000. */
  readonly found: readonly Leak[];
}

/** Looks for removed values in outputs. */
export type CheckLeaks = (
  outputs: readonly { readonly name: string; readonly source: ByteSource }[],
  removed: readonly RemovedValue[],
  options: { readonly platform: Platform },
) => Promise<LeakReport>;
