/** One row of the list. */
import type { FlightSummary } from "@creance/api";
import { memo } from "react";
import type { Words } from "../words/words.ts";
import { Badges } from "./badges.tsx";
import styles from "./flight-table.module.css";
import type { ListColumn } from "./list-columns.ts";

/** A flight, or words that its page is on the way. */
export const FlightRow = memo(function FlightRow(props: {
  readonly index: number;
  readonly topPx: number;
  readonly flight: FlightSummary | undefined;
  readonly words: Words;
  readonly columns: readonly ListColumn[];
  readonly focusable: boolean;
  readonly onFocus: (index: number) => void;
}) {
  const { flight, words } = props;
  return (
    <tr
      aria-rowindex={props.index + 2}
      data-row={props.index}
      tabIndex={props.focusable ? 0 : -1}
      className={styles["row"]}
      style={{ transform: `translateY(${props.topPx}px)` }}
      onFocus={() => props.onFocus(props.index)}
    >
      {flight === undefined ? (
        <td className="soft">row {props.index + 1}</td>
      ) : (
        props.columns.map((column) => (
          <td key={column.id} data-column={column.id} data-numeric={column.numeric} data-phone={column.phone === null ? "no" : undefined}>
            {column.id === "flight" ? (
              <>
                {/* A plain link: the table takes its click. A router link in each row costs too much while scrolling. */}
                <a href={`/flights/${flight.id}`} data-flight={flight.id} tabIndex={-1} className={styles["name"]}>
                  {column.cell(flight, words)}
                </a>
                <Badges flight={flight} />
              </>
            ) : column.id === "warnings" && flight.warnings > 0 ? (
              <span className="warn">{column.cell(flight, words)}</span>
            ) : (
              column.cell(flight, words)
            )}
          </td>
        ))
      )}
    </tr>
  );
});
