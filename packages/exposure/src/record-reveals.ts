/** What the records of a flight record tell: serials, positions, texts, firmware. */
import { distanceM, isPlausiblePosition } from "@creance/core";
import type { NormalRecord } from "@creance/flight";
import { type DjiFlightRecord, djiFeatureOfType } from "@creance/formats";
import { isReadable, positionText, type Reveal, utf8Length } from "./reveal.ts";

const DEG_PER_RAD = 180 / Math.PI;
/** Reveals of one kind at most. */
const MAX_OF_A_KIND = 40;

/** Builds reveals that stand inside a record of some type. */
class RecordPlaces {
  readonly #version: number;
  constructor(version: number) {
    this.#version = version;
  }
  /** `at` is the offset in the payload. */
  reveal(
    type: number,
    recordOffset: number,
    at: number,
    lengthBytes: number,
    reveal: Pick<Reveal, "kind" | "label" | "value" | "sentence">,
  ): Reveal {
    const version = this.#version;
    const encrypted = djiFeatureOfType(version, type) !== 0;
    return {
      ...reveal,
      sentence: encrypted ? `${reveal.sentence} Encrypted in the file: only who has its keys can read it.` : reveal.sentence,
      // Type, length (two bytes from version 13 on), seed (from version 7 on), then the payload.
      byteOffset: recordOffset + (version >= 13 ? 3 : 2) + (version >= 7 ? 1 : 0) + at,
      lengthBytes,
      scrambled: version >= 7,
    };
  }
}

/** Reveals of the decoded records. Equal values in records of one type are told once, at their first place. */
export function recordReveals(record: DjiFlightRecord, normal: NormalRecord): Reveal[] {
  const places = new RecordPlaces(record.header.version);
  return [
    ...serialReveals(record, places),
    ...recoverReveals(record, places),
    ...positionReveals(record, normal, places),
    ...textReveals(record, places),
    ...firmwareReveals(record, places),
  ];
}

const components: Readonly<Record<number, { readonly kind: string; readonly label: string }>> = {
  1: { kind: "cameraSerial", label: "Camera serial number, full" },
  2: { kind: "aircraftSerial", label: "Aircraft serial number, full" },
  3: { kind: "rcSerial", label: "Controller serial number, full" },
  4: { kind: "batterySerial", label: "Battery serial number, full" },
};

function serialReveals(record: DjiFlightRecord, places: RecordPlaces): Reveal[] {
  const seen = new Set<string>();
  const reveals: Reveal[] = [];
  for (const { component, serial, byteOffset } of record.componentSerials) {
    const key = `${component} ${serial}`;
    if (!isReadable(serial) || seen.has(key) || reveals.length >= MAX_OF_A_KIND) continue;
    seen.add(key);
    const { kind, label } = components[component] ?? { kind: "componentSerial", label: `Serial number of component ${component}` };
    const sentence = "The part's own serial number, not cut as in the header.";
    reveals.push(places.reveal(40, byteOffset, 3, utf8Length(serial), { kind, label, value: serial, sentence }));
  }
  return reveals;
}

function recoverReveals(record: DjiFlightRecord, places: RecordPlaces): Reveal[] {
  const reveals: Reveal[] = [];
  const seen = new Set<string>();
  // Serials have 10 characters in early records and 16 later (docs/formats/dji-flight-record.md, type 13).
  const serialBytes = record.header.version < 6 ? 10 : 16;
  const sentence = "Written again by the app when it connected to the aircraft.";
  for (const recover of record.recovers) {
    const fields = [
      { kind: "aircraftSerial", label: "Aircraft serial number, from the connection", value: recover.aircraftSerial, at: 5 },
      { kind: "droneName", label: "Drone name, from the connection", value: recover.aircraftName, at: 5 + serialBytes },
      { kind: "cameraSerial", label: "Camera serial number, from the connection", value: recover.cameraSerial, at: 45 + serialBytes },
      { kind: "rcSerial", label: "Controller serial number, from the connection", value: recover.rcSerial, at: 45 + 2 * serialBytes },
      {
        kind: "batterySerial",
        label: "Battery serial number, from the connection",
        value: recover.batterySerial,
        at: 45 + 3 * serialBytes,
      },
    ];
    for (const { kind, label, value, at } of fields) {
      const key = `${kind} ${value}`;
      if (!isReadable(value) || seen.has(key) || reveals.length >= MAX_OF_A_KIND) continue;
      seen.add(key);
      reveals.push(places.reveal(13, recover.byteOffset, at, utf8Length(value), { kind, label, value, sentence }));
    }
  }
  return reveals;
}

