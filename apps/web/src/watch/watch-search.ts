/** The view of the Watch page as its address: the list of captures, or all of them together. */
import type { CaptureQuery } from "@creance/api";
import { type FlowView, parseFlowView } from "./flow-view.ts";

/** Columns that captures can be sorted by, as in the contract. */
export const captureSortKeys = [
  "firstTimeUs",
  "keptUs",
  "fileName",
  "bytesOut",
  "conversations",
  "sizeBytes",
] as const satisfies readonly CaptureQuery["sort"][];

/** The list of captures. */
export interface CaptureListView {
  readonly search?: string;
  readonly list?: CaptureQuery["sort"];
  readonly listDirection?: "asc" | "desc";
  /** Counted from 1. */
  readonly page?: string;
}

/** The Watch page: the list of captures, or with `view` all captures together. */
export interface WatchSearch extends FlowView, CaptureListView {
  readonly view?: "all";
}

/** The view an address means; fields that mean nothing are dropped. */
export function parseWatchSearch(raw: Record<string, unknown>): WatchSearch {
  const list = captureSortKeys.find((key) => key === raw["list"]);
  const page = typeof raw["page"] === "string" && /^[1-9]\d{0,5}$/.test(raw["page"]) ? raw["page"] : undefined;
  return {
    ...parseFlowView(raw),
    ...(raw["view"] === "all" ? { view: "all" as const } : {}),
    ...(list === undefined ? {} : { list }),
    ...(raw["listDirection"] === "asc" || raw["listDirection"] === "desc" ? { listDirection: raw["listDirection"] } : {}),
    ...(page === undefined ? {} : { page }),
  };
}

/** Captures on one page of the list. */
export const CAPTURES_A_PAGE = 200;

/** The question that the list means. */
export function captureQueryOf(view: CaptureListView): Partial<CaptureQuery> {
  return {
    ...(view.search === undefined ? {} : { search: view.search }),
    ...(view.list === undefined ? {} : { sort: view.list }),
    ...(view.listDirection === undefined ? {} : { direction: view.listDirection }),
    offset: (Number(view.page ?? 1) - 1) * CAPTURES_A_PAGE,
    limit: CAPTURES_A_PAGE,
  };
}
