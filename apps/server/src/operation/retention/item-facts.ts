/** What the vault knows of an item's own time. */
import { setImmediate } from "node:timers/promises";
import type { EpochUs } from "@creance/core";
import type { ItemFacts } from "@creance/policy";
import type { Vault } from "@creance/vault";
import type { RetentionRow } from "./types.ts";

/** An item with its facts. */
export interface KnownItem extends Pick<RetentionRow, "sha256" | "fileName" | "sizeBytes" | "kind" | "flightIds" | "keptUs"> {
  readonly facts: ItemFacts;
}

const PAGE = 1000;

/** Every kept item, or the named ones, in the order kept. Others get their turn between pages. Memory: all of them. */
export async function keptItems(vault: Vault, named?: readonly string[]): Promise<readonly KnownItem[]> {
  const items: KnownItem[] = [];
  const times = new Map<string, FlightTimes>();
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = vault.files({ ...(named === undefined ? {} : { sha256: named }), offset, limit: PAGE });
    for (const item of factsOf(vault, rows, times)) items.push(item);
    if (rows.length < PAGE) return items;
    await setImmediate();
  }
}

function* factsOf(vault: Vault, rows: ReturnType<Vault["files"]>["rows"], ends: Map<string, FlightTimes>): Generator<KnownItem> {
  const media = new Map(vault.mediaRows(rows.map(({ sha256 }) => sha256)).map((row) => [row.sha256, row]));
  for (const { sha256, fileName, sizeBytes, keptUs, flightIds } of rows) {
    const item = media.get(sha256);
    const flights = item === undefined ? flightIds : item.flightId === null ? [] : [item.flightId];
    const times = flights.map((id) => flightTimes(vault, id, ends));
    const kind = item !== undefined ? "media" : flightIds.length > 0 ? "flight" : isCapture(vault, sha256) ? "capture" : "other";
    const facts: ItemFacts = {
      sha256,
      keptUs,
      flightEndUs:
        times.length === 0 || times.some(({ endUs }) => endUs === null) ? null : Math.max(...times.map(({ endUs }) => endUs as number)),
      collectedUs: item === undefined ? latestStart(times) : item.timeUs,
      isRecording: kind === "media" || kind === "flight",
    };
    yield { sha256, fileName, sizeBytes, kind, flightIds: flights, keptUs, facts };
  }
}

interface FlightTimes {
  readonly startUs: EpochUs | null;
  readonly endUs: EpochUs | null;
}

function flightTimes(vault: Vault, id: string, known: Map<string, FlightTimes>): FlightTimes {
  const found = known.get(id);
  if (found !== undefined) return found;
  const flight = vault.uncountedFlight(id);
  const times = { startUs: flight?.summary.startUs ?? null, endUs: flight?.endUs ?? null };
  known.set(id, times);
  return times;
}

/** A record of several flights was collected when the last of them was. */
function latestStart(times: readonly FlightTimes[]): EpochUs | null {
  return times.length === 0 || times.some(({ startUs }) => startUs === null)
    ? null
    : Math.max(...times.map(({ startUs }) => startUs as number));
}

function isCapture(vault: Vault, sha256: string): boolean {
  return vault.flowsPlaces(sha256).length > 0;
}
