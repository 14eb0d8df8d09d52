/** Exports and files of tracks against Python's csv and json modules and xmllint, where these are installed. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { nodePlatform, openFileSource } from "../../../adapters/node/src/index.ts";
import { type FlightLog, flightLogReaders, trackColumns } from "../../../packages/flight/src/index.ts";
import {
  readGpx,
  readHead,
  readKml,
  sniffFormat,
  type TrackFile,
  writeFlightCsv,
  writeGeoJson,
  writeGpx,
  writeKml,
} from "../../../packages/formats/src/index.ts";
import type { ConformanceRow } from "./conformance-row.ts";

/**
 * Reads a table with Python's csv module and prints each asked column as numbers times a factor plus an offset; `null` where a cell is no
 * number. Flags are 1 and 0. Written for this comparison alone: it shares nothing with our reader.
 */
const PYTHON_TABLE = `
import csv, json, sys
path, columns, delimiter = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
with open(path, newline="", encoding="utf-8-sig", errors="replace") as file:
    rows = list(csv.reader(file, delimiter=delimiter))
wanted = columns[0][0]
at = next(i for i, row in enumerate(rows) if wanted in [cell.strip() for cell in row])
header = [cell.strip() for cell in rows[at]]
out = {}
for name, factor, offset in columns:
    index = header.index(name)
    values = []
    for row in rows[at + 1:]:
        if len(row) < len(header): continue
        cell = row[index].strip()
        if cell in ("TRUE", "FALSE"): values.append(1 if cell == "TRUE" else 0)
        else:
            try: values.append(float(cell.replace(",", ".")) * factor + offset)
            except ValueError: values.append(None)
    out[name] = values
json.dump(out, sys.stdout)
`;

type Spec = readonly (readonly [header: string, factor: number, offset: number, column: keyof typeof trackColumns])[];

const FEET = 0.3048;
const MPH = 0.447_04;
const phantomHelp: Spec = [
  ["OSD.latitude", 1, 0, "latDeg"],
  ["OSD.longitude", 1, 0, "lonDeg"],
  ["OSD.height [ft]", FEET, 0, "altHomeM"],
  ["OSD.hSpeed [MPH]", MPH, 0, "groundSpeedMps"],
  ["OSD.xSpeed [MPH]", MPH, 0, "speedNorthMps"],
  ["OSD.ySpeed [MPH]", MPH, 0, "speedEastMps"],
  ["OSD.zSpeed [MPH]", -MPH, 0, "climbMps"],
  ["OSD.pitch", 1, 0, "pitchDeg"],
  ["OSD.roll", 1, 0, "rollDeg"],
  ["OSD.yaw", 1, 0, "yawDeg"],
  ["OSD.flyTime [s]", 1000, 0, "elapsedMs"],
  ["OSD.gpsNum", 1, 0, "satellites"],
  ["OSD.isMotorOn", 1, 0, "motorUp"],
  ["GIMBAL.pitch", 1, 0, "gimbalPitchDeg"],
  ["GIMBAL.yaw", 1, 0, "gimbalYawDeg"],
  ["BATTERY.chargeLevel", 1, 0, "batteryPct"],
  ["BATTERY.voltage [V]", 1, 0, "voltageV"],
  ["BATTERY.temperature [F]", 5 / 9, -160 / 9, "batteryTempDegC"],
  ["BATTERY.cellVoltage1 [V]", 1, 0, "cell1V"],
  ["HOME.latitude", 1, 0, "homeLatDeg"],
  ["HOME.longitude", 1, 0, "homeLonDeg"],
];
/** The other half of a position. */
const partners: Readonly<Record<string, string>> = {
  latDeg: "lonDeg",
  lonDeg: "latDeg",
  homeLatDeg: "homeLonDeg",
  homeLonDeg: "homeLatDeg",
};
const geotag: Spec = [
  ["Latitude", 1, 0, "latDeg"],
  ["Longitude", 1, 0, "lonDeg"],
  ["Time(seconds)", 1000, 0, "elapsedMs"],
];
const airData: Spec = [
  ["latitude", 1, 0, "latDeg"],
  ["longitude", 1, 0, "lonDeg"],
  ["time(millisecond)", 1, 0, "elapsedMs"],
  ["height_above_takeoff(feet)", FEET, 0, "altHomeM"],
  ["speed(km/h)", 1 / 3.6, 0, "groundSpeedMps"],
  ["battery_temperature(f)", 5 / 9, -160 / 9, "batteryTempDegC"],
];

