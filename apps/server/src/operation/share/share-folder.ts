/**
 * The work folder of one share, `VAULT/shares/<shareId>/`, readable by this user only: what is to be sent, how far it is, and the secrets of its
 * sealings, sealed to the vault's own recipient. It is removed when the share has ended; the journal alone says what happened.
 */
import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { memorySource, UserError } from "@creance/core";
import type { UploadState } from "@creance/courier";
import { nodePlatform } from "@creance/node";
import type { Grant } from "@creance/policy";
import { newSealing, openSealed, type Sealing, sealedSource } from "@creance/seal";
import { syncFolder } from "../sync-folder.ts";
import { ownProcess, type ProcessMark, runs } from "./process-mark.ts";
import type { PlannedItem, SharePlan, ShareWish } from "./types.ts";

/** Folder of the vault in which work folders lie. */
export const SHARES_FOLDER = "shares";

/** One item as the work folder knows it. */
export interface WorkItem extends PlannedItem {
  /** Name of its object, without the destination's prefix. */
  readonly object: string;
  /** Name of its file in the work folder; `null`: the original is sent as it is. */
  readonly file: string | null;
}

/** What is to be done; written once. */
export interface ShareWork {
  readonly format: 1;
  readonly plan: Omit<SharePlan, "items">;
  readonly items: readonly WorkItem[];
  readonly wish: ShareWish;
  /** The grant under which it goes; signed and entered once the share begins, unless it was there before. */
  readonly grant: Grant;
}

/** What the vault's own keys are needed for here. */
export interface OwnKeys {
  readonly identity: string;
  readonly recipient: string;
}

const IS_SHARE = /^[0-9a-f]{32}$/;
const WORK = "work.json";
const OWNER = "owner.json";
const KEYS = "sealings.age";
const TASK = "task.json";
/** Longer than any that is written here. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A work folder. */
export class ShareFolder {
  readonly path: string;
  readonly shareId: string;

  private constructor(path: string, shareId: string) {
    this.path = path;
    this.shareId = shareId;
  }

  /** Makes the folder of a new share; it belongs to this process. */
  static async make(vaultPath: string, shareId: string): Promise<ShareFolder> {
    const path = join(vaultPath, SHARES_FOLDER, shareId);
    await mkdir(join(vaultPath, SHARES_FOLDER), { recursive: true, mode: 0o700 });
    await mkdir(path, { mode: 0o700 });
    const folder = new ShareFolder(path, shareId);
    await folder.#write(OWNER, JSON.stringify(ownProcess()));
    return folder;
  }

  /** The folder of a share; `undefined`: there is none. */
  static async find(vaultPath: string, shareId: string): Promise<ShareFolder | undefined> {
    return (await ShareFolder.all(vaultPath)).find((folder) => folder.shareId === shareId);
  }

  /** Every work folder of a vault. */
  static async all(vaultPath: string): Promise<readonly ShareFolder[]> {
    const root = join(vaultPath, SHARES_FOLDER);
    const entries = await readdir(root, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    return entries
      .filter((one) => one.isDirectory() && IS_SHARE.test(one.name))
      .map((one) => new ShareFolder(join(root, one.name), one.name));
  }

  /** True while the process that works on it runs. */
  async isWorkedOn(): Promise<boolean> {
    const text = await this.#read(OWNER);
    if (text === undefined) return false;
    try {
      return runs(JSON.parse(text) as ProcessMark);
    } catch {
      return false;
    }
  }

  /** True while another process works on it. */
  async isOthers(): Promise<boolean> {
    const text = await this.#read(OWNER);
    return text !== undefined && text !== JSON.stringify(ownProcess()) && (await this.isWorkedOn());
  }

  /** Makes this process the one that works on it. Call it while no other process can do the same (with the vault's writer). */
  async takeOver(): Promise<void> {
    await this.#write(OWNER, JSON.stringify(ownProcess()));
  }

  /** Absolute path of an item's file. */
  fileOf(name: string): string {
    return join(this.path, name);
  }

  /** Writes what is to be done, with the sealings of the items in their order. Durable when it resolves. */
  async begin(work: ShareWork, sealings: readonly Sealing[], own: OwnKeys): Promise<void> {
    const plain = Buffer.from(JSON.stringify(sealings.map(sealingText)));
    const envelope = await newSealing([own.recipient], (length) => randomBytes(length));
    const sealed = sealedSource(memorySource(plain), envelope, nodePlatform);
    await this.#write(KEYS, await sealed.read(0, sealed.size));
    plain.fill(0);
    await this.#write(WORK, JSON.stringify(work));
  }

  /** What is to be done; `undefined`: it was never written, so that nothing can have left. */
  async work(): Promise<ShareWork | undefined> {
    const text = await this.#read(WORK);
    if (text === undefined) return undefined;
    try {
      const work = JSON.parse(text) as ShareWork;
      if (work.format === 1 && Array.isArray(work.items)) return work;
    } catch {
      // Said below.
    }
    throw new UserError(
      "share-work-damaged",
      "conflict",
      `The work folder ${this.path} is damaged: the share cannot be continued. Running \`creance share recover\` removes what it left.`,
    );
  }

  /** The sealings of the items, in their order. Rejects when the vault's keys are not those it was begun with. */
  async sealings(own: OwnKeys): Promise<readonly Sealing[]> {
    const bytes = await readFile(join(this.path, KEYS));
    const opened = await openSealed(memorySource(bytes), [own.identity], nodePlatform);
    const plain = Buffer.from(await opened.read(0, opened.size));
    const texts = JSON.parse(plain.toString("utf8")) as readonly ReturnType<typeof sealingText>[];
    plain.fill(0);
    return texts.map(({ header, fileKey, nonce }) => ({
      header: Buffer.from(header, "base64"),
      fileKey: Buffer.from(fileKey, "base64"),
      nonce: Buffer.from(nonce, "base64"),
    }));
  }

  /** How far the upload of an item is; `undefined`: it was not begun. */
  async upload(item: number): Promise<UploadState | undefined> {
    const text = await this.#read(uploadName(item));
    return text === undefined ? undefined : (JSON.parse(text) as UploadState);
  }

  async setUpload(item: number, state: UploadState): Promise<void> {
    await this.#write(uploadName(item), JSON.stringify(state));
  }

  async clearUpload(item: number): Promise<void> {
    await rm(join(this.path, uploadName(item)), { force: true });
  }

  /** The task at a server that works on what it gets; `undefined`: none was begun. */
  async task(): Promise<{ readonly taskId: string; readonly isCommitted: boolean } | undefined> {
    const text = await this.#read(TASK);
    return text === undefined ? undefined : (JSON.parse(text) as { readonly taskId: string; readonly isCommitted: boolean });
  }

  async setTask(task: { readonly taskId: string; readonly isCommitted: boolean }): Promise<void> {
    await this.#write(TASK, JSON.stringify(task));
  }

  /** Removes the folder and everything in it. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  async #read(name: string): Promise<string | undefined> {
    try {
      const bytes = await readFile(join(this.path, name));
      return bytes.byteLength > MOST_BYTES ? undefined : bytes.toString("utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** The whole file or none of it, also after a power cut. */
  async #write(name: string, content: string | Uint8Array): Promise<void> {
    const temporary = join(this.path, `${name}.new`);
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(content);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(this.path, name));
    await syncFolder(this.path);
  }
}

function uploadName(item: number): string {
  return `upload-${item}.json`;
}

function sealingText({ header, fileKey, nonce }: Sealing) {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  return { header: text(header), fileKey: text(fileKey), nonce: text(nonce) };
}
