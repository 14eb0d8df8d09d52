/** The view of the keeping page as its address: which items are shown, how they are sorted, which one is open. */
import type { RetentionItemQuery } from "@creance/api";

// The words below stand in the contract too: its package brings the schemas' library, which this page would load for nothing.
/** What items can be chosen by. */
export const showKeys = ["due", "nearly", "half", "running", "excepted", "held", "none", "review"] as const satisfies readonly NonNullable<
  RetentionItemQuery["show"]
>[];
const sortKeys = ["due", "name", "size", "kept"] as const satisfies readonly RetentionItemQuery["sort"][];

/** The view. */
export interface RetentionSearch {
  readonly show?: (typeof showKeys)[number];
  readonly search?: string;
  /** An item (SHA-256), or a flight's id: its records, pictures and clips. */
  readonly item?: string;
  /** Id of a legal hold. */
  readonly hold?: string;
  readonly sort?: (typeof sortKeys)[number];
  readonly direction?: "asc" | "desc";
  /** SHA-256 of the item that is open. */
  readonly open?: string;
}

/** The view an address means; fields that mean nothing are dropped. */
export function parseRetentionSearch(raw: Record<string, unknown>): RetentionSearch {
  const text = (name: string, pattern: RegExp): string | undefined => {
    const value = raw[name];
    return typeof value === "string" && pattern.test(value) ? value : undefined;
  };
  const search = typeof raw["search"] === "string" ? raw["search"].slice(0, 200) : "";
  const found = {
    show: showKeys.find((key) => key === raw["show"]),
    search: search === "" ? undefined : search,
    item: text("item", /^([0-9a-f]{16}|[0-9a-f]{64})$/),
    hold: text("hold", /^[0-9a-f]{32}$/),
    sort: sortKeys.find((key) => key === raw["sort"]),
    direction: (["asc", "desc"] as const).find((key) => key === raw["direction"]),
    open: text("open", /^[0-9a-f]{64}$/),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as RetentionSearch;
}

/** What a view asks for; the first due come first. */
export function itemQueryOf({
  open: _open,
  sort = "due",
  direction = "asc",
  ...view
}: RetentionSearch): Omit<RetentionItemQuery, "offset" | "limit"> {
  return { ...view, sort, direction };
}

/** The direction after a click on a head. */
export function nextDirection(view: RetentionSearch, key: string): "asc" | "desc" {
  if ((view.sort ?? "due") === key) return (view.direction ?? "asc") === "asc" ? "desc" : "asc";
  return key === "size" || key === "kept" ? "desc" : "asc";
}
