/** Says which flight took an item: kept in the vault, shown everywhere, taken back with one key. */
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { pageUndo } from "../undo/page-undo.ts";
import { count } from "../words/count.ts";

/** A person's word. */
export interface Settlement {
  readonly sha256: readonly string[];
  /** `null`: of no kept flight. */
  readonly flightId: string | null;
  readonly flightName: string;
}

/** The mutation. */
export function useSettle(): UseMutationResult<void, Error, Settlement> {
  const client = useQueryClient();
  const refresh = async (): Promise<void> => {
    await Promise.all([client.invalidateQueries({ queryKey: ["media"] }), client.invalidateQueries({ queryKey: ["flight"] })]);
  };
  return useMutation({
    mutationFn: async ({ sha256, flightId, flightName }: Settlement) => {
      const items = [...sha256];
      await api.media.settle({ sha256: items, flightId, undo: false });
      const what = count(items.length, "item");
      // Before the page shows it: from then on the key takes this one back, and no older one.
      pageUndo.push({
        done: flightId === null ? `Settled: ${what} of no kept flight` : `Settled: ${what} with ${flightName}`,
        undone: "Settlement taken back",
        undo: async () => {
          await api.media.settle({ sha256: items, flightId, undo: true });
          await refresh();
        },
      });
      await refresh();
    },
  });
}
