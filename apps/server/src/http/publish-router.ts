/** Routes of the public page, answered. */
import { isAbsolute } from "node:path";
import { contract, type PublicPageSettings } from "@creance/api";
import { UserError } from "@creance/core";
import {
  type FlightPurpose,
  flightPurposes,
  readTransparencySettings,
  type TransparencySettings,
  transparencyTemplate,
} from "@creance/policy";
import { implement } from "@orpc/server";
import type { Operation } from "../operation/types.ts";
import { publicFlightPage, publicPagePreview } from "./publish-words.ts";

/** Answers every route of the public page. */
export function createPublishRouter({ publish, vault }: Operation) {
  const routes = implement(contract.publish);
  return {
    start: routes.start.handler(() => ({
      template: transparencyTemplate,
      purposes: Object.entries(flightPurposes).map(([word, title]) => ({ word, title })),
    })),
    flights: routes.flights.handler(async ({ input }) =>
      publicFlightPage(vault, await publish.flights({ ...transparencyTemplate, delayHours: input.delayHours }), {
        standing: input.standing,
        offset: input.offset,
        limit: input.limit,
      }),
    ),
    setFlight: routes.setFlight.handler(async ({ input }) => {
      const { flightId, state, purpose, by } = input;
      await publish.setFlight(flightId, { state, purpose: purpose === null ? null : purposeNamed(purpose), by });
      return { sentence: "Entered. The page changes when it is written again." };
    }),
    preview: routes.preview.handler(async ({ input }) => publicPagePreview(await publish.preview(settingsOf(input.settings)))),
    write: routes.write.handler(async ({ input }) => {
      const { folder, pageSha256, by } = input;
      if (!isAbsolute(folder)) {
        throw new UserError("bad-folder", "wrongUse", "Name the folder from the root of this machine on; nothing was written.");
      }
      const { files } = await publish.write(settingsOf(input.settings), { folder, pageSha256, by });
      return { sentence: `${files.map(({ name }) => name).join(", ")} were written into ${folder}. Nothing was uploaded.` };
    }),
  };
}

/** The settings, checked as those of a file are. Throws a `UserError` (`bad-transparency-settings`). */
export function settingsOf(settings: PublicPageSettings): TransparencySettings {
  return readTransparencySettings(JSON.stringify(settings));
}

function purposeNamed(word: string): FlightPurpose {
  if (Object.hasOwn(flightPurposes, word)) return word as FlightPurpose;
  throw new UserError("unknown-purpose", "wrongUse", `A purpose is one of ${Object.keys(flightPurposes).join(", ")}; nothing was changed.`);
}
