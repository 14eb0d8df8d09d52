/** What the normal form takes from a telemetry log. */
import type { TlogReadOptions } from "@creance/formats";

/** 10 Hz, with room for jitter. */
const TENTH = 90_000;

/** Messages and fields. Those with a boot time are taken all: links deliver them in bursts, so their stamps say nothing about their spacing. */
export const tlogMessages = {
  HEARTBEAT: { fields: "all" },
  SYS_STATUS: { fields: "all", minStepUs: TENTH },
  SYSTEM_TIME: { fields: "all" },
  PARAM_VALUE: { fields: ["param_value", "param_id"], maxRows: 20_000 },
  GPS_RAW_INT: { fields: "all", minStepUs: TENTH },
  ATTITUDE: { fields: "all" },
  GLOBAL_POSITION_INT: { fields: "all" },
  RC_CHANNELS_RAW: { fields: "all", minStepUs: TENTH },
  RC_CHANNELS: { fields: "all", minStepUs: TENTH },
  MISSION_ITEM_REACHED: { fields: "all", overflow: "stop" },
  VFR_HUD: { fields: "all", minStepUs: TENTH },
  CAMERA_TRIGGER: { fields: ["seq"], maxRows: 100_000, overflow: "stop" },
  CAMERA_FEEDBACK: { fields: ["img_idx", "cam_idx"], maxRows: 100_000, overflow: "stop" },
  CAMERA_IMAGE_CAPTURED: { fields: ["image_index", "capture_result", "file_url"], maxRows: 100_000 },
  FOLLOW_TARGET: { fields: ["lat", "lon"], minStepUs: TENTH },
  BATTERY_STATUS: { fields: "all", minStepUs: TENTH },
  AUTOPILOT_VERSION: { fields: "all", maxRows: 100 },
  HOME_POSITION: { fields: "all", maxRows: 100_000 },
  EXTENDED_SYS_STATE: { fields: "all" },
  STATUSTEXT: { fields: "all", maxRows: 20_000 },
  MOUNT_STATUS: { fields: ["pointing_a", "pointing_b"], minStepUs: TENTH },
  OPEN_DRONE_ID_BASIC_ID: { fields: "all", maxRows: 1000 },
  OPEN_DRONE_ID_SYSTEM: { fields: "all", minStepUs: TENTH },
  OPEN_DRONE_ID_OPERATOR_ID: { fields: "all", maxRows: 1000 },
} as const satisfies TlogReadOptions["messages"];
