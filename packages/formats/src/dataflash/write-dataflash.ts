/** Writes a flight as an ArduPilot log, binary or as text (docs/formats/dataflash.md, section 8). */
import type { FlownLog, FlownRow } from "../flown-log.ts";
import { ByteWriter } from "../message-series/byte-writer.ts";
import { FMT_BYTES, FMT_TYPE, HEAD_1, HEAD_2 } from "./dataflash-format.ts";
import { fieldLetters } from "./field-letters.table.ts";

/** Type, letters, columns, letters of units and of multipliers. */
const kinds = {
  FMT: [FMT_TYPE, "BBnNZ", "Type,Length,Name,Format,Columns", "", ""],
  UNIT: [176, "QbZ", "TimeUS,Id,Label", "", ""],
  FMTU: [177, "QBNN", "TimeUS,FmtType,UnitIds,MultIds", "", ""],
  MULT: [178, "Qbd", "TimeUS,Id,Mult", "", ""],
  PARM: [64, "QNff", "TimeUS,Name,Value,Default", "s---", "F---"],
  MSG: [65, "QZ", "TimeUS,Message", "s-", "F-"],
  GPS: [66, "QBBIHBcLLeffffB", "TimeUS,I,Status,GMS,GWk,NSats,HDop,Lat,Lng,Alt,Spd,GCrs,VZ,Yaw,U", "s#---SmDUmnhnh-", "F----0BGGB000--"],
  POS: [67, "QLLfff", "TimeUS,Lat,Lng,Alt,RelHomeAlt,RelOriginAlt", "sDUmmm", "FGG000"],
  ATT: [68, "QccccCCCCB", "TimeUS,DesRoll,Roll,DesPitch,Pitch,DesYaw,Yaw,ErrRP,ErrYaw,AEKF", "sddddhhdh-", "FBBBBBBBB-"],
  BAT: [69, "QBfffffcfB", "TimeUS,Instance,Volt,VoltR,Curr,CurrTot,EnrgTot,Temp,Res,RemPct", "s#vvAiJOw%", "F-000!/?00"],
  MODE: [70, "QMBB", "TimeUS,Mode,ModeNum,Rsn", "s---", "F---"],
  EV: [71, "QB", "TimeUS,Id", "s-", "F-"],
  ORGN: [72, "QBLLe", "TimeUS,Type,Lat,Lng,Alt", "s#DUm", "F-GGB"],
  ARM: [73, "QBIBB", "TimeUS,ArmState,ArmChecks,Forced,Method", "s----", "F----"],
  CAM: [74, "QIHLLeeeccC", "TimeUS,GPSTime,GPSWeek,Lat,Lng,Alt,RelAlt,GPSAlt,Roll,Pitch,Yaw", "s--DUmmmddd", "F--GGBBBBBB"],
} as const;
type Kind = keyof typeof kinds;

const units: Readonly<Record<string, string>> = {
  s: "s",
  "#": "instance",
  S: "satellites",
  m: "m",
  D: "deglatitude",
  U: "deglongitude",
  n: "m/s",
  h: "degheading",
  d: "deg",
  v: "V",
  A: "A",
  "%": "%",
};
const multipliers: Readonly<Record<string, number>> = { F: 1e-6, "0": 1, B: 0.01, G: 1e-7 };

/** How the log is written. */
export interface WriteDataflashOptions {
  /** `binary` as the autopilot does, or one line a message. Default `binary`. */
  readonly form?: "binary" | "text";
}

/** Writes the log. Rows become one `GPS`, `POS`, `ATT` and `BAT` each; states are written when they change. */
export function writeDataflash(flown: FlownLog, options: WriteDataflashOptions = {}): Uint8Array<ArrayBuffer> {
  const log = new DataflashWriter(options.form ?? "binary");
  const startBootUs = flown.startBootUs ?? 20_000_000;
  const bootUs = (elapsedMs: number): number => Math.round(startBootUs + elapsedMs * 1000);
  log.head();
  for (const [name, value] of Object.entries(flown.parameters ?? {})) log.write("PARM", startBootUs, name, value, 0);
  log.write("MSG", startBootUs, `ArduCopter V${flown.firmwareVersion ?? "4.5.1"} (c0ffee00)`);
  if (flown.boardId !== undefined) {
    const id = flown.boardId
      .replace(/[^0-9A-Fa-f]/g, "")
      .padEnd(24, "0")
      .slice(0, 24);
    log.write("MSG", startBootUs, `${flown.boardName ?? "Board"} ${id.slice(0, 8)} ${id.slice(8, 16)} ${id.slice(16)}`);
  }
  const texts = [...(flown.texts ?? [])];
  const photos = [...(flown.photos ?? [])];
  let before: FlownRow | undefined;
  for (const row of flown.rows) {
    const timeUs = bootUs(row.elapsedMs);
    if (before === undefined && flown.home !== null) {
      const { latDeg, lonDeg, altAmslM } = flown.home;
      for (const type of [0, 1]) log.write("ORGN", timeUs, type, latDeg, lonDeg, altAmslM);
    }
    for (; (texts[0]?.elapsedMs ?? Number.POSITIVE_INFINITY) <= row.elapsedMs; texts.shift()) {
      const { elapsedMs, text } = texts[0] as (typeof texts)[number];
      log.write("MSG", bootUs(elapsedMs), text);
    }
    if (row.flightMode !== before?.flightMode) log.write("MODE", timeUs, row.flightMode, row.flightMode, 1);
    if (row.motorUp !== (before?.motorUp ?? false)) {
      log.write("ARM", timeUs, row.motorUp ? 1 : 0, 1, 0, 1);
      log.write("EV", timeUs, row.motorUp ? 10 : 11);
    }
    if (row.inAir !== (before?.inAir ?? false)) log.write("EV", timeUs, row.inAir ? 28 : 18);
    const time = gpsTime(flown.startUs + row.elapsedMs * 1000);
    for (; (photos[0]?.elapsedMs ?? Number.POSITIVE_INFINITY) <= row.elapsedMs; photos.shift()) {
      const relAltM = flown.home === null ? 0 : row.altAmslM - flown.home.altAmslM;
      const photoUs = bootUs((photos[0] as (typeof photos)[number]).elapsedMs);
      log.write(
        "CAM",
        photoUs,
        time.weekMs,
        time.week,
        row.latDeg,
        row.lonDeg,
        row.altAmslM,
        relAltM,
        row.altAmslM,
        row.rollDeg,
        row.pitchDeg,
        positive(row.yawDeg),
      );
    }
    writeRow(log, { row, timeUs, time, homeAltM: flown.home?.altAmslM ?? row.altAmslM });
    before = row;
  }
  return log.finish();
}

