/** What databases say about countries, in words: for screen readers, beside marks, in reports. */
import { formatBytes } from "@creance/core";
import {
  bytesOutOf,
  type CountryCounts,
  type CountryDatabase,
  type CountryOpinions,
  countryName,
  type NamedCountry,
} from "./country-opinions.ts";

/** Countries listed in the description of a map; the table has all. */
const MOST_LISTED = 12;

/** One country in a sentence or two. */
export function countryWords({ country, agreed, disputed, namedBy, others }: NamedCountry): string {
  const parts = [
    agreed.conversations > 0 ? `Databases agree on ${amounts(agreed)}.` : "",
    disputed.conversations > 0
      ? `${others.length === 0 ? `Only ${listed(namedBy)} has an opinion` : `Disputed: ${listed(namedBy)} ${namedBy.length === 1 ? "says" : "say"} ${country}, others ${shortList(others)}`}; ${amounts(disputed)}.`
      : "",
  ];
  return `${countryName(country)}. ${parts.filter((part) => part !== "").join(" ")}`;
}

/** All conversations in a sentence: where databases agree, where not, where none has an opinion. */
export function countrySummary({ agreed, disputed, nowhere }: CountryOpinions): string {
  const part = (sum: CountryCounts): string => `${countOf(sum.conversations, "conversation")} (${formatBytes(sum.bytesOut)} out)`;
  const silent = nowhere.conversations === 0 ? "" : ` For ${part(nowhere)} none has an opinion.`;
  if (agreed.conversations + disputed.conversations === 0)
    return silent === "" ? "No conversation to place." : silent.trim().replace("none has", "no database has");
  if (disputed.conversations === 0) return `Databases agree on a country for ${part(agreed)}; none is disputed.${silent}`;
  return `Databases agree on a country for ${part(agreed)}; ${part(disputed)} ${disputed.conversations === 1 ? "is" : "are"} disputed.${silent}`;
}

/** The whole map for those who do not see it. */
export function countryMapWords({ countries, nowhere }: CountryOpinions): string {
  if (countries.length === 0) return `No database names a country for any of the ${countOf(nowhere.conversations, "conversation")}.`;
  const first = countries
    .slice(0, MOST_LISTED)
    .map((named) => `${countryName(named.country)} ${formatBytes(bytesOutOf(named))} out, ${agreementWord(named)}`);
  const rest = countries.length - first.length;
  return [
    `Address databases name ${countOf(countries.length, "country", "countries")}: ${first.join("; ")}${rest > 0 ? `; ${rest} more` : ""}.`,
    nowhere.conversations > 0 ? ` For ${countOf(nowhere.conversations, "conversation")} no database has an opinion.` : "",
  ].join("");
}

/** What the map shows and what it cannot. */
export function countryLimits(databases: readonly CountryDatabase[]): string {
  const dated = listed(databases.map(({ database, date }) => (date === "" ? database : `${database} ${date}`)));
  return `Address databases are opinions about networks${dated === "" ? "" : databases.some(({ date }) => date !== "") ? `, dated (${dated})` : ` (${dated})`}: they often disagree, and none measures where a machine stands.`;
}

/** `agreed`, `disputed` or `partly disputed`. */
export function agreementWord({ agreed, disputed }: NamedCountry): "agreed" | "disputed" | "partly disputed" {
  return disputed.conversations === 0 ? "agreed" : agreed.conversations === 0 ? "disputed" : "partly disputed";
}

function amounts({ conversations, bytesOut, bytesIn, servers }: CountryCounts): string {
  return `${formatBytes(bytesOut)} out, ${formatBytes(bytesIn)} in, ${countOf(conversations, "conversation")} with ${countOf(servers, "server")}`;
}

function countOf(number: number, one: string, many = `${one}s`): string {
  return `${number.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",")} ${number === 1 ? one : many}`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

function shortList(codes: readonly string[]): string {
  return codes.length <= 4 ? listed(codes) : `${codes.slice(0, 3).join(", ")} and ${codes.length - 3} more`;
}
