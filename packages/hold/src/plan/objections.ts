/** What stands in the way on this machine, or should be known before. */
import type { Policy } from "@creance/policy";
import { isSameNetwork } from "../rules/ipv4.ts";
import type { RulesInput } from "../rules/rules-input.ts";
import { holdAccounts, holdTools } from "./tools.table.ts";
import type { InterfaceFacts, MachineFacts, PlanObjection } from "./types.ts";

/** All objections, those that stop first. */
export function planObjections(policy: Policy, input: RulesInput, facts: MachineFacts): PlanObjection[] {
  const found = [
    ...toolObjections(input, facts),
    ...rightObjections(facts),
    ...interfaceObjections(input, facts),
    ...filterObjections(input, facts),
    ...routeObjections(policy, input, facts),
  ];
  return [...found.filter(({ weight }) => weight === "stops"), ...found.filter(({ weight }) => weight === "warns")];
}

/**
 * What makes packets pass by the rules on the wire itself: a bridge over both sides, filters before the rules. Only what stops; looked at again
 * while the gateway runs.
 */
export function wireObjections(
  sides: Pick<RulesInput, "lanInterface" | "wanInterface">,
  facts: Pick<MachineFacts, "interfaces" | "earlyFilters" | "foreignTables" | "unread">,
): PlanObjection[] {
  const [lan, wan] = [sides.lanInterface, sides.wanInterface].map((name) => facts.interfaces.find((each) => each.name === name));
  const bridged = lan === undefined || wan === undefined ? [] : bridgeObjections(lan, wan);
  return [...bridged, ...filterObjections(sides, facts)].filter(({ weight }) => weight === "stops");
}

function stops(code: string, sentence: string): PlanObjection {
  return { code, weight: "stops", sentence };
}

function warns(code: string, sentence: string): PlanObjection {
  return { code, weight: "warns", sentence };
}

function toolObjections(input: RulesInput, { tools }: MachineFacts): PlanObjection[] {
  const found: PlanObjection[] = [];
  for (const [name, { debianPackage, needed, purpose }] of Object.entries(holdTools)) {
    if ((Object.hasOwn(tools, name) ? tools[name] : null) != null) continue;
    if (needed === "dhcp" && !input.dhcp) continue;
    const sentence = `\`${name}\` is not installed, or gives no answer (it ${purpose}): \`apt install ${debianPackage}\`.`;
    if (needed === "better") found.push(warns("tool-missing", sentence));
    else found.push(stops(name === "nft" ? "no-nftables" : "tool-missing", sentence));
  }
  return found;
}

function rightObjections({ capabilities, accounts, isRoot }: MachineFacts): PlanObjection[] {
  const found: PlanObjection[] = [];
  const lacking = ["net_admin", "net_raw", "net_bind_service"].filter((right) => !capabilities.includes(right));
  if (lacking.length > 0) {
    found.push(
      stops("no-rights", `The gateway must be started with more rights (${lacking.join(", ")}): start it as root, it gives them up again.`),
    );
  }
  const missing = holdAccounts.filter((name) => !Object.hasOwn(accounts, name));
  if (isRoot && missing.length > 0) {
    const names = missing.join(", ");
    found.push(
      warns(
        "accounts-missing",
        `The accounts ${names} do not exist, so the rules cannot tell the relay from other programs: run \`sudo creance hold setup --yes\`.`,
      ),
    );
  }
  return found;
}

function interfaceObjections(input: RulesInput, { interfaces }: MachineFacts): PlanObjection[] {
  const { lanInterface, wanInterface, lanIp, lanPrefixLength } = input;
  if (lanInterface === wanInterface)
    return [stops("same-interface", `The local and the outside interface are both ${lanInterface}: the gateway needs two.`)];
  const real = interfaces.filter(({ name }) => name !== "lo");
  const names = real.map(({ name }) => name).join(", ") || "none";
  const found: PlanObjection[] = [];
  if (real.length < 2)
    found.push(
      stops(
        "one-interface",
        `This machine has ${real.length} network interface${real.length === 1 ? "" : "s"} (${names}): the gateway needs two.`,
      ),
    );
  const sides = [lanInterface, wanInterface].map((name) => interfaces.find((facts) => facts.name === name));
  for (const [index, name] of [lanInterface, wanInterface].entries()) {
    if (sides[index] === undefined)
      found.push(stops("interface-missing", `There is no interface ${name} on this machine (there is: ${names}).`));
  }
  const [lan, wan] = sides;
  if (lan !== undefined && wan !== undefined) found.push(...bridgeObjections(lan, wan));
  if (lan?.wireless === true) {
    found.push(
      warns(
        "lan-wifi",
        `${lan.name} is Wi-Fi: switch client isolation on at the access point, or devices can pass data to each other past the gateway.`,
      ),
    );
  }
  if (wan?.addresses.some((address) => address.includes(":")) === true) {
    found.push(warns("ipv6-on-wan", `${wan.name} has IPv6 addresses: IPv6 will be switched off there.`));
  }
  if (wan?.leased === true) {
    found.push(
      warns(
        "wan-address-leased",
        `${wan.name} has its address by DHCP. Its client renews it past these rules (raw packets, told apart in proofs), and not by the quiet way that they refuse: give it a fixed address where its loss would hurt.`,
      ),
    );
  }
  for (const { name, addresses } of real) {
    const clash = addresses.find((address) => {
      const [ip = ""] = address.split("/");
      return (name !== lanInterface && isSameNetwork(ip, lanIp, lanPrefixLength)) || isSameNetwork(ip, "198.18.0.0", 15);
    });
    if (clash !== undefined) {
      found.push(
        stops("address-clash", `${name} has the address ${clash}, in a network that the gateway needs for itself: change one of them.`),
      );
    }
  }
  return found;
}

