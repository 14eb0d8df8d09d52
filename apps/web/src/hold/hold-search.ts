/** The view of the Hold page as its address: which tries are shown, of which minute, and which one is open. */
import type { HoldAttemptQuery } from "@creance/api";

/** Columns that targets can be sorted by, as in the contract. */
const attemptSortKeys = ["lastUs", "target", "role", "tries", "refused", "upBytes"] as const satisfies readonly HoldAttemptQuery["sort"][];
/** What tries can be chosen by. */
export const attemptFateKeys = ["refused", "answered", "relayed", "local"] as const satisfies readonly HoldAttemptQuery["fate"][];

const MINUTE_US = 60e6;

/** The view. */
export interface HoldSearch {
  readonly search?: string;
  readonly fate?: (typeof attemptFateKeys)[number];
  readonly sort?: HoldAttemptQuery["sort"];
  readonly direction?: "asc" | "desc";
  /** Start of the minute that is shown alone, microseconds. */
  readonly minute?: string;
  /** Key of the target that is open. */
  readonly target?: string;
}

/** The view an address means; fields that mean nothing are dropped. */
export function parseHoldSearch(raw: Record<string, unknown>): HoldSearch {
  const sort = attemptSortKeys.find((key) => key === raw["sort"]);
  const fate = attemptFateKeys.find((key) => key === raw["fate"]);
  const short = (value: unknown, most: number): string | undefined =>
    typeof value === "string" && value !== "" && value.length <= most ? value : undefined;
  const search = short(raw["search"], 253);
  const target = short(raw["target"], 1200);
  const minute = typeof raw["minute"] === "string" && /^\d{1,16}$/.test(raw["minute"]) ? raw["minute"] : undefined;
  return {
    ...(search === undefined ? {} : { search }),
    ...(fate === undefined ? {} : { fate }),
    ...(sort === undefined ? {} : { sort }),
    ...(raw["direction"] === "asc" || raw["direction"] === "desc" ? { direction: raw["direction"] } : {}),
    ...(minute === undefined ? {} : { minute }),
    ...(target === undefined ? {} : { target }),
  };
}

/** The question that the table means. */
export function attemptQueryOf(view: HoldSearch): Partial<HoldAttemptQuery> {
  const fromUs = view.minute === undefined ? undefined : Number(view.minute);
  return {
    ...(view.search === undefined ? {} : { search: view.search }),
    ...(view.fate === undefined ? {} : { fate: view.fate }),
    ...(view.sort === undefined ? {} : { sort: view.sort }),
    ...(view.direction === undefined ? {} : { direction: view.direction }),
    ...(fromUs === undefined ? {} : { fromUs, untilUs: fromUs + MINUTE_US }),
  };
}
