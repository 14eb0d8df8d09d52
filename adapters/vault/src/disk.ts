/**
 * The file operations by which originals, journal and keychains reach the disk. A handful of functions, so that the power-loss
 * test can record each of them and replay what a disk may have kept.
 */
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";

/** A file that is being written. */
export interface VaultFile {
  /** Writes all bytes after the ones written before (or after the end, for a file opened to append). */
  write(bytes: Uint8Array): Promise<void>;
  /** Returns when the content and the size are on the disk. */
  datasync(): Promise<void>;
  truncate(sizeBytes: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** Every way in which the vault changes files (SQLite's own files aside). */
export interface VaultDisk {
  /** Makes a new file; rejects with EEXIST when there is one. */
  create(path: string, mode: number): Promise<VaultFile>;
  /** Opens a file to append to it, making it (0600) when missing. */
  append(path: string): Promise<VaultFile>;
  rename(from: string, to: string): Promise<void>;
  /** Makes one folder; `existed` when there was one. */
  makeFolder(path: string, mode: number): Promise<"made" | "existed">;
  /** Removes a file or folder with all in it; nothing happens when there is none. */
  remove(path: string): Promise<void>;
  /** Returns when the names in a folder, or the content of a file, are on the disk. */
  sync(path: string): Promise<void>;
}

/** The disk of this machine. */
export const nodeDisk: VaultDisk = {
  create: async (path, mode) => vaultFile(await open(path, "wx", mode)),
  append: async (path) => vaultFile(await open(path, "a", 0o600)),
  rename,
  async makeFolder(path, mode) {
    try {
      await mkdir(path, { mode });
      return "made";
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return "existed";
      throw error;
    }
  },
  remove: (path) => rm(path, { force: true, recursive: true }),
  async sync(path) {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function vaultFile(handle: FileHandle): VaultFile {
  return {
    async write(bytes) {
      let at = 0;
      while (at < bytes.byteLength) at += (await handle.write(bytes, at)).bytesWritten;
    },
    datasync: () => handle.datasync(),
    truncate: (sizeBytes) => handle.truncate(sizeBytes),
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  };
}
