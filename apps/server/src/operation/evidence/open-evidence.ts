/** Evidence of an open vault. */
import { rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "@creance/core";
import type { Vault } from "@creance/vault";
import type { Keys } from "../keyring/types.ts";
import { inWriterTurn, type SharedWriter } from "../shared-writer.ts";
import { takeCosignature, witnessRequest } from "./cosignatures.ts";
import { exportLedger } from "./export-ledger.ts";
import { ledgerLevels } from "./ledger-levels.ts";
import { namedOriginals } from "./named-originals.ts";
import { refuseExisting } from "./new-folder.ts";
import { packEvidence } from "./pack-evidence.ts";
import { askTimestamp, takeTimestamp } from "./timestamps.ts";
import type { Evidence } from "./types.ts";
import { zipFolder } from "./zip-folder.ts";

/** What it works with. */
export interface EvidenceParts {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  readonly keys: Keys;
  /** Who works here; `null` when it is not known. */
  readonly by: string | null;
}

/** Opens it. */
export function openEvidence(parts: EvidenceParts): Evidence {
  const { vault, writers } = parts;
  return {
    levels: () => ledgerLevels(vault),
    async seal() {
      const { signer } = await parts.keys.open();
      return inWriterTurn(writers, (writer) => writer.sealLedger(signer));
    },
    exportLedger: async (folder) => {
      await refuseExisting(resolve(folder));
      await enterAndSeal(parts, []);
      return exportLedger(vault, folder);
    },
    witnessRequest: (oldSize) => witnessRequest(vault, oldSize),
    addCosignature: (answer, vkey) => takeCosignature(vault, { writers, answer, vkey }),
    timestampRequest: () => askTimestamp(vault, writers),
    addTimestamp: (reply, authorityPath) => takeTimestamp(vault, { writers, reply, authorityPath }),
    async pack(items, { out, description }) {
      const target = resolve(out);
      await refuseExisting(target);
      const originals = namedOriginals(vault, items);
      if (originals.length === 0) throw new UserError("no-items", "wrongUse", "No item was named; nothing was written.");
      // Before it is handed out: so the package's history holds its own making.
      await enterAndSeal(parts, originals);
      const nowUs = Date.now() * 1000;
      if (!target.endsWith(".zip")) return packEvidence(vault, originals, { folder: target, description, nowUs });
      const folder = join(dirname(target), basename(target, ".zip"));
      await refuseExisting(folder);
      const packed = await packEvidence(vault, originals, { folder, description, nowUs });
      try {
        const { sizeBytes } = await zipFolder(folder, target);
        return { ...packed, path: target, sizeBytes };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Enters that originals go out, and signs over everything when the key is at hand. A vault that is only read is packed as it is. */
async function enterAndSeal({ vault, writers, keys, by }: EvidenceParts, originals: readonly string[]): Promise<void> {
  if (vault.readOnly) return;
  const ring = await keys.quiet(true);
  await inWriterTurn(writers, async (writer) => {
    if (originals.length > 0) {
      await writer.enter((words) => {
        const byHash = by === null ? null : words(by);
        return originals.map((sha256) => ({
          kind: "exported",
          timeUs: Date.now() * 1000,
          what: "original",
          sha256,
          format: "evidence-package",
          byHash,
        }));
      });
    }
    if (ring !== null) await writer.sealLedger(ring.signer);
  });
}
