/** Names of files as people call them. */
import { unturned } from "@creance/core";

/** The last part of a path; the whole path where it ends with a slash; nothing in it turns the reading direction. */
export function lastOfPath(path: string): string {
  const parts = path.split(/[\\/]/);
  return unturned(parts[parts.length - 1] || path);
}
