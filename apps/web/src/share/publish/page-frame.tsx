/** The public page as it would look, in a frame that runs no scripts and reaches nothing. */
import { useMemo, useRef } from "react";
import styles from "./publish.module.css";
import { splitPage } from "./split-page.ts";

/** The frame. `html`: the very file that would be written. */
export function PageFrame({ html }: { readonly html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const page = useMemo(() => splitPage(html), [html]);
  const dress = (): void => {
    const view = frame.current?.contentWindow;
    const inside = frame.current?.contentDocument;
    if (view === null || view === undefined || inside === null || inside === undefined) return;
    // A style sheet belongs to the document that made it.
    const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
    sheet.replaceSync(page.style);
    inside.adoptedStyleSheets = [sheet];
    for (const element of inside.querySelectorAll<HTMLElement>("[data-style]")) element.style.cssText = element.dataset["style"] ?? "";
  };
  return (
    <iframe
      ref={frame}
      title="The page as it would look"
      className={styles["frame"]}
      sandbox="allow-same-origin"
      srcDoc={page.markup}
      onLoad={dress}
    />
  );
}
