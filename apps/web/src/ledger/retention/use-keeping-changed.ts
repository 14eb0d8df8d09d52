/** What the page holds is old after a step of a person: keeping times and the ledger are asked for again. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** First words of the keys of what is asked for again then. */
export const keepingKeys: readonly string[] = ["retention", "ledger"];

/** Tells that something was entered. */
export function useKeepingChanged(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const key of keepingKeys) void queries.invalidateQueries({ queryKey: [key] });
  }, [queries]);
}
