/** What becomes of a position: it stays, goes, or becomes the middle of a cell; circles around homes are cut. */
import { distanceM } from "@creance/core";
import type { RedactionRecipe } from "./recipe.ts";
import type { RedactionPlace } from "./redaction.ts";

/** A circle in which everything goes. Its middle is not the home. */
export interface HomeCircle extends RedactionPlace {
  readonly radiusM: number;
}

/** Metres of a degree along a meridian, for cells. */
const METRES_PER_DEG = 111_320;
/** Nearer to a pole than this, columns of cells are not told apart. */
const MOST_LAT_DEG = 89.9;

/**
 * The middle of the cell of about `gridM` metres that holds a place, seven decimals. Rows of cells begin at the equator, columns of a row at
 * Greenwich, as wide as the row's middle makes them: the same place always gives the same middle.
 */
export function gridMiddle(place: RedactionPlace, gridM: number): RedactionPlace {
  const rowDeg = gridM / METRES_PER_DEG;
  const latDeg = Math.max(-90, Math.min(90, (Math.floor(place.latDeg / rowDeg) + 0.5) * rowDeg));
  const columnDeg = Math.min(360, rowDeg / Math.cos((Math.min(MOST_LAT_DEG, Math.abs(latDeg)) * Math.PI) / 180));
  const lonDeg = (Math.floor(place.lonDeg / columnDeg) + 0.5) * columnDeg;
  return { latDeg: rounded(latDeg), lonDeg: rounded(Math.max(-180, Math.min(180, lonDeg))) };
}

/** True for a position that is, up to its own rounding, the middle of a cell. */
export function isGridMiddle(place: RedactionPlace, gridM: number, toleranceM: number): boolean {
  const middle = gridMiddle(place, gridM);
  return distanceM(place.latDeg, place.lonDeg, middle.latDeg, middle.lonDeg) <= toleranceM;
}

/**
 * Circles to cut so that everything within `radiusM` of each home goes. The middle is that of the home's cell of `radiusM` metres, and the
 * circle is larger by half the cell's diagonal: whoever draws the circle from the ends of many tracks finds the cell, never the home within it.
 */
export function homeCircles(homes: readonly RedactionPlace[], radiusM: number): readonly HomeCircle[] {
  const circles: HomeCircle[] = [];
  for (const home of homes) {
    const middle = gridMiddle(home, radiusM);
    if (circles.some(({ latDeg, lonDeg }) => latDeg === middle.latDeg && lonDeg === middle.lonDeg)) continue;
    circles.push({ ...middle, radiusM: radiusM * (1 + Math.SQRT1_2) + 1 });
  }
  return circles;
}

/** Nearer to the border than this a position that goes is not looked for again: one that stays may stand beside it. */
const BORDER_M = 5;

/** True well inside one of the circles. */
export function isDeepInCircles(circles: readonly HomeCircle[], latDeg: number, lonDeg: number): boolean {
  return circles.some((circle) => distanceM(circle.latDeg, circle.lonDeg, latDeg, lonDeg) <= circle.radiusM - BORDER_M);
}

/** True inside one of the circles. */
export function isInCircles(circles: readonly HomeCircle[], latDeg: number, lonDeg: number): boolean {
  return circles.some((circle) => distanceM(circle.latDeg, circle.lonDeg, latDeg, lonDeg) <= circle.radiusM);
}

/** Judges positions. */
export interface PositionRule {
  readonly circles: readonly HomeCircle[];
  /** The position as it may be shown; `null` when it goes. */
  shown(latDeg: number, lonDeg: number): RedactionPlace | null;
}

/** The rule of a recipe. Positions in a circle go whatever else is asked. */
export function positionRule(recipe: RedactionRecipe, homes: readonly RedactionPlace[]): PositionRule {
  const circles = recipe.homeCircleM === null ? [] : homeCircles(homes, recipe.homeCircleM);
  const { positions } = recipe;
  return {
    circles,
    shown(latDeg, lonDeg) {
      if (positions === "drop" || isInCircles(circles, latDeg, lonDeg)) return null;
      const place = { latDeg, lonDeg };
      return positions === "keep" ? place : gridMiddle(place, positions.gridM);
    },
  };
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
