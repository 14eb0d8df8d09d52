/** A report's page as PDF. */
import type { ReportPage } from "@creance/report";

/** Draws a page. The same page gives the same bytes. */
export function pageToPdf(page: ReportPage): Promise<Uint8Array> {
  throw new Error(`not drawn yet: ${page.title}`);
}
