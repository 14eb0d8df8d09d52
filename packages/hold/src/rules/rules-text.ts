/**
 * The rules of the gateway as `nft -f` input: `table inet hold`, replaced in one transaction. One chain (`gate`, before defragmentation and
 * connection tracking) decides about every packet from the local network by what stands in that packet alone, with one named counter each
 * (`counters.table.ts`); the gateway's own way out is a list of its own. Decision 0030.
 */
import { counters } from "./counters.table.ts";
import { broadcastAddress, networkAddress } from "./ipv4.ts";
import { checkRulesInput, type RulesInput } from "./rules-input.ts";

/**
 * Mark of the relay's own connections (`HOLD`): packets that the kernel sends for a socket already closed have no account any more; and all
 * of them can be forgotten at once by it.
 */
export const RELAY_MARK = 0x484f4c44;

/**
 * Where the gateway's own DNS and time listen: the local network's questions are turned to these ports, so a forwarder that this machine has at
 * port 53 never sees one of them, running or not. Below 1024: not every program may take them.
 */
export const LAN_PORTS = { names: 1015, time: 1016 } as const;

/** Most addresses that may be open at a time. */
export const MAX_UPSTREAM = 4096;

/** The same text for the same input. Throws a `UserError` when a value cannot stand in rules. */
export function rulesText(input: RulesInput): string {
  checkRulesInput(input);
  const lines = [
    "table inet hold",
    "delete table inet hold",
    "table inet hold {",
    ...Object.values(counters).map(({ nft }) => `\tcounter ${nft} { }`),
    "\tset upstream4 {",
    "\t\ttype ipv4_addr . inet_service",
    `\t\tsize ${MAX_UPSTREAM}`,
    "\t\tflags timeout",
    "\t}",
    ...chain("gate", "type filter hook prerouting priority -450; policy drop;", gateRules(input)),
    ...chain("names", "type nat hook prerouting priority dstnat; policy accept;", namesRules(input)),
    ...chain("input", "type filter hook input priority filter; policy drop;", inputRules(input)),
    ...chain("forward", "type filter hook forward priority filter; policy drop;", [`${denied("forwardDenied", "hold-forward")} drop`]),
    ...chain("output", "type filter hook output priority filter; policy drop;", outputRules(input)),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function chain(name: string, kind: string, rules: readonly string[]): string[] {
  return [`\tchain ${name} {`, `\t\t${kind}`, ...rules.map((rule) => `\t\t${rule}`), "\t}"];
}

function gateRules(input: RulesInput): string[] {
  const { lanInterface, lanIp, lanPrefixLength, manage } = input;
  const reachesRelay = input.hasServices || input.answersProbes;
  return [
    `iifname != "${lanInterface}" accept`,
    `ip frag-off & 0x3fff != 0 ${denied("lanFragment", "hold-fragment")} drop`,
    `exthdr frag exists ${denied("lanFragment", "hold-fragment")} drop`,
    // An answer to another sender's address would leave by the outside: the relay's, even past its own rules.
    `ip saddr != { 0.0.0.0, ${networkAddress(lanIp, lanPrefixLength)}/${lanPrefixLength} } ${denied("lanDenied", "hold-denied")} drop`,
    `icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ${counted("lanNeighbour")} accept`,
    `meta nfproto ipv4 meta l4proto { tcp, udp } th dport 53 ${counted("lanDns")} accept`,
    ...(input.dhcp ? [`meta nfproto ipv4 udp dport 67 ${counted("lanDhcp")} accept`] : []),
    ...(input.time ? [`meta nfproto ipv4 udp dport 123 ${counted("lanTime")} accept`] : []),
    ...(reachesRelay ? [`ip daddr 198.18.0.0/15 tcp dport { 80, 443 } ${counted("lanRelay")} accept`] : []),
    ...(manage?.interface === lanInterface ? [`ip daddr ${lanIp} tcp dport ${manage.port} ${counted("lanManage")} accept`] : []),
    `udp dport 443 ${denied("lanQuic", "hold-quic")} reject with icmpx type port-unreachable`,
    `ip daddr { 224.0.0.0/4, 255.255.255.255, ${broadcastAddress(lanIp, lanPrefixLength)} } ${denied("lanLocal", "hold-local")} drop`,
    `ip6 daddr ff00::/8 ${denied("lanLocal", "hold-local")} drop`,
    `${denied("lanDenied", "hold-denied")} reject with icmpx type admin-prohibited`,
  ];
}

function namesRules({ lanInterface, time }: RulesInput): string[] {
  return [
    `iifname "${lanInterface}" meta nfproto ipv4 meta l4proto { tcp, udp } th dport 53 redirect to :${LAN_PORTS.names}`,
    ...(time ? [`iifname "${lanInterface}" meta nfproto ipv4 udp dport 123 redirect to :${LAN_PORTS.time}`] : []),
  ];
}

function inputRules({ lanInterface, wanInterface, manage }: RulesInput): string[] {
  const other = manage !== null && manage.interface !== lanInterface && manage.interface !== wanInterface ? manage : null;
  return [
    `iifname "lo" accept`,
    `iifname "${lanInterface}" accept`,
    // Neither side of the gateway: not counted, so that the counters are those of two wires.
    ...(other === null ? [] : [`iifname "${other.interface}" tcp dport ${other.port} accept`]),
    `iifname != "${wanInterface}" drop`,
    `ct state established,related ${counted("wanIn")} accept`,
    ...(manage?.interface === wanInterface ? [`tcp dport ${manage.port} ${counted("wanIn")} accept`] : []),
    `${counted("wanInDenied")} drop`,
  ];
}

function outputRules(input: RulesInput): string[] {
  const { lanInterface, wanInterface, manage, relayUid, resolver } = input;
  const wan = `oifname "${wanInterface}"`;
  const account = relayUid === null ? "" : ` meta skuid ${relayUid}`;
  const remember = ` ct mark set ${RELAY_MARK}`;
  const upstream = "ip daddr . tcp dport @upstream4";
  const question = resolver === null ? "" : `ip daddr ${resolver} meta l4proto { tcp, udp } th dport 53`;
  const rules = [`oifname "lo" accept`, `oifname "${lanInterface}" accept`];
  if (input.hasServices) {
    // No rule accepts what is established: an address taken out of the set is cut off at once.
    rules.push(`${wan}${account} ${upstream}${remember} ${counted("wanRelay")} accept`);
    if (relayUid !== null) rules.push(`${wan} ct mark ${RELAY_MARK} ${upstream} ${counted("wanRelay")} accept`);
    if (resolver !== null) {
      rules.push(`${wan}${account} ${question}${remember} ${counted("wanResolver")} accept`);
      // TCP alone: a closed UDP socket sends nothing any more, and whoever takes its port has its mark.
      if (relayUid !== null) {
        rules.push(`${wan} ct mark ${RELAY_MARK} ip daddr ${resolver} tcp dport 53 ${counted("wanResolver")} accept`);
      }
    }
  }
  if (manage !== null && manage.interface !== lanInterface) {
    // Answers alone: the connection was opened from there.
    const count = manage.interface === wanInterface ? ` ${counted("wanManage")}` : "";
    rules.push(`oifname "${manage.interface}" tcp sport ${manage.port} ct direction reply ct state established${count} accept`);
  }
  rules.push(`${denied("outDenied", "hold-out")} drop`);
  return rules;
}

function counted(name: keyof typeof counters): string {
  return `counter name ${counters[name].nft}`;
}

function denied(name: keyof typeof counters, prefix: string): string {
  // The beginning is enough to know a packet by; whole ones overrun the logger's socket (measured: 5,000 of 1,200 bytes a second).
  return `${counted(name)} log prefix "${prefix} " group 5 snaplen 320`;
}
