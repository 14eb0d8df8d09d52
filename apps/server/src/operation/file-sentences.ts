/** Why a file could not be imported, in words. */

/** One sentence for what the file system or an archive said about one file. */
export function failureSentence(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = SENTENCES[code] ?? (error instanceof Error && error.name === "ShortRead" ? SENTENCES["SHORT"] : undefined);
  if (known !== undefined) return known;
  const words = error instanceof Error ? error.message.replace(/\s+/g, " ").slice(0, 300) : "unknown reason";
  return `Could not be read to its end (${words}). Nothing of it was kept; nothing else was touched.`;
}

const SENTENCES: Readonly<Record<string, string>> = {
  EACCES: "No permission to read it. Nothing of it was kept: give this user read permission and import again.",
  EPERM: "No permission to read it. Nothing of it was kept: give this user read permission and import again.",
  ENOENT: "It was gone when its turn came. Nothing of it was kept.",
  EISDIR: "It became something else than a file while it was imported. Nothing of it was kept: import again.",
  EIO: "The disk could not read it. Nothing of it was kept: copy the disk before anything else, then import the copy.",
  ELOOP: "A link leads in a circle. Nothing was kept.",
  ENAMETOOLONG: "Its path is too long for this machine. Nothing of it was kept: move it higher up and import again.",
  EMFILE: "Too many files are open on this machine. Nothing of it was kept: import again.",
  ENFILE: "Too many files are open on this machine. Nothing of it was kept: import again.",
  SHORT: "It became shorter while it was read. Nothing of it was kept: import again when it is no longer written to.",
};
