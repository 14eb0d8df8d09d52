/** What the normal form takes from a ULog. */
import type { SeriesWish } from "@creance/formats";

/** 10 Hz, with room for jitter. */
const TENTH = 90_000;

/** Topics and fields, in the spelling of every PX4 version that is known here; a field that a log does not have stays unknown. */
export const ulogTopics: Readonly<Record<string, SeriesWish>> = {
  vehicle_global_position: {
    fields: ["lat", "lon", "alt", "lat_lon_valid", "alt_valid", "vel_n", "vel_e", "vel_d"],
    minStepUs: TENTH,
  },
  vehicle_gps_position: {
    fields: [
      "time_utc_usec",
      "lat",
      "lon",
      "alt",
      "latitude_deg",
      "longitude_deg",
      "altitude_msl_m",
      "fix_type",
      "satellites_used",
      "vel_n_m_s",
      "vel_e_m_s",
      "vel_d_m_s",
      "vel_ned_valid",
      "vel_m_s",
    ],
    minStepUs: TENTH,
  },
  sensor_gps: {
    fields: ["time_utc_usec", "lat", "lon", "alt", "latitude_deg", "longitude_deg", "altitude_msl_m", "fix_type", "satellites_used"],
    minStepUs: TENTH,
  },
  vehicle_local_position: { fields: ["vx", "vy", "vz", "v_xy_valid", "v_z_valid"], minStepUs: TENTH },
  vehicle_attitude: { fields: ["q", "roll", "pitch", "yaw"], minStepUs: TENTH },
  battery_status: {
    fields: [
      "connected",
      "voltage_v",
      "current_a",
      "remaining",
      "temperature",
      "cell_count",
      "voltage_cell_v",
      "warning",
      "capacity",
      "cycle_count",
      "serial_number",
      "state_of_health",
      "id",
    ],
    minStepUs: TENTH,
  },
  vehicle_status: { fields: ["arming_state", "nav_state", "failsafe", "rc_signal_lost", "vehicle_type", "is_rotary_wing"] },
  actuator_armed: { fields: ["armed"] },
  vehicle_land_detected: { fields: ["landed"] },
  home_position: { fields: ["lat", "lon", "alt", "valid_hpos", "valid_alt"] },
  manual_control_setpoint: { fields: ["roll", "pitch", "yaw", "throttle", "x", "y", "z", "r", "valid"], minStepUs: TENTH },
  input_rc: { fields: ["rssi", "rc_lost"], minStepUs: TENTH },
  camera_capture: { fields: ["seq", "result"], overflow: "stop" },
  camera_trigger: { fields: ["seq", "feedback"], overflow: "stop" },
  gimbal_device_attitude_status: { fields: ["q"], minStepUs: TENTH },
};
