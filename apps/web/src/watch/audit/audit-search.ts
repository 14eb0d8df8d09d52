/** Addresses of audits: what is chosen for a new one, and which findings of one are shown. */
import type { FindingQuery } from "@creance/api";

/** What is chosen for an audit: hashes and ids with commas between them. */
export interface ChosenSearch {
  readonly captures?: string;
  readonly flights?: string;
}

/** The view of a result. With what was chosen, a link starts the audit again where it is no longer held. */
export interface AuditView extends ChosenSearch {
  readonly kind?: string;
  readonly way?: "out" | "in";
  readonly server?: string;
  readonly flight?: string;
  readonly capture?: string;
  readonly consent?: "with" | "without";
  /** Id of a claim: only findings that it rests on. */
  readonly claim?: string;
  /** `1`: weak ones too. */
  readonly weak?: "1";
  readonly sort?: FindingQuery["sort"];
  readonly order?: "asc" | "desc";
  /** The finding that is open. */
  readonly finding?: string;
}

/** What findings can be sorted by, as in the contract. */
export const findingSortKeys = ["telling", "sentUs", "kind", "server", "precisionM"] as const satisfies readonly FindingQuery["sort"][];

/** Captures and flights that an address chooses; what means nothing is dropped. */
export function parseChosen(raw: Record<string, unknown>): ChosenSearch {
  const captures = listOf(raw["captures"], /^[0-9a-f]{64}$/, 50);
  const flights = listOf(raw["flights"], /^[\w-]{1,64}$/, 100);
  return { ...(captures === undefined ? {} : { captures }), ...(flights === undefined ? {} : { flights }) };
}

/** The view that an address means; what means nothing is dropped. */
export function parseAuditView(raw: Record<string, unknown>): AuditView {
  const found: Record<string, string> = { ...parseChosen(raw) };
  const keep = (name: string, value: string | undefined): void => {
    if (value !== undefined) found[name] = value;
  };
  const text = (name: string, shape: RegExp): string | undefined =>
    typeof raw[name] === "string" ? shape.exec(raw[name])?.[0] : undefined;
  keep("kind", text("kind", /^[a-zA-Z]{1,40}$/));
  keep("way", text("way", /^(?:out|in)$/));
  keep("server", text("server", /^.{1,255}$/u));
  keep("flight", text("flight", /^.{1,200}$/u));
  keep("capture", text("capture", /^[0-9a-f]{64}$/));
  keep("consent", text("consent", /^with(?:out)?$/));
  keep("claim", text("claim", /^[\w.-]{1,20}$/));
  keep("weak", text("weak", /^1$/));
  keep("finding", text("finding", /^[0-9a-f]{16}$/));
  keep("order", text("order", /^(?:asc|desc)$/));
  keep(
    "sort",
    findingSortKeys.find((key) => key === raw["sort"]),
  );
  return found as AuditView;
}

/** The parts of a list in an address. */
export function partsOf(text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : text.split(",");
}

/** The question that a view means. */
export function findingQueryOf(id: string, view: AuditView): Partial<FindingQuery> & Pick<FindingQuery, "id"> {
  const query = {
    id,
    kind: view.kind,
    direction: view.way,
    server: view.server,
    flight: view.flight,
    capture: view.capture,
    consent: view.consent,
    among: view.claim,
    weak: view.weak === "1",
    sort: view.sort,
    order: view.order,
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as unknown as ReturnType<
    typeof findingQueryOf
  >;
}

/** Names of what narrows the findings. */
export const findingFilters = [
  "kind",
  "way",
  "server",
  "flight",
  "capture",
  "consent",
  "claim",
] as const satisfies readonly (keyof AuditView)[];

/** True when findings are left out by a filter. */
export function isNarrowed(view: AuditView): boolean {
  return findingFilters.some((name) => view[name] !== undefined);
}

/** Fields to set; `undefined` takes a field away. */
export type AuditViewChange = { readonly [Name in keyof AuditView]?: AuditView[Name] | undefined };

/** The view with some fields changed. Another filter closes the finding that is open. */
export function changedAuditView(view: AuditView, change: AuditViewChange): AuditView {
  const closes = Object.keys(change).some((name) => (findingFilters as readonly string[]).includes(name));
  const merged = { ...view, ...(closes ? { finding: undefined } : {}), ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) as AuditView;
}

function listOf(value: unknown, shape: RegExp, most: number): string | undefined {
  if (typeof value !== "string") return undefined;
  const parts = [...new Set(value.split(",").filter((part) => shape.test(part)))].slice(0, most);
  return parts.length === 0 ? undefined : parts.join(",");
}
