/** A part of a page that scrolls by itself, with a name: it is reached by keyboard, too. */
import type { ReactNode } from "react";

/** The part; `className` says how large it gets. */
export function ScrollRegion(props: { readonly label: string; readonly className: string | undefined; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={props.className} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}
