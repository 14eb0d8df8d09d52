import type { FlowRow } from "@creance/capture";
/** Conversations as a table for people. */
import { formatBytes, isoFromEpochUs } from "@creance/core";
import { cut, type FittedColumn, fittedTable } from "./fitted-table.ts";
import { printable } from "./text-table.ts";

/** A row as it is shown; the capture's hash is not. */
export type ShownFlow = Omit<FlowRow, "capture">;

/** How wide a table is where the terminal does not say. */
const USUAL_WIDTH = 100;

/** Width for tables: the terminal's, never less than a little. */
export function tableWidth(): number {
  const { columns } = process.stdout;
  return columns === undefined ? USUAL_WIDTH : Math.max(60, columns);
}

const columns: readonly FittedColumn[] = [
  { head: "start (UTC)", leaves: 0 },
  { head: "for", leaves: 6 },
  { head: "from", least: 12, leaves: 4 },
  { head: "to", least: 24, leaves: 0 },
  { head: "service", least: 9, leaves: 0 },
  { head: "name by", leaves: 1 },
  { head: "out", leaves: 0 },
  { head: "in", leaves: 0 },
  { head: "known as", least: 12, leaves: 3 },
  { head: "operator", least: 10, leaves: 2 },
  { head: "app", least: 10, leaves: 5 },
];

/** The table, with a line above it that says what all rows have in common. */
export function* flowsTable(rows: readonly ShownFlow[], width: number): Generator<string> {
  const [first] = rows;
  if (first === undefined) return;
  const day = dayOf(first);
  const isOneDay = rows.every((row) => dayOf(row) === day);
  const isOneYear = rows.every((row) => dayOf(row).slice(0, 4) === day.slice(0, 4));
  const isOneClient = rows.every(({ origIp }) => origIp === first.origIp);
  const common = [
    ...(isOneDay ? [`on ${day}`] : isOneYear ? [`in ${day.slice(0, 4)}`] : []),
    ...(isOneClient ? [`all from ${first.origIp}`] : []),
  ].join(", ");
  if (common !== "") yield `${common.charAt(0).toUpperCase()}${common.slice(1)}\n`;
  const cells = rows.map((row) => [
    `${isOneDay ? "" : `${dayOf(row).slice(isOneYear ? 5 : 0)} `}${timeOf(row)}`,
    duration(row.durationUs),
    isOneClient ? "" : row.origIp,
    ...rest(row),
  ]);
  yield* fittedTable(columns, cells, width);
}

/** Conversations that come one by one, in columns that never change. */
export function* followedLines(
  rows: readonly ShownFlow[],
  { withHead, width }: { readonly withHead: boolean; readonly width: number },
): Generator<string> {
  const widths = [8, 15, Math.max(24, width - 71), 9, 11, 7, 7];
  const line = (cells: readonly string[]): string =>
    `${widths
      .map((most, at) => cut(printable(cells[at] ?? ""), most).padEnd(most))
      .join("  ")
      .trimEnd()}\n`;
  if (withHead) yield line(["start", "from", "to", "service", "name by", "out", "in"]);
  for (const row of rows) yield line([timeOf(row), row.origIp, ...rest(row)]);
}

/** Server or address, service, how the name is known, bytes each way, role in the catalogue, operator, app. */
function rest(row: ShownFlow): string[] {
  return [
    `${row.serverName ?? (row.respIp.includes(":") ? `[${row.respIp}]` : row.respIp)}:${row.respPort}`,
    row.service ?? `${row.transport}?`,
    row.serverNameSource === "none" ? "" : row.serverNameSource,
    formatBytes(row.origBytes),
    formatBytes(row.respBytes),
    row.endpoint?.role ?? "",
    row.operator ?? "",
    row.package ?? row.app ?? "",
  ];
}

function dayOf({ timeUs }: ShownFlow): string {
  return (isoFromEpochUs(timeUs) ?? "").slice(0, 10);
}

function timeOf({ timeUs }: ShownFlow): string {
  return (isoFromEpochUs(timeUs) ?? "").slice(11, 19);
}

function duration(us: number): string {
  if (us < 1_000_000) return `${Math.round(us / 1000)} ms`;
  return us < 120_000_000 ? `${(us / 1_000_000).toFixed(1)} s` : `${Math.round(us / 60_000_000)} min`;
}
