/** The ledger in words, over the vault's journal. */
import type { LedgerEntry, LedgerEntryQuery, LedgerPageState } from "@creance/api";
import { toHex, UserError } from "@creance/core";
import { entrySentence, type JournalEntry, kindsOfSubject, subjectOfKind } from "@creance/ledger";
import { nodePlatform } from "@creance/node";
import type { LedgerRow, Vault } from "@creance/vault";
import type { Evidence, LedgerLevels } from "../evidence/types.ts";
import type { Keys } from "../keyring/types.ts";
import { inWriterTurn, type SharedWriter } from "../shared-writer.ts";
import type { LedgerView } from "./types.ts";
import { verifyVaultLedger } from "./verify-ledger.ts";

/** What the view works with. */
export interface LedgerParts {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  readonly keys: Keys;
  readonly evidence: Pick<Evidence, "levels">;
}

/** Opens the view. */
export function openLedger({ vault, writers, keys, evidence }: LedgerParts): LedgerView {
  async function pageState(): Promise<LedgerPageState> {
    const state = await vault.ledger.state();
    const standing = await keys.state().catch(() => null);
    const canSign = !vault.readOnly && (standing?.state === "none" || (await keys.quiet(false).catch(() => null)) !== null);
    const levels = await evidence.levels();
    return { ...state, levels: levelWords(levels), sentences: levels.sentences, canSign };
  }

  return {
    state: pageState,
    async entries(query) {
      const { sealed } = await vault.ledger.state();
      const { total, rows } = await vault.ledger.entries(ledgerQuery(query));
      return { total, rows: rows.map((row) => entryOf(row, sealed, vault)) };
    },
    async entry(index) {
      const { sealed } = await vault.ledger.state();
      const [line, found] = await Promise.all([vault.ledger.entryBytes(index), vault.ledger.entry(index)]);
      if (found === undefined) {
        throw new UserError("entry-unknown", "conflict", `Entry ${index} is of a kind that this version of Creance does not know.`);
      }
      const proof = index < sealed ? await vault.ledger.proof(index) : null;
      return {
        entry: entryOf(found, sealed, vault),
        line: new TextDecoder().decode(line),
        leafHash: toHex(nodePlatform.sha256(Buffer.concat([Buffer.of(0), line]))),
        words: Object.entries(found.words).map(([field, text]) => ({
          field,
          hash: String((found.entry as unknown as Record<string, unknown>)[field]),
          text,
        })),
        proof,
      };
    },
    verify: () => verifyVaultLedger(vault),
    async seal() {
      const ring = await keys.quiet(true);
      if (ring === null) {
        throw new UserError(
          "no-signing-key",
          "conflict",
          "The signing key is not at hand on this machine, so nothing was signed. `creance keys show` says what is missing.",
        );
      }
      await inWriterTurn(writers, (writer) => writer.sealLedger(ring.signer));
      return pageState();
    },
  };
}

function ledgerQuery({ subject, sha256, id, fromUs, untilUs, offset, limit }: LedgerEntryQuery) {
  return {
    offset,
    limit,
    ...(subject === undefined ? {} : { kinds: kindsOfSubject(subject) }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(id === undefined ? {} : { id }),
    ...(fromUs === undefined ? {} : { fromUs }),
    ...(untilUs === undefined ? {} : { untilUs }),
  };
}

function levelWords({ signed, witnessed, timestamped }: LedgerLevels): LedgerPageState["levels"] {
  return [
    ...(signed === null ? [] : (["SIGNED"] as const)),
    ...(witnessed.length === 0 ? [] : (["WITNESSED"] as const)),
    ...(timestamped === null ? [] : (["TIMESTAMPED"] as const)),
  ];
}

function entryOf({ index, entry, words }: LedgerRow, sealed: number, vault: Vault): LedgerEntry {
  return {
    index,
    timeUs: entry.timeUs,
    kind: entry.kind,
    subject: subjectOfKind(entry.kind),
    sentence: entrySentence(entry, words),
    sealed: index < sealed,
    about: aboutOf(entry, vault),
  };
}

/** Fields that name what an entry is about, the first that is there counts. */
const aboutFields = ["shareId", "grantId", "requestId", "holdId", "deletionId", "destinationId", "recipientId", "connectionId"] as const;

function aboutOf(entry: JournalEntry, vault: Vault): LedgerEntry["about"] {
  const fields = entry as unknown as Readonly<Record<string, unknown>>;
  const { sha256, flightId } = fields;
  if (typeof flightId === "string" && vault.flight(flightId) !== undefined) {
    return { kind: "flight", key: flightId, label: vault.flight(flightId)?.summary.name ?? `flight ${flightId.slice(0, 8)}` };
  }
  if (typeof sha256 === "string") {
    const label = vault.fileName(sha256)?.split("/").at(-1) ?? sha256.slice(0, 16);
    if (vault.mediaEntry(sha256) !== undefined) return { kind: "media", key: sha256, label };
    if (vault.capture(sha256) !== undefined) return { kind: "capture", key: sha256, label };
    return { kind: "original", key: sha256, label };
  }
  for (const name of aboutFields) {
    const key = fields[name];
    if (typeof key === "string") return { kind: "id", key, label: `${name.replace(/Id$/, "")} ${key.slice(0, 8)}` };
  }
  return null;
}
