/** Zoom without a wheel or a pinch. */
import styles from "./map-buttons.module.css";

/** A map that can zoom. */
export interface Zoomable {
  readonly zoomBy: (levels: number) => void;
  readonly fit: () => void;
}

/** In, out, everything. */
export function MapButtons({ map }: { readonly map: Zoomable }) {
  return (
    <div className={styles["buttons"]} data-print="no">
      <button type="button" aria-label="Zoom in" onClick={() => map.zoomBy(1)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => map.zoomBy(-1)}>
        −
      </button>
      <button type="button" onClick={() => map.fit()}>
        Fit
      </button>
    </div>
  );
}
