/** The files of the page, and the folder they are written into. */
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { canonicalJson, isUserError, type JsonValue, UserError } from "@creance/core";
import { flightPurposes, type TransparencyDocument } from "@creance/policy";
import { pageToHtml, transparencyPage } from "@creance/report";
import type { PublicFile } from "./types.ts";

/** Says that a folder was written by this: the name of the file that holds the page's data. */
const DATA = "transparency.json";
const TOTALS = "totals.txt";

/** The files of a page. `sign`: signs the totals; `null` where the key is not at hand. */
export function pageFiles(document: TransparencyDocument, sign: ((text: string) => string) | null): readonly PublicFile[] {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const totals = totalsText(document);
  return [
    { name: "index.html", bytes: encode(pageToHtml(transparencyPage(document, flightPurposes))) },
    { name: DATA, bytes: encode(documentText(document)) },
    { name: TOTALS, bytes: encode(sign === null ? totals : sign(totals)) },
  ];
}

/** The page's data as text: what its hash is made of. */
export function documentText(document: TransparencyDocument): string {
  return `${canonicalJson(document as unknown as JsonValue)}\n`;
}

/** Totals in a few lines, as a note that can be signed: a flight that is gone from the page is noticed by who kept an older one. */
function totalsText({ organisation, madeOn, totals, requests }: TransparencyDocument): string {
  const { flights, shown, waiting, inReview, withdrawn } = totals;
  return [
    "creance transparency totals v1",
    organisation.replace(/\s+/g, " "),
    `made ${madeOn}`,
    `flights ${flights}`,
    `shown ${shown}`,
    `waiting ${waiting}`,
    `in-review ${inReview}`,
    `withdrawn ${withdrawn}`,
    `requests ${requests.reduce((sum, one) => sum + one.requests, 0)}`,
    "",
  ].join("\n");
}

/**
 * Makes the folder, or finds that it is empty or holds a page of ours, and that files can be written into it. Throws a `UserError`
 * (`not-our-folder`, `folder-in-vault`, `folder-unwritable`).
 */
export async function makeFolder(folder: string, vaultPath: string): Promise<void> {
  const vault = await realpath(vaultPath);
  try {
    // Before anything is made: what is there of the way may lead into the vault.
    if (isInside(await realFolder(resolve(folder)), vault)) throw inVault(folder);
    await makeFolders(resolve(folder));
    const inside: readonly string[] = await readdir(folder);
    if (inside.length > 0) {
      const data = inside.includes(DATA) ? await readFile(join(folder, DATA), "utf8") : "";
      if (!data.startsWith("{") || !data.includes('"madeOn"')) throw notOurs(folder);
    }
    const part = join(folder, `.${DATA}.${process.pid}.part`);
    await writeFile(part, "");
    await rm(part, { force: true });
  } catch (error) {
    if (isUserError(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR" || code === "EEXIST") throw notOurs(folder);
    throw new UserError(
      "folder-unwritable",
      "machineRefused",
      `${resolve(folder)} cannot be written (${code ?? "unknown"}); nothing was written; name another folder.`,
      { cause: error },
    );
  }
}

/** Step by step: asked for all steps at once, Node tries for ever where the system has no such folder and lets none be made (`/proc`). */
async function makeFolders(path: string): Promise<void> {
  const step = (): Promise<void> =>
    mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  try {
    await step();
  } catch (error) {
    const above = dirname(path);
    // The folder above may be there all the same.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || above === path || (await isThere(above))) throw error;
    await makeFolders(above);
    await step();
  }
}

async function isThere(path: string): Promise<boolean> {
  return realpath(path).then(
    () => true,
    () => false,
  );
}

/** Where a path leads that is there only in part. */
async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const above = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || above === path) throw error;
    return join(await realFolder(above), basename(path));
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}

function inVault(folder: string): UserError {
  return new UserError(
    "folder-in-vault",
    "wrongUse",
    `${resolve(folder)} lies in the vault, where nothing public belongs; nothing was written; name another folder.`,
  );
}

/** Writes the files into a folder that is there, each whole or not at all. */
export async function writeFiles(folder: string, files: readonly PublicFile[]): Promise<void> {
  for (const { name, bytes } of files) {
    const part = join(folder, `.${name}.${process.pid}.part`);
    try {
      await writeFile(part, bytes);
      await rename(part, join(folder, name));
    } finally {
      await rm(part, { force: true });
    }
  }
}

function notOurs(folder: string): UserError {
  return new UserError(
    "not-our-folder",
    "conflict",
    `${resolve(folder)} holds other things and no page of ours; nothing was written; name a new or empty folder.`,
  );
}
