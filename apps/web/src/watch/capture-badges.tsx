/** Small words beside a capture: damaged, compressed, sample. */
import type { CaptureRow } from "@creance/api";
import badgeStyles from "../flights/badges.module.css";

/** The badges that apply. */
export function CaptureBadges({ capture }: { readonly capture: Pick<CaptureRow, "damaged" | "synthetic" | "format"> }) {
  return (
    <>
      {capture.damaged && <span className={`${badgeStyles["badge"]} ${badgeStyles["damaged"]}`}>damaged</span>}
      {capture.format.endsWith("+gzip") && <span className={`${badgeStyles["badge"]} ${badgeStyles["minor"]}`}>gzip</span>}
      {capture.synthetic && <span className={`${badgeStyles["badge"]} ${badgeStyles["minor"]}`}>sample</span>}
    </>
  );
}
