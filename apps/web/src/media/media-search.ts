/** The view of the wall as its address: plain text fields, and the query they mean. */
import type { MediaQuery } from "@creance/api";
import { epochUsOfDay } from "../words/instant.ts";

/** The view: every field is the text that stands in the address. */
export interface MediaSearch {
  readonly search?: string;
  readonly kind?: MediaQuery["kind"];
  readonly flight?: string;
  readonly confidence?: NonNullable<MediaQuery["confidence"]>;
  /** Days, `2026-09-12`, UTC; `to` is included. */
  readonly from?: string;
  readonly to?: string;
  readonly sort?: MediaQuery["sort"];
  readonly direction?: "asc" | "desc";
}

/** Kinds and confidences of the contract; the schemas stay out of the page. */
const mediaKinds = ["photo", "clip", "subtitle"] as const satisfies readonly MediaQuery["kind"][];
/** How sure matches are, as the filter offers them. */
export const mediaConfidences = ["sure", "likely", "doubtful", "none", "person"] as const satisfies readonly MediaQuery["confidence"][];
const sortKeys = ["timeUs", "fileName", "sizeBytes"] as const satisfies readonly MediaQuery["sort"][];

/** The view an address means; fields that mean nothing are dropped. */
export function parseMediaSearch(raw: Record<string, unknown>): MediaSearch {
  const text = (name: string): string | undefined => (typeof raw[name] === "string" && raw[name] !== "" ? raw[name] : undefined);
  const search = text("search")?.slice(0, 200);
  const flight = text("flight");
  const from = text("from");
  const to = text("to");
  const kind = mediaKinds.find((each) => each === raw["kind"]);
  const confidence = mediaConfidences.find((each) => each === raw["confidence"]);
  const sort = sortKeys.find((each) => each === raw["sort"]);
  const direction = (["asc", "desc"] as const).find((each) => each === raw["direction"]);
  return {
    ...(search === undefined ? {} : { search }),
    ...(flight === undefined || !/^[0-9a-zA-Z-]{1,64}$/.test(flight) ? {} : { flight }),
    ...(from === undefined || epochUsOfDay(from) === undefined ? {} : { from }),
    ...(to === undefined || epochUsOfDay(to) === undefined ? {} : { to }),
    ...(kind === undefined ? {} : { kind }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(sort === undefined ? {} : { sort }),
    ...(direction === undefined ? {} : { direction }),
  };
}

const DAY_US = 86_400_000_000;

/** The request that a view means. */
export function mediaQueryOf(view: MediaSearch): Partial<MediaQuery> {
  const { from, to, ...same } = view;
  const fromUs = epochUsOfDay(from ?? "");
  const toDayUs = epochUsOfDay(to ?? "");
  return { ...same, ...(fromUs === undefined ? {} : { fromUs }), ...(toDayUs === undefined ? {} : { toUs: toDayUs + DAY_US }) };
}

/** True when the view leaves something out. */
export function isNarrowedMedia({ sort: _sort, direction: _direction, ...filters }: MediaSearch): boolean {
  return Object.keys(filters).length > 0;
}
