/** What the pages of sharing ask the server for, beside the overview and the jobs. */
import type { ShareFormWord } from "@creance/api";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../api/client.ts";

/** Storage providers whose regions are known. */
export const providersQuery = queryOptions({
  queryKey: ["share", "providers"],
  queryFn: () => api.share.providers(),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What was chosen, for tiles. */
export const chosenQuery = (flights: readonly string[], media: readonly string[]) =>
  queryOptions({
    queryKey: ["share", "chosen", flights, media],
    queryFn: () => api.share.chosen({ flights: [...flights], media: [...media] }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** A share that a grant may cover. */
export interface AskedShare {
  readonly flights: readonly string[];
  readonly media: readonly string[];
  readonly form: ShareFormWord;
  readonly destination: string;
  readonly recipients: readonly string[];
  readonly purpose: string;
}

/** Existing grants that cover a share. */
export const fittingGrantsQuery = (asked: AskedShare) =>
  queryOptions({
    queryKey: ["share", "grants-for", asked],
    queryFn: () =>
      api.share.grantsFor({ ...asked, flights: [...asked.flights], media: [...asked.media], recipients: [...asked.recipients] }),
    placeholderData: keepPreviousData,
  });

/** What standing grants would let go now. */
export const standingQuery = queryOptions({ queryKey: ["share", "standing"], queryFn: () => api.share.standing(), retry: false });
