/** Redacts one gathered item with everything that is known of it. What cannot be redacted rejects: nothing is shared unredacted then. */
import { memorySource } from "@creance/core";
import type { MediaMaker } from "@creance/media";
import { nodePlatform, type SpareBuffers } from "@creance/node";
import { type Redaction, type RedactionRecipe, redact } from "@creance/seal";
import type { Vault } from "@creance/vault";
import { redactFile } from "../redaction/index.ts";
import type { GatheredItem } from "./gather-items.ts";

/** A redacted item. Its bytes are read from the original, which stays open until `close`. */
export interface RedactedItem {
  readonly redaction: Redaction;
  close(): Promise<void>;
}

/** Redacts an item; painted files are made in `workFolder`. */
export type RedactItem = (
  item: GatheredItem,
  recipe: RedactionRecipe,
  options: { readonly workFolder: string; readonly signal?: AbortSignal | undefined; readonly spare?: SpareBuffers },
) => Promise<RedactedItem>;

/** Makes the function. */
export function itemRedactor(vault: Pick<Vault, "keychain">, media: () => Promise<MediaMaker>): RedactItem {
  return async (item, recipe, { workFolder, signal, spare }) => {
    const { homes, takenAt } = item;
    if (item.originalPath !== null) {
      return redactFile({
        path: item.originalPath,
        recipe,
        homes,
        takenAt,
        keychain: vault.keychain(item.sha256) ?? null,
        media,
        workFolder,
        ...(signal === undefined ? {} : { signal }),
        ...(spare === undefined ? {} : { spare }),
      });
    }
    // A flight's track is written anew from its rows: there is no source.
    const track = item.track === null ? {} : { track: await item.track(), trackFields: item.trackFields };
    const redaction = await redact(memorySource(new Uint8Array()), {
      format: item.format ?? "unknown",
      recipe,
      platform: nodePlatform,
      homes,
      ...track,
    });
    return { redaction, close: async () => {} };
  };
}
