/** One cell of the wall: the picture in a box that never changes its size, badges, when it was taken. */
import type { MediaRow } from "@creance/api";
import { memo } from "react";
import type { Words } from "../words/words.ts";
import { type ChoiceStore, useIsChosen } from "./choice-store.ts";
import { mediaBadges, mediaLabel, mediaName, takenWords } from "./media-words.ts";
import { Thumbnail } from "./thumbnail.tsx";
import styles from "./wall.module.css";

/** Drawn again only when its item, its neighbour or its place in the keyboard order changes. */
export const WallCell = memo(function WallCell(props: {
  readonly index: number;
  readonly row: MediaRow | undefined;
  /** The item before it: where day or flight change, the cell says so. `null` before the first. */
  readonly before: MediaRow | null | undefined;
  readonly words: Words;
  readonly choice: ChoiceStore;
  readonly focusable: boolean;
  readonly onFocus: (index: number) => void;
}) {
  const { row, before, index, words, choice } = props;
  const chosen = useIsChosen(choice, row?.sha256);
  if (row === undefined) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a cell of the grid
      // biome-ignore lint/a11y/useFocusableInteractive: nothing to do here until it is loaded
      <div role="gridcell" className={styles["cell"]} aria-busy="true">
        <div className={styles["box"]} />
        <div className={styles["caption"]}>Loading</div>
      </div>
    );
  }
  const taken = takenWords(row, words);
  const starts = startsWords(row, before, words);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of the grid
    // biome-ignore lint/a11y/useFocusableInteractive: its link takes the focus
    <div role="gridcell" className={styles["cell"]} aria-selected={chosen} data-chosen={chosen}>
      <a
        href={`/media/${row.sha256}`}
        className={styles["open"]}
        data-cell={index}
        tabIndex={props.focusable ? 0 : -1}
        onFocus={() => props.onFocus(index)}
      >
        <span className="offscreen">{mediaLabel(row, words)}</span>
        <span className={styles["box"]} aria-hidden="true">
          <Thumbnail row={row} />
          {starts !== null && <span className={styles["starts"]}>{starts}</span>}
          <span className={styles["badges"]}>
            {mediaBadges(row, words).map((badge) => (
              <span key={badge.word} data-look={badge.look}>
                {badge.word}
              </span>
            ))}
          </span>
        </span>
        <span className={styles["caption"]} aria-hidden="true">
          <span>{taken.time}</span> <span className="soft">{mediaName(row)}</span>
        </span>
      </a>
      <label className={styles["choose"]} data-choose={index}>
        <input
          type="checkbox"
          checked={chosen}
          tabIndex={-1}
          aria-label={`Choose ${mediaName(row)}`}
          onChange={() => choice.toggle(row.sha256)}
        />
      </label>
    </div>
  );
});

/** What begins with this item: a day, or another flight on it; `null` when nothing does. */
function startsWords(row: MediaRow, before: MediaRow | null | undefined, words: Words): string | null {
  if (before === undefined) return null;
  const { day } = takenWords(row, words);
  if (before === null || takenWords(before, words).day !== day) return day;
  return before.flightId === row.flightId ? null : row.flightId === null ? "no flight" : "next flight";
}
