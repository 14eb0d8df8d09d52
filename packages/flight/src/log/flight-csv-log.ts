/** Exports as separated values in the normal form (docs/formats/flight-csv.md). */
import type { ByteSource, Issue } from "@creance/core";
import {
  type CsvRow,
  csvCellPlaces,
  csvFact,
  csvFlag,
  csvNumber,
  type DateOrder,
  dateOrderOf,
  type FlightCsvColumn,
  type FlightCsvHeader,
  instantUs,
  joinDateAndClock,
  type MetadataField,
  parseCsvDateTime,
  readCsv,
  readFlightCsvHeader,
} from "@creance/formats";
import { flightIssue } from "../issues.table.ts";
import { trackColumns } from "../track-columns.table.ts";
import type { Aircraft, AppInfo, Battery, FlightClaims, Track } from "../types.ts";
import type { FlightLog } from "./flight-log.ts";
import type { FlightLogReader } from "./flight-log-readers.table.ts";
import { type LogStamps, setLogTimes } from "./log-clock.ts";
import { LogEvents } from "./log-events.ts";
import { logIssue } from "./log-issues.table.ts";
import { MAX_LOG_ROWS, TrackBuilder, type TrackColumnName } from "./track-builder.ts";

/** Reads an export as separated values. Throws a `FormatError` when it has no header of a known export. */
export const readFlightCsvLog: FlightLogReader = async (source, options) => {
  const header = await readFlightCsvHeader(source);
  const reading = new CsvReading(source, header, options.maxRows ?? MAX_LOG_ROWS);
  const { separator, bodyOffset } = header;
  for await (const { rows, tooLong } of readCsv(source, { separator, start: bodyOffset })) {
    for (const row of rows) reading.row(row);
    for (const offset of tooLong) reading.count("long-rows", offset, null);
    await reading.placeFacts();
    if (reading.isFull) break;
  }
  return reading.log();
};

const factNames = [
  "productName",
  "aircraftName",
  "aircraftSerial",
  "cameraSerial",
  "rcSerial",
  "batterySerial",
  "appName",
  "appPlatform",
  "appVersion",
  "recordId",
] as const;
const claimNames = [
  "claimDurationMs",
  "claimDistanceM",
  "claimMaxAltHomeM",
  "claimMaxGroundSpeedMps",
  "claimPhotos",
  "fullChargeMah",
  "discharges",
] as const;
const textKinds = { message: "appMessage", tip: "appTip", warning: "appWarning", mode: "modeChange" } as const;
const angles180 = new Set(["yawDeg", "gimbalYawDeg"]);
/** Facts about machine and app in `DroneDeploy` lines before the header, by their names. */
const factLines: Readonly<Record<string, (typeof factNames)[number]>> = {
  "aircraft model": "productName",
  "aircraft name": "aircraftName",
  "flight controller serial number": "aircraftSerial",
  "camera serial number": "cameraSerial",
  "remote control serial number": "rcSerial",
  "battery serial number": "batterySerial",
  "#dronedeploy": "appVersion",
  "device operating system": "appPlatform",
};
const MAX_FIELDS = 5000;

interface NumberColumn {
  readonly index: number;
  readonly target: TrackColumnName | "speedDownMps" | "onGround" | (typeof claimNames)[number];
  readonly scale: number;
  readonly offset: number;
  readonly isFlag: boolean;
}

/** What happens with each column of the file. */
class CsvPlan {
  readonly numbers: readonly NumberColumn[];
  readonly facts: readonly FlightCsvColumn[];
  readonly texts: readonly { readonly index: number; readonly kind: (typeof textKinds)[keyof typeof textKinds] }[];
  readonly photos: readonly number[];
  readonly videos: readonly number[];
  readonly dateTime: FlightCsvColumn | undefined;
  readonly date: FlightCsvColumn | undefined;
  readonly clock: FlightCsvColumn | undefined;
  readonly unknownUnits: readonly FlightCsvColumn[];
  readonly heightsLeft: readonly FlightCsvColumn[];

