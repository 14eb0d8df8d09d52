/** Which flights may stand on the public page. One by one: nobody looked yet means in review. */
import type { EpochUs } from "@creance/core";
import type { FlightOnPage, FlightPublicEntry, PublicFlightFacts, TransparencySettings } from "./types.ts";

const HOUR_US = 3_600_000_000;

/** How each flight stands. `entries`: oldest first. */
export function flightsOnPage(
  flights: Iterable<PublicFlightFacts>,
  {
    entries,
    settings,
    nowUs,
  }: { readonly entries: Iterable<FlightPublicEntry>; readonly settings: TransparencySettings; readonly nowUs: EpochUs },
): readonly FlightOnPage[] {
  const said = new Map<string, FlightPublicEntry>();
  for (const entry of entries) said.set(entry.flightId, entry);
  return [...flights].map((facts) => {
    const last = said.get(facts.id);
    const state = last?.state ?? "review";
    const waitsFor = state === "published" ? reasonToWait(facts, settings, nowUs) : null;
    return { id: facts.id, state, isShown: state === "published" && waitsFor === null, purpose: last?.purpose ?? null, waitsFor };
  });
}

function reasonToWait(
  { endUs, isHeld }: PublicFlightFacts,
  { delayHours }: TransparencySettings,
  nowUs: EpochUs,
): FlightOnPage["waitsFor"] {
  if (isHeld) return "hold";
  if (endUs === null) return "end-unknown";
  return nowUs < endUs + delayHours * HOUR_US ? "delay" : null;
}
