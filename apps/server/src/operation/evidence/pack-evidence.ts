/** Writes an evidence package: a BagIt bag whose payload is the originals, with everything that shows what happened to them. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { isoFromEpochUs, UserError } from "@creance/core";
import {
  type BagFile,
  bagDeclaration,
  bagFileName,
  bagInfo,
  canonicalJson,
  caseGraph,
  entrySentence,
  formatManifest,
  formatText,
  type PersonalText,
  verifyScript,
} from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import { evidenceReportPage, pageToHtml } from "@creance/report";
import type { LedgerRow, Vault } from "@creance/vault";
import { creanceVersion } from "../../http/version.ts";
import { copyOthers } from "./export-ledger.ts";
import { type ItemsHistory, itemsHistory } from "./item-history.ts";
import { keptWords, saltedHashes } from "./kept-words.ts";
import { latestCheckpoint } from "./ledger-folder.ts";
import { ledgerLevels } from "./ledger-levels.ts";
import { NewFolder } from "./new-folder.ts";
import type { LedgerLevels, PackedEvidence } from "./types.ts";

/** What packing is told. */
export interface PackOptions {
  readonly folder: string;
  readonly description: string | null;
  readonly nowUs: number;
}

/** An original as it lies in the package. */
interface PackedItem extends BagFile {
  readonly fileName: string | null;
}

/** Files of the bag that are no payload, with their hashes. */
type TagFiles = Map<string, string>;

/** Writes the package of these originals. Rejects with `UserError`: `exists`, `not-sealed-yet`, `original-damaged`. */
export async function packEvidence(vault: Vault, originals: readonly string[], options: PackOptions): Promise<PackedEvidence> {
  const checkpoint = await latestCheckpoint(vault);
  const [history, levels] = await Promise.all([itemsHistory(vault, originals), ledgerLevels(vault)]);
  const texts = await keptWords(
    vault,
    history.rows.map(({ entry }) => entry),
  );
  const folder = await NewFolder.begin(options.folder);
  try {
    const items: PackedItem[] = [];
    for (const sha256 of originals) items.push(await copyOriginal(vault, folder, sha256));
    const tags: TagFiles = new Map();
    const writeTag = async (path: string, content: string | Uint8Array, mode?: number): Promise<void> => {
      await folder.write(path, content, mode === undefined ? {} : { mode });
      tags.set(path, createHash("sha256").update(content).digest("hex"));
    };
    await writeTag("ledger/checkpoint", checkpoint.note);
    await writeTag("ledger/vkey", `${checkpoint.vkey}\n`);
    const proven = await writeEntries(vault, { history, size: checkpoint.size, writeTag });
    await writeTag("ledger/words.jsonl", [...texts.values()].map((text) => `${formatText(text)}\n`).join(""));
    await writeGrants(history.rows, texts, writeTag);
    for (const path of await copyOthers(vault, folder, "ledger/")) {
      tags.set(path, await hashOf(folder.partPath(path)));
    }
    const left = leftOut({ history, proven, texts, levels });
    await writeTag("custody.json", custodyJson({ history, items, proven, checkpoint }));
    await writeTag("case.jsonld", caseText(checkpoint.origin, items, history));
    await writeTag("report.html", reportHtml({ ...checkpoint, options, levels, left, items, history, proven }));
    await writeTag("verify.sh", verifyScript, 0o700);
    await writeTag("manifest-sha256.txt", formatManifest(items));
    await writeTag("bagit.txt", bagDeclaration);
    await writeTag(
      "bag-info.txt",
      bagInfo(
        [
          ["Bagging-Date", (isoFromEpochUs(options.nowUs) ?? "").slice(0, 10)],
          ["Bag-Software-Agent", `Creance ${creanceVersion}`],
          ...(options.description === null ? [] : [["External-Description", options.description] as const]),
          ["External-Identifier", `${checkpoint.origin} ${checkpoint.size} ${Buffer.from(checkpoint.rootHash).toString("base64")}`],
        ],
        items,
      ),
    );
    await folder.write("tagmanifest-sha256.txt", formatManifest([...tags].map(([path, sha256]) => ({ path, sha256 }))));
    await folder.finish();
    return {
      path: folder.path,
      files: folder.files,
      sizeBytes: folder.sizeBytes,
      items: items.map(({ sha256, path }) => ({ sha256, path })),
      entries: history.rows.length,
      unproven: history.rows.length - proven.size,
      left,
    };
  } catch (error) {
    await folder.abandon();
    throw error;
  }
}

/** Copies an original, hashing what is written. */
async function copyOriginal(vault: Vault, folder: NewFolder, sha256: string): Promise<PackedItem> {
  const fileName = vault.fileName(sha256) ?? null;
  const path = `data/originals/${bagFileName(sha256, fileName)}`;
  const hash = createHash("sha256");
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const piece of createReadStream(vault.originalPath(sha256), { highWaterMark: 1 << 20 })) {
      hash.update(piece as Buffer);
      yield piece as Buffer;
    }
  }
  const sizeBytes = await folder.write(path, hashed()).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new UserError(
      "original-missing",
      "conflict",
      `The original ${sha256} is not in the vault any more; no package was written. See: creance fsck`,
    );
  });
  if (hash.digest("hex") !== sha256) {
    throw new UserError(
      "original-damaged",
      "conflict",
      `The original ${sha256} is damaged in the vault; no package was written. See: creance fsck`,
    );
  }
  return { path, sha256, sizeBytes, fileName };
}

