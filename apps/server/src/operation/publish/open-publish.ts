/** The public page at work: which flights stand on it, what it says, and that nothing true slips through. */
import { createHash } from "node:crypto";
import type { FlightTrack } from "@creance/api";
import { type EpochUs, isoFromEpochUs, memorySource, UserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import {
  type FlightOnPage,
  flightsOnPage,
  type PublicFlight,
  type RequestCount,
  type TransparencyDocument,
  type TransparencySettings,
} from "@creance/policy";
import type { RemovedValue } from "@creance/seal";
import type { Vault } from "@creance/vault";
import type { Keyring } from "../keyring/types.ts";
import { checkLeaks } from "../leaks/check-leaks.ts";
import { entriesOf } from "../retention/ledger-entries.ts";
import { enterWith, type SharedWriter } from "../shared-writer.ts";
import { AIRCRAFT_NAME, coarseFlight, type KnownFlight, secretsOf } from "./coarse-flight.ts";
import { documentText, makeFolder, pageFiles, writeFiles } from "./page-files.ts";
import type { PagePreview, Publishing } from "./types.ts";

/** Rows of a track that are looked at: cells of 100 m are met long before. */
const TRACK_ROWS = 20_000;
/** More flights than this do not fit on one page. */
const MOST_SHOWN = 5_000;

/** What publishing works with. */
export interface PublishParts {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  readonly track: (id: string, maxRows: number) => Promise<FlightTrack>;
  readonly counts: () => Promise<readonly RequestCount[]>;
  /** The vault's keys when they are at hand without asking. */
  readonly keyring: () => Promise<Keyring | null>;
  readonly work: <Result>(step: () => Promise<Result>) => Promise<Result>;
  readonly now: () => EpochUs;
}

/** Opens publishing. */
export function openPublish(parts: PublishParts): Publishing {
  const { vault, writers, now } = parts;

  async function onPage(settings: TransparencySettings): Promise<readonly FlightOnPage[]> {
    const entries = (await entriesOf(vault, ["flightPublic"])).map(({ entry }) => entry);
    const flights = [...vault.allFlights(everyFlight)].map(({ id }) => {
      const detail = vault.uncountedFlight(id);
      const isHeld = (detail?.originals ?? []).some(({ sha256 }) => vault.holdsOn(sha256).length > 0);
      return { id, endUs: detail?.endUs ?? null, isHeld };
    });
    return flightsOnPage(flights, { entries, settings, nowUs: now() });
  }

  async function known(id: string): Promise<KnownFlight | undefined> {
    const detail = vault.flight(id);
    if (detail === undefined) return undefined;
    const track = detail.summary.sealed ? null : await parts.track(id, TRACK_ROWS).catch(() => null);
    const fileNames = detail.originals.flatMap(({ fileName }) => (fileName === null ? [] : [fileName]));
    return { detail, track, fileNames };
  }

  async function make(settings: TransparencySettings): Promise<PagePreview> {
    const flights = await onPage(settings);
    const shown = flights.filter(({ isShown }) => isShown);
    if (shown.length > MOST_SHOWN) {
      throw new UserError(
        "too-many-flights",
        "wrongUse",
        `A page shows at most ${MOST_SHOWN} flights, and ${shown.length} are published; nothing was written.`,
      );
    }
    const rows: PublicFlight[] = [];
    const secrets: RemovedValue[] = [];
    for (const { id, purpose } of shown) {
      const flight = await known(id);
      if (flight === undefined) continue;
      rows.push(coarseFlight(flight, purpose, settings));
      secrets.push(...secretsOf(flight, settings));
    }
    const { title, organisation, description, policyUrl, delayHours, gridM, homeCircleM } = settings;
    const count = (of: (flight: FlightOnPage) => boolean): number => flights.filter(of).length;
    const document: TransparencyDocument = {
      version: 1,
      title,
      organisation,
      description,
      policyUrl,
      madeOn: (isoFromEpochUs(now()) ?? "").slice(0, 10),
      delayHours,
      gridM,
      homeCircleM,
      totals: {
        flights: flights.length,
        shown: rows.length,
        inReview: count(({ state }) => state === "review"),
        waiting: count(({ waitsFor }) => waitsFor !== null),
        withdrawn: count(({ state }) => state === "withdrawn"),
      },
      requests: await parts.counts(),
      // In an order that tells nothing of ids.
      flights: rows.sort((a, b) => compare(a.day, b.day) || compare(JSON.stringify(a), JSON.stringify(b))),
    };
    const keyring = await parts.keyring();
    const files = pageFiles(document, keyring === null ? null : (text) => keyring.signNote(text));
    return {
      pageSha256: createHash("sha256").update(documentText(document)).digest("hex"),
      document,
      files,
      leaks: await checkLeaks(
        files.map(({ name, bytes }) => ({ name, source: memorySource(bytes) })),
        withoutOwnWords(secrets, settings),
        { platform: nodePlatform },
      ),
      unsigned:
        keyring === null ? "The totals are not signed: the vault's key is not at hand (`creance keys make`, `creance keys show`)." : null,
    };
  }

  return {
    flights: onPage,
    async setFlight(id, { state, purpose, by }) {
      const detail = vault.flight(id);
      const founder = detail?.originals[0]?.sha256;
      if (detail === undefined || founder === undefined) {
        throw new UserError("no-such-flight", "notFound", "There is no such flight in the vault; nothing was changed.");
      }
      if (state === "published" && detail.originals.some(({ sha256 }) => vault.holdsOn(sha256).length > 0)) {
        throw new UserError("flight-held", "conflict", "A legal hold stands on this flight: it stays in review; nothing was changed.");
      }
      await parts.work(async () => {
        await enterWith(writers, (words) => [
          { kind: "flightPublic", timeUs: now(), flightId: id, sha256: founder, state, purpose, byHash: words(by) },
        ]);
      });
    },
    preview: make,
    async write(settings, { folder, pageSha256, by }) {
      const preview = await make(settings);
      if (preview.pageSha256 !== pageSha256) {
        throw new UserError(
          "page-changed",
          "conflict",
          "The page is not the one that was looked at (something was published, taken off, decided or kept since, or another day began); nothing was written; look at the preview again.",
        );
      }
      if (!preview.leaks.ok) {
        throw new UserError(
          "page-leaks",
          "conflict",
          `The page holds what must not be public: ${preview.leaks.found[0]?.sentence ?? ""} Nothing was written.`,
        );
      }
      // Made before it is entered: what cannot be written is not said to be.
      if (folder !== null) await makeFolder(folder, vault.path);
      await parts.work(async () => {
        const { totals, requests } = preview.document;
        await enterWith(writers, (words) => [
          {
            kind: "published",
            timeUs: now(),
            pageSha256,
            flights: totals.shown,
            requests: requests.reduce((sum, one) => sum + one.requests, 0),
            byHash: words(by),
          },
        ]);
        if (folder !== null) await writeFiles(folder, preview.files);
      });
      return preview;
    },
  };
}

const everyFlight = { search: "", sort: "startUs", direction: "desc", offset: 0, limit: 1 } as const;

/** The operator's own words may name an aircraft; anything else of a record is a leak in them, too. */
function withoutOwnWords(
  secrets: readonly RemovedValue[],
  { title, organisation, description, policyUrl }: TransparencySettings,
): readonly RemovedValue[] {
  const own = `${title}\n${organisation}\n${description}\n${policyUrl ?? ""}`.toLowerCase();
  return secrets.filter((secret) => secret.kind !== "text" || secret.name !== AIRCRAFT_NAME || !own.includes(secret.value.toLowerCase()));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
