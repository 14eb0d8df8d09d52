/** What the page asks the server for, as query options: one place for keys and freshness. */
import type { CaptureQuery, FindingQuery, FlightQuery, FlowGroupQuery, FlowQuery, FlowTimelineQuery } from "@creance/api";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** Rows of one page of the list. */
export const PAGE_ROWS = 200;

/** One page of the flight list. */
export const flightPageQuery = (query: Partial<FlightQuery>, page: number) =>
  queryOptions({
    queryKey: ["flights", "list", query, page],
    queryFn: () => api.flights.list({ ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS }),
  });

/** What the filters offer. */
export const facetsQuery = queryOptions({ queryKey: ["flights", "facets"], queryFn: () => api.flights.facets() });

/** One flight without its columns. */
export const flightQuery = (id: string) => queryOptions({ queryKey: ["flight", id], queryFn: () => api.flights.get({ id }) });

/** The track for map and replay. */
export const trackQuery = (id: string) =>
  queryOptions({ queryKey: ["flight", id, "track"], queryFn: () => api.flights.track({ id, maxRows: 6000 }), staleTime: 300_000 });

/** Columns for charts. */
export const columnsQuery = (id: string, names: readonly string[], buckets: number) =>
  queryOptions({
    queryKey: ["flight", id, "columns", names, buckets],
    queryFn: () => api.flights.columns({ id, names: names.join(","), buckets }),
    staleTime: 300_000,
  });

/** The line at the top right. */
export const lineQuery = queryOptions({ queryKey: ["line"], queryFn: () => api.line(), refetchInterval: 10_000, staleTime: 5000 });

/** Imports since the server started; asked often only while one runs. */
export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: () => api.imports.list(),
  refetchInterval: (query) => (query.state.data?.some((job) => job.state === "running") ? 700 : 15_000),
});

/** What the vault holds. */
export const vaultQuery = queryOptions({ queryKey: ["vault"], queryFn: () => api.vault.info() });

/** Base maps on this machine. */
export const mapsQuery = queryOptions({ queryKey: ["maps"], queryFn: () => api.maps(), staleTime: 600_000 });

/** Kept files of one state, or all. */
export const filesQuery = (state: "read" | "sealed" | "unread" | "damaged" | undefined, page: number) =>
  queryOptions({
    queryKey: ["files", state ?? "all", page],
    queryFn: () => api.files.list({ ...(state === undefined ? {} : { state }), offset: page * PAGE_ROWS, limit: PAGE_ROWS }),
    placeholderData: keepPreviousData,
  });

/** The keychain request of a sealed original. */
export const keyRequestQuery = (sha256: string) =>
  queryOptions({ queryKey: ["keys", sha256], queryFn: () => api.keys.request({ sha256 }), retry: false });

/** One page of the list of captures. */
export const capturePageQuery = (query: Partial<CaptureQuery>) =>
  queryOptions({ queryKey: ["captures", "list", query], queryFn: () => api.captures.list(query), placeholderData: keepPreviousData });

/** One capture without its conversations. */
export const captureQuery = (sha256: string) =>
  queryOptions({ queryKey: ["captures", "one", sha256], queryFn: () => api.captures.get({ sha256 }) });

/** One page of conversations. */
export const flowPageQuery = (query: Partial<FlowQuery>, page: number) =>
  queryOptions({
    queryKey: ["flows", "list", query, page],
    queryFn: ({ signal }) => api.flows.list({ ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal }),
  });

/** One page of conversations grouped. */
export const flowGroupsQuery = (query: Partial<FlowGroupQuery> & Pick<FlowGroupQuery, "by">, page: number) =>
  queryOptions({
    queryKey: ["flows", "groups", query, page],
    queryFn: ({ signal }) => api.flows.groups({ ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal }),
  });

/** Conversations over time. */
export const flowTimelineQuery = (query: Partial<FlowTimelineQuery>) =>
  queryOptions({
    queryKey: ["flows", "timeline", query],
    queryFn: ({ signal }) => api.flows.timeline(query, { signal }),
    placeholderData: keepPreviousData,
  });

/** How questions over conversations are answered here. */
export const flowEngineQuery = queryOptions({
  queryKey: ["flows", "engine"],
  queryFn: () => api.flows.engine(),
  // It starts and loads because of a question; until it has, whoever looks is told how far it is.
  refetchInterval: ({ state: { data } }) =>
    data !== undefined && (data.state === "idle" || data.state === "starting" || (data.state === "ready" && data.loaded < data.captures))
      ? 2_000
      : false,
});

/** Audits since the server started. */
export const auditsQuery = queryOptions({ queryKey: ["audits", "list"], queryFn: () => api.audits.list() });

/** One audit: asked often only while it runs. */
export const auditQuery = (id: string) =>
  queryOptions({
    queryKey: ["audits", "one", id],
    queryFn: () => api.audits.get({ id }),
    refetchInterval: ({ state: { data } }) => (data?.state === "running" ? 250 : false),
    // One that has ended never changes.
    staleTime: ({ state: { data } }) => (data?.state === "running" ? 0 : 300_000),
    retry: false,
  });

/** What belongs to chosen captures: flights by their time. */
export const auditSuggestionQuery = (captures: readonly string[]) =>
  queryOptions({
    queryKey: ["audits", "suggestion", captures],
    queryFn: () => api.audits.suggest({ captures: captures.join(",") }),
    enabled: captures.length > 0,
    placeholderData: keepPreviousData,
  });

/** One page of what an audit found. */
export const findingPageQuery = (query: Partial<FindingQuery> & Pick<FindingQuery, "id">, page: number) =>
  queryOptions({
    queryKey: ["audits", "findings", query, page],
    queryFn: () => api.audits.findings({ ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS }),
    staleTime: 300_000,
  });

/** One finding. */
export const findingQuery = (id: string, findingId: string) =>
  queryOptions({
    queryKey: ["audits", "finding", id, findingId],
    queryFn: () => api.audits.finding({ id, findingId }),
    staleTime: 300_000,
  });