function positionReveals(record: DjiFlightRecord, normal: NormalRecord, places: RecordPlaces): Reveal[] {
  const { osd, home, appGps } = record.streams;
  const reveals: Reveal[] = [];
  const path = firstPlausible(osd.rows, (row) => [
    (osd.columns.latRad[row] as number) * DEG_PER_RAD,
    (osd.columns.lonRad[row] as number) * DEG_PER_RAD,
  ]);
  if (path !== null) {
    const known = normal.flights.reduce(
      (sum, { track }) => sum + track.columns.latDeg.reduce((count, lat) => count + (Number.isNaN(lat) ? 0 : 1), 0),
      0,
    );
    reveals.push(
      places.reveal(1, osd.columns.byteOffset[path.row] as number, 0, 16, {
        kind: "flightPath",
        label: "Flight path",
        value: positionText(path.latDeg, path.lonDeg),
        sentence: `The first of ${known} positions: the whole path, about ten times a second.`,
      }),
    );
  }
  const homeAt = firstPlausible(home.rows, (row) => [
    (home.columns.latRad[row] as number) * DEG_PER_RAD,
    (home.columns.lonRad[row] as number) * DEG_PER_RAD,
  ]);
  if (homeAt !== null) {
    reveals.push(
      places.reveal(2, home.columns.byteOffset[homeAt.row] as number, 0, 16, {
        kind: "homePosition",
        label: "Home point",
        value: positionText(homeAt.latDeg, homeAt.lonDeg),
        sentence: "Where the aircraft took off and would return to. Longitude stands first in the file.",
      }),
    );
  }
  const pilot = firstPlausible(appGps.rows, (row) => [appGps.columns.latDeg[row] as number, appGps.columns.lonDeg[row] as number]);
  if (pilot !== null) {
    let count = 0;
    let spreadM = 0;
    for (let row = pilot.row; row < appGps.rows; row += 1) {
      const latDeg = appGps.columns.latDeg[row] as number;
      const lonDeg = appGps.columns.lonDeg[row] as number;
      if (!isPlausiblePosition(latDeg, lonDeg)) continue;
      count += 1;
      spreadM = Math.max(spreadM, distanceM(pilot.latDeg, pilot.lonDeg, latDeg, lonDeg));
    }
    const spread = count === 1 ? "One position." : `${count} positions, up to ${spreadM.toFixed(0)} m from the first.`;
    reveals.push(
      places.reveal(14, appGps.columns.byteOffset[pilot.row] as number, 0, 16, {
        kind: "pilotPosition",
        label: "Pilot position",
        value: positionText(pilot.latDeg, pilot.lonDeg),
        sentence: `Where the phone was, so where the pilot stood. ${spread}`,
      }),
    );
  }
  return reveals;
}

function firstPlausible(
  rows: number,
  positionAt: (row: number) => readonly [number, number],
): { readonly row: number; readonly latDeg: number; readonly lonDeg: number } | null {
  for (let row = 0; row < rows; row += 1) {
    const [latDeg, lonDeg] = positionAt(row);
    if (isPlausiblePosition(latDeg, lonDeg)) return { row, latDeg, lonDeg };
  }
  return null;
}

const COORDINATES = /-?\d{1,3}\.\d{3,}\D{1,12}-?\d{1,3}\.\d{3,}/;
const PLACE_WORDS = /\b(?:zone|airport|heliport|prison|stadium|near|city of)\b/i;

function textReveals(record: DjiFlightRecord, places: RecordPlaces): Reveal[] {
  const details = record.header.details;
  const names = [
    details?.aircraftName,
    details?.city,
    details?.area,
    details?.street,
    ...record.recovers.slice(0, 5).map((one) => one.aircraftName),
  ]
    .map((name) => (name ?? "").split("|")[0]?.trim() ?? "")
    .filter((name) => name.length >= 4 && isReadable(name));
  const seen = new Set<string>();
  const reveals: Reveal[] = [];
  for (const { type, text, byteOffset } of record.texts) {
    if (seen.has(text) || reveals.length >= MAX_OF_A_KIND) continue;
    const why = COORDINATES.test(text)
      ? "holds coordinates"
      : names.some((name) => text.includes(name))
        ? "holds a name that also stands in the header"
        : PLACE_WORDS.test(text)
          ? "tells what is near the flight"
          : null;
    if (why === null) continue;
    seen.add(text);
    const sentence = `A message of the app that ${why}.`;
    reveals.push(places.reveal(type, byteOffset, 0, utf8Length(text), { kind: "appText", label: "App message", value: text, sentence }));
  }
  return reveals;
}

function firmwareReveals(record: DjiFlightRecord, places: RecordPlaces): Reveal[] {
  const first = record.firmware[0];
  if (first === undefined) return [];
  const versions = new Set(record.firmware.map(({ sender, subSender, version }) => `${sender}.${subSender} ${version}`));
  const sentence = `Firmware versions, here of component ${first.sender}.${first.subSender}; ${versions.size} in the record. They tell which known flaws the aircraft has.`;
  return [places.reveal(15, first.byteOffset, 0, 6, { kind: "firmware", label: "Firmware", value: first.version, sentence })];
}
