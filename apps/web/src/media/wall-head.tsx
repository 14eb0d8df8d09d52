/** The line above the wall: day and flight of what stands at its top. */
import type { MediaRow } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Words } from "../words/words.ts";
import { takenWords } from "./media-words.ts";
import styles from "./wall.module.css";

/** Changes as the wall scrolls; in another order than by time it says that. */
export const WallHead = memo(function WallHead(props: {
  readonly row: MediaRow | undefined;
  readonly words: Words;
  readonly sort: string;
}) {
  const { row, words } = props;
  return (
    <p className={styles["head"]} data-print="no">
      {row === undefined ? (
        "\u00a0"
      ) : (
        <>
          <b>{props.sort === "timeUs" ? takenWords(row, words).day : props.sort === "fileName" ? "By name" : "Largest first"}</b>
          {row.place !== null && <span> {row.place}</span>}
          {row.flightId !== null && (
            <Link to="/flights/$id" params={{ id: row.flightId }}>
              to its flight
            </Link>
          )}
        </>
      )}
    </p>
  );
});
