/**
 * What is wrong with the rules that the kernel holds, read rule by rule and not by comparing with the text that made them: each rule that lets
 * something pass must be one of a short list, each chain must end in a counted refusal. A fault in `rulesText` is found here too.
 */
import { isFormatError } from "@creance/core";
import { counters } from "./counters.table.ts";
import type { RulesInput } from "./rules-input.ts";
import { LAN_PORTS, RELAY_MARK } from "./rules-text.ts";
import { canonicalJson, isObject, type JsonObject, type ListedObject, listedObjects, ofHold, own } from "./ruleset-json.ts";

/** Something that is not as it must be. */
export interface ListingFault {
  /** `rules-unreadable`, `rules-missing`, `chain-missing`, `chain-changed`, `chain-foreign`, `rule-foreign`, `rule-missing`, `refusal-missing`, `counter-missing`, `set-changed`, `object-foreign`. */
  readonly code: string;
  readonly sentence: string;
}

/** More faults than this are not told. */
const MAX_FAULTS = 50;

const chains = {
  gate: { type: "filter", hook: "prerouting", prio: -450, policy: "drop" },
  names: { type: "nat", hook: "prerouting", prio: -100, policy: "accept" },
  input: { type: "filter", hook: "input", prio: 0, policy: "drop" },
  forward: { type: "filter", hook: "forward", prio: 0, policy: "drop" },
  output: { type: "filter", hook: "output", prio: 0, policy: "drop" },
} as const;
type ChainName = keyof typeof chains;

/** How the chains end: what nothing else took is counted and refused. */
const refusals: Readonly<Partial<Record<ChainName, { readonly counter: string; readonly verdict: "drop" | "reject" }>>> = {
  gate: { counter: counters.lanDenied.nft, verdict: "reject" },
  input: { counter: counters.wanInDenied.nft, verdict: "drop" },
  forward: { counter: counters.forwardDenied.nft, verdict: "drop" },
  output: { counter: counters.outDenied.nft, verdict: "drop" },
};

/** Judges `nft -j list table inet hold` (or the whole ruleset). Never throws; an empty list when all is as it must be. */
export function listingFaults(json: string, input: RulesInput): ListingFault[] {
  let objects: ListedObject[];
  try {
    objects = ofHold(listedObjects(json));
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return [{ code: "rules-unreadable", sentence: `The kernel's rules cannot be read (${error.message}).` }];
  }
  if (!objects.some(({ kind }) => kind === "table")) {
    return [{ code: "rules-missing", sentence: "The table `inet hold` is not in the kernel: the rules are not in force." }];
  }
  const faults: ListingFault[] = [
    ...objectFaults(objects),
    ...(Object.keys(chains) as ChainName[]).flatMap((name) => chainFaults(name, objects, input)),
  ];
  return faults.slice(0, MAX_FAULTS);
}

/** Tables, sets, counters and chains, all but the rules. */
function objectFaults(objects: readonly ListedObject[]): ListingFault[] {
  const faults: ListingFault[] = [];
  const names = new Set<unknown>();
  for (const { kind, value } of objects) {
    const name = own(value, "name");
    if (kind === "counter") names.add(name);
    else if (kind === "table") {
      if (own(value, "flags") !== undefined) {
        faults.push({ code: "object-foreign", sentence: "The table `inet hold` has flags (dormant?), so it may not be in force." });
      }
    } else if (kind === "chain") {
      if (!Object.hasOwn(chains, String(name))) {
        faults.push({ code: "chain-foreign", sentence: `The chain ${quoted(name)} in \`inet hold\` is not ours.` });
      }
    } else if (kind === "set" && name === "upstream4") {
      if (canonicalJson(own(value, "type")) !== canonicalJson(["ipv4_addr", "inet_service"])) {
        faults.push({ code: "set-changed", sentence: "The set `upstream4` is not one of addresses and ports." });
      }
      names.add("set upstream4");
    } else if (kind !== "rule") {
      faults.push({ code: "object-foreign", sentence: `${quoted(kind)} ${quoted(name)} in \`inet hold\` is not ours.` });
    }
  }
  for (const { nft } of Object.values(counters)) {
    if (!names.has(nft)) faults.push({ code: "counter-missing", sentence: `The counter ${nft} is not there.` });
  }
  if (!names.has("set upstream4")) faults.push({ code: "set-changed", sentence: "The set `upstream4` is not there." });
  return faults;
}

