/**
 * The MAVLink messages that are decoded, with the places of their fields on the wire (docs/formats/mavlink.md, section 4): fields stand
 * there by size, not in the order of the definition. Facts: the published `common.xml` and `ardupilotmega.xml`.
 */
import type { FieldKind } from "../message-series/field-kinds.table.ts";

/** A message that is decoded. */
export interface MavlinkMessage {
  readonly id: number;
  readonly name: string;
  /** Goes into the checksum, so that both sides mean the same definition. */
  readonly crcExtra: number;
  /** Bytes without the extension fields of version 2. */
  readonly baseBytes: number;
  /** Name, kind, offset, and for a text its length, for an array the number of values. */
  readonly fields: readonly (readonly [name: string, kind: FieldKind, offset: number, count?: number])[];
}

/** Every message that is decoded, by name. */
export const mavlinkMessages = {
  HEARTBEAT: {
    id: 0,
    name: "HEARTBEAT",
    crcExtra: 50,
    baseBytes: 9,
    fields: [
      ["custom_mode", "uint32", 0],
      ["type", "uint8", 4],
      ["autopilot", "uint8", 5],
      ["base_mode", "uint8", 6],
      ["system_status", "uint8", 7],
    ],
  },
  SYS_STATUS: {
    id: 1,
    name: "SYS_STATUS",
    crcExtra: 124,
    baseBytes: 31,
    fields: [
      ["voltage_battery", "uint16", 14],
      ["current_battery", "int16", 16],
      ["battery_remaining", "int8", 30],
    ],
  },
  SYSTEM_TIME: {
    id: 2,
    name: "SYSTEM_TIME",
    crcExtra: 137,
    baseBytes: 12,
    fields: [
      ["time_unix_usec", "uint64", 0],
      ["time_boot_ms", "uint32", 8],
    ],
  },
  PARAM_VALUE: {
    id: 22,
    name: "PARAM_VALUE",
    crcExtra: 220,
    baseBytes: 25,
    fields: [
      ["param_value", "float32", 0],
      ["param_id", "text", 8, 16],
      ["param_type", "uint8", 24],
    ],
  },
  GPS_RAW_INT: {
    id: 24,
    name: "GPS_RAW_INT",
    crcExtra: 24,
    baseBytes: 30,
    fields: [
      ["time_usec", "uint64", 0],
      ["lat", "int32", 8],
      ["lon", "int32", 12],
      ["alt", "int32", 16],
      ["eph", "uint16", 20],
      ["vel", "uint16", 24],
      ["cog", "uint16", 26],
      ["fix_type", "uint8", 28],
      ["satellites_visible", "uint8", 29],
    ],
  },
  ATTITUDE: {
    id: 30,
    name: "ATTITUDE",
    crcExtra: 39,
    baseBytes: 28,
    fields: [
      ["time_boot_ms", "uint32", 0],
      ["roll", "float32", 4],
      ["pitch", "float32", 8],
      ["yaw", "float32", 12],
    ],
  },
  GLOBAL_POSITION_INT: {
    id: 33,
    name: "GLOBAL_POSITION_INT",
    crcExtra: 104,
    baseBytes: 28,
    fields: [
      ["time_boot_ms", "uint32", 0],
      ["lat", "int32", 4],
      ["lon", "int32", 8],
      ["alt", "int32", 12],
      ["relative_alt", "int32", 16],
      ["vx", "int16", 20],
      ["vy", "int16", 22],
      ["vz", "int16", 24],
      ["hdg", "uint16", 26],
    ],
  },
  RC_CHANNELS_RAW: {
    id: 35,
    name: "RC_CHANNELS_RAW",
    crcExtra: 244,
    baseBytes: 22,
    fields: [["rssi", "uint8", 21]],
  },
  MISSION_ITEM_REACHED: {
    id: 46,
    name: "MISSION_ITEM_REACHED",
    crcExtra: 11,
    baseBytes: 2,
    fields: [["seq", "uint16", 0]],
  },
  RC_CHANNELS: {
    id: 65,
    name: "RC_CHANNELS",
    crcExtra: 118,
    baseBytes: 42,
    fields: [["rssi", "uint8", 41]],
  },
  VFR_HUD: {
    id: 74,
    name: "VFR_HUD",
    crcExtra: 20,
    baseBytes: 20,
    fields: [
      ["groundspeed", "float32", 4],
      ["climb", "float32", 12],
    ],
  },
  CAMERA_TRIGGER: {
    id: 112,
    name: "CAMERA_TRIGGER",
    crcExtra: 174,
    baseBytes: 12,
    fields: [
      ["time_usec", "uint64", 0],
      ["seq", "uint32", 8],
    ],
  },
  FOLLOW_TARGET: {
    id: 144,
    name: "FOLLOW_TARGET",
    crcExtra: 127,
    baseBytes: 93,
    fields: [
      ["lat", "int32", 16],
      ["lon", "int32", 20],
      ["alt", "float32", 24],
    ],
  },
  BATTERY_STATUS: {
    id: 147,
    name: "BATTERY_STATUS",
    crcExtra: 154,
    baseBytes: 36,
    fields: [
      ["temperature", "int16", 8],
      ["voltages", "uint16", 10, 10],
      ["current_battery", "int16", 30],
      ["id", "uint8", 32],
      ["battery_remaining", "int8", 35],
    ],
  },
  AUTOPILOT_VERSION: {
    id: 148,
    name: "AUTOPILOT_VERSION",
    crcExtra: 178,
    baseBytes: 60,
    fields: [
      ["uid", "uint8", 8, 8],
      ["flight_sw_version", "uint32", 16],
      ["board_version", "uint32", 28],
      ["vendor_id", "uint16", 32],
      ["product_id", "uint16", 34],
      ["flight_custom_version", "uint8", 36, 8],
      ["uid2", "uint8", 60, 18],
    ],
  },
  MOUNT_STATUS: {
    id: 158,
    name: "MOUNT_STATUS",
    crcExtra: 134,
    baseBytes: 14,
    fields: [
      ["pointing_a", "int32", 0],
      ["pointing_b", "int32", 4],
      ["pointing_c", "int32", 8],
    ],
  },
  CAMERA_FEEDBACK: {
    id: 180,
    name: "CAMERA_FEEDBACK",
    crcExtra: 52,
    baseBytes: 45,
    fields: [
      ["time_usec", "uint64", 0],
      ["lat", "int32", 8],
      ["lng", "int32", 12],
      ["img_idx", "uint16", 40],
      ["cam_idx", "uint8", 43],
    ],
  },
  HOME_POSITION: {
    id: 242,
    name: "HOME_POSITION",
    crcExtra: 104,
    baseBytes: 52,
    fields: [
      ["latitude", "int32", 0],
      ["longitude", "int32", 4],
      ["altitude", "int32", 8],
    ],
  },
  EXTENDED_SYS_STATE: {
    id: 245,
    name: "EXTENDED_SYS_STATE",
    crcExtra: 130,
    baseBytes: 2,
    fields: [
      ["vtol_state", "uint8", 0],
      ["landed_state", "uint8", 1],
    ],
  },
  STATUSTEXT: {
    id: 253,
    name: "STATUSTEXT",
    crcExtra: 83,
    baseBytes: 51,
    fields: [
      ["severity", "uint8", 0],
      ["text", "text", 1, 50],
      ["id", "uint16", 51],
      ["chunk_seq", "uint8", 53],
    ],
  },
  CAMERA_IMAGE_CAPTURED: {
    id: 263,
    name: "CAMERA_IMAGE_CAPTURED",
    crcExtra: 133,
    baseBytes: 255,
    fields: [
      ["time_utc", "uint64", 0],
      ["lat", "int32", 12],
      ["lon", "int32", 16],
      ["image_index", "int32", 44],
      ["capture_result", "int8", 49],
      ["file_url", "text", 50, 205],
    ],
  },
  OPEN_DRONE_ID_BASIC_ID: {
    id: 12_900,
    name: "OPEN_DRONE_ID_BASIC_ID",
    crcExtra: 114,
    baseBytes: 44,
    fields: [
      ["id_type", "uint8", 22],
      ["uas_id", "text", 24, 20],
    ],
  },
  OPEN_DRONE_ID_SYSTEM: {
    id: 12_904,
    name: "OPEN_DRONE_ID_SYSTEM",
    crcExtra: 77,
    baseBytes: 54,
    fields: [
      ["operator_latitude", "int32", 0],
      ["operator_longitude", "int32", 4],
      ["operator_altitude_geo", "float32", 16],
    ],
  },
  OPEN_DRONE_ID_OPERATOR_ID: {
    id: 12_905,
    name: "OPEN_DRONE_ID_OPERATOR_ID",
    crcExtra: 49,
    baseBytes: 43,
    fields: [["operator_id", "text", 23, 20]],
  },
} as const satisfies Readonly<Record<string, MavlinkMessage>>;

/** Name of a message that is decoded. */
export type MavlinkMessageName = keyof typeof mavlinkMessages;
