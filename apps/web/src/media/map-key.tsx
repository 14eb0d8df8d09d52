/** What the outlines on the map mean. */
import type { Scene } from "../map/scene.ts";
import styles from "./map-key.module.css";

/** Only for what is on the map. */
export function MapKey({ scene }: { readonly scene: Scene }) {
  const shapes = new Set(scene.shapes.map(({ kind }) => kind));
  const laser = scene.points.some(({ kind }) => kind === "laser");
  return (
    <ul className={styles["key"]} aria-label="What the map shows">
      {shapes.has("seen") && (
        <li>
          <Swatch kind="seen" /> probably seen (estimated)
        </li>
      )}
      {shapes.has("maySee") && (
        <li>
          <Swatch kind="maySee" /> may be seen (two sigma)
        </li>
      )}
      {shapes.has("site") && (
        <li>
          <Swatch kind="site" /> sensitive site
        </li>
      )}
      {laser && (
        <li>
          <svg width="18" height="12" aria-hidden="true" data-kind="laser">
            <circle cx="9" cy="6" r="4" />
          </svg>{" "}
          measured by laser
        </li>
      )}
      <li className="soft">A click asks who saw that place.</li>
    </ul>
  );
}

function Swatch({ kind }: { readonly kind: string }) {
  return (
    <svg width="22" height="12" aria-hidden="true" data-kind={kind}>
      <rect x="1.5" y="1.5" width="19" height="9" />
    </svg>
  );
}
