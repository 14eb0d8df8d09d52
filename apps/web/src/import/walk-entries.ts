/** Walks dropped folders: browser entries in, files with their relative paths out. */

/** A file to upload; the path is a label only. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** What a walk found. */
export interface Walk {
  readonly files: readonly PickedFile[];
  /** Paths that the browser could not open. */
  readonly unreadable: readonly string[];
  /** True when a limit stopped the walk. */
  readonly cut: boolean;
}

/** Limits of a walk: a folder tree can be hostile or endless. */
export const walkLimits = { files: 200_000, depth: 64 } as const;

/** All files under the entries, depth first, in the order of the folders. */
export async function walkEntries(
  entries: readonly FileSystemEntry[],
  limits: { files: number; depth: number } = walkLimits,
): Promise<Walk> {
  const files: PickedFile[] = [];
  const unreadable: string[] = [];
  let cut = false;
  const visit = async (entry: FileSystemEntry, parent: string, depth: number): Promise<void> => {
    const path = parent === "" ? entry.name : `${parent}/${entry.name}`;
    if (files.length >= limits.files || depth > limits.depth) {
      cut = true;
      return;
    }
    try {
      if (entry.isFile) files.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
      else if (entry.isDirectory)
        for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) await visit(child, path, depth + 1);
    } catch {
      unreadable.push(path);
    }
  };
  for (const entry of entries) await visit(entry, "", 0);
  return { files, unreadable, cut };
}

/** The files of an `<input type="file">`, with the path inside a chosen folder. */
export function pickedFrom(list: Iterable<File>): PickedFile[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath, file }));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** `readEntries` gives at most a hundred at a time, so it is asked until it gives none. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return children;
    children.push(...some);
  }
}
