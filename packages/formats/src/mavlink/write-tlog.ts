/** Writes a flight as a telemetry log (docs/formats/mavlink.md, section 6). */
import type { FlownLog, FlownRow } from "../flown-log.ts";
import { ByteWriter } from "../message-series/byte-writer.ts";
import { fieldKindBytes } from "../message-series/field-kinds.table.ts";
import { VERSION_1, VERSION_2 } from "./frame.ts";
import { frameChecksum } from "./frame-checksum.ts";
import { type MavlinkMessage, type MavlinkMessageName, mavlinkMessages } from "./messages.table.ts";

/** How the log is written. */
export interface WriteTlogOptions {
  /** Version of the protocol (default 2, which leaves trailing zeros out). */
  readonly protocol?: 1 | 2;
}

/** Writes the log. Each row becomes position, attitude, receiver and battery; a heartbeat comes once a second and when a state changes. */
export function writeTlog(flown: FlownLog, options: WriteTlogOptions = {}): Uint8Array<ArrayBuffer> {
  const log = new TlogWriter(options.protocol ?? 2);
  const startBootMs = (flown.startBootUs ?? 20_000_000) / 1000;
  const stampUs = (elapsedMs: number): number => Math.round(flown.startUs + elapsedMs * 1000);
  const texts = [...(flown.texts ?? [])];
  const photos = [...(flown.photos ?? [])];
  let before: FlownRow | undefined;
  let beatMs = Number.NEGATIVE_INFINITY;
  for (const [at, row] of flown.rows.entries()) {
    const timeUs = stampUs(row.elapsedMs);
    const bootMs = Math.round(startBootMs + row.elapsedMs);
    if (before === undefined) writeHead(log, flown, timeUs);
    const changed = row.flightMode !== before?.flightMode || row.motorUp !== before.motorUp || row.inAir !== before.inAir;
    if (changed || row.elapsedMs - beatMs >= 1000) {
      beatMs = row.elapsedMs;
      log.write("HEARTBEAT", timeUs, {
        custom_mode: row.flightMode,
        type: 2,
        autopilot: 3,
        base_mode: (row.motorUp ? 128 : 0) + 1,
        system_status: row.inAir ? 4 : 3,
      });
      log.write("EXTENDED_SYS_STATE", timeUs, { vtol_state: 0, landed_state: row.inAir ? 2 : 1 });
      log.write("SYSTEM_TIME", timeUs, { time_unix_usec: timeUs, time_boot_ms: bootMs });
    }
    for (; (texts[0]?.elapsedMs ?? Number.POSITIVE_INFINITY) <= row.elapsedMs; texts.shift()) {
      const { elapsedMs, level, text } = texts[0] as (typeof texts)[number];
      log.write("STATUSTEXT", stampUs(elapsedMs), { severity: level, text, id: 0, chunk_seq: 0 });
    }
    for (; (photos[0]?.elapsedMs ?? Number.POSITIVE_INFINITY) <= row.elapsedMs; photos.shift()) {
      const photoUs = stampUs((photos[0] as (typeof photos)[number]).elapsedMs);
      log.write("CAMERA_FEEDBACK", photoUs, {
        time_usec: photoUs,
        lat: Math.round(row.latDeg * 1e7),
        lng: Math.round(row.lonDeg * 1e7),
        img_idx: at,
        cam_idx: 0,
      });
    }
    writeRow(log, { row, timeUs, bootMs, homeAltM: flown.home?.altAmslM ?? row.altAmslM });
    before = row;
  }
  return log.finish();
}

function writeHead(log: TlogWriter, flown: FlownLog, timeUs: number): void {
  const { home, boardId, boardName, firmwareVersion, parameters } = flown;
  log.write("STATUSTEXT", timeUs, { severity: 6, text: `ArduCopter V${firmwareVersion ?? "4.5.1"} (c0ffee00)`, id: 0, chunk_seq: 0 });
  if (boardId !== undefined) {
    const id = boardId
      .replace(/[^0-9A-Fa-f]/g, "")
      .padEnd(24, "0")
      .slice(0, 24);
    log.write("STATUSTEXT", timeUs, {
      severity: 6,
      text: `${boardName ?? "Board"} ${id.slice(0, 8)} ${id.slice(8, 16)} ${id.slice(16)}`,
      id: 0,
      chunk_seq: 0,
    });
  }
  for (const [name, value] of Object.entries(parameters ?? {}))
    log.write("PARAM_VALUE", timeUs, { param_value: value, param_id: name, param_type: 9 });
  if (home === null) return;
  log.write("HOME_POSITION", timeUs, {
    latitude: Math.round(home.latDeg * 1e7),
    longitude: Math.round(home.lonDeg * 1e7),
    altitude: Math.round(home.altAmslM * 1000),
  });
}

