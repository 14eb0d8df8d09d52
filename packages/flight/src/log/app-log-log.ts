/** Message logs of phone apps in the normal form: a row without a position and an event for each message (docs/formats/app-log.md). */
import { isoFromEpochUs } from "@creance/core";
import { type AppMessage, type MetadataField, readAppLog } from "@creance/formats";
import { flightIssue } from "../issues.table.ts";
import type { FlightLogReader } from "./flight-log-readers.table.ts";
import { LogEvents, quoted } from "./log-events.ts";
import { logIssue } from "./log-issues.table.ts";
import { unknownAircraft, unknownApp } from "./no-aircraft.ts";
import { MAX_LOG_ROWS, TrackBuilder } from "./track-builder.ts";

/** Reads a message log. Throws a `FormatError` when it is none. */
export const readAppLogLog: FlightLogReader = async (source, options) => {
  const { kind, messages, links, issues: found } = await readAppLog(source);
  const kept = messages.slice(0, options.maxRows ?? MAX_LOG_ROWS);
  const hasDates = kept.some(({ wallUs }) => !Number.isNaN(wallUs));
  const timeMs = ({ wallUs, dayMs }: AppMessage): number => (hasDates ? wallUs / 1000 : dayMs);
  const firstMs = kept.map(timeMs).find((value) => !Number.isNaN(value)) ?? Number.NaN;
  const builder = new TrackBuilder(Math.max(1, kept.length));
  const events = new LogEvents();
  for (const message of kept) {
    const row = builder.addRow(message.byteOffset);
    builder.set("elapsedMs", row, timeMs(message) - firstMs);
    const isWarning = kind === "android" || message.title !== "";
    const title = message.title === "" ? "" : `${quoted(message.title)}: `;
    events.add({
      row,
      byteOffset: message.byteOffset,
      kind: isWarning ? "appWarning" : "appMessage",
      severity: isWarning ? "warning" : "info",
      sentence: `App ${isWarning ? "warning" : "message"}: "${title}${quoted(message.text)}"`,
      text: message.text,
    });
  }
  const { track, repaired } = builder.build();
  const issues = [...found];
  const fields: MetadataField[] = [];
  if (kind === "links") issues.push(logIssue("no-messages", 0, null, `Links to a shop: ${links}.`));
  else if (kept.length === 0) issues.push(logIssue("no-messages", 0, null));
  else {
    issues.push(logIssue("no-utc", 0, null));
    const day = hasDates ? undefined : dateInName(options.fileName ?? "");
    if (day !== undefined) {
      issues.push(logIssue("date-from-file-name", 0, null, `Date: ${day}.`));
      fields.push({ group: "info", name: "date in the file's name", value: day, byteOffset: 0, lengthBytes: 0 });
    }
    const first = kept.find(({ wallUs }) => !Number.isNaN(wallUs));
    if (first !== undefined) {
      const value = (isoFromEpochUs(first.wallUs) ?? "").slice(0, 19).replace("T", " ");
      fields.push({ group: "text", name: "first local time", value, byteOffset: first.byteOffset, lengthBytes: first.lengthBytes });
    }
  }
  if (repaired > 0) issues.push(logIssue("time-goes-back", 0, null, `Rows: ${repaired}.`));
  if (events.leftOut > 0) issues.push(flightIssue("too-many-events", 0, null));
  return {
    format: "dji-app-log",
    version: 0,
    damaged: false,
    track,
    clock: { method: "none", residualP95Ms: null, repairedRows: repaired },
    events: events.events,
    aircraft: unknownAircraft,
    batteries: [],
    app: { ...unknownApp, platformName: kind === "android" ? "Android" : kind === "ios" ? "iOS" : null },
    claims: null,
    photos: null,
    records: [{ type: 0, name: "message", count: messages.length }],
    fields,
    issues,
  };
};

/** `2018-06-15` from `errorpop_15-06-2018` or `2018-06-15`; `undefined` where there is no date or its order is not certain. */
function dateInName(name: string): string | undefined {
  const iso = /(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)/.exec(name);
  const other = /(?<!\d)(\d{2})-(\d{2})-(20\d{2})(?!\d)/.exec(name);
  const [year, month, day] =
    iso !== null
      ? [iso[1], iso[2], iso[3]]
      : other !== null && Number(other[1]) > 12
        ? [other[3], other[2], other[1]]
        : other !== null && Number(other[2]) > 12
          ? [other[3], other[1], other[2]]
          : [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31 ? `${year}-${month}-${day}` : undefined;
}
