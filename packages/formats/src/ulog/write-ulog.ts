/** Writes a flight as a PX4 log (docs/formats/ulog.md, section 7). */
import type { FlownLog, FlownRow } from "../flown-log.ts";
import { ByteWriter } from "../message-series/byte-writer.ts";
import { ULOG_MARK } from "./ulog-format.ts";

const VERSION = 1;

/** The formats that are written; the last byte of each topic is padding where the logger would put some. */
const topics = {
  vehicle_gps_position:
    "uint64_t timestamp;uint64_t time_utc_usec;int32_t lat;int32_t lon;int32_t alt;float vel_n_m_s;float vel_e_m_s;float vel_d_m_s;uint8_t fix_type;uint8_t satellites_used;bool vel_ned_valid;uint8_t[5] _padding0;",
  vehicle_global_position: "uint64_t timestamp;double lat;double lon;float alt;uint8_t[4] _padding0;",
  vehicle_attitude: "uint64_t timestamp;float[4] q;",
  vehicle_local_position: "uint64_t timestamp;float vx;float vy;float vz;bool v_xy_valid;bool v_z_valid;uint8_t[2] _padding0;",
  battery_status:
    "uint64_t timestamp;float voltage_v;float current_a;float remaining;float temperature;uint8_t cell_count;bool connected;uint8_t warning;uint8_t[5] _padding0;",
  vehicle_status: "uint64_t timestamp;uint8_t arming_state;uint8_t nav_state;bool failsafe;uint8_t[5] _padding0;",
  vehicle_land_detected: "uint64_t timestamp;bool landed;uint8_t[7] _padding0;",
  home_position: "uint64_t timestamp;double lat;double lon;float alt;bool valid_hpos;bool valid_alt;uint8_t[2] _padding0;",
  camera_capture: "uint64_t timestamp;uint32_t seq;int8_t result;uint8_t[3] _padding0;",
} as const;
type Topic = keyof typeof topics;

/** Writes the log. Rows become one message of each topic; state topics are written when they change. */
export function writeUlog(flown: FlownLog): Uint8Array<ArrayBuffer> {
  const startBootUs = flown.startBootUs ?? 20_000_000;
  const log = new UlogWriter(startBootUs);
  log.information("char", "sys_name", "PX4");
  if (flown.boardName !== undefined) log.information("char", "ver_hw", flown.boardName);
  if (flown.boardId !== undefined) log.information("char", "sys_uuid", flown.boardId);
  if (flown.firmwareVersion !== undefined) log.information("uint32_t", "ver_sw_release", releaseNumber(flown.firmwareVersion));
  log.information("int32_t", "time_ref_utc", 0);
  for (const [name, value] of Object.entries(flown.parameters ?? {})) log.parameter(name, value);
  // All formats stand before the first subscription.
  for (const [name, fields] of Object.entries(topics)) log.format(name, fields);
  for (const [at, name] of (Object.keys(topics) as Topic[]).entries()) log.subscribe(at, name);
  const bootUs = (elapsedMs: number): number => Math.round(startBootUs + elapsedMs * 1000);
  const texts = [...(flown.texts ?? [])];
  const photos = [...(flown.photos ?? [])];
  let before: FlownRow | undefined;
  let photoNumber = 0;
  for (const row of flown.rows) {
    const timeUs = bootUs(row.elapsedMs);
    if (before === undefined && flown.home !== null) {
      const { latDeg, lonDeg, altAmslM } = flown.home;
      log.data("home_position", timeUs, (to) =>
        to
          .number("float64", latDeg)
          .number("float64", lonDeg)
          .number("float32", altAmslM)
          .number("uint8", 1)
          .number("uint8", 1)
          .number("uint16", 0),
      );
    }
    for (; (texts[0]?.elapsedMs ?? Number.POSITIVE_INFINITY) <= row.elapsedMs; texts.shift()) {
      const { elapsedMs, level, text } = texts[0] as (typeof texts)[number];
      log.line(bootUs(elapsedMs), level, text);
    }
    for (; (photos[0]?.elapsedMs ?? Number.POSITIVE_INFINITY) <= row.elapsedMs; photos.shift()) {
      photoNumber += 1;
      const number = photoNumber;
      log.data("camera_capture", bootUs((photos[0] as (typeof photos)[number]).elapsedMs), (to) =>
        to.number("uint32", number).number("int8", 1).bytes(new Uint8Array(3)),
      );
    }
    if (row.flightMode !== before?.flightMode || row.motorUp !== before.motorUp) {
      log.data("vehicle_status", timeUs, (to) =>
        to
          .number("uint8", row.motorUp ? 2 : 1)
          .number("uint8", row.flightMode)
          .bytes(new Uint8Array(6)),
      );
    }
    if (row.inAir !== before?.inAir)
      log.data("vehicle_land_detected", timeUs, (to) => to.number("uint8", row.inAir ? 0 : 1).bytes(new Uint8Array(7)));
    writeRow(log, { row, timeUs, utcUs: flown.startUs + row.elapsedMs * 1000 });
    before = row;
  }
  return log.finish();
}

