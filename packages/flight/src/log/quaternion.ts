/** Attitude from a unit quaternion (w, x, y, z), as autopilots log it: from the body (forward, right, down) to north, east, down. */

const DEG_PER_RAD = 180 / Math.PI;

/** Roll, degrees. */
export function rollDegOf(w: number, x: number, y: number, z: number): number {
  return Math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y)) * DEG_PER_RAD;
}

/** Pitch, degrees, nose up positive. */
export function pitchDegOf(w: number, x: number, y: number, z: number): number {
  return Math.asin(Math.max(-1, Math.min(1, 2 * (w * y - z * x)))) * DEG_PER_RAD;
}

/** Yaw, degrees, -180 to 180, clockwise from north. */
export function yawDegOf(w: number, x: number, y: number, z: number): number {
  return Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)) * DEG_PER_RAD;
}

/** An angle as -180 to 180. */
export function halfTurnDeg(angleDeg: number): number {
  const turned = angleDeg % 360;
  return turned > 180 ? turned - 360 : turned <= -180 ? turned + 360 : turned;
}
