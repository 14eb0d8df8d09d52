/** Which clicks on a link the page takes itself. */
import type { MouseEvent } from "react";

/** False with a modifier or another button: then the browser does what it does with links. */
export function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}
