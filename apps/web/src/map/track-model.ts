/** A flight as the map draws it. */
import type { FlightDetail, FlightTrack } from "@creance/api";
import { displayUnits, toDisplay, type UnitSystem } from "@creance/core";
import type { MapMarker, MapValue } from "@creance/report";
import type { PhotoPlace } from "../flight/media-marks.ts";
import type { SvgModel } from "./svg-surface.tsx";

/** What the track can be coloured by. */
export const trackColourings = [
  { id: "height", word: "Height", label: "Height above home" },
  { id: "speed", word: "Speed", label: "Speed over ground" },
  { id: "signal", word: "Signal", label: "Radio signal" },
] as const;
/** One of them. */
export type TrackColouring = (typeof trackColourings)[number]["id"];

/** The values of a colouring in display units; `null` when the record has none. */
export function colouringOf(track: FlightTrack, colouring: TrackColouring, units: UnitSystem): MapValue | null {
  const label = trackColourings.find((each) => each.id === colouring)?.label ?? "";
  const raw = { height: track.altHomeM, speed: track.groundSpeedMps, signal: track.signalPct }[colouring];
  if (!raw.some((value) => value !== null)) return null;
  if (colouring === "signal") return { values: raw, label, unit: "%", range: [0, 100] };
  return {
    values: raw.map((value) => (value === null ? null : toDisplay(value, colouring, units))),
    label,
    unit: displayUnits[units][colouring].unit,
  };
}

/** Home, pilot, end and pictures of a flight. */
export function markersOf(
  flight: Pick<FlightDetail, "home" | "pilot">,
  track: FlightTrack | undefined,
  photos: readonly PhotoPlace[] = [],
): MapMarker[] {
  const markers: MapMarker[] = photos.map((place) => ({ kind: "photo", label: "", ...place }));
  if (track !== undefined) {
    const last = track.latDeg.findLastIndex((latDeg) => latDeg !== null);
    const latDeg = track.latDeg[last];
    const lonDeg = track.lonDeg[last];
    if (latDeg != null && lonDeg != null) markers.push({ kind: "end", label: "end", latDeg, lonDeg });
  }
  if (flight.home !== null) markers.push({ kind: "home", label: "home", ...flight.home });
  if (flight.pilot !== null) markers.push({ kind: "pilot", label: "pilot (phone)", ...flight.pilot });
  return markers;
}

/** The whole picture of a flight. */
export function trackModel(
  flight: FlightDetail,
  track: FlightTrack | undefined,
  value: MapValue | null,
  units: UnitSystem,
  photos: readonly PhotoPlace[] = [],
): SvgModel {
  return {
    title: "Track of the flight",
    description: `The path over ground${flight.summary.place === null ? "" : ` near ${flight.summary.place}`}${value === null ? "" : `, coloured by ${value.label.toLowerCase()}`}. The table under the charts has the same values.`,
    units,
    tracks:
      track === undefined ? [] : [{ latDeg: track.latDeg, lonDeg: track.lonDeg, weak: track.weak, ...(value === null ? {} : { value }) }],
    markers: markersOf(flight, track, photos),
    idPrefix: "track",
  };
}
