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
  const send = async (body: { sha256: string[]; flightId: string | null; undo: boolean }): Promise<void> => {
    await api.media.settle(body);
    await Promise.all([client.invalidateQueries({ queryKey: ["media"] }), client.invalidateQueries({ queryKey: ["flight"] })]);
  };
  return useMutation({
    mutationFn: async ({ sha256, flightId, flightName }: Settlement) => {
      const items = [...sha256];
      await send({ sha256: items, flightId, undo: false });
      const what = count(items.length, "item");
      pageUndo.push({
        done: flightId === null ? `Settled: ${what} of no kept flight` : `Settled: ${what} with ${flightName}`,
        undone: "Settlement taken back",
        undo: () => send({ sha256: items, flightId, undo: true }),
      });
    },
  });
}
