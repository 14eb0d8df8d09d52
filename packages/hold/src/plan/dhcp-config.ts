/** dnsmasq's configuration where the gateway hands out addresses: DHCP alone, on the local interface alone. */
import type { Policy } from "@creance/policy";
import { ipv4Number, ipv4Text } from "../rules/ipv4.ts";
import { checkRulesInput, rulesInput } from "../rules/rules-input.ts";

/** Text for `dnsmasq --conf-file`; `null` when the policy hands out no addresses. Its leases file lies in `stateFolder`. */
export function dhcpConfig(policy: Policy, stateFolder = "/var/lib/creance-hold"): string | null {
  const range = policy.hold?.lan.dhcp ?? null;
  if (range === null || policy.hold === null) return null;
  const input = rulesInput(policy, null);
  checkRulesInput(input);
  const { lanInterface, lanIp, lanPrefixLength } = input;
  if (ipv4Number(range.from) === undefined || ipv4Number(range.until) === undefined || /[\n\r]/.test(stateFolder)) return null;
  const netmask = ipv4Text((0xffffffff << (32 - lanPrefixLength)) >>> 0);
  const lines = [
    // No DNS: the gateway's own answers.
    "port=0",
    `interface=${lanInterface}`,
    "except-interface=lo",
    "bind-interfaces",
    "no-hosts",
    "no-resolv",
    "no-ping",
    // Answers are broadcast: no entry in the kernel's neighbour table is needed, so no right to make one.
    "dhcp-broadcast",
    "dhcp-authoritative",
    `dhcp-range=${range.from},${range.until},${netmask},1h`,
    `dhcp-option=option:router,${lanIp}`,
    `dhcp-option=option:dns-server,${lanIp}`,
    ...(input.time ? [`dhcp-option=option:ntp-server,${lanIp}`] : []),
    "dhcp-lease-max=250",
    `dhcp-leasefile=${stateFolder}/dhcp.leases`,
  ];
  return `${lines.join("\n")}\n`;
}
