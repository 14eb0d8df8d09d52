/** Names of files as people call them. */

/** The last part of a path; the whole path where it ends with a slash. */
export function lastOfPath(path: string): string {
  const parts = path.split(/[\\/]/);
  return parts[parts.length - 1] || path;
}
