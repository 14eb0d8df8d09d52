/**
 * The public page as this app may show it. The app's own rules forbid style sheets inside a document, so that the page's are taken out here
 * and put back by the frame: the same rules, the same look.
 */

/** The parts of a page. */
export interface SplitPage {
  /** The document without its style sheets; styles of single elements stand in `data-style`. */
  readonly markup: string;
  readonly style: string;
}

/** Splits a page that Creance wrote itself: every text in it is escaped, so that these patterns meet markup only. */
export function splitPage(html: string): SplitPage {
  const styles: string[] = [];
  const markup = html
    .replace(/<style>([\s\S]*?)<\/style>/g, (_, style: string) => {
      styles.push(style);
      return "";
    })
    .replace(/ style="([^"]*)"/g, ' data-style="$1"');
  return { markup, style: styles.join("\n") };
}
