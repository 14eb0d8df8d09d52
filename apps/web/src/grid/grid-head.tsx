/** The heads of a table: what it is sorted by, and what a click sorts it by. */
import { memo, type ReactNode } from "react";
import styles from "./grid.module.css";
import type { GridColumn } from "./grid-column.ts";
import { isPlainClick } from "./plain-click.ts";

/** How a table is sorted. */
export interface GridSort {
  readonly key: string;
  readonly direction: "asc" | "desc";
}

/** What the heads are drawn from. */
export interface GridHeadProps<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly sort: GridSort;
  readonly onSort: (key: string) => void;
  /** Address of the table sorted by a key; with it the heads are links. */
  readonly sortHrefOf: ((key: string) => string) | undefined;
}

function PlainGridHead<Row>(props: GridHeadProps<Row>) {
  return (
    <thead className={styles["head"]}>
      <tr aria-rowindex={1} className={styles["row"]}>
        {props.columns.map((column) => {
          const sorted = column.sort !== null && column.sort === props.sort.key;
          return (
            <th
              key={column.id}
              scope="col"
              data-name={column.shown === "always" ? "yes" : undefined}
              data-numeric={column.numeric}
              data-phone={column.phone === null ? "no" : undefined}
              aria-sort={sorted ? (props.sort.direction === "asc" ? "ascending" : "descending") : "none"}
            >
              {column.sort === null ? (
                column.head
              ) : (
                <SortBy sortKey={column.sort} onSort={props.onSort} href={props.sortHrefOf?.(column.sort)}>
                  {column.head}
                  <span aria-hidden="true">{sorted ? (props.sort.direction === "asc" ? " ↑" : " ↓") : ""}</span>
                </SortBy>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** The heads, drawn again only when something of them changed: not while rows scroll. */
export const GridHead = memo(PlainGridHead) as typeof PlainGridHead;

function SortBy(props: {
  readonly sortKey: string;
  readonly onSort: (key: string) => void;
  readonly href: string | undefined;
  readonly children: ReactNode;
}) {
  const { href, children } = props;
  const sort = (): void => props.onSort(props.sortKey);
  if (href === undefined) {
    return (
      <button type="button" className={styles["sort"]} onClick={sort}>
        {children}
      </button>
    );
  }
  return (
    <a
      href={href}
      className={styles["sort"]}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        sort();
      }}
    >
      {children}
    </a>
  );
}
