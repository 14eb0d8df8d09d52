/** The film, or the words and the button where there is none that plays here. */
import type { MediaDetail } from "@creance/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { errorSentence } from "../../api/error-words.ts";
import { mediaQuery } from "../../api/queries.ts";
import itemStyles from "../item-page.module.css";
import { mediaName } from "../media-words.ts";
import styles from "./film-stage.module.css";

const ASK_EVERY_MS = 2000;

/** Tells the `<video>` that plays, and `null` when none does. */
export function FilmStage({ item, onFilm }: { readonly item: MediaDetail; readonly onFilm: (film: HTMLVideoElement | null) => void }) {
  const { row } = item;
  const playable = item.video === "original" || item.video === "proxy";
  const [refused, setRefused] = useState(false);
  const film = useRef<HTMLVideoElement>(null);
  const shown = playable && !refused;
  useEffect(() => {
    onFilm(shown ? film.current : null);
    return () => onFilm(null);
  }, [shown, onFilm]);
  if (!shown) return <NoFilm item={item} refused={refused} onMade={() => setRefused(false)} />;
  return (
    <>
      <div className={itemStyles["stage"]}>
        <video
          ref={film}
          key={item.video}
          className={styles["film"]}
          src={`/files/media/${row.sha256}/film.mp4`}
          poster={row.thumbnail === "none" ? undefined : `/files/media/${row.sha256}/thumbnail.webp`}
          preload="metadata"
          playsInline
          muted
          aria-label={`Film ${mediaName(row)}`}
          onError={() => setRefused(true)}
        />
      </div>
      {item.video === "proxy" && (
        <p className={itemStyles["under"]}>Shown: a smaller copy made here for the browser. The original stays as it is.</p>
      )}
    </>
  );
}

function NoFilm({ item, refused, onMade }: { readonly item: MediaDetail; readonly refused: boolean; readonly onMade: () => void }) {
  const client = useQueryClient();
  const { sha256, kind, thumbnail } = item.row;
  const make = useMutation({
    mutationFn: async () => {
      const response = await fetch(`/files/media/${sha256}/film.mp4`, { method: "POST", headers: { "x-creance": "1" } });
      if (response.ok) return;
      const answer: unknown = await response.json().catch(() => null);
      const sentence = typeof answer === "object" && answer !== null ? (answer as { sentence?: unknown }).sentence : null;
      throw new Error(typeof sentence === "string" ? sentence : `The server answered ${response.status}. No copy was made.`);
    },
  });
  const waiting = make.isSuccess && item.video !== "proxy";
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: mediaQuery(sha256).queryKey }), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [waiting, client, sha256]);
  const made = item.video === "proxy";
  useEffect(() => {
    if (made) onMade();
  }, [made, onMade]);
  // A browser that refuses the original may still play a smaller copy of another kind.
  const possible = item.video === "possible" || (refused && item.video === "original");
  return (
    <div className={itemStyles["stage"]}>
      <div className={itemStyles["words"]}>
        {kind === "clip" && thumbnail !== "none" && (
          <img className={styles["still"]} src={`/files/media/${sha256}/thumbnail.webp`} alt="" width={320} height={180} />
        )}
        <p>
          {kind === "subtitle"
            ? "A subtitle file: its telemetry is on the right, it has no film of its own."
            : refused
              ? "This browser cannot play the film as it is. Its telemetry is on the right, and the original is kept whole."
              : possible
                ? "No browser plays this film as it is. A smaller copy can be made here; the original stays as it is."
                : "The film cannot be played here: a copy that browsers play needs ffmpeg, which is not installed. Its telemetry is on the right."}
        </p>
        {possible && kind === "clip" && (
          <p className={styles["make"]}>
            <button type="button" onClick={() => make.mutate()} disabled={make.isPending || waiting}>
              Make a copy that plays here
            </button>{" "}
            <span role="status" className="soft">
              {waiting && "Being made. This takes about as long as the film, and goes on when the page is closed."}
            </span>
          </p>
        )}
        {make.isError && (
          <p role="alert" className="bad">
            {errorSentence(make.error)}
          </p>
        )}
      </div>
    </div>
  );
}
