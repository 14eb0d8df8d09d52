/** What the page asks the server for, as query options: one place for keys and freshness. */
import type {
  CaptureQuery,
  ExposureRequest,
  FindingQuery,
  FlightQuery,
  FlowGroupQuery,
  FlowQuery,
  FlowTimelineQuery,
  HoldAttemptQuery,
  LedgerEntryQuery,
  MediaQuery,
  PublicFlightRow,
  RetentionItemQuery,
} from "@creance/api";
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

/** One page of pictures and clips. */
export const mediaPageQuery = (query: Partial<MediaQuery>, page: number) =>
  queryOptions({
    queryKey: ["media", "list", query, page],
    queryFn: ({ signal }) => api.media.list({ ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal }),
  });

/** The first pictures and clips of a flight, oldest first. */
export const flightMediaQuery = (flight: string, limit: number) =>
  queryOptions({
    queryKey: ["media", "list", { flight, direction: "asc" }, "first", limit],
    queryFn: () => api.media.list({ flight, direction: "asc", limit }),
  });

/** Everything about one picture or clip. */
export const mediaQuery = (sha256: string) =>
  queryOptions({ queryKey: ["media", "one", sha256], queryFn: () => api.media.get({ sha256 }), retry: false });

/** Samples and footprints of a clip. */
export const clipQuery = (sha256: string) =>
  queryOptions({ queryKey: ["media", "clip", sha256], queryFn: () => api.media.clip({ sha256 }), staleTime: 300_000, retry: false });

/** A place on the ground, degrees. */
export interface AskedPlace {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** Every picture and second of film that saw a place. */
export const mediaAroundQuery = (place: AskedPlace | null) =>
  queryOptions({
    queryKey: ["media", "around", place],
    queryFn: ({ signal }) => api.media.around({ latDeg: 0, lonDeg: 0, ...place, limit: 500 }, { signal }),
    enabled: place !== null,
  });

/** A box on the map, degrees. */
export interface AskedBox {
  readonly southDeg: number;
  readonly westDeg: number;
  readonly northDeg: number;
  readonly eastDeg: number;
}

/** Footprints inside a box. */
export const footprintsQuery = (box: AskedBox, flight?: string) =>
  queryOptions({
    queryKey: ["media", "footprints", box, flight],
    queryFn: ({ signal }) => api.media.footprints({ ...box, ...(flight === undefined ? {} : { flight }), limit: 2000 }, { signal }),
    placeholderData: keepPreviousData,
  });

/** Cards and their solved clocks. */
export const cardsQuery = queryOptions({ queryKey: ["media", "cards"], queryFn: () => api.media.cards() });

/** What can be shown and made on this machine. */
export const mediaToolsQuery = queryOptions({ queryKey: ["media", "tools"], queryFn: () => api.media.tools(), staleTime: 60_000 });

/** What flights, pictures and clips would reveal. */
export const exposureQuery = (request: Partial<ExposureRequest>) =>
  queryOptions({
    queryKey: ["exposure", request],
    queryFn: ({ signal }) => api.exposure.report(request, { signal }),
    staleTime: 60_000,
    retry: false,
  });

/** One page of what the local network tried; asked for again when the gateway tells of more. */
export const holdAttemptsQuery = (query: Partial<HoldAttemptQuery>, page: number) =>
  queryOptions({
    queryKey: ["hold", "attempts", query, page],
    queryFn: ({ signal }) => api.hold.attempts({ ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal }),
  });

/** One target that was tried. */
export const holdTargetQuery = (key: string) =>
  queryOptions({
    queryKey: ["hold", "attempts", "one", key],
    queryFn: ({ signal }) => api.hold.attempts({ key, limit: 1 }, { signal }),
    placeholderData: keepPreviousData,
  });

/** Proofs that lie on this machine. Checking a new one may take a while. */
export const holdProofsQuery = queryOptions({
  queryKey: ["hold", "proofs"],
  queryFn: ({ signal }) => api.hold.proofs(undefined, { signal }),
});

/** How far the ledger is. */
export const ledgerStateQuery = queryOptions({ queryKey: ["ledger", "state"], queryFn: () => api.ledger.state() });

/** One page of the ledger's entries, newest first. */
export const ledgerEntriesQuery = (query: Partial<LedgerEntryQuery>, page: number) =>
  queryOptions({
    queryKey: ["ledger", "entries", query, page],
    queryFn: ({ signal }) => api.ledger.entries({ ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal }),
  });

/** One entry. */
export const ledgerEntryQuery = (index: number) =>
  queryOptions({ queryKey: ["ledger", "entry", index], queryFn: () => api.ledger.entry({ index }), retry: false });

/** Shares, places and recipients. */
export const shareOverviewQuery = queryOptions({ queryKey: ["share", "overview"], queryFn: () => api.share.overview() });

/** A share that is prepared or sent: asked often only while it is under way. */
export const shareJobQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["share", "job", jobId],
    queryFn: () => api.share.job({ jobId }),
    refetchInterval: ({ state: { data } }) => (data?.state === "preparing" || data?.state === "sending" ? 400 : false),
    retry: false,
  });