/** Compares every export and file of tracks of the samples, and files of our own writers. `samples` is the folder of the samples. */
export async function compareExports(samples: string): Promise<ConformanceRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "creance-exports-"));
  try {
    const made = makeFiles(folder);
    const files = (name: string): string[] =>
      existsSync(join(samples, name)) ? readdirSync(join(samples, name)).map((file) => join(samples, name, file)) : [];
    const rows: ConformanceRow[] = [];
    const python = version("python3", ["--version"]);
    if (python !== null) {
      for (const path of files("csv")) rows.push(await compareTable(path, path.includes("Geotag") ? geotag : phantomHelp, ",", python));
      rows.push(await compareTable(made.csv, airData, ",", python), await compareTable(made.semicolon, airData, ";", python));
      rows.push(await compareGeoJson(made.geojson, python));
    }
    const xmllint = version("xmllint", ["--version"]);
    if (xmllint !== null) {
      for (const path of [...files("gpx-kml"), made.gpx, made.kml]) rows.push(await compareXml(path, xmllint));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareTable(path: string, spec: Spec, separator: string, oracle: string): Promise<ConformanceRow> {
  const log = await logOf(path);
  const asked = JSON.stringify(spec.map(([header, factor, offset]) => [header, factor, offset]));
  const out = execFileSync("python3", ["-c", PYTHON_TABLE, path, asked, separator], { maxBuffer: 1 << 28 });
  const theirs = JSON.parse(out.toString()) as Readonly<Record<string, readonly (number | null)[]>>;
  const tally = new Tally();
  const { columns, rows } = log.track;
  const of = (header: string): readonly (number | null)[] => theirs[header] ?? [];
  tally.add("rows", rows, of((spec[0] as Spec[number])[0]).length, null);
  for (const [header, , , column] of spec) {
    const partner = spec.find((other) => other[3] === partners[column])?.[0];
    const first = column === "elapsedMs" ? (of(header)[0] ?? 0) : 0;
    for (let row = 0; row < rows; row += 1) {
      const value = of(header)[row] ?? null;
      // 0,0 is no fix.
      const isNoFix = partner !== undefined && value === 0 && of(partner)[row] === 0;
      tally.add(column, columns[column][row] as number, value === null || isNoFix ? null : value - first, null);
    }
  }
  return tally.row(log.format, path, oracle);
}

const PYTHON_GEOJSON = `
import json, sys
data = json.load(open(sys.argv[1], encoding="utf-8"))
line = next(f for f in data["features"] if f["geometry"] and "LineString" in f["geometry"]["type"])
flat = line["geometry"]["coordinates"] if line["geometry"]["type"] == "LineString" else sum(line["geometry"]["coordinates"], [])
json.dump(flat, sys.stdout)
`;

async function compareGeoJson(path: string, oracle: string): Promise<ConformanceRow> {
  const { track, format } = await logOf(path);
  const out = execFileSync("python3", ["-c", PYTHON_GEOJSON, path], { maxBuffer: 1 << 28 });
  const theirs = JSON.parse(out.toString()) as readonly (readonly [number, number])[];
  const tally = new Tally();
  tally.add("points", track.rows, theirs.length, null);
  for (const [row, [lon, lat]] of theirs.entries()) {
    tally.add("latDeg", track.columns.latDeg[row] as number, lat, null);
    tally.add("lonDeg", track.columns.lonDeg[row] as number, lon, null);
  }
  return tally.row(format, path, oracle);
}

async function compareXml(path: string, oracle: string): Promise<ConformanceRow> {
  const source = await openFileSource(path);
  let file: TrackFile;
  try {
    file = path.endsWith(".gpx") ? await readGpx(source) : await readKml(source);
  } finally {
    await source.close();
  }
  const tally = new Tally();
  if (file.format === "gpx") {
    for (const [element, kind] of [
      ["trkpt", "track"],
      ["rtept", "route"],
      ["wpt", "place"],
    ] as const) {
      const points = file.points.filter((point) => point.kind === kind);
      tally.add(element, points.length, Number(xpath(path, `count(${named(element)})`)), null);
      for (const [attribute, value] of [
        ["lat", "latDeg"],
        ["lon", "lonDeg"],
      ] as const) {
        const theirs = [...xpath(path, `${named(element)}/@${attribute}`).matchAll(/="([^"]*)"/g)].map((match) => Number(match[1]));
        for (const [at, number] of theirs.entries()) tally.add(`${element}@${attribute}`, points[at]?.[value] ?? Number.NaN, number, null);
      }
      tally.add(
        `${element}/time`,
        points.filter(({ timeUs }) => !Number.isNaN(timeUs)).length,
        Number(xpath(path, `count(${named(element)}/${child("time")})`)),
        null,
      );
    }
  } else {
    const tracks = file.points.filter(({ kind }) => kind === "track");
    const lines = xpath(path, `${named("LineString")}/${child("coordinates")}/text()`)
      .trim()
      .split(/\s+/)
      .filter((text) => text.includes(","));
    const played = xpath(path, `${named("coord")}/text()`)
      .trim()
      .split(/\n/)
      .map((text) => text.trim())
      .filter((text) => text !== "");
    tally.add("points of lines", tracks.length, lines.length + Number(xpath(path, `count(${named("coord")})`)), null);
    if (played.length === 0)
      for (const [at, text] of lines.entries()) {
        const [lon, lat] = text.split(",").map(Number);
        tally.add("lonDeg", tracks[at]?.lonDeg ?? Number.NaN, lon ?? null, null);
        tally.add("latDeg", tracks[at]?.latDeg ?? Number.NaN, lat ?? null, null);
      }
    tally.add("places", file.points.filter(({ kind }) => kind === "place").length, Number(xpath(path, `count(${named("Point")})`)), null);
    tally.add("areas", file.shapes, Number(xpath(path, `count(${named("Polygon")})`)), null);
  }
  return tally.row(file.format, path, oracle);
}

const named = (name: string): string => `//*[local-name()="${name}"]`;
const child = (name: string): string => `*[local-name()="${name}"]`;

/** What xmllint answers; an empty result is an empty text. */
function xpath(path: string, expression: string): string {
  return spawnSync("xmllint", ["--nonet", "--xpath", expression, path], { maxBuffer: 1 << 28 }).stdout.toString();
}

async function logOf(path: string): Promise<FlightLog> {
  const source = await openFileSource(path);
  try {
    const id = sniffFormat(await readHead(source), source.size)?.format.id ?? "unknown";
    const read = flightLogReaders[id];
    if (read === undefined) throw new Error(`no reader of ${id} for ${basename(path)}`);
    return await read(source, { platform: nodePlatform, fileName: null });
  } finally {
    await source.close();
  }
}

/** Files of our own writers, for what the samples do not hold. All of it is synthetic. */
function makeFiles(folder: string): Readonly<Record<"csv" | "semicolon" | "gpx" | "kml" | "geojson", string>> {
  const count = 500;
  const startUs = Date.UTC(2026, 8, 7, 8) * 1000;
  const table = {
    header: [
      "time(millisecond)",
      "datetime(utc)",
      "latitude",
      "longitude",
      "height_above_takeoff(feet)",
      "speed(km/h)",
      "battery_temperature(f)",
      "message",
    ],
    rows: Array.from({ length: count }, (_, row) => [
      row * 100,
      new Date(startUs / 1000 + Math.floor(row / 10) * 1000).toISOString().slice(0, 19).replace("T", " "),
      12.5 + row * 1.25e-6,
      -47.25 - row * 2.5e-6,
      row / 4,
      (row % 40) / 2,
      70 + (row % 8) / 8,
      row % 100 === 0 ? `message, "quoted" ${row}` : "",
    ]),
  };
  const nan = Number.NaN;
  const column = (value: (row: number) => number): Float64Array => Float64Array.from({ length: count }, (_, row) => value(row));
  const track = {
    name: "made & <synthetic>",
    table: trackColumns,
    rows: count,
    columns: {
      elapsedMs: column((row) => row * 100),
      timeUs: column((row) => startUs + row * 100_000),
      latDeg: column((row) => (row % 97 === 5 ? nan : 12.5 + row * 1.25e-6)),
      lonDeg: column((row) => (row % 97 === 5 ? nan : -47.25 - row * 2.5e-6)),
      altHomeM: column((row) => row / 8),
    },
    events: [{ elapsedMs: 0, timeUs: startUs, latDeg: 12.5, lonDeg: -47.25, sentence: "Take-off & <start>" }],
    home: { latDeg: 12.5, lonDeg: -47.25 },
    pilot: null,
  };
  const untimed = { ...track, columns: { ...track.columns, timeUs: column(() => nan) } };
  const contents = {
    csv: ["airdata.csv", writeFlightCsv(table)],
    semicolon: ["airdata-semicolon.csv", writeFlightCsv({ ...table, separator: ";", decimal: ",", byteOrderMark: true })],
    gpx: ["track.gpx", [...writeGpx(track)].join("")],
    kml: ["track.kml", [...writeKml(untimed)].join("")],
    geojson: ["track.geojson", [...writeGeoJson(track)].join("")],
  } as const;
  const paths = Object.entries(contents).map(([key, [name, content]]) => {
    const path = join(folder, `made: ${name}`);
    writeFileSync(path, content);
    return [key, path] as const;
  });
  return Object.fromEntries(paths) as Record<keyof typeof contents, string>;
}

function version(command: string, parameters: readonly string[]): string | null {
  const { status, stdout, stderr } = spawnSync(command, parameters);
  if (status !== 0) return null;
  const line = `${stdout}${stderr}`.split("\n")[0] ?? "";
  return line.replace(/.*using libxml version (\d)(\d\d)(\d\d).*/, (_, a, b, c) => `xmllint ${a}.${Number(b)}.${Number(c)}`).trim();
}

/** Counts values that both said. Unknown is NaN on our side, `null` on theirs. */
class Tally {
  #compared = 0;
  #equal = 0;
  readonly #different: ConformanceRow["different"][number][] = [];

  add(field: string, ours: number, theirs: number | null, reason: string | null): void {
    this.#compared += 1;
    const same =
      theirs === null || Number.isNaN(theirs) ? Number.isNaN(ours) : Math.abs(ours - theirs) <= 1e-6 * Math.max(1, Math.abs(theirs));
    if (same) this.#equal += 1;
    else if (this.#different.length < 100) this.#different.push({ field, ours: String(ours), theirs: String(theirs), reason });
  }

  row(format: string, path: string, oracle: string): ConformanceRow {
    return { format, file: basename(path), oracle, compared: this.#compared, equal: this.#equal, different: this.#different };
  }
}
