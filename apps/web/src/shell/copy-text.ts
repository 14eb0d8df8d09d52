/** Text to the clipboard, also where the page has no clipboard permission. */

/** Copies; throws when the browser refuses both ways. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {
      // Not focused or not allowed: the older way below still may be.
    }
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("The browser did not allow copying. Nothing was changed.");
}
