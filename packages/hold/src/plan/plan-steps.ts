/** What is done to a machine to put the rules into force, in order: each step leaves nothing open that was shut. */
import type { RulesInput } from "../rules/rules-input.ts";
import { type PlanStep, SYNTHETIC_RANGE } from "./types.ts";

/** The steps. The local link comes down first and up last, so no packet of it meets a machine that is half ready. */
export function planSteps(input: RulesInput, rules: string): PlanStep[] {
  const { lanInterface, wanInterface, lanIp, lanPrefixLength } = input;
  const steps: PlanStep[] = [
    must("lower-lan", "Take the local link down.", ["ip", "link", "set", "dev", lanInterface, "down"]),
    must("forwarding-off-4", "Switch routing off for IPv4.", setting("net/ipv4/ip_forward", 0)),
    may("forwarding-off-6", "Switch routing off for IPv6.", setting("net/ipv6/conf/all/forwarding", 0)),
    must("load-rules", "Load the rules, all in one transaction.", ["nft", "-f", "-"], rules),
    {
      id: "read-back",
      sentence: "Load the same rules in an empty network of their own, list both, and compare; judge each rule that lets something pass.",
      command: null,
      mayFail: false,
    },
    may("wan-ipv6-off", "Switch IPv6 off on the outside link.", setting(`net/ipv6/conf/${wanInterface}/disable_ipv6`, 1)),
    may(
      "wan-arp",
      "Answer address questions outside only for the outside address.",
      setting(`net/ipv4/conf/${wanInterface}/arp_ignore`, 1),
    ),
    may("lan-ra-off", "Take no routes from the local network.", setting(`net/ipv6/conf/${lanInterface}/accept_ra`, 0)),
    may("lan-redirects-off", "Take no redirects from the local network.", setting(`net/ipv4/conf/${lanInterface}/accept_redirects`, 0)),
  ];
  for (const name of [lanInterface, wanInterface]) {
    steps.push(
      may(`whole-packets-${name}`, `Keep packets on ${name} as they are on the wire.`, [
        "ip",
        "link",
        "set",
        "dev",
        name,
        "gso_max_segs",
        "1",
      ]),
      may(`no-joining-${name}`, `Keep the card of ${name} from joining or splitting packets.`, [
        "ethtool",
        "-K",
        name,
        "gro",
        "off",
        "gso",
        "off",
        "tso",
        "off",
      ]),
    );
  }
  steps.push(
    must("loopback", "Make sure that the machine can reach itself.", ["ip", "link", "set", "dev", "lo", "up"]),
    must("lan-address", "Give the local link its address.", [
      "ip",
      "address",
      "replace",
      `${lanIp}/${lanPrefixLength}`,
      "broadcast",
      "+",
      "dev",
      lanInterface,
    ]),
  );
  if (input.dhcp) {
    // dnsmasq demands CAP_NET_ADMIN, the right to change the rules; it gets it in a user namespace where it is worth nothing, and so has no
    // right to a low port either.
    steps.push(
      must("dhcp-port", "Let the address server have its port without any right.", setting("net/ipv4/ip_unprivileged_port_start", 67)),
    );
  }
  if (input.hasServices || input.answersProbes) {
    const route = ["ip", "route", "replace", "local", SYNTHETIC_RANGE, "dev", "lo"];
    steps.push(must("synthetic-route", "Make the addresses that stand for names the gateway's own.", route));
  }
  steps.push(must("raise-lan", "Bring the local link up.", ["ip", "link", "set", "dev", lanInterface, "up"]));
  return steps;
}

function must(id: string, sentence: string, command: readonly string[], input?: string): PlanStep {
  return { id, sentence, command, mayFail: false, ...(input === undefined ? {} : { input }) };
}

function may(id: string, sentence: string, command: readonly string[]): PlanStep {
  return { id, sentence, command, mayFail: true };
}

/** Keys with slashes: names of interfaces may have dots. */
function setting(key: string, value: number): string[] {
  return ["sysctl", "-w", `${key}=${value}`];
}
