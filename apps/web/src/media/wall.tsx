/** The wall: only what is visible is drawn, cells of one size, chosen and opened by keyboard. */
import type { MediaQuery, MediaRow } from "@creance/api";
import { useNavigate } from "@tanstack/react-router";
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
import { mediaPageQuery } from "../api/queries.ts";
import { isPlainClick } from "../grid/plain-click.ts";
import { useGridPages } from "../grid/use-grid-pages.ts";
import { useSize } from "../map/use-size.ts";
import { useWords } from "../settings/use-words.ts";
import { grouped } from "../words/count.ts";
import type { ChoiceStore } from "./choice-store.ts";
import styles from "./wall.module.css";
import { WallCell } from "./wall-cell.tsx";
import { WallHead } from "./wall-head.tsx";
import { movedCell, wallShape } from "./wall-shape.ts";

/** Beyond this many rows of cells a browser cannot draw the height; sorting and filters reach the rest. */
const MOST_WALL_HEIGHT_PX = 30_000_000;
const OVERSCAN_ROWS = 3;

/** Who jumps this much further asks for pages only where the jump ends. */
const JUMP_ITEMS = 400;
const JUMP_ENDS_MS = 70;

/** Tells which items are visible: at once while the wall is scrolled, after a pause when it jumps far. */
function useVisiblePages(onVisible: (first: number, last: number) => void, first: number, last: number): void {
  const told = useRef(first);
  useLayoutEffect(() => {
    const tell = (): void => {
      told.current = first;
      onVisible(first, last);
    };
    if (Math.abs(first - told.current) < JUMP_ITEMS) {
      tell();
      return;
    }
    const timer = setTimeout(tell, JUMP_ENDS_MS);
    return () => clearTimeout(timer);
  }, [onVisible, first, last]);
}

/** Pictures and clips of a query. Space chooses, Enter opens. */
export function Wall(props: {
  readonly query: Partial<MediaQuery>;
  readonly total: number;
  readonly choice: ChoiceStore;
  readonly empty: ReactNode;
}) {
  const { query, choice } = props;
  const words = useWords();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [measured, { widthPx }] = useSize<HTMLDivElement>();
  const shape = wallShape(widthPx);
  const { columns, rowPx } = shape;
  const total = Math.min(props.total, Math.floor(MOST_WALL_HEIGHT_PX / rowPx) * columns);
  const [active, setActive] = useState(0);
  const pages = useGridPages((page) => mediaPageQuery(query, page));
  const rows = useVirtualizer({
    count: widthPx === 0 ? 0 : Math.ceil(total / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN_ROWS,
    // The browser scrolls by itself; cells may follow a frame later.
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row height makes all earlier measures void
  useLayoutEffect(() => rows.measure(), [rows, rowPx]);
  const items = rows.getVirtualItems();
  const first = (items[0]?.index ?? 0) * columns;
  const last = Math.min(total, ((items[items.length - 1]?.index ?? 0) + 1) * columns) - 1;
  const { onVisible, rowAt } = pages;
  useVisiblePages(onVisible, first, Math.max(first, last));
  const shown = JSON.stringify(query);
  const before = useRef(shown);
  useEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    scroller.current?.scrollTo(0, 0);
    setActive(0);
    choice.clear();
  }, [shown, choice]);

  const open = (row: MediaRow): void => {
    navigate({ to: "/media/$sha256", params: { sha256: row.sha256 } }).catch(() => undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowAt(active);
    if (event.key === " " || event.key === "x") {
      event.preventDefault();
      if (row !== undefined) choice.toggle(row.sha256);
      return;
    }
    if (event.key === "Escape") choice.clear();
    const pageRows = Math.floor((scroller.current?.clientHeight ?? rowPx) / rowPx);
    const next = movedCell(event.key, active, total, { columns, pageRows });
    if (next === null) return;
    event.preventDefault();
    if (event.shiftKey) {
      const between = Array.from({ length: Math.abs(next - active) + 1 }, (_, at) => rowAt(Math.min(active, next) + at)?.sha256);
      choice.add(between.filter((sha256) => sha256 !== undefined));
    }
    setActive(next);
    rows.scrollToIndex(Math.floor(next / columns));
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus());
  };
  const onClick = (event: MouseEvent): void => {
    if (!(event.target instanceof HTMLElement)) return;
    const choose = event.target.closest<HTMLElement>("[data-choose]")?.dataset["choose"];
    if (choose !== undefined) return;
    const at = event.target.closest<HTMLElement>("[data-cell]")?.dataset["cell"];
    if (at === undefined || !isPlainClick(event)) return;
    event.preventDefault();
    const row = rowAt(Number(at));
    if (row !== undefined) open(row);
  };

  const top = rowAt(Math.min(total - 1, Math.max(0, Math.floor((rows.scrollOffset ?? 0) / rowPx) * columns)));
  return (
    <>
      <WallHead row={total === 0 ? undefined : top} words={words} sort={query.sort ?? "timeUs"} />
      <div ref={scroller} className={styles["scroller"]}>
        <div ref={measured} className={styles["inner"]}>
          {/* biome-ignore lint/a11y/useSemanticElements: a wall of links whose cells are placed freely is a grid, not a table */}
          <div
            role="grid"
            aria-label="Pictures and clips"
            aria-rowcount={Math.ceil(total / columns)}
            aria-colcount={columns}
            className={styles["wall"]}
            style={{ height: rows.getTotalSize() }}
            tabIndex={-1}
            onKeyDown={onKeyDown}
            onClick={onClick}
          >
            {items.map((item) => (
              // biome-ignore lint/a11y/useSemanticElements: see above
              // biome-ignore lint/a11y/useFocusableInteractive: its cells take the focus
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 1}
                className={styles["row"]}
                style={
                  {
                    "--cell": `${shape.cellPx}px`,
                    "--gap": `${shape.gapPx}px`,
                    "--row": `${rowPx}px`,
                    transform: `translateY(${item.start}px)`,
                  } as CSSProperties
                }
              >
                {Array.from({ length: Math.min(columns, total - item.index * columns) }, (_, at) => {
                  const index = item.index * columns + at;
                  return (
                    <WallCell
                      key={index}
                      index={index}
                      row={rowAt(index)}
                      before={index === 0 ? null : rowAt(index - 1)}
                      words={words}
                      choice={choice}
                      focusable={index === Math.min(active, total - 1)}
                      onFocus={setActive}
                    />
                  );
                })}
              </div>
            ))}
          </div>
        </div>
        {props.total === 0 && <div className={styles["empty"]}>{props.empty}</div>}
        {props.total > total && (
          <p className={styles["empty"]}>
            Shown: the first {grouped(total)} of {grouped(props.total)}. Filters and the order reach the others.
          </p>
        )}
      </div>
    </>
  );
}
