/** The view of conversations as an address: plain text fields, and the questions they mean. */
import type { FlowGroupQuery, FlowQuery } from "@creance/api";

// The words below stand in the contract too: its package brings the schemas' library, which this page would load for nothing.
/** What conversations can be sorted by, as in the contract. */
export const conversationSortKeys = [
  "timeUs",
  "durationUs",
  "origBytes",
  "respBytes",
  "server",
  "operator",
  "service",
  "origIp",
  "app",
] as const satisfies readonly FlowQuery["sort"][];

/** How a name can be known, as in the contract. */
const nameSources = [
  "host",
  "sni",
  "quicSni",
  "dns",
  "certificate",
  "echOuter",
  "none",
] as const satisfies readonly FlowQuery["nameSource"][];

/** What destinations can be sorted by, as in the contract. */
export const destinationSortKeys = [
  "bytesOut",
  "bytesIn",
  "conversations",
  "firstTimeUs",
  "key",
] as const satisfies readonly FlowGroupQuery["sort"][];

/** The filters: every field is the text that stands in the address. */
export interface FlowFilters {
  readonly search?: string;
  readonly server?: string;
  readonly role?: string;
  readonly service?: string;
  readonly operator?: string;
  readonly country?: string;
  readonly app?: string;
  /** How the name is known. */
  readonly how?: FlowQuery["nameSource"];
  readonly scope?: FlowQuery["scope"];
  readonly device?: string;
  /** Microseconds since 1970 in digits; `to` is not included. */
  readonly from?: string;
  readonly to?: string;
}

/** Filters, sorting and the conversation that is open. */
export interface FlowView extends FlowFilters {
  readonly sort?: FlowQuery["sort"];
  readonly direction?: "asc" | "desc";
  readonly who?: FlowGroupQuery["sort"];
  readonly whoDirection?: "asc" | "desc";
  /** `FLOW_ID.TIME_US` */
  readonly flow?: string;
}

/** Longest text of each filter, as in the contract. */
const textFilters = [
  ["search", 200],
  ["server", 255],
  ["role", 100],
  ["service", 100],
  ["operator", 200],
  ["app", 200],
  ["device", 64],
] as const;

/** Names of all filters. */
export const filterNames = [
  "search",
  "server",
  "role",
  "service",
  "operator",
  "country",
  "app",
  "how",
  "scope",
  "device",
  "from",
  "to",
] as const satisfies readonly (keyof FlowFilters)[];

/** The view an address means; fields that mean nothing are dropped. */
export function parseFlowView(raw: Record<string, unknown>): FlowView {
  const text = (name: string): string | undefined => (typeof raw[name] === "string" && raw[name] !== "" ? raw[name] : undefined);
  const found: Record<string, string> = {};
  const keep = (name: string, value: string | undefined): void => {
    if (value !== undefined) found[name] = value;
  };
  for (const [name, most] of textFilters) keep(name, text(name)?.slice(0, most));
  keep("country", /^[A-Z]{2}$/.exec(text("country") ?? "")?.[0]);
  keep(
    "how",
    nameSources.find((source) => source === raw["how"]),
  );
  keep(
    "scope",
    (["internet", "local"] as const).find((scope) => scope === raw["scope"]),
  );
  for (const name of ["from", "to"]) keep(name, /^\d{1,17}$/.exec(text(name) ?? "")?.[0]);
  keep(
    "sort",
    conversationSortKeys.find((key) => key === raw["sort"]),
  );
  keep(
    "who",
    destinationSortKeys.find((key) => key === raw["who"]),
  );
  for (const name of ["direction", "whoDirection"]) if (raw[name] === "asc" || raw[name] === "desc") keep(name, raw[name]);
  keep("flow", /^[0-9a-f]{16}\.\d{1,17}$/.exec(text("flow") ?? "")?.[0]);
  return found as FlowView;
}

/** What narrows the conversations, as the contract wants it; `capture` is one capture, `undefined` all of them. */
export type FlowFilterQuery = Partial<Omit<FlowQuery, "sort" | "direction" | "offset" | "limit">>;

/** The question that a view's filters mean, without those in `but` (a table does not narrow itself). */
export function flowFilterOf(view: FlowFilters, capture: string | undefined, but: readonly (keyof FlowFilters)[] = []): FlowFilterQuery {
  const of = <Name extends keyof FlowFilters>(name: Name): FlowFilters[Name] | undefined => (but.includes(name) ? undefined : view[name]);
  const from = of("from");
  const to = of("to");
  const query = {
    capture,
    search: of("search"),
    server: of("server"),
    role: of("role"),
    service: of("service"),
    operator: of("operator"),
    country: of("country"),
    app: of("app"),
    nameSource: of("how"),
    scope: of("scope"),
    device: of("device"),
    fromUs: from === undefined ? undefined : Number(from),
    toUs: to === undefined ? undefined : Number(to),
  };
  return Object.fromEntries(Object.entries(query).filter((pair) => pair[1] !== undefined)) as FlowFilterQuery;
}

/** True when a filter is set. */
export function isFlowViewNarrowed(view: FlowFilters): boolean {
  return filterNames.some((name) => view[name] !== undefined);
}

/** The view without any filter; sorting stays. */
export function withoutFilters<View extends FlowFilters>(view: View): View {
  return Object.fromEntries(
    Object.entries(view).filter(([name]) => !(filterNames as readonly string[]).includes(name) && name !== "flow"),
  ) as View;
}

/** The view with some fields changed; `undefined` takes a field away. Any change of a filter closes the open conversation. */
export function changedView<View extends FlowView>(view: View, change: { readonly [Name in keyof View]?: View[Name] | undefined }): View {
  const kept = Object.keys(change).some((name) => (filterNames as readonly string[]).includes(name)) ? { ...view, flow: undefined } : view;
  return Object.fromEntries(Object.entries({ ...kept, ...change }).filter((pair) => pair[1] !== undefined)) as unknown as View;
}

/** Texts are sorted from A at first, numbers from the largest, times from the earliest. */
const ascendingFirst: readonly string[] = ["timeUs", "firstTimeUs", "server", "operator", "service", "origIp", "app", "key"];

/** Sorting after a click on a head: the same column turns round, another starts where people look first. */
export function sortAfterClick(now: { readonly key: string; readonly direction: "asc" | "desc" }, key: string): "asc" | "desc" {
  if (now.key === key) return now.direction === "asc" ? "desc" : "asc";
  return ascendingFirst.includes(key) ? "asc" : "desc";
}

/** The text of an address for a view. */
export function addressOf(path: string, view: object): string {
  const pairs = Object.entries(view).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
  const text = new URLSearchParams(pairs).toString();
  return text === "" ? path : `${path}?${text}`;
}