function writeRow(
  log: UlogWriter,
  { row, timeUs, utcUs }: { readonly row: FlownRow; readonly timeUs: number; readonly utcUs: number },
): void {
  log.data("vehicle_gps_position", timeUs, (to) =>
    to
      .number("uint64", utcUs)
      .number("int32", Math.round(row.latDeg * 1e7))
      .number("int32", Math.round(row.lonDeg * 1e7))
      .number("int32", Math.round(row.altAmslM * 1000))
      .number("float32", row.speedNorthMps)
      .number("float32", row.speedEastMps)
      .number("float32", 0 - row.climbMps)
      .number("uint8", 3)
      .number("uint8", row.satellites)
      .number("uint8", 1)
      .bytes(new Uint8Array(5)),
  );
  log.data("vehicle_global_position", timeUs, (to) =>
    to.number("float64", row.latDeg).number("float64", row.lonDeg).number("float32", row.altAmslM).number("uint32", 0),
  );
  const q = quaternion(row);
  log.data("vehicle_attitude", timeUs, (to) => q.reduce((out, value) => out.number("float32", value), to));
  log.data("vehicle_local_position", timeUs, (to) =>
    to
      .number("float32", row.speedNorthMps)
      .number("float32", row.speedEastMps)
      .number("float32", 0 - row.climbMps)
      .number("uint8", 1)
      .number("uint8", 1)
      .number("uint16", 0),
  );
  log.data("battery_status", timeUs, (to) =>
    to
      .number("float32", row.voltageV)
      .number("float32", row.currentA)
      .number("float32", row.batteryPct / 100)
      .number("float32", 0)
      .number("uint8", 0)
      .number("uint8", 1)
      .bytes(new Uint8Array(6)),
  );
}

function quaternion({ rollDeg, pitchDeg, yawDeg }: FlownRow): [number, number, number, number] {
  const half = (angleDeg: number): [number, number] => [Math.cos((angleDeg * Math.PI) / 360), Math.sin((angleDeg * Math.PI) / 360)];
  const [cr, sr] = half(rollDeg);
  const [cp, sp] = half(pitchDeg);
  const [cy, sy] = half(yawDeg);
  return [cr * cp * cy + sr * sp * sy, sr * cp * cy - cr * sp * sy, cr * sp * cy + sr * cp * sy, cr * cp * sy - sr * sp * cy];
}

function releaseNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map((part) => Number.parseInt(part, 10) || 0);
  return major * 16_777_216 + minor * 65_536 + patch * 256 + 255;
}

/** Writes the messages of a ULog one after the other. */
export class UlogWriter {
  readonly #out = new ByteWriter();
  readonly #ids = new Map<string, number>();

  constructor(startBootUs: number) {
    this.#out.bytes(Uint8Array.from(ULOG_MARK)).number("uint8", VERSION).number("uint64", startBootUs);
    this.message("B", (to) => to.bytes(new Uint8Array(40)));
  }

  /** Any message by its letter. */
  message(letter: string, fill: (to: ByteWriter) => unknown): void {
    const body = new ByteWriter();
    fill(body);
    this.#out.number("uint16", body.size).number("uint8", letter.charCodeAt(0)).bytes(body.finish());
  }

  information(type: "char" | "int32_t" | "uint32_t", name: string, value: string | number): void {
    const key = type === "char" ? `char[${String(value).length}] ${name}` : `${type} ${name}`;
    this.message("I", (to) => {
      to.number("uint8", key.length).text(key);
      if (type === "char") to.text(String(value));
      else to.number(type === "int32_t" ? "int32" : "uint32", Number(value));
    });
  }

  parameter(name: string, value: number): void {
    const isInteger = Number.isInteger(value);
    const key = `${isInteger ? "int32_t" : "float"} ${name}`;
    this.message("P", (to) =>
      to
        .number("uint8", key.length)
        .text(key)
        .number(isInteger ? "int32" : "float32", value),
    );
  }

  /** Defines a type or a topic: `type name;` for each field. */
  format(name: string, fields: string): void {
    this.message("F", (to) => to.text(`${name}:${fields}`));
  }

  subscribe(id: number, name: string, instance = 0): void {
    this.message("A", (to) => to.number("uint8", instance).number("uint16", id).text(name));
    this.#ids.set(instance === 0 ? name : `${name} ${instance}`, id);
  }

  /** A message of a topic: its time, then what `fill` writes. */
  data(topic: string, timeUs: number, fill: (to: ByteWriter) => unknown): void {
    this.message("D", (to) => fill(to.number("uint16", this.#ids.get(topic) ?? 0).number("uint64", timeUs)));
  }

  line(timeUs: number, level: number, text: string): void {
    this.message("L", (to) =>
      to
        .number("uint8", 48 + level)
        .number("uint64", timeUs)
        .text(text),
    );
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#out.finish();
  }
}
