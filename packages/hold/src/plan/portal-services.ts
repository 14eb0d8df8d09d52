/** Portal probes as services that the gateway answers itself. */
import type { Policy } from "@creance/policy";
import type { GateService } from "../gate/types.ts";
import { ipv4Number, ipv4Text } from "../rules/ipv4.ts";
import { portalHosts } from "./portal.table.ts";

const FIRST = ipv4Number("198.19.0.1") ?? 0;

/**
 * The probes that are answered here, each with an address of its own from 198.19.0.1 on: plain HTTP (port 80) alone, nothing is passed on.
 * Empty when the policy refuses them. A host that the policy names as a service is that service, open or not, and no probe.
 */
export function portalServices(policy: Policy): GateService[] {
  if (policy.hold?.portal !== "answer") return [];
  const named = new Set(policy.services.map(({ name }) => name));
  return portalHosts
    .map(({ name }, index): GateService => {
      return { name, syntheticIp: ipv4Text(FIRST + index), ports: [80], answer: "portal", isOpen: true, leftUpBytes: null };
    })
    .filter(({ name }) => !named.has(name));
}
