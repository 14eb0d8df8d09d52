/** What a picture or a clip says of itself, as lines that a person reads. */
import type { MediaDetail } from "@creance/api";
import type { MediaAngles, MediaItem } from "@creance/flight";

type Fact = MediaDetail["facts"][number];

/** The facts of an item in the order of its page. Unknown ones are left out. */
export function mediaFacts(item: MediaItem): Fact[] {
  return [
    ...timeFacts(item),
    ...placeFacts(item),
    ...viewFacts(item),
    ...cameraFacts(item),
    ...aircraftFacts(item),
    ...laserFacts(item),
    ...filmFacts(item),
  ];
}

function fact(
  group: Fact["group"],
  label: string,
  value: string | null,
  source: string | null = null,
  byteOffset: number | null = null,
): Fact[] {
  return value === null || value === "" ? [] : [{ group, label, value, source, byteOffset }];
}

function timeFacts({ time }: MediaItem): Fact[] {
  const zone = time.zoneMin === null ? null : `UTC${time.zoneMin < 0 ? "-" : "+"}${clock(Math.abs(time.zoneMin))}`;
  return [
    ...fact("time", "UTC", instant(time.utcUs), time.utcSource),
    ...fact("time", "Camera clock", instant(time.localUs), time.localSource),
    ...fact("time", "Zone that the camera states", zone, time.localSource),
  ];
}

function placeFacts({ position, heights, rtk }: MediaItem): Fact[] {
  const kinds = { ellipsoid: "above the ellipsoid", meanSeaLevel: "above sea level" } as const;
  const absolute = heights.absoluteKind === null ? "Absolute height (of what is not said)" : `Height ${kinds[heights.absoluteKind]}`;
  const rtkText =
    rtk === null ? null : [rtk.flag === null ? null : `flag ${rtk.flag}`, spread(rtk)].filter((text) => text !== null).join(", ");
  return [
    ...(position === null
      ? []
      : fact("place", "Position", `${degrees(position.latDeg, 7)}, ${degrees(position.lonDeg, 7)}`, position.source, position.byteOffset)),
    ...fact("place", "Height above take-off", metres(heights.takeOffM), position?.source ?? null),
    ...fact("place", absolute, metres(heights.absoluteM), position?.source ?? null),
    ...fact("place", "Height above ground, measured", metres(heights.groundM), position?.source ?? null),
    ...fact("place", "Kinematic fix", rtkText, "xmp"),
  ];
}

function spread({ stdLatM, stdLonM, stdHgtM }: NonNullable<MediaItem["rtk"]>): string | null {
  if (stdLatM === null || stdLonM === null) return null;
  return `one sigma ${metres(stdLatM, 3)} north, ${metres(stdLonM, 3)} east${stdHgtM === null ? "" : `, ${metres(stdHgtM, 3)} up`}`;
}

function viewFacts({ gimbal, aircraft, optics }: MediaItem): Fact[] {
  return [
    ...angleFacts("Camera", gimbal),
    ...angleFacts("Aircraft", aircraft),
    ...fact("view", "Camera mounted reversed", flag(optics.camReversed)),
    ...fact("view", "Gimbal mounted reversed", flag(optics.gimbalReversed)),
  ];
}

function angleFacts(what: string, angles: MediaAngles | null): Fact[] {
  if (angles === null) return [];
  const { yawDeg, pitchDeg, rollDeg, source } = angles;
  return [
    ...fact("view", `${what} yaw from north`, angle(yawDeg), source),
    ...fact("view", `${what} pitch`, angle(pitchDeg), source),
    ...fact("view", `${what} roll`, angle(rollDeg), source),
  ];
}

function cameraFacts({ optics, serials, widthPx, heightPx, thermal, kind }: MediaItem): Fact[] {
  const size = widthPx === null || heightPx === null ? null : `${widthPx} x ${heightPx} pixels`;
  return [
    ...fact("camera", "Make", optics.make),
    ...fact("camera", "Model", optics.model),
    ...fact("camera", "Serial", serials.camera),
    ...fact("camera", "Lens serial", serials.lens),
    ...fact("camera", "Size", kind === "photo" ? size : null),
    ...fact("camera", "Focal length", number(optics.focalLengthMm, 2, " mm")),
    ...fact("camera", "Focal length in 35 mm terms", number(optics.focal35Mm, 1, " mm")),
    ...fact("camera", "Calibrated focal length", optics.focalPx === null ? null : number(optics.focalPx.x, 1, " pixels")),
    ...fact("camera", "Digital zoom", number(optics.digitalZoom, 2, " times")),
    ...fact("camera", "Orientation", optics.orientation === null ? null : `EXIF ${optics.orientation}`),
    ...fact("camera", "Thermal", thermal ? "yes" : null),
    ...fact("camera", "Fisheye or all around", optics.fisheye ? "yes: no footprint is computed" : null),
  ];
}

function aircraftFacts({ aircraftModel, serials }: MediaItem): Fact[] {
  return [...fact("aircraft", "Model", aircraftModel), ...fact("aircraft", "Serial", serials.aircraft)];
}

function laserFacts({ laser }: MediaItem): Fact[] {
  if (laser === null) return [];
  const { latDeg, lonDeg } = laser;
  const target = latDeg === null || lonDeg === null ? null : `${degrees(latDeg, 7)}, ${degrees(lonDeg, 7)}`;
  return [
    ...fact("laser", "State", laser.status, "laser"),
    ...fact("laser", "Distance", metres(laser.distanceM), "laser"),
    ...fact("laser", "Target", target, "laser", laser.byteOffset),
    ...fact("laser", "Target above take-off", metres(laser.altTakeOffM), "laser"),
    ...fact("laser", "Target, absolute height", metres(laser.altAbsoluteM), "laser"),
  ];
}

function filmFacts({ kind, codec, durationUs, widthPx, heightPx }: MediaItem): Fact[] {
  if (kind === "photo") return [];
  const size = widthPx === null || heightPx === null ? null : `${widthPx} x ${heightPx} pixels`;
  return [
    ...fact("film", "Codec", codec, "container"),
    ...fact("film", "Length", number(durationUs === null ? null : durationUs / 1e6, 1, " s"), kind === "clip" ? "container" : "subtitle"),
    ...fact("film", "Size", size, "container"),
  ];
}

/** ISO 8601 without a zone: the label says which clock it is. */
function instant(timeUs: number | null): string | null {
  if (timeUs === null || Math.abs(timeUs) > 8.64e18) return null;
  return new Date(timeUs / 1000)
    .toISOString()
    .replace("T", " ")
    .replace(/(\.000)?Z$/, "");
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function number(value: number | null, digits: number, unit: string): string | null {
  return value === null || !Number.isFinite(value) ? null : `${Number(value.toFixed(digits))}${unit}`;
}

function metres(value: number | null, digits = 1): string | null {
  return number(value, digits, " m");
}

function angle(value: number | null): string | null {
  return number(value, 1, "°");
}

function degrees(value: number, digits: number): string {
  return value.toFixed(digits);
}

function flag(value: boolean | null): string | null {
  return value === null ? null : value ? "yes" : "no";
}
