/** Units as headers of exports write them, and what they are in the units of this product (docs/formats/flight-csv.md, section 3). */

/** What a column measures. */
export type CsvQuantity =
  | "angle"
  | "length"
  | "speed"
  | "temperature"
  | "voltage"
  | "charge"
  | "duration"
  | "percent"
  | "number"
  | "flag"
  | "text"
  | "date"
  | "clock"
  | "dateTime";

/** `value * factor + offset` is in the product's unit: deg, m, m/s, °C, V, mAh, ms, %. */
export interface CsvUnit {
  readonly factor: number;
  readonly offset: number;
}

const times = (factor: number, offset = 0): CsvUnit => ({ factor, offset });

/** Units of each measured quantity by their lower-case name in a header. */
export const csvUnits: Readonly<Partial<Record<CsvQuantity, Readonly<Record<string, CsvUnit>>>>> = {
  angle: { deg: times(1), degree: times(1), degrees: times(1), "°": times(1), rad: times(180 / Math.PI), radians: times(180 / Math.PI) },
  length: {
    m: times(1),
    meter: times(1),
    meters: times(1),
    metre: times(1),
    metres: times(1),
    ft: times(0.3048),
    foot: times(0.3048),
    feet: times(0.3048),
    km: times(1000),
    mi: times(1609.344),
    miles: times(1609.344),
  },
  speed: {
    "m/s": times(1),
    mps: times(1),
    "km/h": times(1 / 3.6),
    kmh: times(1 / 3.6),
    kph: times(1 / 3.6),
    mph: times(0.447_04),
    kn: times(1852 / 3600),
    kt: times(1852 / 3600),
    kts: times(1852 / 3600),
    knots: times(1852 / 3600),
    "ft/s": times(0.3048),
    fps: times(0.3048),
  },
  temperature: {
    c: times(1),
    "°c": times(1),
    celsius: times(1),
    f: times(5 / 9, -160 / 9),
    "°f": times(5 / 9, -160 / 9),
    fahrenheit: times(5 / 9, -160 / 9),
  },
  voltage: { v: times(1), mv: times(0.001) },
  charge: { mah: times(1), ah: times(1000) },
  duration: {
    ms: times(1),
    millisecond: times(1),
    milliseconds: times(1),
    s: times(1000),
    sec: times(1000),
    second: times(1000),
    seconds: times(1000),
    min: times(60_000),
    minutes: times(60_000),
  },
  percent: { "%": times(1), percent: times(1), pct: times(1) },
};
