/** What a picture shows of the ground, in words. */
import type { MediaDetail } from "@creance/api";
import type { Words } from "../words/words.ts";

type Footprint = NonNullable<MediaDetail["footprint"]>;

const winds = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"] as const;

/** `214°, south-west`. */
export function bearingWords(bearingDeg: number): string {
  const whole = ((Math.round(bearingDeg) % 360) + 360) % 360;
  return `${whole}°, ${winds[Math.round(whole / 45) % 8]}`;
}

const methodWords = {
  laserRange: "The ground is where the aircraft's laser measured it.",
  terrain: "The height of the ground comes from an elevation file.",
  measuredAboveGround: "The height above the ground was measured by the aircraft.",
  flatAtTakeOff: "The ground is taken as flat, at the height of the take-off point: on a slope the outline is off.",
} as const;

/** One to three sentences: where it looks, how the ground was found, how good that is. */
export function footprintWords(footprint: Footprint | null, words: Words): string {
  if (footprint === null || footprint.kind === "unknown")
    return "Which ground it shows is not known: it may show anything near the flight.";
  const look =
    footprint.bearingDeg === null || footprint.depressionDeg === null
      ? null
      : footprint.depressionDeg > 85
        ? "It looks straight down"
        : `It looks towards ${bearingWords(footprint.bearingDeg)}, ${Math.round(footprint.depressionDeg)}° below the horizon`;
  const height =
    footprint.heightAboveGroundM === null ? "" : ` from ${words.quantity(footprint.heightAboveGroundM, "height")} above the ground`;
  if (footprint.kind === "position") return "Only where the camera was is known, not where it looked.";
  if (footprint.kind === "viewTowards")
    return `${look ?? "It looks"}${height}: too near the horizon for an outline, so only the direction is drawn.`;
  const good = footprint.bandM === null ? "" : ` What may be seen reaches up to ${words.quantity(footprint.bandM, "height")} further.`;
  return `${look ?? "It looks down"}${height}.${footprint.method === null ? "" : ` ${methodWords[footprint.method]}`}${good}`;
}

/** The badge beside it: `laser measured` where the ground was measured, else `estimated`. */
export function footprintBadge(footprint: Footprint | null): string | null {
  if (footprint === null || footprint.kind === "unknown" || footprint.kind === "position") return null;
  return footprint.method === "laserRange" ? "estimated, distance by laser" : "estimated";
}
