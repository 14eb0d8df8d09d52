/** Connects sharing with the rooms it needs: vault, keyring, policy, redaction, leak check, courier. */
import type { EpochUs } from "@creance/core";
import { type CourierOptions, openCourier } from "@creance/courier";
import { type MediaMaker, openMediaMaker } from "@creance/media";
import { exportFlight } from "../export-flight.ts";
import { makeExposureReport } from "../exposure/exposure-reports.ts";
import type { ViewParts } from "../flight-views.ts";
import type { Keys } from "../keyring/types.ts";
import type { SharedWriter } from "../shared-writer.ts";
import type { Operation } from "../types.ts";
import { exposureSentences } from "./exposure-sentences.ts";
import { flightTrackExport } from "./flight-track.ts";
import { itemGatherer } from "./gather-items.ts";
import { openShare } from "./open-share.ts";
import { ownCourier } from "./own-courier.ts";
import type { ShareParts } from "./parts.ts";
import { itemRedactor } from "./redact-item.ts";
import type { Share } from "./types.ts";

/** What sharing is wired with. */
export interface ShareWiring {
  readonly views: ViewParts;
  readonly writers: SharedWriter;
  readonly keys: Pick<Keys, "open">;
  readonly rules: ShareParts["rules"];
  readonly checkLeaks: ShareParts["checkLeaks"];
  readonly importItems: Operation["importItems"];
  /** Runs something that the closing of the vault stops and waits for. */
  readonly work: <Result>(step: () => Promise<Result>) => Promise<Result>;
  readonly closing: AbortSignal;
  readonly now: () => EpochUs;
  readonly courier?: Omit<CourierOptions, "onConnecting" | "onConnected">;
}

/** Sharing, and what ends its courier. */
export interface WiredShare {
  readonly share: Share;
  readonly parts: ShareParts;
  /** Ends the courier's processes. Call it when nothing is shared any more, before the vault is closed. */
  close(): Promise<void>;
}

/** Wires it. Nothing is opened and nothing connects. */
export function wireShare(wiring: ShareWiring): WiredShare {
  const { views, writers, now } = wiring;
  let maker: Promise<MediaMaker> | undefined;
  const media = (): Promise<MediaMaker> => (maker ??= openMediaMaker());
  const courier = ownCourier({ writers, now }, openCourier, wiring.courier);
  const parts: ShareParts = {
    vault: views.vault,
    ledger: views.vault.ledger,
    writers,
    keyring: () => wiring.keys.open(),
    courier: () => courier.get(),
    rules: wiring.rules,
    gather: itemGatherer({
      vault: views.vault,
      exportFlight: (id, format) => exportFlight(views, id, format),
      trackOf: (id) => flightTrackExport(views, id),
    }),
    redactItem: itemRedactor(views.vault, media),
    media,
    checkLeaks: wiring.checkLeaks,
    async exposureOf({ flights, media }) {
      if (flights.length + media.length === 0) return ["Files that are not read here may reveal anything."];
      const { report } = await makeExposureReport(views, { flights: [...flights], media: [...media], withMedia: false, nearM: 100 });
      return exposureSentences(report);
    },
    importItems: wiring.importItems,
    now,
    closing: wiring.closing,
  };
  return {
    parts,
    share: openShare(parts, { courier, work: wiring.work }),
    close: () => courier.close(),
  };
}
