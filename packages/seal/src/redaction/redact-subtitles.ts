/** Subtitles with telemetry (SRT): cues are written anew with what is known and stays; whatever else stood in them does not come along. */
import { type ByteSource, memorySource } from "@creance/core";
import { readSrt, type SrtCues } from "@creance/formats";
import { takesContentsOut } from "./check-recipe.ts";
import { isDeepInCircles, isInCircles, type PositionRule, positionRule } from "./position-rule.ts";
import type { Redaction, RedactionPlace, RedactOptions } from "./redaction.ts";
import { nearness } from "./removed-values.ts";
import { withheld } from "./withheld.ts";

const MOST_MS = 359_999_999;

/** Redacts a subtitle file. Throws a `FormatError` when no cue can be read. */
export async function redactSubtitles(source: ByteSource, options: RedactOptions): Promise<Redaction> {
  const { recipe } = options;
  const unchanged = { format: "srt", extension: "srt", changes: [], left: ["Nothing was taken out."], removed: [] };
  if (!takesContentsOut(recipe)) return { out: source, ...unchanged };
  const { cues } = await readSrt(source);
  const rule = positionRule(recipe, [...(options.homes ?? []), ...homesOf(cues)]);
  const parts: string[] = [];
  const lat: number[] = [];
  const lon: number[] = [];
  let count = 0;
  for (let row = 0; row < cues.rows; row += 1) {
    const { latDeg, lonDeg, homeLatDeg, homeLonDeg } = cues.columns;
    for (const [a, b] of [
      [latDeg[row], lonDeg[row]],
      [homeLatDeg[row], homeLonDeg[row]],
    ] as readonly (readonly [number, number])[]) {
      if (Number.isNaN(a) || Number.isNaN(b) || (a === lat.at(-1) && b === lon.at(-1))) continue;
      if (recipe.positions === "keep" && !isDeepInCircles(rule.circles, a, b)) continue;
      lat.push(a);
      lon.push(b);
    }
    const text = cueText(cues, row, rule, options);
    if (text === null) continue;
    count += 1;
    parts.push(`${count}\n${text}\n\n`);
  }
  if (count === 0) throw withheld("Nothing of these subtitles is left outside the home circle: they are not shared.");
  const at = { byteOffset: null, lengthBytes: null } as const;
  return {
    out: memorySource(new TextEncoder().encode(parts.join(""))),
    format: "srt",
    extension: "srt",
    changes: [
      { class: "other", name: "cues, written anew", how: "replaced", ...at },
      ...(count < cues.rows ? [{ class: "home", name: `${cues.rows - count} cues`, how: "removed", ...at } as const] : []),
      ...(recipe.positions === "keep"
        ? []
        : [{ class: "position", name: "positions", how: recipe.positions === "drop" ? "removed" : "replaced", ...at } as const]),
    ],
    left: recipe.times === "keep" ? ["The times stayed in: with a list of flights they lead to the flight."] : [],
    removed:
      lat.length === 0
        ? []
        : [{ kind: "positions", name: "subtitles", latDeg: Float64Array.from(lat), lonDeg: Float64Array.from(lon), ...nearness(recipe) }],
  };
}

function homesOf(cues: SrtCues): readonly RedactionPlace[] {
  const { latDeg, lonDeg, homeLatDeg, homeLonDeg } = cues.columns;
  const homes: RedactionPlace[] = [];
  for (let row = 0; row < cues.rows && homes.length < 1000; row += 1) {
    const home = { latDeg: homeLatDeg[row] as number, lonDeg: homeLonDeg[row] as number };
    if (Number.isNaN(home.latDeg) || Number.isNaN(home.lonDeg)) continue;
    if (!homes.some((each) => each.latDeg === home.latDeg && each.lonDeg === home.lonDeg)) homes.push(home);
  }
  const first = latDeg.findIndex((value, row) => !Number.isNaN(value) && !Number.isNaN(lonDeg[row]));
  if (first >= 0) homes.push({ latDeg: latDeg[first] as number, lonDeg: lonDeg[first] as number });
  return homes;
}

/** Times and lines of a cue; `null` when it goes. Its time codes are those of the clip and stay. */
function cueText(cues: SrtCues, row: number, { circles, shown }: PositionRule, { recipe }: RedactOptions): string | null {
  const { columns } = cues;
  const lat = columns.latDeg[row] as number;
  const lon = columns.lonDeg[row] as number;
  const isPlace = !Number.isNaN(lat) && !Number.isNaN(lon);
  if (circles.length > 0 && (!isPlace || isInCircles(circles, lat, lon))) return null;
  const values: [string, number, number][] = [
    ["iso", columns.iso[row] as number, 0],
    ["fnum", columns.fNumber[row] as number, 1],
    ["ev", columns.ev[row] as number, 1],
    ["focal_len", columns.focal35Mm[row] as number, 2],
    ["ct", columns.colourTemperatureK[row] as number, 0],
  ];
  const shutterS = columns.shutterS[row] as number;
  const place = isPlace ? shown(lat, lon) : null;
  if (place !== null) values.push(["latitude", place.latDeg, 6], ["longitude", place.lonDeg, 6]);
  values.push(["rel_alt", columns.relAltM[row] as number, 3]);
  const written = values
    .filter(([, value]) => Number.isFinite(value))
    .map(([name, value, places]) => `[${name}: ${value.toFixed(places)}]`);
  if (shutterS > 0) written.splice(1, 0, `[shutter: 1/${(1 / shutterS).toFixed(1)}]`);
  const localUs = columns.localUs[row] as number;
  const date = Number.isFinite(localUs) ? dateText(localUs + (recipe.times === "keep" ? 0 : recipe.times.shiftUs)) : null;
  const start = columns.startMs[row] as number;
  const end = columns.endMs[row] as number;
  const clock = `${clockText(start)} --> ${clockText(end)}`;
  return [clock, ...(date === null ? [] : [date]), written.join(" ")].join("\n");
}

function clockText(ms: number): string {
  const known = Number.isFinite(ms) ? Math.max(0, Math.min(MOST_MS, Math.round(ms))) : 0;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `${two(known / 3_600_000)}:${two((known / 60_000) % 60)}:${two((known / 1000) % 60)},${String(known % 1000).padStart(3, "0")}`;
}

function dateText(us: number): string | null {
  const ms = Math.floor(us / 1000);
  if (!(ms > 0) || ms > 4e12) return null;
  return new Date(ms).toISOString().slice(0, 23).replace("T", " ");
}
