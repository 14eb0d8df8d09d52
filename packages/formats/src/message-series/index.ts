/** Messages of one kind as columns: what the readers of autopilot logs hand out. */
export type { MessageSeries, SeriesColumn, SeriesWish } from "./message-series.ts";
export { STAMP_COLUMN } from "./series-collector.ts";
