/** The chart panels of the flight page, from the columns of the track. */
import type { Quantity } from "@creance/core";

/** One line of a panel. */
export interface PanelSeries {
  readonly column: string;
  readonly word: string;
}

/** One panel. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  /** Converted for display when it is one of these, else shown as it is with `unit`. */
  readonly quantity: Quantity | null;
  readonly unit: string;
  readonly digits: number;
  readonly series: readonly PanelSeries[];
  /** Panels of the first request; the others follow. */
  readonly first: boolean;
  /** Range that is always shown, e.g. 0 to 100 %. */
  readonly range: readonly [number | null, number | null];
}

/** All panels, top to bottom. */
export const panels: readonly Panel[] = [
  {
    id: "height",
    title: "Height above home",
    quantity: "height",
    unit: "m",
    digits: 1,
    series: [{ column: "altHomeM", word: "height" }],
    first: true,
    range: [0, null],
  },
  {
    id: "speed",
    title: "Speed over ground",
    quantity: "speed",
    unit: "m/s",
    digits: 1,
    series: [{ column: "groundSpeedMps", word: "speed" }],
    first: true,
    range: [0, null],
  },
  {
    id: "battery",
    title: "Battery",
    quantity: null,
    unit: "%",
    digits: 0,
    series: [{ column: "batteryPct", word: "battery" }],
    first: true,
    range: [0, 100],
  },
  {
    id: "satellites",
    title: "Satellites",
    quantity: null,
    unit: "",
    digits: 0,
    series: [{ column: "satellites", word: "satellites" }],
    first: true,
    range: [0, null],
  },
  {
    id: "cells",
    title: "Battery cells",
    quantity: null,
    unit: "V",
    digits: 2,
    series: [1, 2, 3, 4, 5, 6].map((cell) => ({ column: `cell${cell}V`, word: `cell ${cell}` })),
    first: false,
    range: [null, null],
  },
  {
    id: "signal",
    title: "Radio signal",
    quantity: null,
    unit: "%",
    digits: 0,
    series: [
      { column: "uplinkPct", word: "to the aircraft" },
      { column: "downlinkPct", word: "from the aircraft" },
    ],
    first: false,
    range: [0, 100],
  },
  {
    id: "climb",
    title: "Climb",
    quantity: "speed",
    unit: "m/s",
    digits: 1,
    series: [{ column: "climbMps", word: "climb" }],
    first: false,
    range: [null, null],
  },
  {
    id: "sticks",
    title: "Sticks",
    quantity: null,
    unit: "%",
    digits: 0,
    series: [
      { column: "stickThrottlePct", word: "throttle" },
      { column: "stickElevatorPct", word: "pitch" },
      { column: "stickAileronPct", word: "roll" },
      { column: "stickRudderPct", word: "yaw" },
    ],
    first: false,
    range: [-100, 100],
  },
  {
    id: "gimbal",
    title: "Gimbal",
    quantity: null,
    unit: "°",
    digits: 0,
    series: [
      { column: "gimbalPitchDeg", word: "pitch" },
      { column: "gimbalYawDeg", word: "yaw" },
    ],
    first: false,
    range: [null, null],
  },
];
