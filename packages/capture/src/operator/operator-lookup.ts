/** Who announces an address, and where each country database says that it is. */
import type { CountryOpinion } from "../conversation.ts";
import { type AddressScope, addressScope, unwrapIpv4 } from "./address-scope.ts";
import type { IpAddress } from "./ip-address.ts";
import { type NetworkKind, networkKinds } from "./network-kinds.table.ts";
import type { OperatorDatabase, OperatorDatabaseInfo, OperatorLabel } from "./operator-database.ts";
import { readOperatorLookup } from "./read-operator-lookup.ts";

/** What is known of an address. */
export interface OperatorAnswer {
  readonly scope: AddressScope;
  /** Autonomous system that announces the address; `null` where no database knows it or the address is not public. */
  readonly asn: number | null;
  /** Name of that system's operator. */
  readonly operator: string | null;
  /** `delivery` or `cloud` where the operator's network is known to say little about a place; `null` says nothing. */
  readonly networkKind: NetworkKind | null;
  /** One opinion for each country database, in the order of `databases`; empty when the address is not public. Never a measurement. */
  readonly countries: readonly CountryOpinion[];
}

/** Answers for addresses. */
export interface OperatorLookup {
  /** The databases with date, licence and notice: print them beside the answers. */
  readonly databases: readonly OperatorDatabaseInfo[];
  /** What is known of the address. Cost: one binary search for each database. */
  lookup(address: IpAddress): OperatorAnswer;
}

/**
 * Opens a lookup file (docs/formats/operator-lookup.md), with an operator's own databases (`readMmdb`) after it if there are any: the last
 * operator database that knows an address names its operator. Throws a `FormatError` for bytes that are not a lookup file.
 */
export function openOperatorLookup(bytes: Uint8Array, own: readonly OperatorDatabase[] = []): OperatorLookup {
  return operatorLookupOver([...readOperatorLookup(bytes), ...own]);
}

/** A lookup over databases in memory. */
export function operatorLookupOver(databases: readonly OperatorDatabase[]): OperatorLookup {
  const operators = databases.filter((database) => database.kind === "operator").reverse();
  // One opinion object for each label, shared by all answers.
  const countries = databases
    .filter((database) => database.kind === "country")
    .map((database) => {
      const opinion = (country: string | null): CountryOpinion => ({ database: database.name, date: database.date, country });
      return { database, opinions: [opinion(null), ...database.labels.map(({ text }) => opinion(text))] };
    });
  return {
    databases: databases.map(({ kind, name, date, licence, notice }) => ({ kind, name, date, licence, notice })),
    lookup(given) {
      const address = unwrapIpv4(given);
      const scope = addressScope(address);
      if (scope !== "public") return { scope, asn: null, operator: null, networkKind: null, countries: [] };
      let operator: OperatorLabel | undefined;
      for (const database of operators) {
        operator = database.labels[valueAt(database, address) - 1];
        if (operator !== undefined) break;
      }
      const opinions: CountryOpinion[] = [];
      for (const country of countries) {
        const opinion = country.opinions[valueAt(country.database, address)];
        if (opinion !== undefined) opinions.push(opinion);
      }
      return {
        scope,
        asn: operator?.asn ?? null,
        operator: operator === undefined || operator.text === "" ? null : operator.text,
        networkKind: operator === undefined ? null : (networkKinds.get(operator.asn) ?? null),
        countries: opinions,
      };
    },
  };
}

/** The value of the last range that starts at or before the address; 0 where there is none. */
function valueAt(database: OperatorDatabase, address: IpAddress): number {
  return address.ipVersion === 4
    ? (database.v4Values[lastStartV4(database.v4Starts, address.word3)] ?? 0)
    : (database.v6Values[lastStartV6(database.v6Starts, address)] ?? 0);
}

/** Index of the last start that is not above `word`, -1 where there is none. */
function lastStartV4(starts: Uint32Array, word: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= word) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function lastStartV6(starts: Uint32Array, address: IpAddress): number {
  let low = 0;
  let high = starts.length >>> 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startsAtOrBefore(starts, middle * 4, address)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function startsAtOrBefore(starts: Uint32Array, at: number, address: IpAddress): boolean {
  const word0 = starts[at] ?? 0;
  if (word0 !== address.word0) return word0 < address.word0;
  const word1 = starts[at + 1] ?? 0;
  if (word1 !== address.word1) return word1 < address.word1;
  const word2 = starts[at + 2] ?? 0;
  if (word2 !== address.word2) return word2 < address.word2;
  return (starts[at + 3] ?? 0) <= address.word3;
}
