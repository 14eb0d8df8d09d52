/** Options that take words of a list: `--data imagery,position`. */
import { UserError } from "@creance/core";

/** Reads one word of a list. Throws `UserError` that names them all. */
export function wordOption<Word extends string>(option: string, known: readonly Word[]): (value: string) => Word {
  return (value) => {
    const word = known.find((each) => each === value);
    if (word !== undefined) return word;
    throw new UserError("bad-option", "wrongUse", `--${option} "${value}" is not known. Known are: ${known.join(", ")}.`);
  };
}

/** Reads words with commas between them; the option may come several times. */
export function wordsOption<Word extends string>(
  option: string,
  known: readonly Word[],
): (value: string, before?: readonly Word[]) => readonly Word[] {
  const word = wordOption(option, known);
  return (value, before = []) => [...new Set([...before, ...value.split(",").map((each) => word(each.trim()))])];
}

/** Gathers texts of an option that may come several times. */
export function manyOption(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
