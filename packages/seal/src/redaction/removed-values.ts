/** Gathers what was taken out, for the leak check. */
import type { ByteSource } from "@creance/core";
import type { RedactionRecipe } from "./recipe.ts";
import type { RedactionClass, RedactionPlace, RemovedValue } from "./redaction.ts";

/** Values beyond this many are not gathered: no file names so much. */
const MOST_VALUES = 5000;
const LEAST_TEXT = 5;
const LEAST_OTHER_TEXT = 12;
const MOST_TEXT = 200;
const PIECE_BYTES = 48;
/** Tables of a JPEG take up to 700 bytes. */
const LEAST_PIECES_BYTES = 1500;
/** Part of the Huffman tables of ITU-T T.81 annex K.3, as text. */
const USUAL_TABLE = "56789:CDEFGHIJSTUVWXYZ";
/** A dropped position is found again by anything nearer than this. */
const NEAR_M = 100;
const EXACT_M = 2;

/** A list of removed values. */
export class RemovedValues {
  readonly #values: RemovedValue[] = [];
  readonly #seen = new Set<string>();

  /** A text; positions are gathered as numbers. */
  text(kind: RedactionClass, name: string, text: string): void {
    const value = text.trim().replace(/\0+$/, "");
    const least = kind === "serial" || kind === "name" || kind === "time" ? LEAST_TEXT : LEAST_OTHER_TEXT;
    if (kind === "position" || kind === "telemetry" || value.length < least || value.length > MOST_TEXT) return;
    if (!isTelling(value) || this.#seen.has(value) || this.#values.length >= MOST_VALUES) return;
    this.#seen.add(value);
    this.#values.push({ kind: "text", class: kind, name, value });
  }

  /** Texts that stand in bytes which nothing reads. */
  runs(name: string, bytes: Uint8Array): void {
    let run = "";
    for (const byte of bytes) {
      const isPrintable = byte >= 0x20 && byte < 0x7f;
      if (isPrintable && run.length < MOST_TEXT) run += String.fromCharCode(byte);
      else {
        this.#run(name, run);
        run = isPrintable ? String.fromCharCode(byte) : "";
      }
    }
    this.#run(name, run);
  }

  /** Usual tables of pictures inside stand in every other picture, too. */
  #run(name: string, run: string): void {
    if (run.length >= LEAST_OTHER_TEXT && !run.includes(USUAL_TABLE)) this.text("other", name, run);
  }

  /** A piece out of the last quarter of removed bytes: heads and tables of pictures are all alike. */
  async piece(
    source: ByteSource,
    kind: RedactionClass,
    name: string,
    place: { readonly byteOffset: number; readonly lengthBytes: number },
  ): Promise<void> {
    if (place.lengthBytes < LEAST_PIECES_BYTES || this.#values.length >= MOST_VALUES) return;
    const start = place.byteOffset + Math.floor(place.lengthBytes * 0.75);
    if (start + PIECE_BYTES > source.size) return;
    const bytes = new Uint8Array(await source.read(start, start + PIECE_BYTES));
    if (new Set(bytes).size >= 16) this.#values.push({ kind: "bytes", class: kind, name, bytes });
  }

  /** All of them, but words that also stay in harmless values (a model's name as the aircraft's). */
  values(kept: ReadonlySet<string>): readonly RemovedValue[] {
    return this.#values.filter(
      (value) => value.kind !== "text" || value.class === "serial" || value.class === "time" || !kept.has(value.value),
    );
  }
}

/** Positions that were dropped or made coarse. */
export function positionsRemoved(name: string, places: readonly RedactionPlace[], recipe: RedactionRecipe): readonly RemovedValue[] {
  if (places.length === 0) return [];
  const latDeg = Float64Array.from(places, (place) => place.latDeg);
  const lonDeg = Float64Array.from(places, (place) => place.lonDeg);
  return [{ kind: "positions", name, latDeg, lonDeg, ...nearness(recipe) }];
}

/** How near is too near. */
export function nearness({ positions }: RedactionRecipe): { readonly withinM: number; readonly gridM: number | null } {
  return typeof positions === "object"
    ? { withinM: EXACT_M, gridM: positions.gridM }
    : { withinM: positions === "drop" ? NEAR_M : EXACT_M, gridM: null };
}

/** Not one letter over and over, not a placeholder, no number of few digits. */
function isTelling(value: string): boolean {
  if (new Set(value).size < 3 || /^[\d.,+\- /:]{1,7}$/.test(value)) return false;
  return !/^(default|unknown|none|null|undefined|n\/a)$/i.test(value);
}
