/** What the normal form takes from a DataFlash log. */
import type { SeriesWish } from "@creance/formats";

/** 10 Hz, with room for jitter. */
const TENTH = 90_000;

/** Messages and columns, in the spelling of every ArduPilot version that is known here. */
export const dataflashMessages: Readonly<Record<string, SeriesWish>> = {
  GPS: { fields: ["I", "Status", "GMS", "GWk", "NSats", "Lat", "Lng", "Alt", "Spd", "GCrs", "VZ"], minStepUs: TENTH },
  POS: { fields: ["Lat", "Lng", "Alt", "RelHomeAlt"], minStepUs: TENTH },
  ORGN: { fields: ["Type", "Lat", "Lng", "Alt"] },
  ATT: { fields: ["Roll", "Pitch", "Yaw"], minStepUs: TENTH },
  BAT: { fields: ["Volt", "Curr", "Temp", "RemPct"], minStepUs: TENTH },
  CURR: { fields: ["Volt", "Curr", "Temp"], minStepUs: TENTH },
  BCL: { fields: ["V1", "V2", "V3", "V4", "V5", "V6"], minStepUs: TENTH },
  MODE: { fields: ["Mode", "ModeNum"], overflow: "stop" },
  EV: { fields: ["Id"], overflow: "stop" },
  ERR: { fields: ["Subsys", "ECode"], overflow: "stop" },
  MSG: { fields: ["Message"], maxRows: 20_000 },
  ARM: { fields: ["ArmState"], overflow: "stop" },
  STAT: { fields: ["isFlying", "Armed"], minStepUs: TENTH },
  CAM: { fields: ["Lat", "Lng"], maxRows: 100_000, overflow: "stop" },
  TRIG: { fields: ["Lat", "Lng"], maxRows: 100_000, overflow: "stop" },
  RCIN: { fields: ["C1", "C2", "C3", "C4"], minStepUs: TENTH },
  RSSI: { fields: ["RXRSSI"], minStepUs: TENTH },
  MNT: { fields: ["I", "Roll", "Pitch", "YawE"], minStepUs: TENTH },
  PARM: { fields: ["Name", "Value"], maxRows: 20_000 },
  VER: { fields: "all", maxRows: 100 },
};