function chainFaults(name: ChainName, objects: readonly ListedObject[], input: RulesInput): ListingFault[] {
  const found = objects.filter(({ kind, value }) => kind === "chain" && own(value, "name") === name);
  const chain = found[0]?.value;
  if (chain === undefined || found.length !== 1) return [{ code: "chain-missing", sentence: `The chain \`${name}\` is not there once.` }];
  const faults: ListingFault[] = [];
  const wanted = chains[name];
  for (const key of Object.keys(wanted) as (keyof typeof wanted)[]) {
    if (own(chain, key) === wanted[key]) continue;
    const is = quoted(own(chain, key));
    faults.push({ code: "chain-changed", sentence: `The chain \`${name}\` has ${key} ${is}, it must be \`${wanted[key]}\`.` });
  }
  if (own(chain, "dev") !== undefined) faults.push({ code: "chain-changed", sentence: `The chain \`${name}\` is tied to a device.` });

  const rules = objects.filter(({ kind, value }) => kind === "rule" && own(value, "chain") === name).map(({ value }) => own(value, "expr"));
  const expected = passing(name, input).map(ruleKey);
  const passed: string[] = [];
  for (const expr of rules) {
    const read = readRule(expr);
    if (read.ends) continue;
    if (expected.includes(read.key)) passed.push(read.key);
    else
      faults.push({ code: "rule-foreign", sentence: `A rule in \`${name}\` lets pass what it must not: ${clipped(canonicalJson(expr))}.` });
  }
  if (passed.join("\n") !== expected.join("\n") && faults.every(({ code }) => code !== "rule-foreign")) {
    faults.push({
      code: "rule-missing",
      sentence: `The rules in \`${name}\` that let something pass are not all there, once and in order.`,
    });
  }
  const refusal = refusals[name];
  if (refusal !== undefined && !isRefusal(rules.at(-1), refusal)) {
    faults.push({ code: "refusal-missing", sentence: `The chain \`${name}\` does not end in the counted refusal of all the rest.` });
  }
  return faults;
}

/** True for `counter name X [log ...] VERDICT` without a condition. */
function isRefusal(expr: unknown, { counter, verdict }: { readonly counter: string; readonly verdict: string }): boolean {
  if (!Array.isArray(expr) || !expr.every(isObject)) return false;
  const statements = expr.filter((statement) => !Object.hasOwn(statement, "log"));
  return (
    statements.length === 2 &&
    own(statements[0] as JsonObject, "counter") === counter &&
    Object.hasOwn(statements[1] as JsonObject, verdict)
  );
}

/** What a rule does: `ends` when it can only count, log and refuse; else a key to hold against those that may pass. */
function readRule(expr: unknown): { readonly ends: boolean; readonly key: string } {
  if (!Array.isArray(expr) || !expr.every(isObject)) return { ends: false, key: "" };
  const statements = expr as JsonObject[];
  const kinds = statements.map((statement) => Object.keys(statement).join());
  const harmless = ["match", "counter", "log", "drop", "reject"];
  if (kinds.every((kind) => harmless.includes(kind))) return { ends: true, key: "" };
  return { ends: false, key: ruleKey(statements) };
}

function ruleKey(statements: readonly JsonObject[]): string {
  const namesIpv4 = statements.some((statement) => canonicalJson(statement).includes('"protocol":"ip"'));
  return statements
    .map((statement) => {
      const match = own(statement, "match");
      if (!isObject(match)) return canonicalJson(statement);
      const { op, left, right } = match;
      // The listing may name the family that an IPv4 field implies anyway.
      if (namesIpv4 && canonicalJson(left) === canonicalJson({ meta: { key: "nfproto" } }) && right === "ipv4") return "";
      const set = isObject(right) ? own(right, "set") : right;
      const values = (Array.isArray(set) ? set : [right]).map(canonicalJson).sort();
      return `${op === "in" ? "==" : String(op)} ${canonicalJson(left)} ${values.join()}`;
    })
    .filter((text) => text !== "")
    .join(" | ");
}

