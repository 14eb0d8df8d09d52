/** The key that takes back. */

/** True for Ctrl+Z and Cmd+Z, not for Shift with them (that would be redo). */
export function isUndoKey(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">): boolean {
  return event.key.toLowerCase() === "z" && event.ctrlKey !== event.metaKey && !event.shiftKey && !event.altKey;
}
