/**
 * A disk that records every file operation, and the states in which a power loss may leave it: content that was not synced
 * and names whose folder was not synced may be there, be missing or be half there.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { nodeDisk, type VaultDisk, type VaultFile } from "../src/index.ts";

/** One operation, paths relative to the vault. `acknowledged` is put in by the test: what the user was told by then. */
export type DiskOperation =
  | { readonly kind: "create" | "datasync" | "makeFolder" | "remove" | "sync"; readonly path: string }
  | { readonly kind: "write"; readonly path: string; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: "truncate"; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  | { readonly kind: "acknowledged"; readonly path: ""; readonly check: string };

/** Wraps the real disk and records what succeeded. */
export function recordedDisk(root: string, log: DiskOperation[]): VaultDisk {
  const name = (path: string): string => relative(root, path);
  const recorded = (file: VaultFile, path: string, start: number): VaultFile => {
    let offset = start;
    return {
      async write(bytes) {
        await file.write(bytes);
        log.push({ kind: "write", path, offset, bytes: Uint8Array.from(bytes) });
        offset += bytes.byteLength;
      },
      async datasync() {
        await file.datasync();
        log.push({ kind: "datasync", path });
      },
      async truncate(sizeBytes) {
        await file.truncate(sizeBytes);
        log.push({ kind: "truncate", path, sizeBytes });
        offset = sizeBytes;
      },
      size: () => file.size(),
      close: () => file.close(),
    };
  };
  return {
    async create(path, mode) {
      const file = await nodeDisk.create(path, mode);
      log.push({ kind: "create", path: name(path) });
      return recorded(file, name(path), 0);
    },
    async append(path) {
      const file = await nodeDisk.append(path);
      const size = await file.size();
      log.push({ kind: "create", path: name(path) });
      return recorded(file, name(path), size);
    },
    async rename(from, to) {
      await nodeDisk.rename(from, to);
      log.push({ kind: "rename", path: name(from), to: name(to) });
    },
    async makeFolder(path, mode) {
      const result = await nodeDisk.makeFolder(path, mode);
      if (result === "made") log.push({ kind: "makeFolder", path: name(path) });
      return result;
    },
    async remove(path) {
      await nodeDisk.remove(path);
      log.push({ kind: "remove", path: name(path) });
    },
    async sync(path) {
      await nodeDisk.sync(path);
      log.push({ kind: "sync", path: name(path) });
    },
  };
}

/** A disk whose process is killed after some operations: every later one fails. */
export function killedAfter(disk: VaultDisk, operations: number): VaultDisk {
  let left = operations;
  const step = (): void => {
    left -= 1;
    if (left < 0) throw new Error("killed");
  };
  const mortal = (file: VaultFile): VaultFile => ({
    ...file,
    async write(bytes) {
      step();
      await file.write(bytes);
    },
    async datasync() {
      step();
      await file.datasync();
    },
    async truncate(sizeBytes) {
      step();
      await file.truncate(sizeBytes);
    },
  });
  return {
    async create(path, mode) {
      step();
      return mortal(await disk.create(path, mode));
    },
    append: async (path) => mortal(await disk.append(path)),
    async rename(from, to) {
      step();
      await disk.rename(from, to);
    },
    async makeFolder(path, mode) {
      step();
      return disk.makeFolder(path, mode);
    },
    async remove(path) {
      step();
      await disk.remove(path);
    },
    async sync(path) {
      step();
      await disk.sync(path);
    },
  };
}

/** What of the unsynced work is found after the power loss. */
export type Survival = "nothing unsynced" | "everything" | "some";

interface Inode {
  content: Buffer;
  synced: Buffer;
}
type Entry = Inode | "folder";

/** Puts the files down as a power loss after `operations` may leave them. `random` gives numbers from 0 to 1. */
export function layDown(
  target: string,
  operations: readonly DiskOperation[],
  { survival, random }: { readonly survival: Survival; readonly random: () => number },
): void {
  const { current, durable } = replay(operations);
  const survives = (): boolean => survival === "everything" || (survival === "some" && random() < 0.5);
  const found = new Map<string, Entry>();
  for (const path of new Set([...current.keys(), ...durable.keys()])) {
    const entry = current.get(path) === durable.get(path) || survives() ? current.get(path) : durable.get(path);
    if (entry !== undefined) found.set(path, entry);
  }
  for (const path of [...found.keys()].sort()) {
    const entry = found.get(path) as Entry;
    // A name in a folder whose own name is lost is lost with it.
    if (dirname(path) !== "." && found.get(dirname(path)) !== "folder") {
      found.delete(path);
      continue;
    }
    if (entry === "folder") mkdirSync(join(target, path));
    else writeFileSync(join(target, path), contentOf(entry, { survival, random }));
  }
}

function contentOf(
  { content, synced }: Inode,
  { survival, random }: { readonly survival: Survival; readonly random: () => number },
): Buffer {
  if (survival === "everything" || content.equals(synced)) return content;
  if (survival === "nothing unsynced" || content.byteLength <= synced.byteLength) return synced;
  const found = synced.byteLength + Math.floor(random() * (content.byteLength - synced.byteLength + 1));
  const half = content.subarray(0, found);
  // The size may have reached the disk before the content.
  return random() < 0.5 ? half : Buffer.concat([half, Buffer.alloc(Math.floor(random() * (content.byteLength - found)))]);
}

function replay(operations: readonly DiskOperation[]): { readonly current: Map<string, Entry>; readonly durable: Map<string, Entry> } {
  const current = new Map<string, Entry>();
  const durable = new Map<string, Entry>();
  const inode = (path: string): Inode => current.get(path) as Inode;
  for (const operation of operations) {
    const { kind, path } = operation;
    if (kind === "create" && !current.has(path)) current.set(path, { content: Buffer.alloc(0), synced: Buffer.alloc(0) });
    if (kind === "makeFolder") current.set(path, "folder");
    if (kind === "write") {
      const file = inode(path);
      file.content = Buffer.concat([file.content.subarray(0, operation.offset), operation.bytes]);
    }
    if (kind === "truncate") inode(path).content = Buffer.from(inode(path).content.subarray(0, operation.sizeBytes));
    if (kind === "datasync") inode(path).synced = Buffer.from(inode(path).content);
    if (kind === "remove") for (const name of [...current.keys()]) if (name === path || name.startsWith(`${path}/`)) current.delete(name);
    if (kind === "rename") {
      current.set(operation.to, current.get(path) as Entry);
      current.delete(path);
    }
    if (kind === "sync" && current.has(path) && current.get(path) !== "folder") inode(path).synced = Buffer.from(inode(path).content);
    else if (kind === "sync") {
      const folder = path === "" ? "." : path;
      for (const name of [...durable.keys()]) if (dirname(name) === folder && !current.has(name)) durable.delete(name);
      for (const [name, entry] of current) if (dirname(name) === folder) durable.set(name, entry);
    }
  }
  return { current, durable };
}
