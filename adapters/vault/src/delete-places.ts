/** The places of a vault in which an original has something: each is cleared, then each is looked at again. */
import { lstat, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tablesNaming } from "./deletion-rows.ts";
import type { VaultDisk } from "./disk.ts";
import { eraseTextLines, namedTexts, textsLeft } from "./erase-texts.ts";
import { keychainName, names, namesIn, originalName } from "./layout.ts";
import { errnoOf } from "./machine-refused.ts";
import type { Sqlite } from "./sqlite.ts";
import type { OtherPlaces, PlaceLeft } from "./types.ts";

/** What clearing works with. */
export interface ClearSetting {
  readonly path: string;
  readonly disk: VaultDisk;
  readonly database: Sqlite;
  /** How many entries the journal has. */
  readonly entries: number;
}

/** Folders that hold what was made of originals, however deep: everything in them whose name begins with the hash goes. */
const NOT_MADE_OF = new Set<string>([names.originals, names.journal, "ledger", "engine", "terrain", "sites", "proofs"]);
/** How deep folders are looked through. */
const MAX_DEPTH = 6;

/** Name of a share's work folder. */
const IS_SHARE = /^[0-9a-f]{32}$/;

/** What was found at the last look. */
export interface Cleared {
  /** How many places were looked at for each original. */
  readonly places: number;
  readonly left: readonly PlaceLeft[];
}

/** What is to be cleared. */
export interface ClearWish {
  /** By original, the number of the entry that began the deletion: texts up to there go. */
  readonly until: ReadonlyMap<string, number>;
  /** Originals that were kept again since: only the old texts go. */
  readonly keptAgain: ReadonlySet<string>;
  readonly elsewhere: OtherPlaces | undefined;
}

/** Clears every place of originals whose deletion was begun. A place that refuses is told, and leaves the others their turn. */
export async function clearPlaces(setting: ClearSetting, { until, keptAgain, elsewhere }: ClearWish): Promise<Cleared> {
  const { path, disk, database, entries } = setting;
  const sha256s = [...until.keys()].filter((sha256) => !keptAgain.has(sha256));
  const left: PlaceLeft[] = [];
  /** A place that refuses leaves the others their turn. */
  const attempt = async (place: string, whose: readonly string[], step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      for (const sha256 of whose) left.push({ sha256, place, sentence: refusedSentence(place, error) });
    }
  };
  for (const sha256 of sha256s) {
    await attempt("original", [sha256], () => removeAndSync(disk, join(path, originalName(sha256))));
    await attempt("keychain", [sha256], () => removeAndSync(disk, join(path, keychainName(sha256))));
  }
  const gone = new Set<string>();
  await attempt("texts", [...until.keys()], async () => {
    // A share that ended only now entered names after the deletion began: of what was not kept again every text goes.
    const upTo = new Map([...until].map(([sha256, begun]) => [sha256, keptAgain.has(sha256) ? begun : entries]));
    const texts = await namedTexts(path, { until: upTo, erased: new Set(), entries });
    for (const hash of texts.gone) gone.add(hash);
    await eraseTextLines(path, disk, texts);
  });
  await attempt("derived", sha256s, async () => {
    for (const made of await madeOf(path, sha256s)) await removeAndSync(disk, made.path);
  });
  await attempt("catalogue", sha256s, async () => rewriteCatalogue(database));
  if (elsewhere !== undefined) {
    await attempt("elsewhere", sha256s, async () => {
      left.push(...(await elsewhere.clear(sha256s)));
    });
  }
  left.push(...(await lookAgain(setting, { sha256s, gone })));
  return { places: PLACES.length + (elsewhere?.count ?? 0), left: firstOfEach(left) };
}

/** Places that are looked at again, one after another. */
const PLACES = ["original", "keychain", "texts", "derived", "catalogue", "share"] as const;