/** The policy in force and the grants. */
export const grantOverviewQuery = queryOptions({ queryKey: ["grants", "overview"], queryFn: () => api.grants.overview() });

/** One grant in full. */
export const grantQuery = (grantId: string) =>
  queryOptions({ queryKey: ["grants", "one", grantId], queryFn: () => api.grants.show({ grantId }), retry: false });

/** Requests for data. */
export const requestOverviewQuery = queryOptions({ queryKey: ["requests", "overview"], queryFn: () => api.requests.overview() });

/** One request for data. */
export const requestQuery = (requestId: string) =>
  queryOptions({ queryKey: ["requests", "one", requestId], queryFn: () => api.requests.get({ requestId }), retry: false });

/** Settings of the public page to start from, and purposes of flights. */
export const publishStartQuery = queryOptions({ queryKey: ["publish", "start"], queryFn: () => api.publish.start(), staleTime: 600_000 });

/** One page of flights as they stand on the public page. */
export const publicFlightsQuery = (delayHours: number, standing: PublicFlightRow["standing"] | undefined, page: number) =>
  queryOptions({
    queryKey: ["publish", "flights", delayHours, standing ?? "all", page],
    queryFn: () =>
      api.publish.flights({ delayHours, ...(standing === undefined ? {} : { standing }), offset: page * PAGE_ROWS, limit: PAGE_ROWS }),
    placeholderData: keepPreviousData,
  });

/** Keeping times, legal holds, what is due. Clocks run on: asked again now and then. */
export const retentionOverviewQuery = queryOptions({
  queryKey: ["retention", "overview"],
  queryFn: () => api.retention.overview(),
  refetchInterval: 60_000,
});

/** One page of kept items with their keeping times. */
export const retentionItemsQuery = (query: Omit<RetentionItemQuery, "offset" | "limit">, page: number) =>
  queryOptions({
    queryKey: ["retention", "items", query, page],
    queryFn: ({ signal }) => api.retention.items({ ...query, offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal }),
  });

/** Everything about one item's keeping time. */
export const retentionItemQuery = (sha256: string) =>
  queryOptions({ queryKey: ["retention", "item", sha256], queryFn: () => api.retention.item({ sha256 }), retry: false });

/** One page of what a plan would delete: it never changes. */
export const retentionPlanItemsQuery = (planId: string, page: number) =>
  queryOptions({
    queryKey: ["retention", "planItems", planId, page],
    queryFn: () => api.retention.planItems({ planId, offset: page * PAGE_ROWS, limit: PAGE_ROWS }),
    staleTime: 600_000,
    retry: false,
  });

/** The deletion under way, or the last one: asked often only while it runs. */
export const retentionJobQuery = queryOptions({
  queryKey: ["retention", "job"],
  queryFn: () => api.retention.job(),
  refetchInterval: ({ state: { data } }) => (data?.state === "running" ? 400 : false),
});
