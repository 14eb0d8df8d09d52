/** The view of the policy and grants pages as addresses. */

/** Which grant is open. */
export interface GrantsSearch {
  readonly grant?: string;
}

/** The view an address means. */
export function parseGrantsSearch(raw: Record<string, unknown>): GrantsSearch {
  return typeof raw["grant"] === "string" && /^[0-9a-f]{32}$/.test(raw["grant"]) ? { grant: raw["grant"] } : {};
}

/** What a new grant is for: ids of flights and SHA-256 of kept files, separated by commas. */
export interface NewGrantSearch {
  readonly flights?: string;
  readonly items?: string;
}

/** What an address means to grant. */
export function parseNewGrantSearch(raw: Record<string, unknown>): NewGrantSearch {
  const idsOf = (value: unknown, pattern: RegExp): string | undefined =>
    typeof value === "string" && value.length <= 20_000 && value.split(",").every((id) => pattern.test(id)) ? value : undefined;
  const flights = idsOf(raw["flights"], /^[0-9a-f]{16}$/);
  const items = idsOf(raw["items"], /^[0-9a-f]{64}$/);
  return { ...(flights === undefined ? {} : { flights }), ...(items === undefined ? {} : { items }) };
}
