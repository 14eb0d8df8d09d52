/**
 * What country databases say about the servers of conversations, added up by country. A database is an opinion about a network: it measures nothing, and
 * several often differ. So nothing here says where a server is: a country is named, by all that have an opinion or by some.
 */
import { countryPlaces } from "./country-places.table.ts";
import type { MapPosition } from "./map-model.ts";

/** Conversations with one set of opinions. */
export interface CountryGroup {
  /** One opinion for each database, parted by spaces, `--` where it has none; `null` where none was asked (private addresses). */
  readonly key: string | null;
  readonly conversations: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly servers: number;
}

/** A country database and the date of its snapshot. */
export interface CountryDatabase {
  readonly database: string;
  readonly date: string;
}

/** Sums. A server with addresses in several sets of opinions counts in each. */
export interface CountryCounts {
  readonly conversations: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly servers: number;
}

/** A country that at least one database names. */
export interface NamedCountry {
  /** As the database writes it: usually ISO 3166-1 alpha-2. */
  readonly country: string;
  /** English name; the code where it is not known. */
  readonly name: string;
  /** Where its mark stands; `null` for codes that are no place (`EU`). */
  readonly place: MapPosition | null;
  /** At least two databases name it and none names another. */
  readonly agreed: CountryCounts;
  /** Named too, but another database differs, or no other has an opinion. The same bytes stand at every country named for them. */
  readonly disputed: CountryCounts;
  /** Databases that name it in a dispute, in their order. */
  readonly namedBy: readonly string[];
  /** Countries that others name for the same conversations, most bytes first. */
  readonly others: readonly string[];
}

/** Conversations for which databases name different countries. */
export interface CountryDispute {
  /** In order of first mention, each once. */
  readonly countries: readonly string[];
  readonly bytesOut: number;
}

/** All opinions. */
export interface CountryOpinions {
  /** Most bytes out first. */
  readonly countries: readonly NamedCountry[];
  /** Most bytes out first. */
  readonly disputes: readonly CountryDispute[];
  /** Everything agreed, each conversation once. */
  readonly agreed: CountryCounts;
  /** Everything disputed, each conversation once. */
  readonly disputed: CountryCounts;
  /** No database has an opinion: private addresses, and addresses that none knows. */
  readonly nowhere: CountryCounts;
}

/** Written where a database has no opinion. */
const NO_OPINION = "--";

/** Adds groups up by country. `databases` are in the order of the opinions. */
export function countryOpinions(groups: readonly CountryGroup[], databases: readonly CountryDatabase[]): CountryOpinions {
  const sums = new Map<string, Sums>();
  const disputes = new Map<string, { countries: string[]; bytesOut: number }>();
  const total = { agreed: noCounts(), disputed: noCounts(), nowhere: noCounts() };
  for (const group of groups) {
    const opinions = (group.key ?? "").split(" ").filter((opinion) => opinion !== "");
    const held = opinions.filter((opinion) => opinion !== NO_OPINION);
    const named = [...new Set(held)];
    const agreed = named.length === 1 && held.length > 1;
    add(total[named.length === 0 ? "nowhere" : agreed ? "agreed" : "disputed"], group);
    for (const country of named) {
      const sum = sums.get(country) ?? emptySums();
      sums.set(country, sum);
      add(agreed ? sum.agreed : sum.disputed, group);
      if (agreed) continue;
      opinions.forEach((opinion, at) => {
        if (opinion === country) sum.namedBy.add(at);
      });
      for (const other of named) if (other !== country) sum.others.set(other, (sum.others.get(other) ?? 0) + group.bytesOut);
    }
    if (named.length < 2) continue;
    const dispute = disputes.get(named.join(" ")) ?? { countries: named, bytesOut: 0 };
    disputes.set(named.join(" "), { ...dispute, bytesOut: dispute.bytesOut + group.bytesOut });
  }
  const countries = [...sums].map(([country, { agreed, disputed, namedBy, others }]): NamedCountry => {
    const [name, latDeg, lonDeg] = placeOf(country);
    return {
      country,
      name,
      place: latDeg === null || lonDeg === null ? null : { latDeg, lonDeg },
      agreed,
      disputed,
      namedBy: [...namedBy].sort((a, b) => a - b).map((at) => databases[at]?.database ?? `database ${at + 1}`),
      others: [...others].sort(([a, bytesA], [b, bytesB]) => bytesB - bytesA || (a < b ? -1 : 1)).map(([other]) => other),
    };
  });
  return {
    countries: countries.sort((a, b) => bytesOutOf(b) - bytesOutOf(a) || (a.country < b.country ? -1 : 1)),
    disputes: [...disputes.values()].sort((a, b) => b.bytesOut - a.bytesOut),
    ...total,
  };
}

/** Name of a country for people: `United States (US)`. */
export function countryName(country: string): string {
  const [name] = placeOf(country);
  return name === country ? country : `${name} (${country})`;
}

/** Bytes out that any database places in a country. */
export function bytesOutOf({ agreed, disputed }: NamedCountry): number {
  return agreed.bytesOut + disputed.bytesOut;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Sums {
  readonly agreed: Mutable<CountryCounts>;
  readonly disputed: Mutable<CountryCounts>;
  readonly namedBy: Set<number>;
  readonly others: Map<string, number>;
}

function emptySums(): Sums {
  return { agreed: noCounts(), disputed: noCounts(), namedBy: new Set(), others: new Map() };
}

function noCounts(): Mutable<CountryCounts> {
  return { conversations: 0, bytesOut: 0, bytesIn: 0, servers: 0 };
}

function add(sum: Mutable<CountryCounts>, group: CountryCounts): void {
  sum.conversations += group.conversations;
  sum.bytesOut += group.bytesOut;
  sum.bytesIn += group.bytesIn;
  sum.servers += group.servers;
}

function placeOf(country: string): readonly [name: string, latDeg: number | null, lonDeg: number | null] {
  return (Object.hasOwn(countryPlaces, country) ? countryPlaces[country] : undefined) ?? [country, null, null];
}
