/** The view of the Share pages as addresses. */

/** Which share is open. */
export interface ShareSearch {
  readonly share?: string;
}

/** The view an address means. */
export function parseShareSearch(raw: Record<string, unknown>): ShareSearch {
  return typeof raw["share"] === "string" && /^[0-9a-f]{32}$/.test(raw["share"]) ? { share: raw["share"] } : {};
}

/** What is to be shared: ids of flights and SHA-256 of pictures and clips, separated by commas. */
export interface NewShareSearch {
  readonly flights?: string;
  readonly media?: string;
  /** A share that is being prepared or sent. */
  readonly job?: string;
}

/** What an address means to share. */
export function parseNewShareSearch(raw: Record<string, unknown>): NewShareSearch {
  const idsOf = (value: unknown, pattern: RegExp): string | undefined =>
    typeof value === "string" && value.length <= 200_000 && value.split(",").every((id) => pattern.test(id)) ? value : undefined;
  const flights = idsOf(raw["flights"], /^[0-9a-f]{16}$/);
  const media = idsOf(raw["media"], /^[0-9a-f]{64}$/);
  const job = idsOf(raw["job"], /^[0-9a-f-]{36}$/);
  return {
    ...(flights === undefined ? {} : { flights }),
    ...(media === undefined ? {} : { media }),
    ...(job === undefined ? {} : { job }),
  };
}

/** The address without one of its things. */
export function withoutId({ flights, media, ...rest }: NewShareSearch, id: string): NewShareSearch {
  const left = (ids: string | undefined): string =>
    idsIn(ids)
      .filter((other) => other !== id)
      .join(",");
  const [flightsLeft, mediaLeft] = [left(flights), left(media)];
  return { ...rest, ...(flightsLeft === "" ? {} : { flights: flightsLeft }), ...(mediaLeft === "" ? {} : { media: mediaLeft }) };
}

/** The ids of a list. */
export function idsIn(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(",");
}
