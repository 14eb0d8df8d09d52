/** A vault's writer that nobody gets until the test says so: what was looked at before has time to become untrue. */
import type { Vault } from "@creance/vault";
import { type SharedWriter, shareWriter } from "../../src/operation/shared-writer.ts";

/** `asked`: how many wait, or waited, for the writer. */
export function heldUpWriter(vault: Vault): { readonly writers: SharedWriter; readonly asked: () => number; readonly letGo: () => void } {
  const shared = shareWriter(vault);
  let asks = 0;
  let letGo = (): void => {};
  const waited = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return {
    writers: {
      async lease(options) {
        asks += 1;
        await waited;
        return shared.lease(options);
      },
    },
    asked: () => asks,
    letGo,
  };
}
