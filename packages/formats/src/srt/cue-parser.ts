/** Reads the text of one cue: every style's words, then which style it is, then what its numbers mean (docs/formats/srt.md). */
import { isPlausiblePosition } from "@creance/core";
import { readCueDate } from "./cue-date.ts";
import { cueStyle, Seen } from "./cue-style.ts";
import { srtColumns } from "./srt-columns.table.ts";
import { TextCursor } from "./text-cursor.ts";

type ColumnName = keyof typeof srtColumns;

/** Names of the cue columns in the order of `CueParser.values`. */
export const cueColumnNames = Object.keys(srtColumns) as readonly ColumnName[];

/** Place of each column in `CueParser.values`. */
export const cueColumn = Object.fromEntries(cueColumnNames.map((name, index) => [name, index])) as Readonly<Record<ColumnName, number>>;

/** What one cue had wrong with it. */
export interface CueFaults {
  badTime: boolean;
  noFix: boolean;
  unknownOrder: boolean;
  unprovenOrder: boolean;
  /** A bracket, a tag or the last number is not closed. */
  unclosed: boolean;
}

/** Reads cues one after the other into the same row of numbers. */
export class CueParser {
  /** The cue last read, by `cueColumn`; NaN where it says nothing. `byteOffset`, `startMs` and `endMs` are the caller's. */
  readonly values = new Float64Array(cueColumnNames.length);
  /** What the cue has, bits of `Seen`. */
  seen = 0;
  readonly faults: CueFaults = { badTime: false, noFix: false, unknownOrder: false, unprovenOrder: false, unclosed: false };
  /** Length of the pair of coordinates as it stands in the text, from `latByteOffset` or before; 0 without one. */
  positionStart = 0;
  positionEnd = 0;
  homeStart = 0;
  homeEnd = 0;

  readonly #cursor = new TextCursor();
  readonly #gps = [Number.NaN, Number.NaN, Number.NaN];
  readonly #home = [Number.NaN, Number.NaN, Number.NaN];
  readonly #three = [Number.NaN, Number.NaN, Number.NaN];
  readonly #tupleAt = [0, 0, 0];
  readonly #gpsAt = [0, 0, 0];
  #fNumberHundredths = Number.NaN;
  #focalTenths = Number.NaN;
  #fontDepth = 0;
  #openEnd = false;

  /** Reads `text[from]` to `text[to]`. `openEnd`: the file ends there without a line end, so a number that touches the end may be cut. */
  read(text: string, from: number, to: number, options: { readonly base: number; readonly openEnd: boolean }): void {
    const cursor = this.#cursor;
    this.#reset(options.openEnd);
    cursor.text = text;
    cursor.at = from;
    cursor.end = to;
    while (cursor.at < to) {
      const code = text.charCodeAt(cursor.at);
      if (code === 91) this.#bracket();
      else if (code === 60) this.#tag();
      else if (code >= 48 && code <= 57) this.#date();
      else if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) this.#word();
      else cursor.at += 1;
    }
    if (this.#fontDepth > 0) this.faults.unclosed = true;
    this.#finish(options.base);
  }

