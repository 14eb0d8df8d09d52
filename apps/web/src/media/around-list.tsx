/** Every picture and second of film that saw a place. */
import type { MediaAround } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { useWords } from "../settings/use-words.ts";
import { count, grouped } from "../words/count.ts";
import { mediaName, takenWords } from "./media-words.ts";
import styles from "./place-page.module.css";
import { Thumbnail } from "./thumbnail.tsx";

/** The answer in a sentence, then item by item. */
export function AroundList({ around, onPoint }: { readonly around: MediaAround; readonly onPoint: (sha256: string | null) => void }) {
  const words = useWords();
  const probably = around.rows.filter(({ certainty }) => certainty === "probably").length;
  return (
    <>
      <p role="status" className={styles["sentence"]}>
        <b>
          {around.total === 0
            ? "No picture or clip is known to have seen this place."
            : `${count(around.total, "item")} saw it or may have: ${grouped(probably)} probably, ${grouped(around.rows.length - probably)} perhaps${around.total > around.rows.length ? ` of the first ${grouped(around.rows.length)}` : ""}.`}
        </b>{" "}
        {around.unknown > 0 && `Unknown: ${grouped(around.unknown)}. Their view is not known, so they may show it, too.`}
      </p>
      <ul className={styles["list"]}>
        {around.rows.map(({ media, certainty, seconds, distanceM, pixel }) => {
          const taken = takenWords(media, words);
          return (
            <li
              key={media.sha256}
              onPointerEnter={() => onPoint(media.sha256)}
              onPointerLeave={() => onPoint(null)}
              onFocus={() => onPoint(media.sha256)}
              onBlur={() => onPoint(null)}
            >
              <span className={styles["small"]}>
                <Thumbnail row={media} />
              </span>
              <span>
                <Link
                  to="/media/$sha256"
                  params={{ sha256: media.sha256 }}
                  search={seconds[0] === undefined ? {} : { t: String(Math.floor(seconds[0].from)) }}
                >
                  {mediaName(media)}
                </Link>{" "}
                <span className={certainty === "probably" ? styles["probably"] : styles["may"]}>
                  {certainty === "probably" ? "probably shows it" : "may show it"}
                </span>
                <span className={styles["facts"]}>
                  {taken.day}, {taken.time}
                  {distanceM !== null && ` · ${words.quantity(distanceM, "height")} from the camera`}
                  {pixel !== null && ` · at about pixel ${Math.round(pixel.x)}, ${Math.round(pixel.y)}`}
                </span>
                {seconds.length > 0 && (
                  <span className={styles["facts"]}>
                    Film:{" "}
                    {seconds.slice(0, 6).map(({ from, to }, at) => (
                      <span key={from}>
                        {at > 0 && ", "}
                        <Link to="/media/$sha256" params={{ sha256: media.sha256 }} search={{ t: String(Math.floor(from)) }}>
                          {words.duration(from * 1e6)} to {words.duration(to * 1e6)}
                        </Link>
                      </span>
                    ))}
                    {seconds.length > 6 && ` and ${seconds.length - 6} more stretches`}
                  </span>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
