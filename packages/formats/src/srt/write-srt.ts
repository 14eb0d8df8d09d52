/** Writes subtitles in each of the styles of docs/formats/srt.md: for the sample operation and tests. */

/** What one cue says. What a style has no words for is left out. */
export interface CueToWrite {
  readonly startMs: number;
  readonly endMs: number;
  /** Wall clock, as if it were UTC; styles with a date need it. */
  readonly localUs?: number;
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly homeLatDeg?: number;
  readonly homeLonDeg?: number;
  readonly satellites?: number;
  readonly heightM?: number;
  readonly absoluteM?: number;
  readonly distanceM?: number;
  readonly speedMps?: number;
  readonly climbMps?: number;
  /** Pitch, roll, yaw of the aircraft. */
  readonly flight?: readonly [number, number, number];
  /** Pitch, roll, yaw of the gimbal. */
  readonly gimbal?: readonly [number, number, number];
  readonly iso?: number;
  /** The lower part of `1/500.0`. */
  readonly shutterDivisor?: number;
  readonly fNumber?: number;
  readonly ev?: number;
  readonly focalMm?: number;
}

/** Styles by number. */
export type SrtStyle = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13;

/** A file of cues, all of one style. `lineEnd` and `hasBom` as some cameras and programs write them. */
export function writeSrt(
  cues: readonly CueToWrite[],
  style: SrtStyle,
  options: { readonly lineEnd?: "\n" | "\r\n"; readonly hasBom?: boolean } = {},
): Uint8Array {
  const lineEnd = options.lineEnd ?? "\n";
  const text = cues.map((cue, index) => cueText(cue, style, index + 1)).join("\n");
  return new TextEncoder().encode(`${options.hasBom === true ? "\ufeff" : ""}${text.replaceAll("\n", lineEnd)}`);
}

/** One cue with its number and time code. */
function cueText(cue: CueToWrite, style: SrtStyle, number: number): string {
  const clock = style === 11 ? "" : `${clockText(cue.startMs)} --> ${clockText(cue.endMs)}\n`;
  return `${number}\n${clock}${srtCueLines(cue, style, number)}\n`;
}

