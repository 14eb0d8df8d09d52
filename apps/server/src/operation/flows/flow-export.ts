/** Every conversation of a capture as text, by time. */
import type { CaptureDetail, FlowRow } from "@creance/api";
import { flowColumns } from "@creance/capture";
import { type Cell, type Dataset, ORIGINAL_COLUMN, type Page, type PageQuery } from "@creance/warehouse";
import type { FlowExportFormat } from "../types.ts";
import type { AskedStore } from "./flow-list.ts";
import { flowsTable } from "./flows-table.ts";
import { rowColumns, rowsOfPage } from "./page-rows.ts";

/** Conversations asked for at once: the most that a question may. */
const PAGE_ROWS = 10_000;

const tableColumns: readonly string[] = [...Object.keys(flowColumns), ORIGINAL_COLUMN];

/** Asks one page of a capture. */
export type AskPage = (question: (asked: AskedStore) => Promise<Page>) => Promise<Page>;

/** What is exported. */
export interface ExportParts {
  /** SHA-256 of the capture. */
  readonly capture: string;
  readonly countryDatabases: CaptureDetail["countryDatabases"];
  readonly ask: AskPage;
  /** Conversations in a piece (default 10,000). */
  readonly pageRows?: number;
}

/**
 * The export in pieces of some thousand lines. `jsonl`: the lines of `creance flows --json`. `csv`: the columns as they are kept, the capture's
 * SHA-256 behind them.
 */
export async function* exportPieces(
  format: FlowExportFormat,
  { capture, ask, countryDatabases, pageRows = PAGE_ROWS }: ExportParts,
): AsyncGenerator<string> {
  if (format === "csv") {
    yield csvLine([...tableColumns.slice(0, -1), "capture"]);
    for await (const page of pagesByTime(ask, tableColumns, pageRows)) yield page.rows.map(csvLine).join("");
  } else {
    const databases = new Map([[capture, countryDatabases]]);
    for await (const page of pagesByTime(ask, rowColumns, pageRows)) yield rowsOfPage(page, databases).map(jsonLine).join("");
  }
}

/** Pages by time: each begins where the one before ended, so that the last costs no more than the first. */
async function* pagesByTime(ask: AskPage, columns: readonly string[], pageRows: number): AsyncGenerator<Page> {
  const timeAt = columns.indexOf("timeUs");
  let from: number | undefined;
  /** Rows at `from` that were told already. */
  let told = 0;
  for (;;) {
    const page = await ask(({ store, datasets }) => store.page(pageQuestion({ datasets, columns, from, offset: told, limit: pageRows })));
    if (page.rows.length > 0) yield page;
    if (page.rows.length < pageRows) return;
    const last = Number(page.rows.at(-1)?.[timeAt]);
    const atLast = page.rows.filter((cells) => cells[timeAt] === last).length;
    told = last === from ? told + atLast : atLast;
    from = last;
  }
}

interface NextPage {
  readonly datasets: readonly Dataset[];
  readonly columns: readonly string[];
  readonly from: number | undefined;
  readonly offset: number;
  readonly limit: number;
}

function pageQuestion({ datasets, columns, from, offset, limit }: NextPage): PageQuery {
  return {
    table: flowsTable,
    datasets,
    where: from === undefined ? [] : [{ is: "between", column: "timeUs", from }],
    columns,
    order: [{ name: "timeUs", direction: "asc" }],
    offset,
    limit,
  };
}

function jsonLine(row: FlowRow): string {
  return `${JSON.stringify(row)}\n`;
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvField).join(",")}\r\n`;
}

/** RFC 4180. Names in a capture are strangers' words: a text that a spreadsheet would run as a formula gets an apostrophe. */
function csvField(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
