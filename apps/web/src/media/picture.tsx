/** The picture, with a region or a point of it marked. */
import { useState } from "react";
import styles from "./picture.module.css";
import type { PicturePoint } from "./region.ts";

/** Fills the stage; outlines lie in the pixels of the original. */
export function Picture(props: {
  readonly sha256: string;
  readonly name: string;
  readonly alt: string;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly region: readonly PicturePoint[];
  readonly point: PicturePoint | null;
}) {
  const { sha256, region, point, widthPx, heightPx } = props;
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  if (state === "failed") return <p className={styles["words"]}>This picture cannot be shown here. The original is kept whole.</p>;
  const marked = widthPx !== null && heightPx !== null && (region.length >= 3 || point !== null);
  const around = Math.max(widthPx ?? 0, heightPx ?? 0) / 60;
  return (
    <div className={styles["picture"]}>
      {state === "loading" && <img className={styles["image"]} src={`/files/media/${sha256}/thumbnail.webp`} alt="" data-blurred="yes" />}
      <img
        className={styles["image"]}
        src={`/files/media/${sha256}/view.jpg`}
        alt={props.alt}
        data-state={state}
        onLoad={() => setState("shown")}
        onError={() => setState("failed")}
      />
      {marked && (
        <svg className={styles["marks"]} viewBox={`0 0 ${widthPx} ${heightPx}`} aria-hidden="true">
          {region.length >= 3 && (
            <>
              <polygon points={region.map(({ x, y }) => `${x},${y}`).join(" ")} data-part="casing" />
              <polygon points={region.map(({ x, y }) => `${x},${y}`).join(" ")} data-part="line" />
            </>
          )}
          {point !== null && (
            <>
              <circle cx={point.x} cy={point.y} r={around} data-part="casing" />
              <circle cx={point.x} cy={point.y} r={around} data-part="line" />
            </>
          )}
        </svg>
      )}
    </div>
  );
}