  constructor({ columns, dialect }: FlightCsvHeader) {
    const of = (value: string): FlightCsvColumn[] => columns.filter(({ meaning }) => meaning?.value === value);
    const numbers = new Map<string, NumberColumn>();
    if (dialect.id === "creance-csv") {
      for (const { header, index } of columns) {
        if (!Object.hasOwn(trackColumns, header) || header === "byteOffset" || numbers.has(header)) continue;
        numbers.set(header, { index, target: header as TrackColumnName, scale: 1, offset: 0, isFlag: false });
      }
    }
    for (const { index, meaning, scale, isUnitUnknown } of columns) {
      if (meaning === null || isUnitUnknown || numbers.has(meaning.value)) continue;
      const { value } = meaning;
      const target = value === "elapsed" ? "elapsedMs" : value;
      if (numbers.has(target)) continue;
      const isTarget =
        Object.hasOwn(trackColumns, target) ||
        target === "speedDownMps" ||
        target === "onGround" ||
        claimNames.includes(target as (typeof claimNames)[number]);
      if (!isTarget) continue;
      numbers.set(target, {
        index,
        target: target as NumberColumn["target"],
        scale: scale?.factor ?? 1,
        offset: scale?.offset ?? 0,
        isFlag: meaning.quantity === "flag",
      });
    }
    if (numbers.has("inAir")) numbers.delete("onGround");
    this.numbers = [...numbers.values()];
    this.facts = factNames.flatMap((name) => of(name));
    this.texts = Object.entries(textKinds).flatMap(([value, kind]) => of(value).map(({ index }) => ({ index, kind })));
    this.photos = of("photo").map(({ index }) => index);
    this.videos = of("video").map(({ index }) => index);
    const utcFirst = (list: readonly FlightCsvColumn[]): FlightCsvColumn | undefined => list.find(isUtc) ?? list[0];
    this.dateTime = utcFirst(of("dateTime"));
    this.date = utcFirst(of("date"));
    this.clock = utcFirst(of("clock"));
    const read = new Set([...numbers.keys(), numbers.has("elapsedMs") ? "elapsed" : ""]);
    this.unknownUnits = columns.filter(({ meaning, isUnitUnknown }) => isUnitUnknown && !read.has(meaning?.value ?? ""));
    this.heightsLeft = numbers.has("altHomeM") ? [] : of("altAmslM");
  }
}

function isUtc({ unit, meaning }: FlightCsvColumn): boolean {
  const said = unit ?? meaning?.unit;
  return said === "utc" || said === "gmt" || said === "z";
}

/** Everything that is gathered while rows go by. */
class CsvReading {
  readonly #source: ByteSource;
  readonly #header: FlightCsvHeader;
  readonly #plan: CsvPlan;
  readonly #builder: TrackBuilder;
  readonly #events = new LogEvents();
  readonly #stamps: LogStamps = { rows: [], timeUs: [] };
  readonly #counts = new Map<string, { code: Parameters<typeof logIssue>[0]; offset: number; field: string | null; count: number }>();
  readonly #facts = new Map<string, string>();
  readonly #claims = new Map<string, number>();
  readonly #fields: MetadataField[];
  readonly #lines: CsvRow[] = [];
  #factRows: { readonly row: CsvRow; readonly columns: readonly FlightCsvColumn[] }[] = [];
  #order: DateOrder | undefined;
  #hasAmbiguousDate = false;
  #hasLocalTime = false;
  #lastTimeText = "";
  #photos = 0;
  #videoRow = -1;
  #tooMany = false;