/** The rules of a chain that let something pass, in order. */
function passing(name: ChainName, input: RulesInput): JsonObject[][] {
  const { lanInterface, lanIp, wanInterface, manage } = input;
  const accept: JsonObject = { accept: null };
  const ipv4 = is(meta("nfproto"), "ipv4");
  const tcpOrUdp = is(meta("l4proto"), ["tcp", "udp"]);
  switch (name) {
    case "gate":
      return [
        [is(meta("iifname"), lanInterface, "!="), accept],
        [is(field("icmpv6", "type"), ["nd-neighbor-solicit", "nd-neighbor-advert"]), count("lanNeighbour"), accept],
        [ipv4, tcpOrUdp, is(field("th", "dport"), 53), count("lanDns"), accept],
        ...(input.dhcp ? [[ipv4, is(field("udp", "dport"), 67), count("lanDhcp"), accept]] : []),
        ...(input.time ? [[ipv4, is(field("udp", "dport"), 123), count("lanTime"), accept]] : []),
        ...(input.hasServices || input.answersProbes
          ? [
              [
                is(field("ip", "daddr"), { prefix: { addr: "198.18.0.0", len: 15 } }),
                is(field("tcp", "dport"), [80, 443]),
                count("lanRelay"),
                accept,
              ],
            ]
          : []),
        ...(manage?.interface === lanInterface
          ? [[is(field("ip", "daddr"), lanIp), is(field("tcp", "dport"), manage.port), count("lanManage"), accept]]
          : []),
      ];
    case "names":
      return [
        [is(meta("iifname"), lanInterface), ipv4, tcpOrUdp, is(field("th", "dport"), 53), { redirect: { port: LAN_PORTS.names } }],
        ...(input.time
          ? [[is(meta("iifname"), lanInterface), ipv4, is(field("udp", "dport"), 123), { redirect: { port: LAN_PORTS.time } }]]
          : []),
      ];
    case "input": {
      const outside = manage !== null && manage.interface !== lanInterface ? manage : null;
      return [
        [is(meta("iifname"), "lo"), accept],
        [is(meta("iifname"), lanInterface), accept],
        ...(outside !== null && outside.interface !== wanInterface
          ? [[is(meta("iifname"), outside.interface), is(field("tcp", "dport"), outside.port), accept]]
          : []),
        [is(ct("state"), ["established", "related"]), count("wanIn"), accept],
        ...(outside?.interface === wanInterface ? [[is(field("tcp", "dport"), outside.port), count("wanIn"), accept]] : []),
      ];
    }
    case "forward":
      return [];
    case "output":
      return outgoing(input, accept, tcpOrUdp);
  }
}

function outgoing(
  { lanInterface, wanInterface, manage, relayUid, resolver, hasServices }: RulesInput,
  accept: JsonObject,
  tcpOrUdp: JsonObject,
) {
  const wan = is(meta("oifname"), wanInterface);
  const upstream = is({ concat: [field("ip", "daddr"), field("tcp", "dport")] }, "@upstream4");
  const account = relayUid === null ? [] : [is(meta("skuid"), relayUid)];
  const remember = [{ mangle: { key: ct("mark"), value: RELAY_MARK } }];
  const marked = is(ct("mark"), RELAY_MARK);
  const rules: JsonObject[][] = [
    [is(meta("oifname"), "lo"), accept],
    [is(meta("oifname"), lanInterface), accept],
  ];
  if (hasServices) {
    rules.push([wan, ...account, upstream, ...remember, count("wanRelay"), accept]);
    if (relayUid !== null) rules.push([wan, marked, upstream, count("wanRelay"), accept]);
    if (resolver !== null) {
      const asked = is(field("ip", "daddr"), resolver);
      rules.push([wan, ...account, asked, tcpOrUdp, is(field("th", "dport"), 53), ...remember, count("wanResolver"), accept]);
      if (relayUid !== null) rules.push([wan, marked, asked, is(field("tcp", "dport"), 53), count("wanResolver"), accept]);
    }
  }
  if (manage !== null && manage.interface !== lanInterface) {
    const counts = manage.interface === wanInterface ? [count("wanManage")] : [];
    const answer = [is(field("tcp", "sport"), manage.port), is(ct("direction"), "reply"), is(ct("state"), "established")];
    rules.push([is(meta("oifname"), manage.interface), ...answer, ...counts, accept]);
  }
  return rules;
}

function is(left: JsonObject, right: unknown, op: "==" | "!=" = "=="): JsonObject {
  return { match: { op, left, right } };
}

function meta(key: string): JsonObject {
  return { meta: { key } };
}

function ct(key: string): JsonObject {
  return { ct: { key } };
}

function field(protocol: string, name: string): JsonObject {
  return { payload: { protocol, field: name } };
}

function count(name: keyof typeof counters): JsonObject {
  return { counter: counters[name].nft };
}

function quoted(value: unknown): string {
  return `\`${clipped(typeof value === "string" ? value : canonicalJson(value ?? null))}\``;
}

function clipped(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
