/** What the page holds is old after a step of a person: keeping times and the ledger are asked for again. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** Tells that something was entered. */
export function useKeepingChanged(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    void queries.invalidateQueries({ queryKey: ["retention"] });
    void queries.invalidateQueries({ queryKey: ["ledger"] });
  }, [queries]);
}
