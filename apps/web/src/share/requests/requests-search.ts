/** The view of the register of requests as its address. */
import type { DataRequestRow } from "@creance/api";

/** What requests can be chosen by. */
export const requestFilters = ["open", "late", "granted", "partly", "refused", "withdrawn"] as const;
/** What requests can be chosen by. */
export type RequestFilter = (typeof requestFilters)[number];

/** The view. */
export interface RequestsSearch {
  readonly state?: RequestFilter;
  /** Id of the request that is open, or `new`: one is being entered. */
  readonly request?: string;
}

/** The view an address means; fields that mean nothing are dropped. */
export function parseRequestsSearch(raw: Record<string, unknown>): RequestsSearch {
  const state = requestFilters.find((filter) => filter === raw["state"]);
  const request = typeof raw["request"] === "string" && /^([0-9a-f]{32}|new)$/.test(raw["request"]) ? raw["request"] : undefined;
  return { ...(state === undefined ? {} : { state }), ...(request === undefined ? {} : { request }) };
}

/** Whether a request is one of those that were chosen. */
export function isChosen({ decision, isLate }: Pick<DataRequestRow, "decision" | "isLate">, state: RequestFilter | undefined): boolean {
  return state === undefined || (state === "late" ? isLate : decision === state);
}