function writeRow(
  log: TlogWriter,
  {
    row,
    timeUs,
    bootMs,
    homeAltM,
  }: { readonly row: FlownRow; readonly timeUs: number; readonly bootMs: number; readonly homeAltM: number },
): void {
  const place = { lat: Math.round(row.latDeg * 1e7), lon: Math.round(row.lonDeg * 1e7), alt: Math.round(row.altAmslM * 1000) };
  const rad = (angleDeg: number): number => (angleDeg * Math.PI) / 180;
  log.write("GPS_RAW_INT", timeUs, {
    time_usec: bootMs * 1000,
    ...place,
    eph: 80,
    vel: Math.round(Math.hypot(row.speedNorthMps, row.speedEastMps) * 100),
    cog: 65_535,
    fix_type: 3,
    satellites_visible: row.satellites,
  });
  log.write("GLOBAL_POSITION_INT", timeUs, {
    time_boot_ms: bootMs,
    ...place,
    relative_alt: Math.round((row.altAmslM - homeAltM) * 1000),
    vx: Math.round(row.speedNorthMps * 100),
    vy: Math.round(row.speedEastMps * 100),
    vz: Math.round((0 - row.climbMps) * 100),
    hdg: 65_535,
  });
  log.write("ATTITUDE", timeUs, { time_boot_ms: bootMs, roll: rad(row.rollDeg), pitch: rad(row.pitchDeg), yaw: rad(row.yawDeg) });
  log.write("SYS_STATUS", timeUs, {
    voltage_battery: Math.round(row.voltageV * 1000),
    current_battery: Math.round(row.currentA * 100),
    battery_remaining: Math.round(row.batteryPct),
  });
}

/** Writes frames with their stamps one after the other. */
class TlogWriter {
  readonly #out = new ByteWriter();
  readonly #protocol: 1 | 2;
  #sequence = 0;

  constructor(protocol: 1 | 2) {
    this.#protocol = protocol;
  }

  /** A message of system 1, component 1 unless told otherwise; fields that are not given are zero. */
  write(
    name: MavlinkMessageName,
    stampUs: number,
    values: Readonly<Record<string, number | string>>,
    from: readonly [number, number] = [1, 1],
  ): void {
    const message: MavlinkMessage = mavlinkMessages[name];
    const payload = payloadOf(message, values);
    const isVersion1 = this.#protocol === 1 && message.id < 256;
    let length = isVersion1 ? message.baseBytes : payload.byteLength;
    // Version 2 leaves trailing zeros out, but for the first byte.
    while (!isVersion1 && length > 1 && payload[length - 1] === 0) length -= 1;
    const [system, component] = from;
    const frame = new ByteWriter();
    if (isVersion1) frame.bytes(Uint8Array.of(VERSION_1, length, this.#sequence, system, component, message.id));
    else {
      frame.bytes(Uint8Array.of(VERSION_2, length, 0, 0, this.#sequence, system, component));
      frame.bytes(Uint8Array.of(message.id & 255, (message.id >> 8) & 255, (message.id >> 16) & 255));
    }
    frame.bytes(payload.subarray(0, length));
    const bytes = frame.finish();
    this.#sequence = (this.#sequence + 1) & 255;
    const stamp = new DataView(new ArrayBuffer(8));
    stamp.setBigUint64(0, BigInt(Math.round(stampUs)));
    this.#out
      .bytes(new Uint8Array(stamp.buffer))
      .bytes(bytes)
      .number("uint16", frameChecksum(bytes, 1, bytes.byteLength, message.crcExtra));
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#out.finish();
  }
}

/** The whole payload, extension fields included. */
function payloadOf({ fields, baseBytes }: MavlinkMessage, values: Readonly<Record<string, number | string>>): Uint8Array {
  const sized = fields.map(([name, kind, offset, count]) => ({
    name,
    kind,
    offset,
    lengthBytes: kind === "text" ? (count ?? 0) : fieldKindBytes[kind] * (count ?? 1),
  }));
  const payload = new Uint8Array(Math.max(baseBytes, ...sized.map(({ offset, lengthBytes }) => offset + lengthBytes)));
  for (const { name, kind, offset } of sized) {
    const value = values[name];
    if (value === undefined) continue;
    const one = new ByteWriter();
    if (kind === "text") one.text(String(value), sized.find((field) => field.name === name)?.lengthBytes);
    else if (kind !== "float16") one.number(kind, Number(value));
    payload.set(one.finish(), offset);
  }
  return payload;
}
