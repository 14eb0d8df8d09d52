/** One section of the flight page. */
import type { ReactNode } from "react";
import pageStyles from "./flight-page.module.css";
import styles from "./section.module.css";

/** A titled section that the links at the top lead to. */
export function Section(props: { readonly id: string; readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <section id={props.id} aria-labelledby={`${props.id}-title`} className={`${pageStyles["panel"]} ${styles["section"]}`}>
      <div className={styles["head"]}>
        <h2 id={`${props.id}-title`}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}