  constructor(source: ByteSource, header: FlightCsvHeader, maxRows: number) {
    this.#source = source;
    this.#header = header;
    this.#plan = new CsvPlan(header);
    this.#builder = new TrackBuilder(maxRows);
    this.#order = header.dialect.dateOrder;
    this.#fields = [...header.facts];
    for (const { name, value } of header.facts) {
      const fact = factLines[name.toLowerCase()];
      if (fact !== undefined && !this.#facts.has(fact)) this.#facts.set(fact, value);
    }
  }

  get isFull(): boolean {
    return this.#tooMany;
  }

  count(code: Parameters<typeof logIssue>[0], offset: number, field: string | null): void {
    const key = `${code} ${field ?? ""}`;
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#counts.size < 200) this.#counts.set(key, { code, offset, field, count: 1 });
  }

  row(row: CsvRow): void {
    const { columns, decimal } = this.#header;
    const cells = this.#cellsOf(row);
    if (cells === undefined) return;
    if (this.#builder.isFull) {
      this.#tooMany = true;
      return;
    }
    const at = this.#builder.addRow(row.byteOffset);
    for (const column of this.#plan.numbers) {
      const cell = cells[column.index];
      if (cell === undefined || cell === "") continue;
      const raw = column.isFlag ? csvFlag(cell) : csvNumber(cell, decimal);
      if (raw === undefined) {
        this.count("unreadable-values", row.byteOffset, columns[column.index]?.header ?? null);
        continue;
      }
      if (!Number.isNaN(raw)) this.#take(column, at, raw * column.scale + column.offset);
    }
    this.#takeTime(at, cells);
    this.#takeFacts(row, cells);
    for (const { index, kind } of this.#plan.texts) this.#events.text(kind, { row: at, byteOffset: row.byteOffset }, cells[index] ?? "");
    this.#takeCamera(at, row.byteOffset, cells);
  }

  /** Looks up the bytes of the facts that the last rows brought. */
  async placeFacts(): Promise<void> {
    for (const { row, columns } of this.#factRows) {
      const bytes = await this.#source.read(row.byteOffset, row.byteOffset + row.lengthBytes);
      const places = csvCellPlaces(bytes, this.#header.separator);
      for (const { index, header } of columns) {
        const place = places[index];
        if (place === undefined || this.#fields.length >= MAX_FIELDS) continue;
        this.#fields.push({
          group: "header",
          name: header,
          value: place.text.trim().slice(0, 1000),
          byteOffset: row.byteOffset + place.offset,
          lengthBytes: place.lengthBytes,
        });
      }
    }
    this.#factRows = [];
    for (const row of this.#lines.splice(0)) {
      const fact = csvFact(
        await this.#source.read(row.byteOffset, row.byteOffset + row.lengthBytes),
        row.byteOffset,
        this.#header.separator,
      );
      if (fact !== undefined && this.#fields.length < MAX_FIELDS) this.#fields.push(fact);
    }
  }

  log(): FlightLog {
    const { dialect, byteOffset, isDecimalMixed } = this.#header;
    const plan = this.#plan;
    const clock =
      this.#builder.column("timeUs") === undefined
        ? setLogTimes(this.#builder, this.#stamps)
        : ({ method: "wallClock", residualP95Ms: null, repairedRows: 0 } as const);
    const hasElapsed = this.#builder.column("elapsedMs") !== undefined;
    const { track, implausible, repaired } = this.#builder.build();
    const issues: Issue[] = [...this.#counts.values()].map(({ code, offset, field, count }) =>
      logIssue(code, offset, field, `Rows: ${count}.`),
    );
    const named = (columns: readonly FlightCsvColumn[]): string =>
      `Columns: ${columns
        .map(({ header }) => header)
        .join(", ")
        .slice(0, 300)}.`;
    if (plan.unknownUnits.length > 0) issues.push(logIssue("unknown-unit", byteOffset, null, named(plan.unknownUnits)));
    if (plan.heightsLeft.length > 0) issues.push(logIssue("height-not-kept", byteOffset, null, named(plan.heightsLeft)));
    if (isDecimalMixed)
      issues.push(
        logIssue("unreadable-values", byteOffset, null, "Decimal commas and points are mixed; numbers with a comma were left out."),
      );
    if (implausible > 0) issues.push(logIssue("implausible-positions", byteOffset, "latDeg", `Rows: ${implausible}.`));
    if (repaired > 0) issues.push(logIssue("time-goes-back", byteOffset, "elapsedMs", `Rows: ${repaired}.`));
    if (track.rows > 0 && clock.method === "none") {
      if (this.#hasAmbiguousDate) issues.push(logIssue("ambiguous-date", byteOffset, null));
      issues.push(hasElapsed || this.#hasLocalTime ? logIssue("no-utc", byteOffset, null) : logIssue("no-times", byteOffset, null));
    }
    if (this.#tooMany) issues.push(flightIssue("too-many-rows", byteOffset, null));
    if (this.#events.leftOut > 0) issues.push(flightIssue("too-many-events", byteOffset, null));
    return {
      format: dialect.id,
      version: 0,
      damaged: false,
      track,
      clock: { ...clock, repairedRows: repaired },
      events: this.#events.events,
      aircraft: this.#aircraft(),
      batteries: this.#batteries(track),
      app: this.#app(),
      claims: this.#claimsOf(),
      photos: plan.photos.length === 0 ? null : this.#photos,
      records: [{ type: 0, name: "row", count: track.rows }],
      fields: this.#fields,
      issues,
    };
  }

  /** The cells of a row that fits the header; lines of another kind are kept aside or counted. */
  #cellsOf(row: CsvRow): readonly string[] | undefined {
    const { cells } = row;
    const { columns } = this.#header;
    if (cells.length === columns.length) return cells;
    if (cells.length < columns.length) {
      if (cells[0]?.startsWith("#") === true || (cells.length <= 3 && columns.length > 8)) {
        if (this.#lines.length < 100) this.#lines.push(row);
        return undefined;
      }
      this.count("short-rows", row.byteOffset, null);
      // The last row of a cut file can end inside a number.
      return row.byteOffset + row.lengthBytes >= this.#source.size ? cells.slice(0, -1) : cells;
    }
    if (cells.slice(columns.length).every((cell) => cell.trim() === "")) return cells;
    const last = columns[columns.length - 1];
    if (last?.meaning?.quantity === "text") {
      return [...cells.slice(0, columns.length - 1), cells.slice(columns.length - 1).join(this.#header.separator)];
    }
    this.count("wide-rows", row.byteOffset, null);
    return undefined;
  }

  #take({ target }: NumberColumn, row: number, value: number): void {
    if (target === "speedDownMps") this.#builder.set("climbMps", row, 0 - value);
    else if (target === "onGround") this.#builder.set("inAir", row, value === 0 ? 1 : 0);
    else if (claimNames.includes(target as (typeof claimNames)[number])) {
      if (!this.#claims.has(target)) this.#claims.set(target, value);
    } else {
      const name = target as TrackColumnName;
      this.#builder.set(name, row, angles180.has(name) && value > 180 && value <= 360 ? value - 360 : value);
    }
  }

  #takeTime(row: number, cells: readonly string[]): void {
    const { dateTime, date, clock } = this.#plan;
    const stamp = dateTime ?? clock;
    if (stamp === undefined || this.#header.dialect.id === "creance-csv") return;
    const clockText = cells[stamp.index] ?? "";
    const dateText = dateTime !== undefined ? clockText : date === undefined ? "" : (cells[date.index] ?? "");
    const text = dateTime !== undefined ? clockText : `${dateText} ${clockText}`;
    if (text === this.#lastTimeText || text.trim() === "") return;
    this.#lastTimeText = text;
    const order = dateOrderOf(dateText);
    if (order !== "iso" && this.#order === undefined) {
      this.#order = order;
      if (order === undefined) this.#hasAmbiguousDate = true;
    }
    const time = dateTime !== undefined ? parseCsvDateTime(text, this.#order) : joinDateAndClock(dateText, clockText, this.#order);
    if (time === undefined) return;
    const timeUs =
      instantUs(time) ?? (isUtc(stamp) && (date === undefined || dateTime !== undefined || isUtc(date)) ? time.wallUs : undefined);
    if (timeUs === undefined) {
      this.#hasLocalTime = true;
      return;
    }
    this.#stamps.rows.push(row);
    this.#stamps.timeUs.push(timeUs);
  }

  #takeFacts(row: CsvRow, cells: readonly string[]): void {
    let found: FlightCsvColumn[] | undefined;
    for (const column of this.#plan.facts) {
      const key = `column ${column.index}`;
      const value = (cells[column.index] ?? "").trim();
      if (value === "" || this.#facts.has(key)) continue;
      this.#facts.set(key, value);
      const name = column.meaning?.value ?? "";
      if (!this.#facts.has(name)) this.#facts.set(name, value);
      found ??= [];
      found.push(column);
    }
    const { dateTime, date, clock } = this.#plan;
    if (this.#builder.rows === 1) {
      found ??= [];
      for (const column of [dateTime, date, clock])
        if (column !== undefined && (cells[column.index] ?? "").trim() !== "") found.push(column);
    }
    if (found !== undefined && found.length > 0) this.#factRows.push({ row, columns: found });
  }

  #takeCamera(row: number, byteOffset: number, cells: readonly string[]): void {
    if (this.#plan.photos.length > 0 && this.#events.flag("photo", anyOf(cells, this.#plan.photos)) === true) {
      this.#photos += 1;
      this.#events.add({ row, byteOffset, kind: "photo", severity: "info", sentence: "Photo taken." });
    }
    if (this.#plan.videos.length === 0) return;
    const video = this.#events.flag("video", anyOf(cells, this.#plan.videos));
    if (video === true) {
      const sentence = row === 0 ? "Video already running when the table begins." : "Video started.";
      this.#events.add({ row, byteOffset, kind: "videoStart", severity: "info", sentence });
      this.#videoRow = row;
    } else if (video === false && this.#videoRow >= 0) {
      this.#events.add({ row, byteOffset, kind: "videoStop", severity: "info", sentence: "Video stopped." });
      this.#videoRow = -1;
    }
  }

  #fact(name: (typeof factNames)[number]): string | null {
    return this.#facts.get(name) ?? null;
  }

  #aircraft(): Aircraft {
    return {
      productType: null,
      productName: this.#fact("productName"),
      name: this.#fact("aircraftName"),
      serial: this.#fact("aircraftSerial"),
      cameraSerial: this.#fact("cameraSerial"),
      rcSerial: this.#fact("rcSerial"),
      firmware: [],
    };
  }

  #app(): AppInfo {
    const name = [this.#fact("appName"), this.#fact("appPlatform")].filter((part) => part !== null).join(", ");
    return { platform: null, platformName: name === "" ? null : name, version: this.#fact("appVersion") };
  }

  #batteries(track: Track): Battery[] {
    const serial = this.#fact("batterySerial");
    const { columns } = track;
    const lists = [columns.cell1V, columns.cell2V, columns.cell3V, columns.cell4V, columns.cell5V, columns.cell6V];
    let cells = 0;
    let minCellV = Number.POSITIVE_INFINITY;
    let maxCellSpreadV = Number.NEGATIVE_INFINITY;
    let maxTempDegC = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < track.rows; row += 1) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      let seen = 0;
      for (const list of lists) {
        const volt = list[row] as number;
        if (!(volt > 0)) continue;
        seen += 1;
        low = Math.min(low, volt);
        high = Math.max(high, volt);
      }
      if (seen > 0) {
        minCellV = Math.min(minCellV, low);
        maxCellSpreadV = Math.max(maxCellSpreadV, high - low);
      }
      cells = Math.max(cells, seen);
      const temp = columns.batteryTempDegC[row] as number;
      if (temp > maxTempDegC) maxTempDegC = temp;
    }
    const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
    const battery: Battery = {
      serial,
      cells: cells === 0 ? null : cells,
      designedChargeMah: null,
      fullChargeMah: this.#claims.get("fullChargeMah") ?? null,
      discharges: this.#claims.get("discharges") ?? null,
      lifePct: null,
      minCellV: known(minCellV),
      maxCellSpreadV: known(maxCellSpreadV),
      maxTempDegC: known(maxTempDegC),
    };
    const isKnown = Object.values(battery).some((value) => value !== null);
    return isKnown ? [battery] : [];
  }

  #claimsOf(): FlightClaims | null {
    const claim = (name: (typeof claimNames)[number]): number | null => this.#claims.get(name) ?? null;
    const durationMs = claim("claimDurationMs");
    const claims: FlightClaims = {
      startUs: null,
      durationUs: durationMs === null ? null : Math.round(durationMs * 1000),
      distanceM: claim("claimDistanceM"),
      maxAltHomeM: claim("claimMaxAltHomeM"),
      maxGroundSpeedMps: claim("claimMaxGroundSpeedMps"),
      latDeg: null,
      lonDeg: null,
      places: [],
      captureNum: claim("claimPhotos"),
    };
    return Object.values(claims).every((value) => value === null || (Array.isArray(value) && value.length === 0)) ? null : claims;
  }
}

/** 1 when any of the flags is set, 0 when one says that it is not, NaN when none says anything. */
function anyOf(cells: readonly string[], columns: readonly number[]): number {
  let any = Number.NaN;
  for (const index of columns) {
    const value = csvFlag(cells[index] ?? "") ?? Number.NaN;
    if (value === 1) return 1;
    if (value === 0) any = 0;
  }
  return any;
}
