/** What zod found, as sentences that say what is expected. */
import type { z } from "zod";
import { didYouMean, nearestWord } from "./did-you-mean.ts";
import { quoted } from "./problem.ts";
import type { PathStep } from "./yaml/read-yaml.ts";

/** A problem of the shape with the place it is at. */
export interface ShapeProblem {
  readonly path: readonly PathStep[];
  readonly sentence: string;
  /** The key that a mistyped one seems to stand for. */
  readonly meantPath: readonly PathStep[] | null;
}

/** The problems of an issue: one for each unknown key, otherwise one. `knownKeys` are those of the map at the issue's path. */
export function shapeProblems(issue: z.core.$ZodIssue, knownKeys: readonly string[]): readonly ShapeProblem[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  if (issue.code !== "unrecognized_keys")
    return [{ path, sentence: issue.code === "custom" ? issue.message : sentenceOf(issue), meantPath: null }];
  return issue.keys.map((key) => {
    const near = nearestWord(key, knownKeys);
    return {
      path: [...path, key],
      sentence: `The key ${quoted(key)} is not known here.${didYouMean(key, knownKeys, ` Known are: ${knownKeys.join(", ")}.`)}`,
      meantPath: near === null ? null : [...path, near],
    };
  });
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_small") return "The list is empty: at least one entry is expected.";
  if (issue.code !== "invalid_type") return `This is not what is expected here (${issue.code}).`;
  const expected = issue.expected === "object" ? "a map of keys and values" : issue.expected === "array" ? "a list" : issue.expected;
  return issue.input === undefined ? `Missing: ${expected}.` : `Expected is ${expected}.`;
}

/** The keys that a shape knows at a path below it. */
export function keysAt(shape: z.ZodType, path: readonly PathStep[]): readonly string[] {
  let at: unknown = shape;
  for (const step of path) {
    at = unwrapped(at);
    at = typeof step === "number" ? (at as { element?: unknown }).element : (at as { shape?: Record<string, unknown> }).shape?.[step];
  }
  return Object.keys((unwrapped(at) as { shape?: object } | undefined)?.shape ?? {});
}

/** What stands inside `nullish()` and `default()`. A list unwraps to its entries and is left as it is. */
function unwrapped(type: unknown): unknown {
  let at = type as { readonly element?: unknown; readonly unwrap?: () => unknown } | undefined;
  while (at?.element === undefined && typeof at?.unwrap === "function") at = at.unwrap() as typeof at;
  return at;
}
