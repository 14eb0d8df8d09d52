/** What was chosen: flights as lines, pictures and clips as tiles; each can be left out, and painted over where that is possible. */
import type { ShareChosen, ShareMask } from "@creance/api";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Thumbnail } from "../media/thumbnail.tsx";
import { useWords } from "../settings/use-words.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import { count } from "../words/count.ts";
import styles from "./chosen-things.module.css";

/** Tiles that are drawn at first: more on demand. */
const FIRST_TILES = 60;
const FIRST_LINES = 20;

/** The lists. */
export function ChosenThings(props: {
  readonly chosen: ShareChosen;
  readonly masks: Readonly<Record<string, readonly ShareMask[]>>;
  /** The item whose boxes are being drawn. */
  readonly painting: string | null;
  readonly onPaint: (sha256: string) => void;
  readonly onLeaveOut: (id: string) => void;
}) {
  const { chosen, masks, painting, onPaint, onLeaveOut } = props;
  const words = useWords();
  const [isAll, setAll] = useState(false);
  const flights = isAll ? chosen.flights : chosen.flights.slice(0, FIRST_LINES);
  const media = isAll ? chosen.media : chosen.media.slice(0, FIRST_TILES);
  const hidden = chosen.flights.length - flights.length + chosen.media.length - media.length;
  const painted = chosen.media.filter(({ sha256 }) => (masks[sha256]?.length ?? 0) > 0).length;
  return (
    <>
      {chosen.missing > 0 && (
        <p className="bad">
          {count(chosen.missing, "thing that was", "things that were")} chosen are not in this vault any more and do not leave.
        </p>
      )}
      {flights.length > 0 && (
        <ul className={styles["lines"]}>
          {flights.map(({ id, title, startUs, sealed }) => (
            <li key={id}>
              <Link to="/flights/$id" params={{ id }}>
                {title}
              </Link>{" "}
              <span className="soft">
                {words.instant(startUs, null)}
                {sealed && " · sealed: only its original can be given"}
              </span>
              <button type="button" data-look="text" onClick={() => onLeaveOut(id)}>
                Leave out<span className="offscreen"> {title}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {media.length > 0 && (
        <>
          <p className="soft">
            {painted === 0
              ? "Faces, plates, a neighbour’s yard: paint over what nobody needs to see."
              : `Boxes are painted over ${count(painted, "of these", "of these")}.`}
          </p>
          <ScrollRegion label="Chosen pictures and clips" className={styles["scroll"]}>
            <ul className={styles["tiles"]}>
              {media.map((item) => {
                const boxes = masks[item.sha256]?.length ?? 0;
                return (
                  <li key={item.sha256} data-painting={item.sha256 === painting ? "yes" : "no"}>
                    <div className={styles["picture"]}>
                      <Thumbnail row={item} />
                      {item.kind === "clip" && <span className={styles["clip"]}>clip</span>}
                      {boxes > 0 && <span className={styles["boxes"]}>{count(boxes, "box", "boxes")}</span>}
                    </div>
                    <Link to="/media/$sha256" params={{ sha256: item.sha256 }} className={styles["name"]} title={item.name}>
                      {item.name}
                    </Link>
                    <div className={styles["actions"]}>
                      {item.cannotPaint === null ? (
                        <button type="button" aria-pressed={item.sha256 === painting} onClick={() => onPaint(item.sha256)}>
                          Paint over<span className="offscreen"> {item.name}</span>
                        </button>
                      ) : (
                        <span className="soft" title={item.cannotPaint}>
                          cannot be painted over<span className="offscreen">: {item.cannotPaint}</span>
                        </span>
                      )}
                      <button type="button" data-look="text" onClick={() => onLeaveOut(item.sha256)}>
                        Leave out<span className="offscreen"> {item.name}</span>
                      </button>
                    </div>
                  </li>
                );
              })}
            </ul>
          </ScrollRegion>
        </>
      )}
      {hidden > 0 && (
        <button type="button" onClick={() => setAll(true)}>
          Show {count(hidden, "more", "more")}
        </button>
      )}
    </>
  );
}
