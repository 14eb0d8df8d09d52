/** What is to be taken out, as words of an option: `positions,serials`, `positions:100m`, `home:200m`, `times:+3600s`, `all`. */
import { UserError } from "@creance/core";
import { keepEverything, type Mask, type RedactionRecipe } from "@creance/seal";

/** What `--redact` takes, for help. */
export const REDACT_HELP =
  "what to take out, with commas: positions, positions:100m (a grid), home:200m (a circle), serials, names, previews, audio, times:+3600s, all";

type Changing = { -readonly [Field in keyof RedactionRecipe]: RedactionRecipe[Field] };

/** The recipe of the words; `null` without any. Throws a `UserError` (`bad-option`). */
export function readRecipe(words: readonly string[] | undefined): RedactionRecipe | null {
  const asked = (words ?? []).flatMap((one) => one.split(",")).map((one) => one.trim());
  if (asked.length === 0) return null;
  const recipe: Changing = { ...keepEverything };
  for (const word of asked) take(recipe, word);
  return recipe;
}

/** `ITEM=left,top,width,height` or `ITEM=left,top,width,height@fromS-untilS`: a box over a picture or a part of a clip. */
export function readMask(text: string): { readonly item: string; readonly mask: Mask } {
  const found = /^([^=]+)=(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})(?:@(\d{1,6}(?:\.\d{1,3})?)-(\d{1,6}(?:\.\d{1,3})?))?$/.exec(text);
  if (found === null) {
    throw new UserError(
      "bad-option",
      "wrongUse",
      `--mask "${text.slice(0, 80)}" is not ITEM=left,top,width,height in pixels, with @from-until in seconds for a clip. Nothing was sent.`,
    );
  }
  const [, item = "", left, top, width, height, from, until] = found;
  const ms = (seconds: string | undefined): number | null => (seconds === undefined ? null : Math.round(Number(seconds) * 1000));
  return {
    item,
    mask: {
      leftPx: Number(left),
      topPx: Number(top),
      widthPx: Number(width),
      heightPx: Number(height),
      fromMs: ms(from),
      untilMs: ms(until),
    },
  };
}

function take(recipe: Changing, word: string): void {
  const metres = /^(positions|home):(\d{1,6})m$/.exec(word);
  const seconds = /^times:([+-]\d{1,10})s$/.exec(word);
  if (word === "all") Object.assign(recipe, { positions: "drop", serials: "drop", names: "drop", previews: "drop", audio: "drop" });
  else if (word === "positions") recipe.positions = "drop";
  else if (metres !== null && metres[1] === "positions") recipe.positions = { gridM: Number(metres[2]) };
  else if (metres !== null) recipe.homeCircleM = Number(metres[2]);
  else if (word === "serials" || word === "names" || word === "previews" || word === "audio") recipe[word] = "drop";
  else if (seconds !== null) recipe.times = { shiftUs: Number(seconds[1]) * 1e6 };
  else
    throw new UserError(
      "bad-option",
      "wrongUse",
      `--redact "${word.slice(0, 60)}" is not known. It takes ${REDACT_HELP}. Nothing was sent.`,
    );
}
