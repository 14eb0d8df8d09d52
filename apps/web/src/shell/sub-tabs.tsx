/** The pages of one tab, where it has more than one. */
import { Link } from "@tanstack/react-router";
import styles from "./sub-tabs.module.css";

/** A row of links; the page that is open is marked. */
export function SubTabs({
  label,
  pages,
}: {
  readonly label: string;
  readonly pages: readonly { readonly to: string; readonly word: string }[];
}) {
  return (
    <nav aria-label={label} className={styles["tabs"]} data-print="no">
      {pages.map(({ to, word }) => (
        <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ "aria-current": "page" }}>
          {word}
        </Link>
      ))}
    </nav>
  );
}
