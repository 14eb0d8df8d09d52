/** The ledger's entries about keeping times, folded into how each item stands. Nothing else knows: no state is kept anywhere. */
import type { DeletionRecord, ItemRecord, LegalHold, RetentionEntry, RetentionState, StandingRule } from "./types.ts";

interface Folding {
  standing: StandingRule | null;
  readonly items: Map<string, ItemRecord>;
  readonly holds: Map<string, LegalHold>;
  /** Item of each exception that was made. */
  readonly exceptionOf: Map<string, string>;
  newestUs: number | null;
}

const untouched: ItemRecord = { clock: null, exceptions: [], holds: [], deletion: null };

/** Folds entries, oldest first. Memory: one record an item that an entry names, beside those that were only kept. */
export function foldRetention(entries: Iterable<RetentionEntry>): RetentionState {
  const folding: Folding = { standing: null, items: new Map(), holds: new Map(), exceptionOf: new Map(), newestUs: null };
  for (const entry of entries) fold(folding, entry);
  const { standing, items, holds, newestUs } = folding;
  return { standing, items, holds, newestUs };
}

/** What the ledger says of an item; nothing, where no entry names it. */
export function itemRecord({ items }: RetentionState, sha256: string): ItemRecord {
  return items.get(sha256) ?? untouched;
}

function fold(folding: Folding, entry: RetentionEntry): void {
  const { items, holds, exceptionOf } = folding;
  const { timeUs, sequence } = entry;
  folding.newestUs = Math.max(folding.newestUs ?? timeUs, timeUs);
  const change = (sha256: string, by: (record: ItemRecord) => ItemRecord): void => {
    items.set(sha256, by(items.get(sha256) ?? untouched));
  };
  switch (entry.kind) {
    case "kept": {
      // Kept again after it was deleted: clocks and exceptions were of what is gone; a hold stands until it is released.
      const known = items.get(entry.sha256);
      if (known?.deletion !== null && known !== undefined) items.set(entry.sha256, { ...untouched, holds: known.holds });
      return;
    }
    case "ruleSet":
      folding.standing =
        entry.keepUs === null ? null : { rule: entry.rule, keepUs: entry.keepUs, clock: entry.clock, setUs: timeUs, sequence };
      return;
    case "clockSet": {
      const { rule, fromUs, untilUs } = entry;
      change(entry.sha256, (record) => ({ ...record, clock: untilUs === null ? null : { rule, fromUs, untilUs, sequence } }));
      return;
    }
    case "exceptionMade": {
      const { exceptionId, ground, reviewUs } = entry;
      exceptionOf.set(exceptionId, entry.sha256);
      const made = { exceptionId, ground, madeUs: timeUs, reviewUs, sequence, endedUs: null };
      change(entry.sha256, (record) => ({ ...record, exceptions: [...record.exceptions, made] }));
      return;
    }
    case "exceptionEnded": {
      const sha256 = exceptionOf.get(entry.exceptionId);
      if (sha256 === undefined) return;
      change(sha256, (record) => ({
        ...record,
        exceptions: record.exceptions.map((one) => (one.exceptionId === entry.exceptionId ? { ...one, endedUs: timeUs } : one)),
      }));
      return;
    }
    case "holdPlaced": {
      const { holdId, sha256 } = entry;
      const known = holds.get(holdId);
      const first = known === undefined || known.releasedUs !== null;
      const over = first ? [] : known.sha256.filter((one) => one !== sha256);
      holds.set(holdId, {
        holdId,
        sha256: [...over, sha256],
        placedUs: first ? timeUs : known.placedUs,
        sequence: first ? sequence : known.sequence,
        releasedUs: null,
      });
      change(sha256, (record) => ({ ...record, holds: [...record.holds.filter((one) => one !== holdId), holdId] }));
      return;
    }
    case "holdReleased": {
      const hold = holds.get(entry.holdId);
      if (hold === undefined) return;
      holds.set(entry.holdId, { ...hold, releasedUs: timeUs });
      for (const sha256 of hold.sha256) {
        change(sha256, (record) => ({ ...record, holds: record.holds.filter((one) => one !== entry.holdId) }));
      }
      return;
    }
    case "deleting": {
      const { deletionId, rule } = entry;
      const deletion: DeletionRecord = { deletionId, rule, state: "deleting", begunUs: timeUs, endedUs: null, places: null, code: null };
      change(entry.sha256, (record) => ({ ...record, deletion }));
      return;
    }
    default: {
      const ended: Partial<DeletionRecord> =
        entry.kind === "deleted"
          ? { state: "deleted", endedUs: timeUs, places: entry.places, code: null }
          : { state: "failed", endedUs: timeUs, code: entry.code };
      change(entry.sha256, (record) =>
        record.deletion?.deletionId === entry.deletionId ? { ...record, deletion: { ...record.deletion, ...ended } } : record,
      );
    }
  }
}