function writeRow(
  log: DataflashWriter,
  {
    row,
    timeUs,
    time,
    homeAltM,
  }: { readonly row: FlownRow; readonly timeUs: number; readonly time: ReturnType<typeof gpsTime>; readonly homeAltM: number },
): void {
  const speed = Math.hypot(row.speedNorthMps, row.speedEastMps);
  const course = positive((Math.atan2(row.speedEastMps, row.speedNorthMps) * 180) / Math.PI);
  log.write(
    "GPS",
    timeUs,
    0,
    3,
    time.weekMs,
    time.week,
    row.satellites,
    0.8,
    row.latDeg,
    row.lonDeg,
    row.altAmslM,
    speed,
    course,
    0 - row.climbMps,
    0,
    1,
  );
  log.write("POS", timeUs, row.latDeg, row.lonDeg, row.altAmslM, row.altAmslM - homeAltM, row.altAmslM - homeAltM);
  log.write("ATT", timeUs, row.rollDeg, row.rollDeg, row.pitchDeg, row.pitchDeg, positive(row.yawDeg), positive(row.yawDeg), 0, 0, 3);
  log.write("BAT", timeUs, 0, row.voltageV, row.voltageV, row.currentA, 0, 0, 0, 0, Math.round(row.batteryPct));
}

/** Writes the messages of a DataFlash log one after the other. */
class DataflashWriter {
  readonly #out = new ByteWriter();
  readonly #form: "binary" | "text";

  constructor(form: "binary" | "text") {
    this.#form = form;
  }

  /** Formats, units, multipliers, and which of them each column has. */
  head(): void {
    for (const [name, [type, letters, columns]] of Object.entries(kinds))
      this.write("FMT", type, bodyBytes(letters) + 3, name, letters, columns);
    for (const [letter, label] of Object.entries(units)) this.write("UNIT", 0, letter.charCodeAt(0), label);
    for (const [letter, factor] of Object.entries(multipliers)) this.write("MULT", 0, letter.charCodeAt(0), factor);
    for (const [type, , , unitIds, multIds] of Object.values(kinds)) if (unitIds !== "") this.write("FMTU", 0, type, unitIds, multIds);
  }

  /** A message with the values of its columns, in their units. */
  write(name: Kind, ...values: readonly (number | string)[]): void {
    const [type, letters] = kinds[name];
    if (this.#form === "text") {
      this.#out.text(`${name}, ${values.join(", ")}\n`);
      return;
    }
    this.#out.number("uint8", HEAD_1).number("uint8", HEAD_2).number("uint8", type);
    for (const [at, letter] of [...letters].entries()) {
      const { kind, bytes, divisor } = fieldLetters[letter] as (typeof fieldLetters)[string];
      const value = values[at] as number | string;
      if (kind === "text") this.#out.text(String(value), bytes);
      else if (kind !== "float16") this.#out.number(kind, divisor === undefined ? Number(value) : Math.round(Number(value) * divisor));
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#out.finish();
  }
}

function bodyBytes(letters: string): number {
  const bytes = [...letters].reduce((sum, letter) => sum + (fieldLetters[letter]?.bytes ?? 0), 0);
  return letters === "BBnNZ" ? FMT_BYTES - 3 : bytes;
}

function positive(angleDeg: number): number {
  return ((angleDeg % 360) + 360) % 360;
}

/** Week and milliseconds of the satellites' time, with the 18 leap seconds that hold since 2017. */
function gpsTime(utcUs: number): { readonly week: number; readonly weekMs: number } {
  const gpsMs = utcUs / 1000 - 315_964_800_000 + 18_000;
  const week = Math.floor(gpsMs / 604_800_000);
  return { week, weekMs: Math.round(gpsMs - week * 604_800_000) };
}