/** The lines of a cue below its time code: what subtitle tracks inside films hold. */
export function srtCueLines(cue: CueToWrite, style: SrtStyle, number: number): string {
  const lon = cue.lonDeg;
  const lat = cue.latDeg;
  const home = { lat: cue.homeLatDeg ?? lat, lon: cue.homeLonDeg ?? lon };
  const iso = cue.iso ?? 100;
  const divisor = cue.shutterDivisor ?? 500;
  const fNumber = cue.fNumber ?? 2.8;
  const height = cue.heightM ?? 0;
  const diffMs = Math.round(cue.endMs - cue.startMs);
  const shutter = `1/${divisor.toFixed(1)}`;
  switch (style) {
    case 1:
      return [
        `HOME(${home.lon.toFixed(4)},${home.lat.toFixed(4)}) ${dateText(cue, ".")}`,
        `GPS(${lon.toFixed(4)},${lat.toFixed(4)},${cue.satellites ?? 0}) BAROMETER:${height.toFixed(1)}`,
        `ISO:${iso} Shutter:${divisor} EV: Fnum:${fNumber.toFixed(1)} `,
      ].join("\n");
    case 2:
      return `${dateText(cue, "-")}\nGPS(${lat.toFixed(4)},${lon.toFixed(4)},0.0M) BAROMETER:${height.toFixed(1)}M`;
    case 3:
    case 4: {
      const homeText = style === 4 ? `HOME (${home.lon.toFixed(6)}, ${home.lat.toFixed(6)}, 0.00m), ` : "";
      const [pitch, roll, yaw] = cue.flight ?? [0, 0, 0];
      const [gimbalPitch, gimbalRoll, gimbalYaw] = cue.gimbal ?? [0, 0, 0];
      const angles = (values: readonly number[]): string => values.map((value) => `${value.toFixed(1)}°`).join(", ");
      const angleText =
        style === 4 ? `, F.PRY (${angles([pitch, roll, yaw])}), G.PRY (${angles([gimbalPitch, gimbalRoll, gimbalYaw])})` : " ";
      return (
        `F/${fNumber.toFixed(1)}, SS ${divisor}, ISO ${iso}, EV ${cue.ev ?? 0}, GPS (${lon.toFixed(6)}, ${lat.toFixed(6)}, ${cue.satellites ?? 0}), ` +
        `${homeText}D ${(cue.distanceM ?? 0).toFixed(2)}m, H ${height.toFixed(2)}m, H.S ${(cue.speedMps ?? 0).toFixed(2)}m/s, V.S ${(cue.climbMps ?? 0).toFixed(2)}m/s${angleText}`
      );
    }
    case 5:
      return font(
        36,
        `FrameCnt : ${number}, DiffTime : ${diffMs}ms\n${dateText(cue, "-", "commas")}\n[iso : ${iso}] [shutter : ${shutter}] [fnum : ${hundredths(fNumber)}] [ev : ${cue.ev ?? 0}] [ct : 5500] [color_md : default] [focal_len : ${tenths(cue.focalMm)}] [latitude : ${lat.toFixed(6)}] [longtitude : ${lon.toFixed(6)}] [altitude: ${(cue.absoluteM ?? 0).toFixed(6)}] `,
      );
    case 6:
      return font(
        36,
        `SrtCnt : ${number}, DiffTime : ${diffMs}ms\n${dateText(cue, "-", "commas")}\n[iso : ${iso}] [shutter : ${shutter}] [fnum : ${hundredths(fNumber)}] [ev : ${cue.ev ?? 0}] [ct : 5500] [color_md : default] [focal_len : ${tenths(cue.focalMm)}] [latitude: ${lat.toFixed(6)}] [longitude: ${lon.toFixed(6)}] [altitude: ${(cue.absoluteM ?? 0).toFixed(6)}] `,
      );
    case 7:
    case 8:
    case 9: {
      const focal = style === 8 ? "" : ` [focal_len: ${(cue.focalMm ?? 24).toFixed(2)}]${style === 9 ? " [dzoom_ratio: 1.00]," : ""}`;
      const meter = style === 7 ? "" : " [ae_meter_md: 0]";
      const [pitch, roll, yaw] = cue.gimbal ?? [0, 0, 0];
      const gimbal = style === 9 ? ` [gb_yaw: ${yaw.toFixed(1)} gb_pitch: ${pitch.toFixed(1)} gb_roll: ${roll.toFixed(1)}]` : "";
      const electronic =
        style === 7 ? " [ct: 5500] " : `${gimbal} [vsync: 0] [eis: close] [pp_vsync:0] [pp_target:0.000, 0.000, 0.000, 0.000]`;
      const id = style === 9 ? `, FrameId: ${4000 + number}` : "";
      return font(
        28,
        `FrameCnt: ${number}, DiffTime: ${diffMs}ms${id}\n${dateText(cue, "-", "point")}\n[iso: ${iso}] [shutter: ${shutter}] [fnum: ${fNumber.toFixed(1)}] [ev: ${cue.ev ?? 0}] [color_md: default]${meter}${focal} [latitude: ${lat.toFixed(6)}] [longitude: ${lon.toFixed(6)}] [rel_alt: ${height.toFixed(3)} abs_alt: ${(cue.absoluteM ?? 0).toFixed(3)}]${electronic}`,
      );
    }
    case 10:
      return font(
        36,
        `FrameCnt : ${number}, DiffTime : ${diffMs}ms\n${dateText(cue, "-", "commas")}\n[iso : ${iso}] [shutter : ${shutter}] [fnum : ${hundredths(fNumber)}] [ev : ${cue.ev ?? 0}] [ct : 5500] `,
      );
    case 11:
      return `${dateText(cue, ".", "commas")}\n[latitude : ${lat.toFixed(4)}] [longtitude : ${lon.toFixed(4)}] [iso : ${iso}] [shutter : ${shutter}] [ev : ${cue.ev ?? 0}] [fnum : ${hundredths(fNumber)}]`;
    case 12:
      return `GPS(${lat.toFixed(6)},${lon.toFixed(6)},${(cue.absoluteM ?? 0).toFixed(3)}) BAROMETER(${height.toFixed(1)}) HOME(${home.lat.toFixed(6)},${home.lon.toFixed(6)})`;
    case 13:
      return `[latitude: ${lat.toFixed(6)}] [longitude: ${lon.toFixed(6)}] [rel_alt: ${height.toFixed(3)} abs_alt: ${(cue.absoluteM ?? 0).toFixed(3)}] [iso : ${iso}] [shutter : ${shutter}] [fnum : ${hundredths(fNumber)}]`;
  }
}

function font(size: number, text: string): string {
  return `<font size="${size}">${text}</font>`;
}

function hundredths(fNumber: number): string {
  return String(Math.round(fNumber * 100));
}

function tenths(focalMm = 24): string {
  return String(Math.round(focalMm * 10));
}

function clockText(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const rounded = Math.round(ms);
  return `${two(rounded / 3_600_000)}:${two((rounded / 60_000) % 60)}:${two((rounded / 1000) % 60)},${String(rounded % 1000).padStart(3, "0")}`;
}

/** `2026-09-12 09:14:03`, with `,250,000` or `.250` behind it. */
function dateText(cue: CueToWrite, separator: "-" | ".", fraction?: "commas" | "point"): string {
  const timeUs = cue.localUs ?? 0;
  const iso = new Date(Math.floor(timeUs / 1000)).toISOString();
  const date = `${iso.slice(0, 10).replaceAll("-", separator)} ${iso.slice(11, 19)}`;
  if (fraction === undefined) return date;
  if (fraction === "point") return `${date}.${iso.slice(20, 23)}`;
  return `${date},${iso.slice(20, 23)},${String(Math.floor(timeUs % 1000)).padStart(3, "0")}`;
}
