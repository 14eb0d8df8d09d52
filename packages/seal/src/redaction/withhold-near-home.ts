/** Pictures and clips that were taken within a home circle are not shared at all. */
import { isInCircles, positionRule } from "./position-rule.ts";
import type { RedactionPlace, RedactOptions } from "./redaction.ts";
import { withheld } from "./withheld.ts";

/** Throws `redact-withheld` when one of the places is within a circle, and when that cannot be told. Does nothing when no circle is asked for. */
export function withholdNearHome(what: "picture" | "clip", options: RedactOptions, places: readonly RedactionPlace[]): void {
  const { recipe, homes = [], takenAt = null } = options;
  if (recipe.homeCircleM === null) return;
  if (homes.length === 0)
    throw withheld(
      `No home, take-off or pilot position is known for this ${what}: without one there is no circle to cut. It is not shared.`,
    );
  const all = takenAt === null ? places : [takenAt, ...places];
  if (all.length === 0) {
    throw withheld(
      `Nothing says where this ${what} was taken, so it cannot be told whether that is within the home circle: it is not shared.`,
    );
  }
  const { circles } = positionRule(recipe, homes);
  if (all.some(({ latDeg, lonDeg }) => isInCircles(circles, latDeg, lonDeg))) {
    throw withheld(`This ${what}${what === "clip" ? ", or a part of it," : ""} was taken within the home circle: it is not shared.`);
  }
}
