/** What the classification of local packets needs to know of the rules in force. */
import { broadcastAddress, ipv4Number, networkAddress } from "../rules/ipv4.ts";
import type { RulesInput } from "../rules/rules-input.ts";

/** The parts of the gate that depend on the policy and the machine. */
export interface GateFacts {
  /** MAC of the LAN interface, six bytes. */
  readonly mac: Uint8Array;
  /** IPv4 address of the LAN interface as a number. */
  readonly address: number;
  /** First address of the local network as a number. */
  readonly network: number;
  /** Broadcast address of the local network, its last, as a number. */
  readonly broadcast: number;
  readonly dhcp: boolean;
  readonly time: boolean;
  /** Synthetic addresses are reachable. */
  readonly relay: boolean;
  /** Management port on the LAN side, `null`: none. */
  readonly managePort: number | null;
}

/** The facts of rules made from this input, on an interface with this MAC. */
export function gateFacts(input: RulesInput, mac: Uint8Array): GateFacts {
  return {
    mac,
    address: ipv4Number(input.lanIp) ?? 0,
    network: ipv4Number(networkAddress(input.lanIp, input.lanPrefixLength)) ?? 0,
    broadcast: ipv4Number(broadcastAddress(input.lanIp, input.lanPrefixLength)) ?? 0,
    dhcp: input.dhcp,
    time: input.time,
    relay: input.hasServices || input.answersProbes,
    managePort: input.manage?.interface === input.lanInterface ? input.manage.port : null,
  };
}
