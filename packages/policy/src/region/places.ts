/** Where a destination lies, and what a policy may call that: `US`, `EU`, `aws/us-west-2`. */
import { didYouMean } from "../did-you-mean.ts";
import { quoted } from "../problem.ts";
import { countryCodes, unionMembers } from "./countries.table.ts";
import { providerRegionsTable } from "./provider-regions.table.ts";

/** Where something lies, as far as its names tell. */
export interface StoragePlace {
  /** A known provider; `null`: a server of somebody's own. */
  readonly provider: string | null;
  /** Two letters; `null`: not known. */
  readonly country: string | null;
  /** False: the operator says one country and the provider's table another. */
  readonly isAgreed: boolean;
  /** Every name under which a policy may allow it; empty while the country is not known. */
  readonly names: readonly string[];
  /** What is known and from whom, or what is wrong. */
  readonly sentence: string;
}

/** The place of a destination. `endpoint`: with or without `https://`; `country`: what the operator says, `null`: nothing. */
export function placeOf(where: { readonly endpoint: string; readonly region: string; readonly country: string | null }): StoragePlace {
  const said = where.country === null || !isCountry(where.country) ? null : where.country;
  const provider = providerOf(where.endpoint);
  if (provider === null) {
    if (said === null) return unknownPlace(null, "Nobody said in which country this server stands.");
    return {
      provider,
      country: said,
      isAgreed: true,
      names: namesOf(said),
      sentence: `A server of your own, or of a provider that is not in the table: that it stands in ${said} is your own word.`,
    };
  }
  const countries: Readonly<Record<string, string>> = providerRegionsTable[provider].countries;
  const country = Object.hasOwn(countries, where.region) ? (countries[where.region] ?? null) : null;
  if (country === null)
    return unknownPlace(provider, `${quoted(where.region)} is no region of ${provider} that is known here, so its country is not known.`);
  const isAgreed = said === null || said === country || (country === "EU" && unionMembers.has(said));
  return {
    provider,
    country,
    isAgreed,
    names: isAgreed ? [...namesOf(country), `${provider}/${where.region}`] : [],
    sentence: isAgreed
      ? `${provider} ${where.region} lies in ${country}, as the provider says.`
      : `${provider} ${where.region} lies in ${country}, and the destination says ${said ?? ""}.`,
  };
}

/** Why a word names no place, `null` when it names one. */
export function placeFault(word: string): string | null {
  if (isCountry(word)) return null;
  if (/^[a-z]{2}$/.test(word) && isCountry(word.toUpperCase())) return `${quoted(word)}: write the country in capital letters.`;
  const [provider = "", region = "", more] = word.split("/");
  if (!word.includes("/")) {
    const known = Object.values(providerRegionsTable).flatMap(({ countries }) => Object.keys(countries));
    if (known.includes(word)) return `${quoted(word)} is a region: write its provider before it, such as aws/${word}.`;
    return `${quoted(word)} is no country: two letters, such as US, or a provider and its region, such as aws/us-west-2, are expected.`;
  }
  if (more !== undefined || !Object.hasOwn(providerRegionsTable, provider))
    return `${quoted(word)}: the providers whose regions are known are ${Object.keys(providerRegionsTable).join(", ")}; name the country instead.`;
  const regions = Object.keys(providerRegionsTable[provider as keyof typeof providerRegionsTable].countries);
  return regions.includes(region)
    ? null
    : `${quoted(region)} is no region of ${provider} that is known here.${didYouMean(region, regions, " Its country would not be known.")}`;
}

/** True for a country's two letters, and for `EU`. */
export function isCountry(word: string): boolean {
  return word === "EU" || countryCodes.has(word);
}

function unknownPlace(provider: string | null, sentence: string): StoragePlace {
  return { provider, country: null, isAgreed: true, names: [], sentence };
}

function namesOf(country: string): readonly string[] {
  return unionMembers.has(country) ? [country, "EU"] : [country];
}

function providerOf(endpoint: string): keyof typeof providerRegionsTable | null {
  const host = endpoint
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/[/?#].*$/s, "")
    .replace(/:\d+$/, "")
    .replace(/\.$/, "")
    .toLowerCase();
  for (const [provider, { hostEnds }] of Object.entries(providerRegionsTable)) {
    // A bare `amazonaws.com` would be the provider too: the dot before the end is given to the host.
    if (hostEnds.some((end) => `.${host}`.endsWith(end))) return provider as keyof typeof providerRegionsTable;
  }
  return null;
}
