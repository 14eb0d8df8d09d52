/** A table of many rows: only visible ones are drawn, sticky head, sorting by the heads, rows by keyboard. */
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useWords } from "../settings/use-words.ts";
import { count, grouped } from "../words/count.ts";
import styles from "./grid.module.css";
import { type GridColumn, gridWidths } from "./grid-column.ts";
import { GridHead, type GridSort } from "./grid-head.tsx";
import { GridRow } from "./grid-row.tsx";
import { movedRow } from "./moved-row.ts";
import { isPlainClick } from "./plain-click.ts";

const ROW_PX = 34;
/** A browser draws no taller element than about 33 million pixels: later rows are reached by filters and sorting. */
export const MOST_GRID_ROWS = 900_000;
/** So few rows are all drawn, so that paper and a search in the page find each. */
const DRAWN_WHOLE = 120;

/** The table. A row is opened by click or Enter; J and K move like the arrows. */
export function Grid<Row>(props: {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly total: number;
  readonly rowAt: (index: number) => Row | undefined;
  readonly onVisible?: (first: number, last: number) => void;
  readonly sort: GridSort;
  readonly onSort: (key: string) => void;
  /** Address of the table sorted by a key; with it the heads are links. */
  readonly sortHrefOf?: (key: string) => string;
  readonly hrefOf: (row: Row) => string;
  readonly onOpen: (row: Row) => void;
  readonly isSelected?: (row: Row) => boolean;
  /** Greatest height, a CSS length. */
  readonly height: string;
  /** Space at each end of a row, in pixels, so that rows stand under the text above them. */
  readonly endPx?: number;
  /** What the rows are of, beside the sorting: with another value the table starts at its top again. */
  readonly of: string;
  /** Shown in place of rows when there are none. */
  readonly empty: ReactNode;
}) {
  const { columns, rowAt, onVisible } = props;
  const total = Math.min(props.total, MOST_GRID_ROWS);
  const words = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: total <= DRAWN_WHOLE ? DRAWN_WHOLE : 12,
    // The head is sticky inside the scroller: rows scrolled to must not hide under it.
    scrollPaddingStart: ROW_PX,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 0;
  // Before the picture is drawn: pages that are loaded already must not flicker.
  useLayoutEffect(() => onVisible?.(first, last), [onVisible, first, last]);
  const shown = `${props.of} ${props.sort.key} ${props.sort.direction}`;
  const before = useRef(shown);
  useEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    scroller.current?.scrollTo(0, 0);
    setActive(0);
  }, [shown]);

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = { j: "ArrowDown", k: "ArrowUp" }[event.key] ?? event.key;
    const next = movedRow(key, active, total, Math.floor((scroller.current?.clientHeight ?? ROW_PX) / ROW_PX) - 2);
    if (next !== null) {
      event.preventDefault();
      setActive(next);
      rows.scrollToIndex(next);
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
    } else if (event.key === "Enter" && (event.target as HTMLElement).dataset["row"] !== undefined) {
      const row = rowAt(active);
      if (row !== undefined) props.onOpen(row);
    }
  };

  const onClick = (event: MouseEvent): void => {
    const at = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("a[data-open]")?.dataset["open"] : undefined;
    if (at === undefined || !isPlainClick(event)) return;
    event.preventDefault();
    const row = rowAt(Number(at));
    if (row !== undefined) props.onOpen(row);
  };

  const layout = { ...gridWidths(columns, props.endPx), "--grid-height": props.height };
  return (
    <div ref={scroller} className={styles["scroller"]} style={layout as CSSProperties}>
      {/* The elements keep the roles of a table; their places come from the style sheet and, for rows, from the virtualizer. */}
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows take the keyboard is a grid */}
      <table role="grid" aria-label={props.label} aria-rowcount={total + 1} onKeyDown={onKeyDown} onClick={onClick}>
        <GridHead columns={columns} sort={props.sort} onSort={props.onSort} sortHrefOf={props.sortHrefOf} />
        <tbody
          className={styles["body"]}
          style={
            { "--rows-height": `${rows.getTotalSize()}px`, "--drawn-height": `${items[items.length - 1]?.end ?? 0}px` } as CSSProperties
          }
        >
          {items.map((item) => {
            const row = rowAt(item.index);
            return (
              <GridRow
                key={item.key}
                index={item.index}
                topPx={item.start}
                row={row}
                words={words}
                columns={columns}
                hrefOf={props.hrefOf}
                selected={row !== undefined && (props.isSelected?.(row) ?? false)}
                focusable={item.index === Math.min(active, total - 1)}
                onFocus={setActive}
              />
            );
          })}
        </tbody>
      </table>
      {total === 0 && <div className={styles["empty"]}>{props.empty}</div>}
      {total > items.length && (
        <p className={styles["paper"]}>
          On this paper: {count(items.length, "row")} that stood on the screen, of {grouped(props.total)}. The CSV holds all.
        </p>
      )}
    </div>
  );
}
