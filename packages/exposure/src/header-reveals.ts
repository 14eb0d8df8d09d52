/** What the header of a flight record tells, readable in every version without any key. */
import { isoFromEpochUs, isPlausibleEpochUs, isPlausiblePosition } from "@creance/core";
import { isPlaceholder } from "@creance/flight";
import type { DjiDetails, DjiFlightRecord, FieldPlace } from "@creance/formats";
import { isReadable, positionText, type Reveal, utf8Length } from "./reveal.ts";

type TextKey = { readonly [Key in keyof DjiDetails]: DjiDetails[Key] extends string | null ? Key : never }[keyof DjiDetails];

interface TextField {
  readonly key: TextKey;
  readonly kind: string;
  readonly label: string;
  readonly sentence: string;
}

const place = "The app looked up the place name of the take-off point and wrote it down.";

const textFields: readonly TextField[] = [
  {
    key: "aircraftSerial",
    kind: "aircraftSerial",
    label: "Aircraft serial number",
    sentence: "Names this one aircraft; the maker and its registration can lead from it to the owner.",
  },
  {
    key: "cameraSerial",
    kind: "cameraSerial",
    label: "Camera serial number",
    sentence: "Links the flight to pictures taken with this camera.",
  },
  {
    key: "rcSerial",
    kind: "rcSerial",
    label: "Controller serial number",
    sentence: "Names this one remote controller, also across aircraft.",
  },
  {
    key: "batterySerial",
    kind: "batterySerial",
    label: "Battery serial number",
    sentence: "Names this one battery, also across aircraft.",
  },
  {
    key: "aircraftName",
    kind: "droneName",
    label: "Drone name",
    sentence: "The name the owner gave the aircraft; many hold a person's or a company's name.",
  },
  {
    key: "accountFragment",
    kind: "accountFragment",
    label: "Account fragment",
    sentence: "16 characters that were the same for all aircraft of one owner in records we compared: they link flights to one account.",
  },
  { key: "uuid", kind: "uuid", label: "UUID", sentence: "An identifier whose meaning is not published; equal values link files." },
  { key: "subStreet", kind: "placeName", label: "Place name (sub-street)", sentence: place },
  { key: "street", kind: "placeName", label: "Place name (street)", sentence: place },
  { key: "city", kind: "placeName", label: "Place name (city)", sentence: place },
  { key: "area", kind: "placeName", label: "Place name (area)", sentence: place },
];

/** Reveals of the header. Implausible values (an unclosed record holds leftovers of memory) are left out. */
export function headerReveals(record: DjiFlightRecord): Reveal[] {
  const details = record.header.details;
  if (details === null) return [];
  const scrambled = record.header.version >= 13;
  const keyless = scrambled ? " Readable without any key." : "";
  const reveals: Reveal[] = [];
  const add = (
    where: FieldPlace | undefined,
    reveal: Pick<Reveal, "kind" | "label" | "value" | "sentence">,
    lengthBytes?: number,
  ): void => {
    if (where === undefined) return;
    reveals.push({
      ...reveal,
      sentence: reveal.sentence + keyless,
      byteOffset: where.offset,
      lengthBytes: lengthBytes ?? where.lengthBytes,
      scrambled,
    });
  };
  const places = record.header.places;
  for (const { key, kind, label, sentence } of textFields) {
    const value = details[key];
    if (value === null || !isReadable(value) || (kind === "placeName" && isPlaceholder(value))) continue;
    const where = places[key];
    add(where, { kind, label, value, sentence }, Math.min(where?.lengthBytes ?? 0, utf8Length(value)));
  }
  add(places.needsUpload, {
    kind: "uploadFlag",
    label: "Upload flag",
    value: String(details.needsUpload),
    sentence: "The app's own mark whether this record still has to be uploaded; the meaning is inferred from the field's name.",
  });
  if (isPlausiblePosition(details.latDeg, details.lonDeg)) {
    const where = places.lonDeg;
    add(
      where,
      {
        kind: "headerPosition",
        label: "Take-off position in the header",
        value: positionText(details.latDeg, details.lonDeg),
        sentence: "Where the flight began: often a home, a workplace or a site. Longitude stands first in the file.",
      },
      16,
    );
  }
  addTimes(details, places, add);
  addPicturePositions(details, places, add);
  add(places.appPlatform, {
    kind: "app",
    label: "App",
    value: `${details.appPlatformName ?? `platform ${details.appPlatform}`} ${details.appVersion}`.trim(),
    sentence: "Which app in which version wrote the record, and so which phone system flew.",
  });
  return reveals;
}

type Add = (where: FieldPlace | undefined, reveal: Pick<Reveal, "kind" | "label" | "value" | "sentence">, lengthBytes?: number) => void;

function addTimes(details: DjiDetails, places: DjiFlightRecord["header"]["places"], add: Add): void {
  const start = plausibleTime(details.startTimeMs);
  if (start !== null) {
    add(places.startTimeMs, {
      kind: "startTime",
      label: "Start time",
      value: start,
      sentence: "When the flight began, to the millisecond.",
    });
  }
  const activation = plausibleTime(details.activationTimeMs);
  if (activation !== null) {
    add(places.activationTimeMs, {
      kind: "activationTime",
      label: "Activation time",
      value: activation,
      sentence: "When the aircraft was activated with the maker: the same in every record of this aircraft.",
    });
  }
}

function addPicturePositions(details: DjiDetails, places: DjiFlightRecord["header"]["places"], add: Add): void {
  for (let picture = 0; picture < 4; picture += 1) {
    const latDeg = details.momentPicLatDeg[picture] ?? 0;
    const lonDeg = details.momentPicLonDeg[picture] ?? 0;
    const where = places.momentPicLonDeg;
    if (where === undefined || !isPlausiblePosition(latDeg, lonDeg)) continue;
    add(
      { offset: where.offset + 8 * picture, lengthBytes: 8 },
      {
        kind: "picturePosition",
        label: `Position of picture ${picture + 1}`,
        value: positionText(latDeg, lonDeg),
        sentence: "Where the picture was taken. The longitude stands here in radians, the latitude 32 bytes on.",
      },
    );
  }
}

function plausibleTime(timeMs: number | null): string | null {
  return timeMs !== null && isPlausibleEpochUs(timeMs * 1000) ? isoFromEpochUs(timeMs * 1000) : null;
}
