/** Places among the named values of a file: a latitude with the longitude that belongs to it. */
import { isPlausiblePosition } from "@creance/core";
import type { MetadataField } from "@creance/formats";
import { plainFieldName } from "./plain-field-name.ts";
import { positionText, type Reveal } from "./reveal.ts";

interface PlacePair {
  readonly lat: RegExp;
  readonly lon: RegExp;
  readonly kind: string;
  readonly label: string;
  readonly sentence: string;
}

const pairs: readonly PlacePair[] = [
  {
    lat: /^lrftargetlat(itude)?$/,
    lon: /^lrftargetlon(gitude|gtitude)?$/,
    kind: "laserTarget",
    label: "Laser target",
    sentence: "The place on the ground that the laser measured: what was looked at, not where the aircraft was.",
  },
  {
    lat: /^gpsdestlatitude$/,
    lon: /^gpsdestlongitude$/,
    kind: "laserTarget",
    label: "Place that was aimed at",
    sentence: "The place that the picture is of, as the file names it.",
  },
  {
    lat: /^(home|takeoff|hp)(point)?lat(itude)?$/,
    lon: /^(home|takeoff|hp)(point)?lon(gitude)?$/,
    kind: "homePosition",
    label: "Home point",
    sentence: "Where the aircraft took off and would return to.",
  },
  {
    lat: /^(app|phone|pilot|rc|operator|user)(gps)?lat(itude)?$/,
    lon: /^(app|phone|pilot|rc|operator|user)(gps)?lon(gitude)?$/,
    kind: "pilotPosition",
    label: "Pilot position",
    sentence: "Where the phone or controller was, so where the pilot stood.",
  },
  {
    lat: /^(gps)?latitude$|^gpslat$|^lat$/,
    lon: /^(gps)?long(i|t|ti)tude$|^gpslon(g)?$|^lon(g)?$/,
    kind: "picturePosition",
    label: "Position",
    sentence: "Where it was taken.",
  },
];

/** Other tags about the place; each alone is little, together they are where and whither. */
const DETAILS =
  /^gps(altitude|imgdirection|destbearing|destdistance|track|speed|position|coordinates|mapdatum|processingmethod|hpositioningerror|dop|satellites)$/;

/** Positions in ISO 6709, as films hold them: `+38.0335-007.7724+158.2/`. */
const ISO_6709 = /^([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)/;

/** Reveals of places, and which fields they stand in. */
export function positionFields(fields: readonly MetadataField[]): {
  readonly reveals: readonly Reveal[];
  readonly used: ReadonlySet<MetadataField>;
} {
  const reveals: Reveal[] = [];
  const used = new Set<MetadataField>();
  const names = fields.map(({ name }) => plainFieldName(name));
  for (const [at, field] of fields.entries()) {
    const name = names[at] as string;
    const pair = pairs.find(({ lat }) => lat.test(name));
    if (pair !== undefined) {
      used.add(field);
      const other = partner(fields, names, at, pair);
      if (other !== undefined) used.add(other);
      const value = placeText(fields, names, field, other);
      if (value === null) continue;
      reveals.push(revealOf(field, { ...pair, value }));
    } else if (pairs.some(({ lon }) => lon.test(name))) {
      used.add(field);
    } else if (/^(©xyz|loci|locationiso6709|iso6709|location)$/.test(name) && ISO_6709.test(field.value)) {
      used.add(field);
      const [, lat, lon] = ISO_6709.exec(field.value) as unknown as [string, string, string];
      if (!isPlausiblePosition(Number(lat), Number(lon))) continue;
      const sentence = "Where the film was begun, in a place of the file that most programs copy along.";
      reveals.push(
        revealOf(field, { kind: "picturePosition", label: "Position", value: positionText(Number(lat), Number(lon)), sentence }),
      );
    } else if (DETAILS.test(name) && field.value.trim() !== "") {
      used.add(field);
      const sentence = "Stands beside the position: height, direction, speed or how it was measured.";
      reveals.push(revealOf(field, { kind: "positionDetail", label: "Beside the position", value: field.value, sentence }));
    }
  }
  return { reveals, used };
}

/** The longitude that belongs to a latitude: the nearest one of the same group. */
function partner(fields: readonly MetadataField[], names: readonly string[], at: number, pair: PlacePair): MetadataField | undefined {
  const group = fields[at]?.group;
  for (let step = 1; step <= 12; step += 1) {
    for (const other of [at + step, at - step]) {
      const field = fields[other];
      if (field !== undefined && field.group === group && pair.lon.test(names[other] as string)) return field;
    }
  }
  return undefined;
}

/** `null` for a place that is none: 0,0 is no fix. Values that are no plain numbers stand as the file has them. */
function placeText(
  fields: readonly MetadataField[],
  names: readonly string[],
  lat: MetadataField,
  lon: MetadataField | undefined,
): string | null {
  const latText = lat.value.trim();
  const lonText = lon?.value.trim() ?? "";
  if (latText === "" && lonText === "") return null;
  const latDeg = Number(latText);
  const lonDeg = Number(lonText);
  if (lonText === "" || Number.isNaN(latDeg) || Number.isNaN(lonDeg)) {
    if (!/[1-9]/.test(latText) && !/[1-9]/.test(lonText)) return null;
    return [latText + reference(fields, names, lat), lonText + (lon === undefined ? "" : reference(fields, names, lon))]
      .filter((text) => text !== "")
      .join(", ");
  }
  const south = reference(fields, names, lat) === " S" && latDeg > 0 ? -1 : 1;
  const west = lon !== undefined && reference(fields, names, lon) === " W" && lonDeg > 0 ? -1 : 1;
  return isPlausiblePosition(latDeg, lonDeg) ? positionText(latDeg * south, lonDeg * west) : null;
}

/** EXIF keeps the hemisphere in a tag of its own. */
function reference(fields: readonly MetadataField[], names: readonly string[], field: MetadataField): string {
  const wanted = `${plainFieldName(field.name)}ref`;
  const found = fields.find((other, at) => other.group === field.group && names[at] === wanted)?.value.trim() ?? "";
  const letter = found.slice(0, 1).toUpperCase();
  return "NSEW".includes(letter) && letter !== "" ? ` ${letter}` : "";
}

function revealOf(field: MetadataField, reveal: Pick<Reveal, "kind" | "label" | "value" | "sentence">): Reveal {
  const { kind, label, value, sentence } = reveal;
  return { kind, label, value, byteOffset: field.byteOffset, lengthBytes: field.lengthBytes, scrambled: false, sentence };
}