type WriteTag = (path: string, content: string | Uint8Array) => Promise<void>;

/** Entries and the proofs that there are. Returns the places of those with a proof. */
async function writeEntries(
  vault: Vault,
  { history, size, writeTag }: { readonly history: ItemsHistory; readonly size: number; readonly writeTag: WriteTag },
): Promise<ReadonlySet<number>> {
  const proven = new Set<number>();
  for (const { index } of history.rows) await writeTag(`ledger/entries/${index}.json`, await vault.ledger.entryBytes(index));
  // A proof leads to the latest checkpoint. One that was signed meanwhile covers more, and then none of what it covers may go without.
  for (let signed = size, before = 0; signed > before; ) {
    for (const { index } of history.rows) {
      if (index >= signed || proven.has(index)) continue;
      await writeTag(`ledger/proofs/${index}.tlog-proof`, await vault.ledger.proof(index));
      proven.add(index);
    }
    before = signed;
    signed = (await vault.ledger.state()).sealed;
  }
  return proven;
}

/** Grants that apply, as they were signed. */
async function writeGrants(rows: readonly LedgerRow[], texts: ReadonlyMap<string, PersonalText>, writeTag: WriteTag): Promise<void> {
  for (const { entry } of rows) {
    if (entry.kind !== "grantMade") continue;
    const text = texts.get(entry.grantHash);
    if (text !== undefined) await writeTag(`grants/${entry.grantId}.json`, text.text);
  }
}

function custodyJson({
  history,
  items,
  proven,
  checkpoint,
}: {
  readonly history: ItemsHistory;
  readonly items: readonly PackedItem[];
  readonly proven: ReadonlySet<number>;
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly rootHash: Uint8Array; readonly vkey: string };
}): string {
  const { origin, size, vkey, rootHash } = checkpoint;
  return `${canonicalJson({
    format: "creance-evidence/1",
    log: { origin, vkey, entries: size, rootHash: Buffer.from(rootHash).toString("base64") },
    items: items.map(({ path, sha256, sizeBytes, fileName }) => ({
      path,
      sha256,
      sizeBytes,
      fileName,
      history: history.of(sha256).map(({ index, entry, words }) => ({
        index,
        kind: entry.kind,
        timeUs: entry.timeUs,
        sentence: entrySentence(entry, words),
        proof: proven.has(index) ? `ledger/proofs/${index}.tlog-proof` : null,
      })),
    })),
  })}\n`;
}

function caseText(origin: string, items: readonly PackedItem[], history: ItemsHistory): string {
  const of = new Map<number, string[]>();
  for (const { sha256 } of items) for (const { index } of history.of(sha256)) of.set(index, [...(of.get(index) ?? []), sha256]);
  return caseGraph(nodePlatform.sha256, {
    origin,
    program: { name: "Creance", version: creanceVersion },
    files: items,
    actions: history.rows.map(({ index, entry, words }) => ({
      index,
      kind: entry.kind,
      timeUs: entry.timeUs,
      sentence: entrySentence(entry, words),
      files: of.get(index) ?? [],
    })),
  });
}

function reportHtml(input: {
  readonly origin: string;
  readonly vkey: string;
  readonly size: number;
  readonly rootHash: Uint8Array;
  readonly options: PackOptions;
  readonly levels: LedgerLevels;
  readonly left: readonly string[];
  readonly items: readonly PackedItem[];
  readonly history: ItemsHistory;
  readonly proven: ReadonlySet<number>;
}): string {
  const { origin, vkey, size, rootHash, options, levels, left, items, history, proven } = input;
  return pageToHtml(
    evidenceReportPage({
      version: creanceVersion,
      description: options.description,
      madeUs: options.nowUs,
      origin,
      vkey,
      entries: size,
      rootHash: Buffer.from(rootHash).toString("base64"),
      levels: levels.sentences,
      items: items.map((item) => ({
        ...item,
        events: history.of(item.sha256).map(({ index, entry, words }) => ({
          index,
          timeUs: entry.timeUs,
          sentence: entrySentence(entry, words),
          proven: proven.has(index),
        })),
      })),
      left,
    }),
  );
}

/** What the package does not hold or show. */
function leftOut({
  history,
  proven,
  texts,
  levels,
}: {
  readonly history: ItemsHistory;
  readonly proven: ReadonlySet<number>;
  readonly texts: ReadonlyMap<string, PersonalText>;
  readonly levels: LedgerLevels;
}): readonly string[] {
  const unproven = history.rows.length - proven.size;
  const erased = history.rows
    .flatMap(({ entry }) => (entry.kind === "program" ? [] : saltedHashes(entry)))
    .filter((hash) => !texts.has(hash)).length;
  return [
    ...(unproven > 0 ? [`${unproven} entries are newer than the checkpoint and have no proof yet.`] : []),
    ...(erased > 0 ? [`${erased} names, notes or reasons were erased: their hashes stand in the entries, the words are gone.`] : []),
    ...(history.cut ? ["There were more entries than a package holds: the newest were taken."] : []),
    ...(levels.witnessed.length === 0
      ? ["No witness saw the log: that nothing was cut from its end before this checkpoint is not shown."]
      : []),
    ...(levels.timestamped === null ? ["No timestamp authority saw the log: its times are those of the machine's own clock."] : []),
    "An entry shows that the program wrote it down then, not that what a person typed was true, nor who sat at the machine.",
    "That a file is whole does not show that what the aircraft recorded was right.",
  ];
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}
