/** Gives a flight a name or a note: kept in the vault, shown everywhere, taken back with one key. */
import type { FlightDetail } from "@creance/api";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { pageUndo } from "../undo/page-undo.ts";
import { annotateStep, type FlightWords } from "./annotate-steps.ts";

/** The mutation; `onKept` is called when the words are in the vault. Words that change nothing are not sent. */
export function useAnnotate(flight: FlightDetail, onKept: () => void): UseMutationResult<void, Error, FlightWords> {
  const client = useQueryClient();
  const { id } = flight.summary;
  const send = async (words: FlightWords): Promise<void> => {
    const changed = await api.flights.annotate({ id, ...words });
    client.setQueryData(["flight", id], changed);
    client.invalidateQueries({ queryKey: ["flights"] }).catch(() => undefined);
  };
  return useMutation({
    mutationFn: async (words: FlightWords) => {
      const step = annotateStep(flight, words);
      if (step === null) return;
      await send(words);
      pageUndo.push({ done: step.done, undone: step.undone, undo: () => send(step.back) });
    },
    onSuccess: onKept,
  });
}
