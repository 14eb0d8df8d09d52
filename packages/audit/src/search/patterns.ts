/** The forms of all needles as byte patterns in flat arrays. */
import type { Platform } from "@creance/core";
import type { EncodingLayer } from "../encoding-layers.table.ts";
import type { Needle } from "../types.ts";
import { formsOf } from "./forms.ts";
import type { Base64Edges, FormShape, WrittenForm } from "./written-form.ts";

/** What patterns have in common: one object for all of the same sort. */
export interface PatternRule {
  readonly layers: readonly EncodingLayer[];
  readonly shape: FormShape;
  readonly eitherCase: boolean;
  readonly leadBytes: number;
  readonly weakBecause: string | null;
  readonly needsField: boolean;
}

/** All patterns. Pattern `i` is `bytes[start[i]..start[i + 1])`. */
export interface PatternSet {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly start: Int32Array;
  /** Place of the needle in the list. */
  readonly needle: Int32Array;
  /** Place of the rule in `rules`. */
  readonly rule: Int32Array;
  readonly rules: readonly PatternRule[];
  /** Edges of base64 patterns; others have none. */
  edgesOf(pattern: number): Base64Edges;
  /** The text that a `front` or `back` is cut from. */
  wholeOf(pattern: number): Uint8Array | undefined;
  /** Bytes behind a pattern's first that a match may need, and before it. */
  readonly longestBytes: number;
}

/** The patterns of all needles. Memory: the forms' bytes and 20 bytes each. */
export function patternSet(needles: readonly Needle[], platform: Platform): PatternSet {
  const bytes = new Growing();
  const starts: number[] = [0];
  const owners: number[] = [];
  const ruleOf: number[] = [];
  const edges: number[] = [];
  const rules: PatternRule[] = [];
  const places = new Map<string, number>();
  const wholes = new Map<number, Uint8Array>();
  let longestBytes = 0;
  for (const [at, needle] of needles.entries()) {
    for (const form of formsOf(needle, platform)) {
      bytes.add(form.bytes);
      starts.push(bytes.length);
      if (form.whole !== undefined) wholes.set(owners.length, form.whole);
      longestBytes = Math.max(longestBytes, form.bytes.length, form.whole?.length ?? 0);
      owners.push(at);
      edges.push(packEdges(form.edges));
      ruleOf.push(placeOf(form, rules, places));
    }
  }
  const packed = Int32Array.from(edges);
  return {
    count: owners.length,
    bytes: bytes.whole(),
    start: Int32Array.from(starts),
    needle: Int32Array.from(owners),
    rule: Int32Array.from(ruleOf),
    rules,
    edgesOf: (pattern) => unpackEdges(packed[pattern] as number),
    wholeOf: (pattern) => wholes.get(pattern),
    longestBytes,
  };
}

function placeOf(form: WrittenForm, rules: PatternRule[], places: Map<string, number>): number {
  const { layers, shape, eitherCase, leadBytes = 0, weakBecause = null, needsField = false } = form;
  const key = `${layers.join()}/${shape}/${eitherCase}/${leadBytes}/${needsField}/${weakBecause}`;
  const known = places.get(key);
  if (known !== undefined) return known;
  places.set(key, rules.length);
  rules.push({ layers, shape, eitherCase, leadBytes, weakBecause, needsField });
  return rules.length - 1;
}

function packEdges(edges: Base64Edges | undefined): number {
  return edges === undefined ? 0 : edges.alignment | (edges.headBits << 2) | (edges.tailCount << 6) | (edges.tailBits << 9);
}

function unpackEdges(packed: number): Base64Edges {
  return {
    alignment: (packed & 3) as 0 | 1 | 2,
    headBits: (packed >> 2) & 15,
    tailCount: (packed >> 6) & 7,
    tailBits: (packed >> 9) & 63,
  };
}

/** Bytes that grow at the end. */
class Growing {
  length = 0;
  #bytes = new Uint8Array(1 << 16);

  add(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  whole(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}
