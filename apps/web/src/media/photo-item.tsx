/** A picture: itself on the left; on the right its map and everything that is known of it. */
import type { MediaDetail } from "@creance/api";
import { useMemo, useState } from "react";
import { SceneMap } from "../map/scene-map.tsx";
import { AskedPlaceWords } from "./asked-place.tsx";
import { footprintScene } from "./footprint-scene.ts";
import { FootprintSection } from "./footprint-section.tsx";
import styles from "./item-page.module.css";
import { ItemSections } from "./item-sections.tsx";
import { ItemTitle } from "./item-title.tsx";
import { MapKey } from "./map-key.tsx";
import { mediaName } from "./media-words.ts";
import { Picture } from "./picture.tsx";
import type { PicturePoint } from "./region.ts";

/** The viewer of a picture; a click on the map asks which pixel shows that place. */
export function PhotoItem({ item, region }: { readonly item: MediaDetail; readonly region: readonly PicturePoint[] }) {
  const { row } = item;
  const [asked, setAsked] = useState<{ readonly latDeg: number; readonly lonDeg: number } | null>(null);
  const [point, setPoint] = useState<PicturePoint | null>(null);
  const base = useMemo(() => footprintScene(item.footprint, row.position), [item.footprint, row.position]);
  const scene = useMemo(
    () => (asked === null ? base : { ...base, points: [...base.points, { kind: "place" as const, label: "asked", ...asked }] }),
    [base, asked],
  );
  return (
    <article className={styles["item"]}>
      <div className={styles["left"]}>
        <ItemTitle item={item} />
        <div className={styles["stage"]}>
          {item.view === "none" ? (
            <p className={styles["words"]}>
              Kept, but there is no picture that can be shown here.{item.sentence === null ? "" : ` ${item.sentence}`}
            </p>
          ) : (
            <Picture
              sha256={row.sha256}
              name={mediaName(row)}
              alt={`${row.thermal ? "Thermal picture" : "Picture"} ${mediaName(row)}`}
              widthPx={row.widthPx}
              heightPx={row.heightPx}
              region={region}
              point={point}
            />
          )}
        </div>
        {(item.view !== "original" || region.length >= 3) && (
          <p className={styles["under"]}>
            {region.length >= 3 && "Outlined: about where the site lies in the picture. "}
            {item.view === "preview" && "Shown: a preview from inside the file, not its full picture."}
            {item.view === "rendered" && "Shown: rendered here from the original, which stays as it is."}
          </p>
        )}
      </div>
      <div className={styles["right"]}>
        <div className={styles["map"]}>
          <SceneMap
            scene={scene}
            fitKey={row.sha256}
            title="What it shows, on the map"
            description="Camera, direction of view, outline of the ground that is probably seen and of what may be seen. The table under the map has the numbers."
            onClick={(place) => {
              setPoint(null);
              setAsked(place);
            }}
          />
        </div>
        <MapKey scene={base} />
        {asked !== null && <AskedPlaceWords place={asked} sha256={row.sha256} onPixel={setPoint} onClose={() => setAsked(null)} />}
        <FootprintSection footprint={item.footprint} />
        <ItemSections item={item} />
      </div>
    </article>
  );
}
