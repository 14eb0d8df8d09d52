/** Copies a table as CSV: every row that matches, not only what is on the screen. */
import { useState } from "react";
import { errorSentence } from "../api/error-words.ts";
import { copyText } from "../shell/copy-text.ts";
import { count } from "../words/count.ts";
import { csvText } from "../words/csv.ts";
import type { CsvColumn } from "./grid-column.ts";

const ROWS_AT_ONCE = 1000;
/** More than a clipboard or a spreadsheet likes; the download holds all. */
export const MOST_COPIED_ROWS = 50_000;

/** CSV of rows: a line of names, and a line for each row. */
export function gridCsv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return csvText(
    columns.map((column) => column.csvName),
    rows.map((row) => columns.map((column) => column.csv(row))),
  );
}

/** The button, and what came of it. `load` gives rows from an offset on, at most `limit`. */
export function CopyRows<Row>(props: {
  readonly columns: readonly CsvColumn<Row>[];
  readonly total: number;
  /** Most rows that are copied. */
  readonly most?: number;
  /** What a row is called. */
  readonly one?: string;
  readonly load: (offset: number, limit: number) => Promise<{ readonly rows: readonly Row[] }>;
}) {
  const { most = MOST_COPIED_ROWS, one = "row" } = props;
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    setSaid("Collecting");
    try {
      const rows: Row[] = [];
      const wanted = Math.min(props.total, most);
      while (rows.length < wanted) {
        const page = await props.load(rows.length, Math.min(ROWS_AT_ONCE, wanted - rows.length));
        if (page.rows.length === 0) break;
        rows.push(...page.rows);
      }
      await copyText(gridCsv(props.columns, rows));
      const said = `${count(rows.length, one)} copied`;
      setSaid(rows.length < props.total ? `The first ${said}` : said);
    } catch (error) {
      setSaid(errorSentence(error));
    }
  };
  return (
    <>
      <span className="soft" role="status">
        {said}
      </span>
      <button type="button" data-print="no" disabled={props.total === 0} onClick={() => void copy()}>
        Copy as CSV
      </button>
    </>
  );
}
