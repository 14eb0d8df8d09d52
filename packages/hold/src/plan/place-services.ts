/** Which synthetic address stands for which service. */
import { UserError } from "@creance/core";
import type { Service } from "@creance/policy";
import { ipv4Number, ipv4Text } from "../rules/ipv4.ts";
import type { PlacedService } from "./types.ts";

const FIRST = ipv4Number("198.18.0.1") ?? 0;
/** Addresses from here on are those of portal probes. */
const END = ipv4Number("198.19.0.0") ?? 0;

/**
 * Gives each service an address, from 198.18.0.1 on, in the order of the file. `previous` (name to address) are those given before in this
 * run: a name keeps its address, and an address is never given to another name, whether its service is still there or not. Throws a
 * `UserError` (`too-many-services`).
 */
export function placeServices(services: readonly Service[], previous: ReadonlyMap<string, string> = new Map()): PlacedService[] {
  const taken = new Set(previous.values());
  let next = FIRST;
  return services.map((service) => {
    const kept = previous.get(service.name);
    if (kept !== undefined) return { ...service, syntheticIp: kept };
    while (taken.has(ipv4Text(next))) next++;
    if (next >= END) throw new UserError("too-many-services", "wrongUse", `A gateway has room for ${END - FIRST} services, not more.`);
    const syntheticIp = ipv4Text(next);
    taken.add(syntheticIp);
    return { ...service, syntheticIp };
  });
}
