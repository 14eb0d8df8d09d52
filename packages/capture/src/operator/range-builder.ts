/** Collects ranges in address order into the typed arrays of an `OperatorDatabase`. */

import { GrowingWords } from "./growing-words.ts";
import type { IpAddress } from "./ip-address.ts";
import type { OperatorDatabase, OperatorDatabaseInfo, OperatorLabel } from "./operator-database.ts";

/** Takes ranges. A range holds until the next one starts; a gap is a range without label. */
export interface RangeBuilder {
  /** From `first` on (of the same IP version) `label` holds; `undefined` for nothing. Starts must rise; throws a `RangeError` when not. */
  from(first: IpAddress, label: OperatorLabel | undefined): void;
  /** The database. The builder cannot be used afterwards. */
  finish(info: OperatorDatabaseInfo): OperatorDatabase;
}

/** A builder with nothing in it. Neighbours with equal labels are joined. Memory: the result's. */
export function createRangeBuilder(): RangeBuilder {
  const labels: OperatorLabel[] = [];
  const known = new Map<string, number>();
  const v4 = { starts: new GrowingWords(), values: new GrowingWords(), last: 0 };
  const v6 = { starts: new GrowingWords(), values: new GrowingWords(), last: 0 };
  const previous = { 4: undefined as IpAddress | undefined, 6: undefined as IpAddress | undefined };

  const numberOf = (label: OperatorLabel | undefined): number => {
    if (label === undefined) return 0;
    const key = `${label.asn} ${label.text}`;
    const value = known.get(key);
    if (value !== undefined) return value;
    labels.push({ asn: label.asn, text: label.text });
    known.set(key, labels.length);
    return labels.length;
  };

  return {
    from(first, label) {
      const before = previous[first.ipVersion];
      if (before !== undefined && compareAddresses(before, first) >= 0) throw new RangeError("ranges must rise");
      previous[first.ipVersion] = first;
      const side = first.ipVersion === 4 ? v4 : v6;
      const value = numberOf(label);
      if (value === side.last) return;
      side.last = value;
      if (side === v6) {
        v6.starts.push(first.word0);
        v6.starts.push(first.word1);
        v6.starts.push(first.word2);
      }
      side.starts.push(first.word3);
      side.values.push(value);
    },
    finish(info) {
      return {
        kind: info.kind,
        name: info.name,
        date: info.date,
        licence: info.licence,
        notice: info.notice,
        labels,
        v4Starts: v4.starts.take(),
        v4Values: v4.values.take(),
        v6Starts: v6.starts.take(),
        v6Values: v6.values.take(),
      };
    },
  };
}

/** Negative, zero or positive as `a` stands before, at or after `b`. */
function compareAddresses(a: IpAddress, b: IpAddress): number {
  return a.word0 - b.word0 || a.word1 - b.word1 || a.word2 - b.word2 || a.word3 - b.word3;
}
