/** The public page as a person checks it before it is written. */
import type { PublicFlightPage, PublicFlightRow, PublicPagePreview } from "@creance/api";
import { formatBytes } from "@creance/core";
import { type FlightOnPage, flightPurposes } from "@creance/policy";
import type { Vault } from "@creance/vault";
import type { PagePreview } from "../operation/publish/types.ts";

const waitsWords: Readonly<Record<NonNullable<FlightOnPage["waitsFor"]>, string>> = {
  delay: "its delay is not over",
  hold: "a legal hold stands on it",
  "end-unknown": "when it ended is not known",
};

/** How a flight stands, in one word. */
type Standing = PublicFlightRow["standing"];

/** One page of flights, in the order given. */
export function publicFlightPage(
  vault: Vault,
  flights: readonly FlightOnPage[],
  { standing, offset, limit }: { readonly standing?: Standing | undefined; readonly offset: number; readonly limit: number },
): PublicFlightPage {
  const counts = { review: 0, shown: 0, waiting: 0, withdrawn: 0 };
  for (const flight of flights) counts[standingOf(flight)] += 1;
  const matching = standing === undefined ? flights : flights.filter((flight) => standingOf(flight) === standing);
  return { total: matching.length, counts, rows: matching.slice(offset, offset + limit).map((flight) => rowOf(vault, flight)) };
}

function standingOf({ state, isShown }: FlightOnPage): Standing {
  return state === "published" ? (isShown ? "shown" : "waiting") : state;
}

function rowOf(vault: Vault, flight: FlightOnPage): PublicFlightRow {
  const summary = vault.uncountedFlight(flight.id)?.summary;
  return {
    id: flight.id,
    name: summary?.name ?? null,
    place: summary?.place ?? null,
    aircraft: summary?.aircraftName ?? summary?.productName ?? null,
    startUs: summary?.startUs ?? null,
    timeZone: summary?.timeZone ?? null,
    standing: standingOf(flight),
    purposeWords: flight.purpose === null ? null : purposeWords(flight.purpose),
    waitsFor: flight.waitsFor === null ? null : waitsWords[flight.waitsFor],
  };
}

function purposeWords(purpose: string): string {
  return Object.hasOwn(flightPurposes, purpose) ? flightPurposes[purpose as keyof typeof flightPurposes] : purpose;
}

/** Exactly what would be public, with its texts. */
export function publicPagePreview({ pageSha256, document, files, leaks, unsigned }: PagePreview): PublicPagePreview {
  const { totals } = document;
  const requests = document.requests.reduce((sum, one) => sum + one.requests, 0);
  const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
  const decoder = new TextDecoder();
  const { values, positions } = leaks.searched;
  return {
    pageSha256,
    sentence: `${totals.shown} of ${counted(totals.flights, "flight")} and ${counted(requests, "request")} would be public, in ${files.length} files of ${formatBytes(bytes)}. Nothing is public by this.`,
    files: files.map(({ name, bytes: content }) => ({ name, sizeBytes: content.byteLength, text: decoder.decode(content) })),
    leaks: {
      ok: leaks.ok,
      lookedFor: values + positions,
      sentence: leaks.ok
        ? values + positions === 0
          ? "There was nothing to look for: no flight with positions or names is shown."
          : `Searched every file for ${values} serials, names and other values and ${positions} true positions of the shown flights: none is in it.`
        : `${counted(leaks.found.length, "value")} of the shown flights ${leaks.found.length === 1 ? "is" : "are"} in it. It is not written like this.`,
      found: leaks.found.map(({ name, byteOffset, sentence }) => ({ name, byteOffset, sentence })),
    },
    unsigned,
  };
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
