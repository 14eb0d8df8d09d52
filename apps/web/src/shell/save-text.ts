/** Text as a file that the browser saves. */
import { saveBlob } from "./save-blob.ts";

/** Offers `text` as a download under `fileName`. */
export function saveText(text: string, fileName: string, type = "text/plain"): void {
  saveBlob(new Blob([text], { type }), fileName);
}