  #reset(openEnd: boolean): void {
    this.values.fill(Number.NaN);
    this.seen = 0;
    const { faults } = this;
    faults.badTime = false;
    faults.noFix = false;
    faults.unknownOrder = false;
    faults.unprovenOrder = false;
    faults.unclosed = false;
    this.#gps.fill(Number.NaN);
    this.#home.fill(Number.NaN);
    this.positionStart = 0;
    this.positionEnd = 0;
    this.homeStart = 0;
    this.homeEnd = 0;
    this.#fNumberHundredths = Number.NaN;
    this.#focalTenths = Number.NaN;
    this.#fontDepth = 0;
    this.#openEnd = openEnd;
  }

  #set(name: ColumnName, value: number): void {
    if (!this.#isWhole()) return;
    this.values[cueColumn[name]] = value;
  }

  /** False when the number before the cursor may go on behind the end of the file. */
  #isWhole(): boolean {
    if (!this.#openEnd || this.#cursor.at < this.#cursor.end) return true;
    this.faults.unclosed = true;
    return false;
  }

  /** `<font size="28">` and `</font>`, and whatever else stands in angle brackets. */
  #tag(): void {
    const cursor = this.#cursor;
    const close = cursor.text.indexOf(">", cursor.at);
    if (close < 0 || close >= cursor.end) {
      this.faults.unclosed = true;
      cursor.at = cursor.end;
      return;
    }
    if (cursor.text.startsWith("font", cursor.at + 1)) this.#fontDepth += 1;
    else if (cursor.text.startsWith("/font", cursor.at + 1)) this.#fontDepth -= 1;
    cursor.at = close + 1;
  }

  #date(): void {
    const cursor = this.#cursor;
    const date = readCueDate(cursor);
    if (date === "none") {
      cursor.number();
      return;
    }
    if (date === "impossible") this.faults.badTime = true;
    else {
      this.#set("localUs", date);
      this.seen |= Seen.date;
    }
  }

  /** `[key : value]`, `[rel_alt: 0.0 abs_alt: 302.2]`. */
  #bracket(): void {
    const cursor = this.#cursor;
    const { text } = cursor;
    const close = text.indexOf("]", cursor.at);
    if (close < 0 || close >= cursor.end) {
      this.faults.unclosed = true;
      cursor.at = cursor.end;
      return;
    }
    cursor.at += 1;
    while (cursor.at < close) {
      while (cursor.at < close && !isKeyStart(text.charCodeAt(cursor.at))) cursor.at += 1;
      const keyStart = cursor.at;
      while (cursor.at < close && isKeyPart(text.charCodeAt(cursor.at))) cursor.at += 1;
      const keyEnd = cursor.at;
      cursor.skipSpaces();
      if (cursor.peek() !== 58) continue;
      cursor.at += 1;
      cursor.skipSpaces();
      this.#pair(text.slice(keyStart, keyEnd));
      // What is left of the value, e.g. the letters of `hlg`.
      while (cursor.at < close && text.charCodeAt(cursor.at) !== 32 && text.charCodeAt(cursor.at) !== 44) cursor.at += 1;
    }
    cursor.at = close + 1;
  }

  /** The value of a key in brackets; the cursor stands on it. */
  #pair(key: string): void {
    const cursor = this.#cursor;
    const column = PLAIN_KEYS.get(key);
    if (column !== undefined) {
      this.values[cueColumn[column]] = cursor.number();
      this.seen |= SEEN_OF_KEY.get(key) ?? Seen.camera;
      return;
    }
    if (key.startsWith("pp_") || key === "ae_meter_md" || key === "vsync" || key === "eis") this.seen |= Seen.electronic;
    else if (key === "latitude") this.#coordinate(0);
    else if (key === "longitude") this.#coordinate(1);
    else if (key === "longtitude") {
      this.#coordinate(1);
      this.seen |= Seen.longtitude;
    } else if (key === "shutter") {
      this.values[cueColumn.shutterS] = cursor.fraction();
      this.seen |= Seen.camera;
    } else if (key === "ev") this.values[cueColumn.ev] = cursor.fraction();
    else if (key === "fnum") {
      const value = cursor.number();
      if (cursor.hadPoint) this.values[cueColumn.fNumber] = value;
      else this.#fNumberHundredths = value;
    } else if (key === "focal_len") {
      const value = cursor.number();
      if (cursor.hadPoint) this.values[cueColumn.focal35Mm] = value;
      else this.#focalTenths = value;
      this.seen |= Seen.focal;
    }
  }

  #coordinate(index: 0 | 1): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    this.#gpsAt[index] = start;
    const value = cursor.number();
    // `47,5` and `0x47` begin like other numbers: a position is not guessed from its first digits.
    if (cursor.isNumberOver(",")) this.#gps[index] = value;
    else this.faults.unknownOrder = true;
    if (this.positionEnd === 0 || start < this.positionStart) this.positionStart = start;
    this.positionEnd = Math.max(this.positionEnd, cursor.at);
    this.seen |= Seen.named;
  }

  /** A word outside of brackets, with what it says: `BAROMETER:1.9`, `GPS (a, b, c)`, `SS 160`, `H.S 1.84m/s`, `FrameCnt : 1`. */
  #word(): void {
    const cursor = this.#cursor;
    const { text, end } = cursor;
    const start = cursor.at;
    while (cursor.at < end && isWordPart(text.charCodeAt(cursor.at))) cursor.at += 1;
    const word = text.slice(start, cursor.at);
    const afterWord = cursor.at;
    cursor.skipSpaces();
    const spaced = cursor.at > afterWord;
    const code = cursor.peek();
    if (code === 40) {
      this.#tupleOf(word, spaced);
      return;
    }
    if (code === 58 || code === 61 || code === 47) {
      cursor.at += 1;
      cursor.skipSpaces();
    } else if (!spaced) return;
    this.#valueOf(word, code === 58 && spaced);
  }

  #tupleOf(word: string, spaced: boolean): void {
    const cursor = this.#cursor;
    if (word !== "GPS" && word !== "HOME" && word !== "F.PRY" && word !== "G.PRY" && word !== "BAROMETER") {
      cursor.at += 1;
      return;
    }
    const open = cursor.at;
    const target = word === "GPS" ? this.#gps : word === "HOME" ? this.#home : this.#three;
    const thirdIs = this.#tuple(target);
    if (thirdIs === "unclosed") return;
    if (word === "GPS") {
      this.#gpsAt[0] = this.#tupleAt[0] as number;
      this.#gpsAt[1] = this.#tupleAt[1] as number;
      this.positionStart = open + 1;
      this.positionEnd = cursor.at - 1;
      this.seen |= spaced ? Seen.gpsSpaced : Seen.gps;
      if (thirdIs === "metres") this.seen |= Seen.gpsMetres;
      else if (thirdIs === "decimal") this.seen |= Seen.gpsDecimal;
    } else if (word === "HOME") {
      this.homeStart = open + 1;
      this.homeEnd = cursor.at - 1;
      this.seen |= spaced ? Seen.homeSpaced : Seen.home;
    } else if (word === "BAROMETER") {
      this.values[cueColumn.barometerM] = target[0] as number;
      this.seen |= Seen.barometerBrackets;
    } else {
      const columns = word === "F.PRY" ? FLIGHT_ANGLES : GIMBAL_ANGLES;
      for (let index = 0; index < 3; index += 1) this.values[cueColumn[columns[index] as ColumnName]] = target[index] as number;
      this.seen |= Seen.angles;
    }
  }

  /** `(a, b, c)` into three numbers; NaN for `n/a`. Says what the third looks like. */
  #tuple(target: number[]): "unclosed" | "metres" | "decimal" | "whole" | "absent" {
    const cursor = this.#cursor;
    const close = cursor.text.indexOf(")", cursor.at);
    if (close < 0 || close >= cursor.end) {
      this.faults.unclosed = true;
      cursor.at = cursor.end;
      return "unclosed";
    }
    let third: "metres" | "decimal" | "whole" | "absent" = "absent";
    // Angles carry degree signs.
    const isPlace = target !== this.#three;
    cursor.at += 1;
    target.fill(Number.NaN);
    for (let index = 0; index < 3 && cursor.at < close; index += 1) {
      cursor.skipSpaces();
      this.#tupleAt[index] = cursor.at;
      target[index] = cursor.number();
      const unit = cursor.peek() | 32;
      if (isPlace && index < 2 && !cursor.isNumberOver()) target[index] = Number.NaN;
      if (index === 2 && !Number.isNaN(target[2] as number)) third = unit === 109 ? "metres" : cursor.hadPoint ? "decimal" : "whole";
      const comma = cursor.text.indexOf(",", cursor.at);
      if (comma < 0 || comma > close) break;
      cursor.at = comma + 1;
      if (index < 2 || !isPlace) continue;
      // More than three: `47,5` for 47.5 would make each number two.
      target.fill(Number.NaN);
      this.faults.unknownOrder = true;
    }
    cursor.at = close + 1;
    return third;
  }

  #valueOf(word: string, colonSpaced: boolean): void {
    const cursor = this.#cursor;
    const at = cursor.at;
    switch (word) {
      case "BAROMETER":
      case "Hb":
        this.#measure("barometerM", Seen.barometer);
        break;
      case "ISO":
        this.#measure("iso", Seen.camera);
        break;
      case "Shutter":
      case "TV":
      case "SS": {
        const value = cursor.fraction();
        const isFraction = cursor.text.slice(at, cursor.at).includes("/");
        if (value > 0) this.#set("shutterS", isFraction ? value : 1 / value);
        break;
      }
      case "EV": {
        const value = cursor.fraction();
        if (!Number.isNaN(value)) this.#set("ev", value);
        break;
      }
      case "Fnum":
      case "IR":
      case "F": {
        if ((cursor.peek() | 32) === 102) cursor.at += 1;
        const value = cursor.number();
        if (!Number.isNaN(value)) this.#set("fNumber", value);
        break;
      }
      case "D":
        this.#measure("distanceM", Seen.distance);
        break;
      case "H":
        this.#measure("relAltM", Seen.height);
        break;
      case "H.S":
        this.#measure("horizontalSpeedMps", Seen.speed);
        break;
      case "V.S":
        this.#measure("verticalSpeedMps", Seen.speed);
        break;
      case "FrameCnt":
        this.#measure("frame", colonSpaced ? Seen.frameCountSpaced : Seen.frameCount);
        break;
      case "SrtCnt":
        this.#measure("frame", Seen.srtCount);
        break;
      default:
        cursor.at = at;
    }
  }

  #measure(name: ColumnName, bit: number): void {
    const value = this.#cursor.number();
    if (Number.isNaN(value)) return;
    const faulty = this.faults.unclosed;
    this.#set(name, value);
    if (this.faults.unclosed === faulty) this.seen |= bit;
  }

  /** Style, then the order of coordinates and the scale of numbers, which only the style tells. */
  #finish(base: number): void {
    const { values, faults } = this;
    const style = cueStyle(this.seen);
    values[cueColumn.style] = style;
    if (!Number.isNaN(this.#fNumberHundredths)) {
      const isHundredths = style === 5 || style === 6 || style === 10 || style === 11 || style === 13;
      if (isHundredths) values[cueColumn.fNumber] = this.#fNumberHundredths / 100;
    }
    if (!Number.isNaN(this.#focalTenths) && (style === 5 || style === 6)) values[cueColumn.focal35Mm] = this.#focalTenths / 10;
    const order = ORDERS[style] as "lonLat" | "latLon" | "none";
    const hasPair = !Number.isNaN(this.#gps[0] as number) && !Number.isNaN(this.#gps[1] as number);
    if (hasPair) {
      const first = this.#gps[0] as number;
      const second = this.#gps[1] as number;
      const isNamed = (this.seen & Seen.named) !== 0;
      const latIndex = !isNamed && order === "lonLat" ? 1 : 0;
      const latDeg = latIndex === 1 ? second : first;
      const lonDeg = latIndex === 1 ? first : second;
      if (first === 0 && second === 0) faults.noFix = true;
      else if ((!isNamed && order === "none") || !isPlausiblePosition(latDeg, lonDeg)) faults.unknownOrder = true;
      else {
        values[cueColumn.latDeg] = latDeg;
        values[cueColumn.lonDeg] = lonDeg;
        values[cueColumn.latByteOffset] = base + (this.#gpsAt[latIndex] as number);
        faults.unprovenOrder = style === 12;
      }
    }
    if ((style === 1 || style === 3 || style === 4) && Number.isInteger(this.#gps[2]))
      values[cueColumn.satellites] = this.#gps[2] as number;
    const [homeFirst = Number.NaN, homeSecond = Number.NaN] = this.#home;
    const homeLat = order === "lonLat" ? homeSecond : homeFirst;
    const homeLon = order === "lonLat" ? homeFirst : homeSecond;
    if (order !== "none" && isPlausiblePosition(homeLat, homeLon)) {
      values[cueColumn.homeLatDeg] = homeLat;
      values[cueColumn.homeLonDeg] = homeLon;
    }
  }
}

/** Order of unnamed coordinates by style. */
const ORDERS: readonly ("lonLat" | "latLon" | "none")[] = [
  "none",
  "lonLat",
  "latLon",
  "lonLat",
  "lonLat",
  ...Array.from({ length: 7 }, () => "none" as const),
  "latLon",
  "none",
];

const FLIGHT_ANGLES: readonly ColumnName[] = ["flightPitchDeg", "flightRollDeg", "flightYawDeg"];
const GIMBAL_ANGLES: readonly ColumnName[] = ["gimbalPitchDeg", "gimbalRollDeg", "gimbalYawDeg"];

/** Keys in brackets whose value is a plain number of one column. */
const PLAIN_KEYS: ReadonlyMap<string, ColumnName> = new Map([
  ["iso", "iso"],
  ["ct", "colourTemperatureK"],
  ["altitude", "absAltM"],
  ["rel_alt", "relAltM"],
  ["abs_alt", "absAltM"],
  ["dzoom_ratio", "digitalZoom"],
  ["gb_yaw", "gimbalYawDeg"],
  ["gb_pitch", "gimbalPitchDeg"],
  ["gb_roll", "gimbalRollDeg"],
] as const);

const SEEN_OF_KEY: ReadonlyMap<string, number> = new Map([
  ["altitude", Seen.altitude],
  ["rel_alt", Seen.relativeAltitude],
  ["abs_alt", Seen.relativeAltitude],
  ["gb_yaw", Seen.gimbal],
  ["gb_pitch", Seen.gimbal],
  ["gb_roll", Seen.gimbal],
]);

function isKeyStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isKeyPart(code: number): boolean {
  return isKeyStart(code) || code === 95 || (code >= 48 && code <= 57);
}

function isWordPart(code: number): boolean {
  return isKeyStart(code) || code === 46;
}
