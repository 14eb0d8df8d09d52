/** The views of the Media tab. */
import { Link } from "@tanstack/react-router";
import { grouped } from "../words/count.ts";
import styles from "./media-page.module.css";

/** Wall, map, what is doubtful. */
export function MediaViews({ doubtful }: { readonly doubtful: number }) {
  return (
    <nav className={styles["views"]} aria-label="Views" data-print="no">
      <Link to="/media" search={{}} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ "aria-current": "page" }}>
        Wall
      </Link>
      <Link to="/media/map" search={{}} activeProps={{ "aria-current": "page" }}>
        Who saw this place?
      </Link>
      <Link to="/media/doubtful" activeProps={{ "aria-current": "page" }}>
        Doubtful matches{doubtful > 0 && ` (${grouped(doubtful)})`}
      </Link>
    </nav>
  );
}
