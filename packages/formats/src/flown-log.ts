/** A flight as the writers of autopilot logs take it: the same rows make a ULog, a DataFlash log or a telemetry log. */

/** A moment of the flight. Every value is what the autopilot would have logged. */
export interface FlownRow {
  /** ms since the log began; ascending. */
  readonly elapsedMs: number;
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly altAmslM: number;
  readonly speedNorthMps: number;
  readonly speedEastMps: number;
  readonly climbMps: number;
  readonly rollDeg: number;
  readonly pitchDeg: number;
  /** Clockwise from true north. */
  readonly yawDeg: number;
  readonly inAir: boolean;
  readonly motorUp: boolean;
  /** Mode by the autopilot's own number. */
  readonly flightMode: number;
  readonly satellites: number;
  readonly voltageV: number;
  /** Drawn from the battery, positive. */
  readonly currentA: number;
  readonly batteryPct: number;
}

/** A flight to be written. */
export interface FlownLog {
  /** UTC of elapsed time 0, µs. */
  readonly startUs: number;
  /** Time since boot at elapsed time 0, µs (default 20 s). */
  readonly startBootUs?: number;
  readonly rows: readonly FlownRow[];
  /** Set at the first row; `null` when the aircraft never had one. */
  readonly home: { readonly latDeg: number; readonly lonDeg: number; readonly altAmslM: number } | null;
  /** Lines that the autopilot wrote; level 0 emergency to 7 debug. */
  readonly texts?: readonly { readonly elapsedMs: number; readonly level: number; readonly text: string }[];
  /** Moments at which the camera was triggered. */
  readonly photos?: readonly { readonly elapsedMs: number }[];
  /** Number of the board, as hexadecimal digits; where the format has no place for it, it is left out. */
  readonly boardId?: string;
  /** Name of the board. */
  readonly boardName?: string;
  /** `1.14.0` of PX4, `4.5.1` of ArduPilot. */
  readonly firmwareVersion?: string;
  readonly parameters?: Readonly<Record<string, number>>;
}
