/** A flight of the normal form as the catalogue takes it: the list's row and the flight page's facts, without columns. */
import type { FlightSummary } from "@creance/api";
import { isPlausiblePosition } from "@creance/core";
import { besideRecordWords, type Flight, type NormalRecord } from "@creance/flight";
import { SYNTHETIC_PREFIX } from "@creance/sample";
import type { FlightReading } from "@creance/vault";

/** Bounds of what goes into the catalogue with one flight. */
const MOST_EVENTS = 2500;
const MOST_ISSUES = 500;
const MOST_PICTURES = 100;

/** Makes the catalogue's entry of one flight. Place, country and time zone are `null`: `withPlaces` fills them. */
export function toFlightReading(record: NormalRecord, flight: Flight): FlightReading {
  const { stats, claims, aircraft, app } = flight;
  const startUs = flight.startUs ?? claims.startUs;
  const isBeside = besideRecordWords(record.format) !== null;
  const durationUs = flight.track.rows > 0 ? stats.durationUs : (claims.durationUs ?? stats.durationUs);
  // A line without times lasted unknown long; a planned route was not flown.
  const isTimeless = durationUs === 0 && flight.clock.method === "none";
  const isPlan = record.issues.some(({ code }) => code === "planned-route");
  return {
    segment: flight.segment,
    aircraftSerial: aircraft.serial,
    startUs,
    endUs: flight.endUs ?? (startUs === null ? null : startUs + durationUs),
    rows: flight.track.rows,
    summary: {
      startUs,
      // From the first picture or message to the last is no time in the air: sums would count it beside the flight's own record.
      durationUs: isBeside || isTimeless ? null : durationUs,
      distanceM: isBeside || isPlan ? null : stats.distanceM,
      maxAltHomeM: stats.maxAltHomeM,
      maxGroundSpeedMps: stats.maxGroundSpeedMps,
      aircraftSerial: aircraft.serial,
      aircraftName: aircraft.name,
      productName: aircraft.productName,
      appName: appName(flight),
      format: record.format,
      formatVersion: record.version,
      place: null,
      country: null,
      timeZone: null,
      home: flight.home ?? (record.sealed ? claimedPosition(claims) : null),
      bounds: stats.bounds,
      warnings: flight.events.filter(({ severity }) => severity !== "info").length,
      sealed: record.sealed,
      damaged: record.damaged,
      synthetic: aircraft.serial?.startsWith(SYNTHETIC_PREFIX) ?? false,
    },
    detail: {
      endUs: flight.endUs,
      rows: flight.track.rows,
      clock: flight.clock,
      stats,
      claims: { ...claims, places: [...claims.places] },
      aircraft: { ...aircraft, firmware: [...aircraft.firmware] },
      batteries: [...flight.batteries],
      app,
      home: flight.home,
      pilot: flight.pilot,
      events: flight.events.slice(0, MOST_EVENTS),
      issues: record.issues.slice(0, MOST_ISSUES),
      records: [...record.records],
      pictures: record.pictures.slice(0, MOST_PICTURES),
    },
  };
}

/** The position that the header names; `null` where it names none or an impossible one. */
export function claimedPosition({ latDeg, lonDeg }: Pick<Flight["claims"], "latDeg" | "lonDeg">): FlightSummary["home"] {
  return latDeg === null || lonDeg === null || !isPlausiblePosition(latDeg, lonDeg) ? null : { latDeg, lonDeg };
}

function appName({ app }: Flight): string | null {
  const words = [app.platformName, app.version].filter((word) => word !== null && word !== "");
  return words.length === 0 ? null : words.join(" ");
}
