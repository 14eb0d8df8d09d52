/** One row of a table. */
import { memo } from "react";
import type { Words } from "../words/words.ts";
import styles from "./grid.module.css";
import type { GridColumn } from "./grid-column.ts";

/** What a row is drawn from. */
export interface GridRowProps<Row> {
  readonly index: number;
  readonly topPx: number;
  /** `undefined` while its page is on the way. */
  readonly row: Row | undefined;
  readonly words: Words;
  readonly columns: readonly GridColumn<Row>[];
  readonly hrefOf: (row: Row) => string;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly onFocus: (index: number) => void;
}

function PlainGridRow<Row>(props: GridRowProps<Row>) {
  const { row, words } = props;
  return (
    <tr
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      data-row={props.index}
      tabIndex={props.focusable ? 0 : -1}
      className={styles["row"]}
      style={{ transform: `translateY(${props.topPx}px)` }}
      onFocus={() => props.onFocus(props.index)}
    >
      {row === undefined ? (
        <td className="soft">row {props.index + 1}</td>
      ) : (
        props.columns.map((column) => (
          <td
            key={column.id}
            className={column.warns?.(row) ? "warn" : undefined}
            data-name={column.shown === "always" ? "yes" : undefined}
            data-numeric={column.numeric}
            data-phone={column.phone === null ? "no" : undefined}
          >
            {column.shown === "always" ? (
              // A plain link: the table takes its click. A router link in each row costs too much while scrolling.
              <>
                <a href={props.hrefOf(row)} data-open={props.index} tabIndex={-1} className={styles["name"]}>
                  {column.cell(row, words)}
                </a>
                {column.beside !== undefined && <column.beside row={row} />}
              </>
            ) : (
              column.cell(row, words)
            )}
          </td>
        ))
      )}
    </tr>
  );
}

/** A row, drawn again only when something of it changed. */
export const GridRow = memo(PlainGridRow) as typeof PlainGridRow;
