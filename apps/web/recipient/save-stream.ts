/** Where opened bytes go: into a file that the person names (in pieces, where the browser can), else into a download. */

interface SaveHandle {
  createWritable(): Promise<WritableStream<Uint8Array<ArrayBuffer>>>;
}

/** A place that was chosen. */
export interface Place {
  /** Writes everything; what was damaged on the way leaves nothing behind. Resolves when the bytes are there. */
  take(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void>;
}

/** True when the browser writes to a file as it goes. */
export function savesInPieces(): boolean {
  return "showSaveFilePicker" in window;
}

/** Asks where to put it; to be called from a click. `undefined`: the person changed their mind. */
export async function choosePlace(suggestedName: string): Promise<Place | undefined> {
  if (!savesInPieces()) return { take: (stream) => download(stream, suggestedName) };
  const picker = window as unknown as { showSaveFilePicker(options: { suggestedName: string }): Promise<SaveHandle> };
  let handle: SaveHandle;
  try {
    handle = await picker.showSaveFilePicker({ suggestedName });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    throw error;
  }
  // An error on the way aborts the writing: the file that was named stays as it was.
  return { take: async (stream) => stream.pipeTo(await handle.createWritable()) };
}

async function download(stream: ReadableStream<Uint8Array<ArrayBuffer>>, name: string): Promise<void> {
  // Whole before it is offered: nothing unchecked leaves the page.
  offerDownload(await new Response(stream).blob(), name);
}

/** Hands a blob over as a download. */
export function offerDownload(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