function bridgeObjections(lan: InterfaceFacts, wan: InterfaceFacts): PlanObjection[] {
  if (lan.master !== null && lan.master === wan.master) {
    return [
      stops(
        "wan-is-bridge-with-lan",
        `${lan.name} and ${wan.name} are both part of ${lan.master}, which passes packets between them past all rules: take one out.`,
      ),
    ];
  }
  if (lan.master === wan.name || wan.master === lan.name) {
    return [
      stops("wan-is-bridge-with-lan", `${lan.name} and ${wan.name} are parts of each other, so packets pass between them past all rules.`),
    ];
  }
  return [lan, wan].flatMap(({ name, master }) =>
    master === null
      ? []
      : [
          stops(
            "interface-in-bridge",
            `${name} is part of ${master}: its packets arrive under that name. Name ${master} in the policy, or take ${name} out.`,
          ),
        ],
  );
}

function filterObjections(
  { lanInterface, wanInterface }: Pick<RulesInput, "lanInterface" | "wanInterface">,
  { earlyFilters, foreignTables, interfaces, unread = [] }: Pick<MachineFacts, "interfaces" | "earlyFilters" | "foreignTables" | "unread">,
): PlanObjection[] {
  const sides = [lanInterface, wanInterface];
  const found: PlanObjection[] = [];
  if (unread.length > 0) {
    found.push(
      stops(
        "foreign-unread",
        `Other filters of this machine could not be looked at (${unread.join("; ")}), and one of them could pass packets by these rules. Take away what is not needed (\`nft list tables\`, \`tc qdisc show\`), then start the gateway again.`,
      ),
    );
  }
  for (const name of sides.filter((side) => earlyFilters.includes(side))) {
    found.push(
      stops(
        "foreign-ingress",
        `${name} has a place for traffic-control filters or an XDP program, which sees packets before the rules and may pass them on: remove it (\`tc qdisc del dev ${name} clsact\`, \`ip link set dev ${name} xdp off\`).`,
      ),
    );
  }
  for (const { family, name, hooks, devices } of foreignTables) {
    const side = sides.find((device) => devices.includes(device));
    const isEarly = hooks.includes("ingress") || hooks.includes("egress");
    if (isEarly && side !== undefined) {
      found.push(
        stops(
          "foreign-ingress",
          `The rule table \`${family} ${name}\` sees packets of ${side} before these rules and may pass them on: remove it.`,
        ),
      );
    } else if (family === "bridge" || family === "arp") {
      found.push(
        warns("foreign-rules", `There is a rule table \`${family} ${name}\` of another program; it does not see what these rules see.`),
      );
    } else if (hooks.length > 0) {
      const owner = ownerOf(name, interfaces);
      const what =
        hooks.includes("forward") || hooks.includes("postrouting")
          ? "It routes for others, which ends while the gateway is up."
          : "It can refuse more, not allow more.";
      found.push(warns("foreign-rules", `The rule table \`${family} ${name}\`${owner} stays in force beside these rules. ${what}`));
    }
  }
  return found;
}

/** Who a rule table is probably of, where something on the machine says it. */
function ownerOf(table: string, interfaces: readonly InterfaceFacts[]): string {
  if (table.includes("firewalld")) return " of firewalld";
  if (table.startsWith("libvirt")) return " of libvirt";
  const hasDocker = interfaces.some(({ name }) => name === "docker0");
  if (table.includes("docker") || (hasDocker && (table === "nat" || table === "filter"))) return " (Docker is on this machine)";
  return "";
}

function routeObjections(policy: Policy, input: RulesInput, { forwarding, defaultRoute, interfaces }: MachineFacts): PlanObjection[] {
  const found: PlanObjection[] = [];
  const { lanInterface, wanInterface, hasServices } = input;
  if (forwarding.ipv4 || forwarding.ipv6) {
    const guests = interfaces
      .filter(({ name }) => /^(docker0|br-|virbr|lxcbr|lxdbr|cni|podman|wg|tun|veth)/.test(name))
      .map(({ name }) => name);
    const who = guests.length === 0 ? "Whatever it routes for" : `Containers, guests or tunnels on ${guests.slice(0, 8).join(", ")}`;
    found.push(
      warns(
        "forwarding-on",
        `This machine routes between networks. Routing will be switched off: ${who.charAt(0).toLowerCase()}${who.slice(1)} will have no network.`,
      ),
    );
  }
  if (defaultRoute === lanInterface) {
    found.push(
      stops(
        "lan-has-default-route",
        `The way to the internet leads through ${lanInterface}, the local side: the two interfaces seem to be swapped.`,
      ),
    );
  } else if (hasServices && defaultRoute === null && policy.services.some(({ open }) => open !== "never")) {
    found.push(warns("wan-has-no-route", `There is no default route: named services cannot be reached until ${wanInterface} has one.`));
  } else if (hasServices && defaultRoute !== null && defaultRoute !== wanInterface) {
    found.push(
      warns("wan-has-no-route", `The default route leads through ${defaultRoute}, not ${wanInterface}: named services cannot be reached.`),
    );
  }
  return found;
}
