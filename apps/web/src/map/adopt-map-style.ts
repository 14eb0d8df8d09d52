/** Gives the page the style sheet of the SVG maps, without an inline style. */
import { mapStyleSheet } from "@creance/report";

let adopted = false;

/** Adopts it once. */
export function adoptMapStyle(): void {
  if (adopted) return;
  adopted = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(mapStyleSheet());
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
