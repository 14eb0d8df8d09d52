/** The name of a file without the folders and archives that it was found in. */
export function baseName(path: string | null): string | null {
  return path === null ? null : (path.split(/[/\\]/).at(-1) ?? path);
}
