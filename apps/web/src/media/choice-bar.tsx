/** What can be done with the chosen pictures and clips. */
import { Link } from "@tanstack/react-router";
import { count } from "../words/count.ts";
import { type ChoiceStore, useChosen } from "./choice-store.ts";
import { MOST_NAMED_MEDIA } from "./exposure/exposure-search.ts";
import styles from "./media-page.module.css";

/** Nothing while nothing is chosen. */
export function ChoiceBar({ choice }: { readonly choice: ChoiceStore }) {
  const chosen = useChosen(choice);
  return (
    <section className={styles["choice"]} aria-label="Chosen items" data-shown={chosen.length > 0} data-print="no">
      {chosen.length > 0 && (
        <>
          <b role="status">{count(chosen.length, "item")} chosen</b>
          <Link to="/exposure" search={{ media: chosen.join(",") }} className={styles["action"]}>
            What would these reveal?
          </Link>
          <Link to="/share/new" search={{ media: chosen.join(",") }}>
            Share
          </Link>
          <button type="button" onClick={choice.clear}>
            Choose none
          </button>
          {chosen.length >= MOST_NAMED_MEDIA && (
            <span className="soft">At most {MOST_NAMED_MEDIA} at a time; for more, ask about their flight.</span>
          )}
        </>
      )}
    </section>
  );
}
