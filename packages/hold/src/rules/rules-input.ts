/** What the rules depend on: a few values of the policy and the account of the relay, checked before they are written into rule text. */
import { UserError } from "@creance/core";
import type { HoldPolicy, Policy } from "@creance/policy";
import { ipv4Number } from "./ipv4.ts";

/** All that `rulesText` needs. */
export interface RulesInput {
  readonly lanInterface: string;
  /** IPv4 address of the gateway on the local network. */
  readonly lanIp: string;
  readonly lanPrefixLength: number;
  readonly wanInterface: string;
  /** Resolver that the relay may ask; `null`: none. */
  readonly resolver: string | null;
  /** Account that alone may reach services and the resolver; `null` where there are no accounts: then any process of the gateway may. */
  readonly relayUid: number | null;
  readonly dhcp: boolean;
  readonly time: boolean;
  readonly manage: { readonly interface: string; readonly port: number } | null;
  /** Mode `named-services`: the relay may reach what stands in the set `upstream4`. */
  readonly hasServices: boolean;
  /** Phones' probes are answered here: synthetic addresses are reachable from the local network even when no service is. */
  readonly answersProbes: boolean;
}

/** The rules' input of a policy. Throws a `UserError` (`policy-without-hold`, `bad-interface-name`, `bad-address`, `bad-port`). */
export function rulesInput(policy: Policy, relayUid: number | null): RulesInput {
  const { hold } = policy;
  if (hold === null) throw new UserError("policy-without-hold", "wrongUse", "The policy says nothing about a gateway (no `hold:`).");
  const input = inputOf(hold, relayUid);
  checkRulesInput(input);
  return input;
}

function inputOf(hold: HoldPolicy, relayUid: number | null): RulesInput {
  const hasServices = hold.mode === "named-services";
  return {
    lanInterface: hold.lan.interface,
    lanIp: hold.lan.address,
    lanPrefixLength: hold.lan.prefixLength,
    wanInterface: hold.wan.interface,
    resolver: hasServices ? hold.resolver : null,
    relayUid,
    dhcp: hold.lan.dhcp !== null,
    time: hold.time === "answer",
    manage: hold.manage,
    hasServices,
    answersProbes: hold.portal === "answer",
  };
}

/** Refuses what must not stand in rule text: a name with a quote or `*` (a wildcard), an address that is none. Throws a `UserError`. */
export function checkRulesInput(input: RulesInput): void {
  for (const name of [input.lanInterface, input.wanInterface, ...(input.manage === null ? [] : [input.manage.interface])]) {
    if (!isInterfaceName(name)) {
      throw new UserError("bad-interface-name", "wrongUse", `${JSON.stringify(name)} is not a name of a network interface.`);
    }
  }
  if (input.lanInterface === "lo" || input.wanInterface === "lo" || input.lanInterface === input.wanInterface) {
    throw new UserError("bad-interface-name", "wrongUse", "The local and the outside interface must be two, and neither may be `lo`.");
  }
  for (const ip of [input.lanIp, ...(input.resolver === null ? [] : [input.resolver])]) {
    if (ipv4Number(ip) === undefined) throw new UserError("bad-address", "wrongUse", `${JSON.stringify(ip)} is not an IPv4 address.`);
  }
  if (!isWhole(input.lanPrefixLength, 8, 30)) {
    throw new UserError("bad-address", "wrongUse", `The local network's prefix length must be 8 to 30, not ${input.lanPrefixLength}.`);
  }
  if (input.manage !== null && !isWhole(input.manage.port, 1, 65_535)) {
    throw new UserError("bad-port", "wrongUse", `The management port must be 1 to 65535, not ${input.manage.port}.`);
  }
  if (input.relayUid !== null && !isWhole(input.relayUid, 0, 4_294_967_294)) {
    throw new UserError("bad-account", "wrongUse", `${input.relayUid} is not the number of an account.`);
  }
}

/** True for a name that the kernel takes for an interface and that means one interface in rules (no `*`). */
export function isInterfaceName(name: string): boolean {
  return /^[A-Za-z0-9_.:@-]{1,15}$/.test(name) && name !== "." && name !== "..";
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
