/** The series of a telemetry log, with the vehicle told apart from ground station, gimbal and camera. */
import { type MavlinkMessageName, STAMP_COLUMN, type Tlog } from "@creance/formats";
import { type TimedSeries, timedSeries, valueAt } from "./timed-series.ts";

/** `MAV_AUTOPILOT_INVALID`: the component is no autopilot. */
const NO_AUTOPILOT = 8;
/** `MAV_TYPE` of ground stations, antenna trackers and other things that do not fly. */
const NOT_FLYING = new Set([5, 6, 18, 26, 27, 30, 31, 32, 33, 34]);

/** A boot time further from its stamp than this belongs to another start of the autopilot. */
const MAX_LATE_US = 5_000_000;

/** Series of one log. Messages that say their time since boot are placed by it; the others by the ground station's stamp. */
export class TlogSeries {
  readonly #series: readonly TimedSeries[];
  /** System and component of the vehicle, as an instance number; -1 when no autopilot speaks. */
  readonly vehicle: number;
  /** Systems whose autopilots speak in this log. */
  readonly vehicles: readonly number[];

  constructor(log: Tlog) {
    const boots = new Map<number, number>();
    this.#series = log.series.map((series) => {
      const stamps = series.numbers[STAMP_COLUMN];
      const boot = series.numbers["time_boot_ms"];
      if (boot === undefined) return timedSeries(series, (row) => valueAt(stamps, row));
      // One instant of boot for all messages of a component, so that they stay in step.
      let bootUs = boots.get(series.instance);
      if (bootUs === undefined) {
        bootUs = medianStart(log, series.instance);
        boots.set(series.instance, bootUs);
      }
      const startUs = bootUs;
      return timedSeries(series, (row) => {
        const stampUs = valueAt(stamps, row);
        const timeUs = startUs + valueAt(boot, row) * 1000;
        return Math.abs(timeUs - stampUs) <= MAX_LATE_US ? timeUs : stampUs;
      });
    });
    const autopilots = this.#series
      .filter(({ name, rows }) => name === "HEARTBEAT" && rows > 0)
      .filter((beat) => {
        const row = beat.rows - 1;
        return valueAt(beat.column("autopilot"), row) !== NO_AUTOPILOT && !NOT_FLYING.has(valueAt(beat.column("type"), row));
      })
      .sort((a, b) => (a.timeUs[0] as number) - (b.timeUs[0] as number))
      .map(({ instance }) => instance);
    // The first that sends positions; a log without heartbeats may still have them.
    const moving = autopilots.find((instance) => this.of("GLOBAL_POSITION_INT", instance) ?? this.of("GPS_RAW_INT", instance));
    const positions = this.#series.find(({ name, rows }) => (name === "GLOBAL_POSITION_INT" || name === "GPS_RAW_INT") && rows > 0);
    this.vehicle = moving ?? autopilots[0] ?? positions?.instance ?? -1;
    this.vehicles = [...new Set(autopilots.map((instance) => instance >> 8))];
  }

  /** A message of the vehicle's autopilot. */
  own(name: MavlinkMessageName): TimedSeries | undefined {
    return this.of(name, this.vehicle);
  }

  /** A message of any component of the vehicle's system: its autopilot before the others. */
  aboard(name: MavlinkMessageName): TimedSeries | undefined {
    return (
      this.own(name) ?? this.#series.find((series) => series.name === name && series.rows > 0 && series.instance >> 8 === this.vehicle >> 8)
    );
  }

  /** A message of anyone. */
  anyone(name: MavlinkMessageName): TimedSeries | undefined {
    return this.#series.find((series) => series.name === name && series.rows > 0);
  }

  of(name: MavlinkMessageName, instance: number): TimedSeries | undefined {
    return this.#series.find((series) => series.name === name && series.instance === instance && series.rows > 0);
  }
}

/** When a component started, by the ground station's clock: the median of what its messages say. */
function medianStart(log: Tlog, instance: number): number {
  const starts: number[] = [];
  for (const { instance: of, rows, numbers } of log.series) {
    const [boot, stamps] = [numbers["time_boot_ms"], numbers[STAMP_COLUMN]];
    if (of !== instance || boot === undefined || stamps === undefined) continue;
    // A sample of a long log is enough.
    const step = Math.max(1, Math.floor(rows / 20_000));
    for (let row = 0; row < rows; row += step) starts.push((stamps[row] as number) - (boot[row] as number) * 1000);
  }
  const sorted = Float64Array.from(starts).sort();
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
