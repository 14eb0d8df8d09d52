/** The exposure report in words. */
import type { ExposureReport, ExposureRow } from "@creance/api";
import { count, listed } from "../../words/count.ts";
import { regionText } from "../region.ts";

/** What kind of place a site is. */
export const siteKindWords = {
  water: "water works",
  power: "power",
  rail: "rail",
  bridge: "bridge",
  hazardous: "hazardous store",
  hospital: "hospital",
  responder: "responders",
  vineyard: "vineyard",
  home: "private home",
  other: "other",
} as const satisfies Record<NonNullable<ExposureRow["siteKind"]>, string>;

const howWords: Readonly<Record<string, string>> = {
  track: "flown over",
  footprint: "in the picture's view",
  laserPoint: "measured by laser",
  viewTowards: "in the direction of view",
  cameraPosition: "near the camera",
  home: "near the home point",
  pilot: "near the pilot",
};

/** How an item reveals something, for a person. */
export function howOf(kind: string): string {
  return howWords[kind] ?? kind.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What was looked at: `3 flights, 40 pictures and 2 clips`. */
export function itemsWords({ items }: Pick<ExposureReport, "items">): string {
  const parts = [
    ...(items.flights > 0 ? [count(items.flights, "flight")] : []),
    ...(items.photos > 0 ? [count(items.photos, "picture")] : []),
    ...(items.clips > 0 ? [count(items.clips, "clip")] : []),
    ...(items.files > 0 ? [count(items.files, "other file")] : []),
  ];
  return parts.length === 0 ? "nothing" : listed(parts);
}

/** Where the evidence of a row is looked at: the region of a picture, the second of a clip, the moment of a flight. */
export function evidenceHref(row: Pick<ExposureRow, "item" | "itemKind" | "region" | "fromMs">): string {
  const second = row.fromMs === null ? null : Math.floor(row.fromMs / 1000);
  const at = second === null || second < 0 ? "" : `?t=${second}`;
  if (row.itemKind === "flight") return `/flights/${encodeURIComponent(row.item)}${at}`;
  if (row.itemKind === "file") return `/files/originals/${row.item}`;
  if (row.region !== null && row.region.length >= 3) return `/media/${row.item}?${new URLSearchParams({ region: regionText(row.region) })}`;
  return `/media/${row.item}${row.itemKind === "photo" ? "" : at}`;
}
