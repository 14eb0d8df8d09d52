/** The answer of a capture in sentences: what went to known drone services, to whom in all, and what went out in the air. */
import type { FlowGroup, FlowPage } from "@creance/api";
import { formatBytes } from "@creance/core";
import { count, grouped, listed } from "../words/count.ts";
import type { Words } from "../words/words.ts";
import { roleWords } from "./role-words.ts";

/** What the sentences need of a role of the endpoint catalogue; key `null` are servers that it does not list. */
export type RolePart = Pick<FlowGroup, "key" | "servers" | "bytesOut" | "owners" | "firstTimeUs" | "lastTimeUs">;

/** What the answer is made from. `null` while it is being counted. */
export interface AnswerParts {
  /** Totals over servers on the internet, and over local ones. */
  readonly internet: FlowPage["totals"] | null;
  readonly local: FlowPage["totals"] | null;
  /** Conversations on the internet grouped by role. */
  readonly roles: readonly RolePart[] | null;
  /** Servers on the internet that no name is known of. */
  readonly namelessServers: number | null;
  /** What went out in the air; `null` when no kept flight was in the air meanwhile, while counting, and when there are too many to add up. */
  readonly air: { readonly bytesOut: number; readonly knownBytesOut: number } | null;
}

/** A kept flight while the capture ran. */
export interface FlightMeanwhile {
  readonly startUs: number;
  readonly endUs: number;
  readonly name: string;
}

/** Most roles and owners named in the sentence. */
const MOST_NAMED = 4;

const CATALOGUE = "the catalogue of drone makers and their partners";

/** Bytes that went out to servers of the catalogue. */
export function knownBytesOut(roles: readonly Pick<RolePart, "key" | "bytesOut">[]): number {
  return roles.reduce((sum, { key, bytesOut }) => (key === null ? sum : sum + bytesOut), 0);
}

/**
 * The answer in lines: what went to known drone services, then to whom in all.
 *
 * `420 kB went to 2 servers in the catalogue of drone makers and their partners (DJI): Flight records 369 kB (09:43 UTC) and Zone or elevation
 * query 51 kB (09:10 to 09:40 UTC).`
 * `In all, 5 servers on the internet: 443 kB went out to them, 349 kB came in. 1 has no name.`
 */
export function answerLines(
  { internet, local, roles, namelessServers }: Omit<AnswerParts, "air">,
  words: Pick<Words, "day" | "timeOfDay">,
): string[] {
  if (internet === null) return ["Counting"];
  const known = (roles ?? []).filter((role) => role.key !== null);
  const first: string[] = known.length === 0 || internet.conversations === 0 ? [] : [knownSentence(known, words)];
  const parts: string[] = [];
  if (internet.conversations === 0) parts.push("Nobody on the internet, as far as this capture shows.");
  else {
    const [servers, them] = [count(internet.servers, "server"), internet.servers === 1 ? "it" : "them"];
    parts.push(
      `${known.length > 0 ? "In all, " : ""}${servers} on the internet: ${formatBytes(internet.bytesOut)} went out to ${them}, ${formatBytes(internet.bytesIn)} came in.`,
    );
    if (roles !== null && known.length === 0)
      parts.push(`${internet.servers === 1 ? "It does not stand" : "None of them stands"} in ${CATALOGUE}.`);
    if (namelessServers !== null && namelessServers > 0)
      parts.push(`${grouped(namelessServers)} ${namelessServers === 1 ? "has" : "have"} no name.`);
  }
  if (local !== null && local.conversations > 0)
    parts.push(`${count(local.conversations, "conversation")} stayed on local addresses (${formatBytes(local.bytesOut)} out).`);
  return [...first, parts.join(" ")];
}

function knownSentence(known: readonly RolePart[], words: Pick<Words, "day" | "timeOfDay">): string {
  const servers = known.reduce((sum, role) => sum + role.servers, 0);
  const owners = named([...new Set(known.flatMap((role) => role.owners))].sort());
  const purposes = known.map(
    (role) => `${roleWords(role.key ?? "")} ${formatBytes(role.bytesOut)}${beganWords(role.firstTimeUs, role.lastTimeUs, words)}`,
  );
  return `${formatBytes(knownBytesOut(known))} went to ${count(servers, "server")} in ${CATALOGUE}${owners === "" ? "" : ` (${owners})`}: ${named(purposes)}.`;
}

function named(parts: readonly string[]): string {
  const more = parts.length - MOST_NAMED;
  return listed(more > 0 ? [...parts.slice(0, MOST_NAMED), `${grouped(more)} more`] : parts);
}

/** ` (09:10 to 09:40 UTC)`, with days where they differ; empty when unknown. */
function beganWords(firstUs: number | null, lastUs: number | null, words: Pick<Words, "day" | "timeOfDay">): string {
  if (firstUs === null || lastUs === null) return "";
  const clock = (timeUs: number): string => words.timeOfDay(timeUs, null).slice(0, 5);
  const [first, last] = [words.day(firstUs, null), words.day(lastUs, null)];
  if (first !== last) return ` (${first} to ${last})`;
  return clock(firstUs) === clock(lastUs) ? ` (${clock(firstUs)} UTC)` : ` (${clock(firstUs)} to ${clock(lastUs)} UTC)`;
}

/** `In the air meanwhile: Cuba, PT (09:39 to 09:47 UTC). 378 kB went out then, 369 kB of it to servers in the catalogue.` */
export function airSentence(flights: readonly FlightMeanwhile[], air: AnswerParts["air"], words: Pick<Words, "day" | "timeOfDay">): string {
  if (flights.length === 0) return "No kept flight was in the air meanwhile.";
  const who = named(flights.map(({ name, startUs, endUs }) => `${name}${beganWords(startUs, endUs, words)}`));
  const sent =
    air === null
      ? ""
      : ` ${formatBytes(air.bytesOut)} went out in conversations that began then, ${air.knownBytesOut === air.bytesOut && air.bytesOut > 0 ? "all" : formatBytes(air.knownBytesOut)} of it to servers in the catalogue.`;
  return `In the air meanwhile: ${who}.${sent}`;
}

/** Flights as stretches of time that do not overlap, earliest first. */
export function airSpans(
  flights: readonly Pick<FlightMeanwhile, "startUs" | "endUs">[],
): { readonly fromUs: number; readonly toUs: number }[] {
  const spans: { fromUs: number; toUs: number }[] = [];
  for (const { startUs, endUs } of [...flights].sort((a, b) => a.startUs - b.startUs)) {
    const last = spans.at(-1);
    const toUs = Math.ceil(endUs);
    if (last !== undefined && startUs <= last.toUs) last.toUs = Math.max(last.toUs, toUs);
    else spans.push({ fromUs: Math.max(0, Math.floor(startUs)), toUs });
  }
  return spans;
}
