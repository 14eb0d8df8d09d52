/** What an exposure report is asked for, as its address. */
import type { ExposureRequest } from "@creance/api";

/** Ids between commas; a metre count. */
export interface ExposureSearch {
  readonly flights?: string;
  readonly media?: string;
  readonly nearM?: string;
}

/** Most pictures and clips that one address names: longer addresses are cut off on their way. */
export const MOST_NAMED_MEDIA = 200;
const MOST_NAMED_FLIGHTS = 500;

/** The request an address means; what is no id is dropped. */
export function parseExposureSearch(raw: Record<string, unknown>): ExposureSearch {
  const ids = (value: unknown, shape: RegExp, most: number): string =>
    typeof value === "string"
      ? value
          .split(",")
          .filter((id) => shape.test(id))
          .slice(0, most)
          .join(",")
      : "";
  const flights = ids(raw["flights"], /^[0-9a-zA-Z-]{1,64}$/, MOST_NAMED_FLIGHTS);
  const media = ids(raw["media"], /^[0-9a-f]{64}$/, MOST_NAMED_MEDIA);
  const nearM = raw["nearM"];
  return {
    ...(flights === "" ? {} : { flights }),
    ...(media === "" ? {} : { media }),
    ...(typeof nearM === "string" && /^\d{1,5}$/.test(nearM) && Number(nearM) <= 10_000 ? { nearM } : {}),
  };
}

/** The request that an address means. */
export function exposureRequestOf(view: ExposureSearch): Partial<ExposureRequest> {
  return {
    ...(view.flights === undefined ? {} : { flights: view.flights.split(",") }),
    ...(view.media === undefined ? {} : { media: view.media.split(",") }),
    ...(view.nearM === undefined ? {} : { nearM: Number(view.nearM) }),
  };
}

/** Address of the report in a format. */
export function exposureExportHref(view: ExposureSearch, format: "html" | "pdf" | "json" | "csv"): string {
  const query = new URLSearchParams(view as Record<string, string>).toString();
  return `/files/exposure.${format}${query === "" ? "" : `?${query}`}`;
}
