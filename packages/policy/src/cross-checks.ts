/** What is wrong between values that are each right by themselves. */
import { quoted } from "./problem.ts";
import type { HoldPolicy, Service } from "./types.ts";
import { ipv4Network, ipv4Text, parseIpv4, specialRange } from "./words/ipv4.ts";

/** Services of a file, at most: each has an address of its own on the local network. */
const MAX_SERVICES = 1_000;

type Tell = (path: readonly (string | number)[], sentence: string) => void;

/** Tells every contradiction. A service that could not be read is `null`; what needs it is not checked. */
export function crossProblems(hold: HoldPolicy | null, services: readonly (Service | null)[], tell: Tell): void {
  if (services.length > MAX_SERVICES) tell(["services"], `There are ${services.length} services; a policy has at most ${MAX_SERVICES}.`);
  for (const [index, service] of services.entries()) {
    if (service !== null) serviceProblems(service, (path, sentence) => tell(["services", index, ...path], sentence));
  }
  sameNames(services, tell);
  if (hold === null) return;
  networkProblems(hold, (path, sentence) => tell(["hold", ...path], sentence));
  if (hold.mode === "named-services") namedServicesProblems(hold, services, tell);
  controlProblems(hold, services, tell);
}

function serviceProblems({ open, limit, openForUs, data, ports }: Service, tell: Tell): void {
  if (open !== "on-request" && openForUs !== null)
    tell(["for"], `Only a service that is open on request has a time; this one is ${quoted(open)}.`);
  if (open === "always" && limit?.span === "opening")
    tell(["limit", "per"], "A service that is always open has no opening that ends: its limit is per day.");
  if (open === "never" && limit !== null) tell(["limit"], "A service that is never open needs no limit.");
  if (open === "never" && data.length > 0) tell(["data"], "Nothing may go to a service that is never open.");
  for (const list of [
    ["ports", ports],
    ["data", data],
  ] as const) {
    if (new Set<string | number>(list[1]).size !== list[1].length) tell([list[0]], "An entry stands twice in this list.");
  }
}

function sameNames(services: readonly (Service | null)[], tell: Tell): void {
  const lines = new Map<string, number>();
  for (const [index, service] of services.entries()) {
    if (service === null) continue;
    const before = lines.get(service.name);
    if (before === undefined) lines.set(service.name, service.line);
    else tell(["services", index, "name"], `${quoted(service.name)} stands twice; the first is in line ${before}. Keep one.`);
  }
}

function networkProblems({ lan, wan, resolver, manage }: HoldPolicy, tell: Tell): void {
  if (lan.interface === wan.interface)
    tell(["wan", "interface"], `${quoted(wan.interface)} is the local network's interface too: the outside needs one of its own.`);
  const address = parseIpv4(lan.address) ?? 0;
  const { first, last } = ipv4Network(address, lan.prefixLength);
  const special = specialRange(first, last);
  if (special !== null) tell(["lan", "address"], `The network ${ipv4Text(first)}/${lan.prefixLength} cannot be used: ${special}.`);
  if (address === first || address === last)
    tell(
      ["lan", "address"],
      `${lan.address} is the network's own ${address === first ? "name" : "broadcast address"}: choose one between.`,
    );
  dhcpProblems(lan, address, first, last, tell);
  const resolverAddress = resolver === null ? null : parseIpv4(resolver);
  if (resolverAddress !== null && resolverAddress >= first && resolverAddress <= last)
    tell(["resolver"], "The resolver is asked on the outside; this address is of the local network.");
  if (manage !== null && manage.interface !== lan.interface && manage.interface !== wan.interface)
    tell(["manage", "interface"], `Management comes through ${quoted(lan.interface)} or ${quoted(wan.interface)}.`);
}

function dhcpProblems({ dhcp }: HoldPolicy["lan"], address: number, first: number, last: number, tell: Tell): void {
  if (dhcp === null) return;
  const from = parseIpv4(dhcp.from) ?? 0;
  const until = parseIpv4(dhcp.until) ?? 0;
  const net = `${ipv4Text(first + 1)} to ${ipv4Text(last - 1)}`;
  if (from <= first || from >= last) tell(["lan", "dhcp", "from"], `${dhcp.from} is not one of the local network's addresses (${net}).`);
  if (until <= first || until >= last)
    tell(["lan", "dhcp", "until"], `${dhcp.until} is not one of the local network's addresses (${net}).`);
  if (from > until) tell(["lan", "dhcp", "until"], "The last address comes before the first.");
  if (address >= from && address <= until) tell(["lan", "dhcp"], `The range holds the gateway's own address ${ipv4Text(address)}.`);
}

function namedServicesProblems(hold: HoldPolicy, services: readonly (Service | null)[], tell: Tell): void {
  if (hold.resolver === null)
    tell(["hold"], "Missing: resolver, the outside address that is asked for the services' addresses (mode named-services needs one).");
  if (!services.some((service) => service === null || service.open !== "never"))
    tell(["hold", "mode"], "Mode named-services, and no service is ever open: write local-data, or name a service.");
}

function controlProblems({ control }: HoldPolicy, services: readonly (Service | null)[], tell: Tell): void {
  if (control === null || services.some((service) => service === null)) return;
  const service = services.find((each) => each?.name === control);
  if (service === undefined || service === null)
    tell(["hold", "control"], `${quoted(control)} is not one of the services: name it there too.`);
  else if (service.open === "never")
    tell(["hold", "control"], `${quoted(control)} is never open (line ${service.line}): a proof's control must be able to pass.`);
}
