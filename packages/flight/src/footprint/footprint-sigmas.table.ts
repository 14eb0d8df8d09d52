/** How wrong each input of a footprint may be: one sigma. Where the numbers come from stands in docs/decisions/0025-footprints.md. */

/** One sigma of every input; each can be overridden. */
export interface FootprintSigmas {
  /** Position by satellite alone, metres. */
  readonly positionM: number;
  /** Position taken from the track of the flight, metres. */
  readonly trackPositionM: number;
  /** Yaw of the gimbal, degrees: the compass decides. */
  readonly yawDeg: number;
  /** Yaw of the aircraft or of the flight's track in place of the gimbal's, degrees. */
  readonly otherYawDeg: number;
  /** Pitch and roll, degrees. */
  readonly tiltDeg: number;
  /** Pitch and roll taken from the flight's track, degrees. */
  readonly trackTiltDeg: number;
  /** Height above ground with an elevation model or as the aircraft measured it, percent; never less than the model's own error. */
  readonly heightPct: number;
  /** Height above take-off taken for height above ground, percent. */
  readonly flatHeightPct: number;
  /** Height by the laser, percent: the rest of the picture need not lie as deep as its one point. */
  readonly laserHeightPct: number;
  /** Focal length from 35 mm terms, percent. */
  readonly focal35Pct: number;
  /** The same where the frame is wider than 8:5: sensors are cropped for it. */
  readonly focal35CroppedPct: number;
  /** Focal length from the table of sensors, percent. */
  readonly focalTablePct: number;
  /** Calibrated focal length, percent. */
  readonly focalCalibratedPct: number;
}

/** The numbers used without overrides. */
export const footprintSigmas: FootprintSigmas = {
  positionM: 4,
  trackPositionM: 6,
  yawDeg: 5,
  otherYawDeg: 10,
  tiltDeg: 1,
  trackTiltDeg: 3,
  heightPct: 10,
  flatHeightPct: 20,
  laserHeightPct: 3,
  focal35Pct: 5,
  focal35CroppedPct: 8,
  focalTablePct: 3,
  focalCalibratedPct: 1,
};
