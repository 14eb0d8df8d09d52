/** The list: virtual rows, sticky head, sorting by the heads, rows by keyboard. */
import type { FlightQuery } from "@creance/api";
import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from "react";
import { useSettings } from "../settings/settings-store.ts";
import { useWords } from "../settings/use-words.ts";
import { FlightRow } from "./flight-row.tsx";
import styles from "./flight-table.module.css";
import { type FlightsSearch, isNarrowed, sortedBy } from "./flights-search.ts";
import { movedRow } from "./moved-row.ts";
import { columnWidths, type ListColumn, shownColumns } from "./shown-columns.ts";
import { useFlightPages } from "./use-flight-pages.ts";

const ROW_PX = 34;

/** The flights that match, as a grid. */
export function FlightTable(props: {
  readonly view: FlightsSearch;
  readonly query: Partial<FlightQuery>;
  readonly total: number;
  readonly known: boolean;
}) {
  const { view, total } = props;
  const words = useWords();
  const { columns: chosen } = useSettings();
  const columns = useMemo(() => shownColumns(chosen), [chosen]);
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    // The head is sticky inside the scroller: rows scrolled to must not hide under it.
    scrollPaddingStart: ROW_PX,
  });
  const items = rows.getVirtualItems();
  const rowAt = useFlightPages(props.query, items[0]?.index ?? 0, items[items.length - 1]?.index ?? 0);

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    const next = movedRow(event.key, active, total, Math.floor((scroller.current?.clientHeight ?? ROW_PX) / ROW_PX) - 2);
    if (next !== null) {
      event.preventDefault();
      setActive(next);
      rows.scrollToIndex(next);
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
    } else if (event.key === "Enter" && (event.target as HTMLElement).dataset["row"] !== undefined) {
      const flight = rowAt(active);
      if (flight !== undefined) navigate({ to: "/flights/$id", params: { id: flight.id } }).catch(() => undefined);
    }
  };

  const onClick = (event: MouseEvent): void => {
    const id = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-flight]")?.dataset["flight"] : undefined;
    // With a modifier or another button the browser does what it does with links.
    if (id === undefined || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate({ to: "/flights/$id", params: { id } }).catch(() => undefined);
  };

  return (
    <div ref={scroller} className={styles["scroller"]} style={columnWidths(columns) as CSSProperties}>
      {/* The elements keep the roles of a table; their places come from the style sheet and, for rows, from the virtualizer. */}
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows take the keyboard is a grid */}
      <table role="grid" aria-label="Flights" aria-rowcount={total + 1} onKeyDown={onKeyDown} onClick={onClick}>
        <HeadRow view={view} columns={columns} />
        <tbody className={styles["body"]} style={{ height: rows.getTotalSize() }}>
          {items.map((item) => (
            <FlightRow
              key={item.key}
              index={item.index}
              topPx={item.start}
              flight={rowAt(item.index)}
              words={words}
              columns={columns}
              focusable={item.index === Math.min(active, total - 1)}
              onFocus={setActive}
            />
          ))}
        </tbody>
      </table>
      {total === 0 && props.known && (
        <p className={styles["empty"]}>
          {isNarrowed(view) ? "No flight matches. " : "None of the kept files is a flight record that could be read. "}
          {isNarrowed(view) ? (
            <Link to="/flights" search={{}}>
              Show all
            </Link>
          ) : (
            <Link to="/files">Look at the files</Link>
          )}
        </p>
      )}
    </div>
  );
}

function HeadRow({ view, columns }: { readonly view: FlightsSearch; readonly columns: readonly ListColumn[] }) {
  const sort = view.sort ?? "startUs";
  const direction = view.direction ?? "desc";
  return (
    <thead className={styles["head"]}>
      <tr aria-rowindex={1} className={styles["row"]}>
        {columns.map((column) => {
          const sorted = column.sort === sort;
          return (
            <th
              key={column.id}
              scope="col"
              data-column={column.id}
              data-numeric={column.numeric}
              data-phone={column.phone === null ? "no" : undefined}
              aria-sort={sorted ? (direction === "asc" ? "ascending" : "descending") : "none"}
            >
              {column.sort === null ? (
                column.head
              ) : (
                <Link to="/flights" search={sortedBy(view, column.sort)} replace className={styles["sort"]}>
                  {column.head}
                  <span aria-hidden="true">{sorted ? (direction === "asc" ? " ↑" : " ↓") : ""}</span>
                </Link>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
