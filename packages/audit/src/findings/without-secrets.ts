/** Takes the operator's secrets out of what a finding repeats from the capture: paths, hosts, topics, names of fields. The capture itself still shows them. */
import type { ContentPart } from "@creance/capture";
import type { Platform } from "@creance/core";
import type { StreamScan } from "../detector.ts";
import type { Finding, Needle } from "../types.ts";
import { PartSearch } from "../unpack/part-search.ts";
import { type ContentSearch, SearchLanes } from "../unpack/search-lane.ts";
import { UnpackAccount } from "../unpack/unpack-account.ts";
import { unpackLimits } from "../unpack/unpack-limits.table.ts";

/** Values of fewer letters and digits are left to the search, which knows what is chance. */
const MIN_LETTERS = 4;
/** Values of fewer letters and digits must stand alone. */
const MIN_INSIDE = 6;
/** Texts that are remembered. */
const MAX_KNOWN = 65_536;

/** A run of a text that tells a needle. */
interface Secret {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/**
 * A function from a finding to one without secrets: each value that was looked for, in every form in which it would be found, is replaced by
 * `[identifiers.imei[0]]`. Names of files stand in the list of inputs as well and are left.
 */
export function createWithoutSecrets(
  needles: readonly Needle[],
  search: Pick<ContentSearch, "openNeedles">,
  platform: Platform,
): (finding: Finding) => Finding {
  const isSecret = needles.map(({ decoy, form }) => !decoy && form === undefined);
  if (!isSecret.includes(true)) return (finding) => finding;
  const literals = literalSecrets(needles.filter((_, index) => isSecret[index]));
  const lanes = new SearchLanes({ openNeedles: (onHit) => search.openNeedles(onHit), openPoints: () => nothingFound });
  const known = new Map<string, string>();
  const shared = { platform, lanes, account: new UnpackAccount(), limits: unpackLimits, files: [], largestFileBytes: 0 };

  const searched = (text: string, part: ContentPart, before: string, after: string): Secret[] => {
    const bytes = encoder.encode(before + text + after);
    const lead = encoder.encode(before).byteLength;
    const found: Secret[] = [];
    const sink = new PartSearch(part, shared, ({ needles: hits }) => {
      for (const { node, hit } of hits) {
        const needle = needles[hit.needle];
        // Parts of a value that may be chance: the end of a mail address is a host that many talk to.
        if (needle === undefined || !isSecret[hit.needle] || (hit.weakBecause !== null && hit.layers.includes("cut"))) continue;
        const [start, end] = node.placeIn(null, hit.start, hit.end);
        found.push({ start: characterAt(bytes, start, lead), end: characterAt(bytes, end, lead), name: needle.name });
      }
    });
    sink.data(bytes, 0, bytes.byteLength, 0, bytes.byteLength, { first: 1, last: 1 }, 0);
    sink.end(true);
    return found;
  };
  const without = (text: string, kind: "path" | "text"): string => {
    const key = `${kind} ${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const secrets = kind === "path" ? searched(text, pathPart, "GET ", " HTTP/1.1\r\n\r\n") : searched(text, textPart, "", "");
    const told = replaced(text, [...secrets, ...literals(text)]);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, told);
    return told;
  };
  const named = (text: string | null): string | null => (text === null ? null : without(text, "text"));

  return (finding) => {
    const { http, topic, field, flow } = finding;
    const told = {
      http: http === null ? null : { ...http, host: named(http.host), path: http.path === null ? null : without(http.path, "path") },
      topic: named(topic),
      field: named(field),
      serverName: named(flow.serverName),
    };
    const isSame =
      told.http?.host === http?.host &&
      told.http?.path === http?.path &&
      told.topic === topic &&
      told.field === field &&
      told.serverName === flow.serverName;
    if (isSame) return finding;
    const host = http?.host ?? flow.serverName;
    const shownHost = told.http?.host ?? told.serverName;
    return {
      ...finding,
      http: told.http,
      topic: told.topic,
      field: told.field,
      flow: { ...flow, serverName: told.serverName },
      sentence: host === null || shownHost === null ? finding.sentence : finding.sentence.replaceAll(host, () => shownHost),
    };
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const nothingFound: StreamScan = { push() {}, gap() {}, end() {} };

const textPart: ContentPart = {
  flow: { flowId: "" } as ContentPart["flow"],
  side: 0,
  transport: [],
  streamId: null,
  message: 0,
  role: "name",
  http: null,
  topic: null,
  mediaType: null,
  boundary: null,
  contentCodings: [],
};
const pathPart: ContentPart = { ...textPart, role: "head" };

/** Which character of the text the byte at `at` belongs to, when `lead` bytes stand before the text. */
function characterAt(bytes: Uint8Array, at: number, lead: number): number {
  return at <= lead ? 0 : decoder.decode(bytes.subarray(lead, at)).length;
}

/** Values as they are written, in either case and with any separators, found by their first letters. */
function literalSecrets(needles: readonly Needle[]): (text: string) => Secret[] {
  const byBeginning = new Map<string, { readonly letters: string; readonly name: string }[]>();
  for (const { value, raw, name } of needles) {
    for (const letters of new Set([value, raw ?? value].map((text) => lettersOf(text).letters))) {
      if (letters.length < MIN_LETTERS) continue;
      const beginning = letters.slice(0, MIN_LETTERS);
      const alike = byBeginning.get(beginning);
      if (alike === undefined) byBeginning.set(beginning, [{ letters, name }]);
      else alike.push({ letters, name });
    }
  }
  return (text) => {
    const { letters, places } = lettersOf(text);
    const found: Secret[] = [];
    for (let at = 0; at + MIN_LETTERS <= letters.length; at++) {
      for (const secret of byBeginning.get(letters.slice(at, at + MIN_LETTERS)) ?? []) {
        const last = at + secret.letters.length - 1;
        if (!letters.startsWith(secret.letters, at)) continue;
        const start = places[at] as number;
        const end = (places[last] as number) + 1;
        const isAlone = (at === 0 || places[at - 1] !== start - 1) && places[last + 1] !== end;
        if (secret.letters.length >= MIN_INSIDE || isAlone) found.push({ start, end, name: secret.name });
      }
    }
    return found;
  };
}

/** The letters and digits of a text in lower case, and where each stands. */
function lettersOf(text: string): { readonly letters: string; readonly places: readonly number[] } {
  const places: number[] = [];
  let letters = "";
  for (let at = 0; at < text.length; at++) {
    const lower = (text[at] as string).toLowerCase();
    if (lower.length !== 1 || !/[\p{L}\p{N}]/u.test(lower)) continue;
    letters += lower;
    places.push(at);
  }
  return { letters, places };
}

/** The text with its secrets named instead; what overlaps is one. */
function replaced(text: string, secrets: readonly Secret[]): string {
  let told = "";
  let from = 0;
  let open: Secret | undefined;
  const close = (): void => {
    if (open === undefined) return;
    told += `${text.slice(from, open.start)}[${open.name}]`;
    from = open.end;
  };
  for (const secret of [...secrets].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (secret.end <= secret.start) continue;
    if (open !== undefined && secret.start < open.end) {
      if (secret.end > open.end) open = { ...open, end: secret.end };
      continue;
    }
    close();
    open = secret;
  }
  close();
  return told + text.slice(from);
}
