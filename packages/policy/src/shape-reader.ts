/** Parts of a YAML text held against shapes: their values, and every problem with its place. */
import type { z } from "zod";
import type { PolicyProblem } from "./types.ts";
import type { PathStep, YamlText } from "./yaml/read-yaml.ts";
import { keysAt, shapeProblems } from "./zod-sentence.ts";

/** Reads parts one after the other and gathers what is wrong. */
export class ShapeReader {
  readonly #yaml: YamlText;
  readonly #problems: PolicyProblem[] = [];

  constructor(yaml: YamlText) {
    this.#yaml = yaml;
  }

  /** What was found so far, in order of the file. */
  get problems(): readonly PolicyProblem[] {
    return this.#problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
  }

  /** The part at the path, `null` when something is wrong in it. */
  part<Shape extends z.ZodType>(shape: Shape, value: unknown, path: readonly PathStep[]): z.output<Shape> | null {
    const parsed = shape.safeParse(value);
    if (parsed.success) return parsed.data;
    const found = parsed.error.issues.flatMap((issue) =>
      shapeProblems(
        issue,
        keysAt(
          shape,
          issue.path.filter((step) => typeof step !== "symbol"),
        ),
      ),
    );
    // A mistyped key is one mistake, not an unknown key and a missing one.
    const meant = new Set(found.flatMap(({ meantPath }) => (meantPath === null ? [] : [JSON.stringify(meantPath)])));
    for (const each of found) {
      if (!(each.sentence.startsWith("Missing") && meant.has(JSON.stringify(each.path)))) this.tell([...path, ...each.path], each.sentence);
    }
    return null;
  }

  /** A problem at the value of a path, or at the nearest thing around it that is there. */
  tell(path: readonly PathStep[], sentence: string): void {
    this.#problems.push({ ...this.#yaml.placeOf(path), path: pathText(path), sentence });
  }

  /** Line of what is at the path, from 1. */
  lineOf(path: readonly PathStep[]): number {
    return this.#yaml.placeOf(path).line;
  }
}

function pathText(path: readonly PathStep[]): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? keyText(step) : `.${keyText(step)}`)).join("");
}

/** An unknown key can be anything: its path names it only where it is a plain word. */
function keyText(key: string): string {
  return /^[A-Za-z][A-Za-z0-9_-]{0,40}$/.test(key) ? key : "?";
}
