/** Name, day, place and badges of an item, and the way to its neighbours. */
import type { MediaDetail } from "@creance/api";
import { formatBytes } from "@creance/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "../settings/use-words.ts";
import styles from "./item-page.module.css";
import { mediaBadges, mediaName, takenWords } from "./media-words.ts";

/** The head of the viewer. */
export function ItemTitle({ item }: { readonly item: MediaDetail }) {
  const words = useWords();
  const { row, neighbours } = item;
  const taken = takenWords(row, words);
  return (
    <div className={styles["title"]}>
      <h1>{mediaName(row)}</h1>
      <span className="soft">
        {taken.day}, {taken.time}
        {row.place !== null && ` · ${row.place}`}
        {` · ${formatBytes(row.sizeBytes)}`}
      </span>
      <span className={styles["badges"]}>
        {mediaBadges(row, words).map((badge) => (
          <span key={badge.word} data-look={badge.look}>
            {badge.word}
          </span>
        ))}
      </span>
      <nav aria-label="Items of the flight by time" className={styles["neighbours"]} data-print="no">
        <Neighbour sha256={neighbours.before} word="Before" />
        <Neighbour sha256={neighbours.after} word="After" />
        <Link to="/exposure" search={{ media: row.sha256 }} className={styles["action"]}>
          What would this reveal?
        </Link>
        <Link to="/share/new" search={{ media: row.sha256 }}>
          Share
        </Link>
      </nav>
    </div>
  );
}

function Neighbour({ sha256, word }: { readonly sha256: string | null; readonly word: string }) {
  return sha256 === null ? (
    <span className="soft">{word}: none</span>
  ) : (
    <Link to="/media/$sha256" params={{ sha256 }}>
      {word}
    </Link>
  );
}