async function lookAgain(
  { path, database }: ClearSetting,
  { sha256s, gone }: { readonly sha256s: readonly string[]; readonly gone: ReadonlySet<string> },
): Promise<readonly PlaceLeft[]> {
  const left: PlaceLeft[] = [];
  const say = (sha256: string, place: string, what: string): void => {
    left.push({ sha256, place, sentence: `${what} is still there after it was deleted.` });
  };
  for (const sha256 of sha256s) {
    if (await exists(join(path, originalName(sha256)))) say(sha256, "original", "The original");
    if (await exists(join(path, keychainName(sha256)))) say(sha256, "keychain", "Its keychain");
    const tables = tablesNaming(database, sha256);
    if (tables.length > 0) say(sha256, "catalogue", `A row of the catalogue (${tables.join(", ")})`);
  }
  if (await textsLeft(path, gone)) for (const sha256 of sha256s) say(sha256, "texts", "A name or note");
  for (const sha256 of await inUnfinishedShares(path, sha256s)) {
    left.push({
      sha256,
      place: "share",
      sentence: "An unfinished share holds a copy in its work folder, or may hold one; finish the share or give it up.",
    });
  }
  for (const made of await madeOf(path, sha256s)) say(made.sha256, "derived", "Something that was made of it");
  return left;
}

/** Files and folders whose name begins with one of the hashes, wherever the vault keeps what was made of originals; set-aside originals too. */
async function madeOf(
  vaultPath: string,
  sha256s: readonly string[],
): Promise<readonly { readonly path: string; readonly sha256: string }[]> {
  const wanted = new Set(sha256s);
  const found: { readonly path: string; readonly sha256: string }[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    const inside = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      if (["ENOENT", "ENOTDIR"].includes(errnoOf(error))) return [];
      throw error;
    });
    for (const one of inside) {
      const sha256 = one.name.slice(0, 64);
      if (wanted.has(sha256)) found.push({ path: join(folder, one.name), sha256 });
      else if (one.isDirectory() && depth < MAX_DEPTH) await look(join(folder, one.name), depth + 1);
    }
  };
  for (const name of await namesIn(vaultPath)) if (!NOT_MADE_OF.has(name)) await look(join(vaultPath, name), 1);
  for (const name of await namesIn(join(vaultPath, names.originals))) {
    const sha256 = name.slice(0, 64);
    if (name.length > 64 && wanted.has(sha256)) found.push({ path: join(vaultPath, names.originals, name), sha256 });
  }
  return found;
}

/**
 * Originals that the list of an unfinished share names: its work folder may hold what was made of them, under names of its own. A share that is being made
 * ready has no list yet, and may hold something of any original.
 */
async function inUnfinishedShares(vaultPath: string, sha256s: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of await namesIn(join(vaultPath, "shares"))) {
    const work = await readFile(join(vaultPath, "shares", name, "work.json")).catch((error: unknown) => {
      if (["ENOENT", "ENOTDIR", "EISDIR"].includes(errnoOf(error))) return undefined;
      throw error;
    });
    if (work === undefined && IS_SHARE.test(name)) for (const sha256 of sha256s) found.add(sha256);
    if (work !== undefined) for (const sha256 of sha256s) if (work.includes(sha256)) found.add(sha256);
  }
  return [...found];
}

/** Writes the catalogue anew, so that no free page keeps what a row said, and empties its log. Throws while another process reads. */
function rewriteCatalogue(database: Sqlite): void {
  database.script("VACUUM");
  const log = database.get("PRAGMA wal_checkpoint(TRUNCATE)");
  if (Number(log?.["busy"] ?? 0) !== 0) throw new Error("another process reads the catalogue, so its log could not be emptied");
}

async function removeAndSync(disk: VaultDisk, path: string): Promise<void> {
  if (!(await exists(path))) return;
  await disk.remove(path);
  await disk.sync(dirname(path));
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if (["ENOENT", "ENOTDIR"].includes(errnoOf(error))) return false;
      throw error;
    },
  );
}

function refusedSentence(place: string, error: unknown): string {
  const code = errnoOf(error);
  return `The place “${place}” could not be cleared: ${code === "" ? (error instanceof Error ? error.message : String(error)) : code}.`;
}

function firstOfEach(left: readonly PlaceLeft[]): readonly PlaceLeft[] {
  const seen = new Set<string>();
  return left.filter(({ sha256, place }) => {
    const key = `${sha256} ${place}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
