/** Recipes from outside. */
import { UserError } from "@creance/core";
import type { Mask, RedactionRecipe } from "./recipe.ts";

const LEAST_M = 10;
const MOST_M = 100_000;
const MOST_SHIFT_US = 100 * 366 * 86_400e6;
const MOST_MASKS = 1000;
const MOST_PX = 1_000_000;
const MOST_MS = 30 * 86_400_000;

/** True when the recipe takes anything out at all. */
export function takesAnythingOut(recipe: RedactionRecipe): boolean {
  return takesContentsOut(recipe) || recipe.previews === "drop" || recipe.audio === "drop" || recipe.thermal === "drop";
}

/** True when it takes out something that may stand anywhere: then what cannot be read goes as well. */
export function takesContentsOut({ positions, homeCircleM, serials, names, times, masks }: RedactionRecipe): boolean {
  return positions !== "keep" || homeCircleM !== null || serials === "drop" || names === "drop" || times !== "keep" || masks.length > 0;
}

/** Checks a recipe's numbers. Throws `UserError` (`redact-bad-recipe`). */
export function checkRecipe(recipe: RedactionRecipe): void {
  const { positions, homeCircleM, times, masks } = recipe;
  if (typeof positions === "object" && !isBetween(positions.gridM, LEAST_M, MOST_M))
    throw bad(`A grid has ${LEAST_M} to ${MOST_M} metres.`);
  if (homeCircleM !== null && !isBetween(homeCircleM, LEAST_M, MOST_M)) throw bad(`A home circle has ${LEAST_M} to ${MOST_M} metres.`);
  if (typeof times === "object") {
    const { shiftUs } = times;
    if (!Number.isSafeInteger(shiftUs) || shiftUs % 1e6 !== 0 || Math.abs(shiftUs) > MOST_SHIFT_US)
      throw bad("Times move by whole seconds, at most 100 years.");
  }
  if (masks.length > MOST_MASKS) throw bad(`There are at most ${MOST_MASKS} masks.`);
  for (const mask of masks) checkMask(mask);
}

function checkMask({ leftPx, topPx, widthPx, heightPx, fromMs, untilMs }: Mask): void {
  const isBox =
    [leftPx, topPx].every((value) => Number.isSafeInteger(value) && isBetween(value, 0, MOST_PX)) &&
    [widthPx, heightPx].every((value) => Number.isSafeInteger(value) && isBetween(value, 1, MOST_PX));
  if (!isBox) throw bad("A mask is a box of whole pixels: left, top, width and height.");
  const times = [fromMs, untilMs].filter((value) => value !== null);
  const isInOrder = fromMs === null || untilMs === null || fromMs < untilMs;
  if (!isInOrder || !times.every((value) => isBetween(value, 0, MOST_MS)))
    throw bad("A mask lasts from a time to a later time of the clip.");
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isFinite(value) && value >= least && value <= most;
}

function bad(sentence: string): UserError {
  return new UserError("redact-bad-recipe", "wrongUse", `${sentence} Nothing was redacted.`);
}
