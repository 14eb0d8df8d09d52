/** The plan in plain words: what passes, what does not, what nobody can see from here. */
import { formatBytes } from "@creance/core";
import { durationWords, type HoldPolicy, type Policy, type Service } from "@creance/policy";

/** A sentence a line. */
export function planWords(policy: Policy): string[] {
  const { hold } = policy;
  if (hold === null) return [];
  const lan = `${hold.lan.interface} (${hold.lan.address}/${hold.lan.prefixLength})`;
  return [
    `Local network: ${lan}. Outside: ${hold.wan.interface}.`,
    ...passingWords(policy, hold),
    ...localWords(hold),
    "Everything else that a device on the local network sends is refused, counted and logged: other names, addresses without a name, QUIC, IPv6, VPN, pings.",
    manageWords(hold),
    ...blindSpots(policy, hold),
  ];
}

function passingWords({ services }: Policy, hold: HoldPolicy): string[] {
  if (hold.mode === "local-data") {
    const unused = services.some(({ open }) => open !== "never");
    return [
      `Local Data Mode: nothing passes from ${hold.lan.interface} to ${hold.wan.interface}.`,
      ...(unused ? ["The services that the policy names stay shut in this mode."] : []),
    ];
  }
  const reachable = services.filter(({ open }) => open !== "never");
  const shut = services.filter(({ open }) => open === "never");
  if (reachable.length === 0) return ["Named services, but the policy opens none: nothing passes."];
  return [
    `Only ${reachable.length === 1 ? "this name" : `these ${reachable.length} names`} can be reached, through a relay that checks the name in each connection and does not open TLS:`,
    ...reachable.map((service) => `  ${serviceWords(service)}`),
    ...shut.map(({ name, reason }) => `  ${name} stays shut (${reason}).`),
    `The relay asks ${hold.resolver ?? "no resolver"} for the addresses of these names and of no other.`,
  ];
}

function serviceWords({ name, reason, open, ports, limit, openForUs, data }: Service): string {
  const when =
    open === "always" ? "always open" : `opened by a person${openForUs === null ? "" : `, at most ${durationWords(openForUs)} at a time`}`;
  const span = limit === null ? "" : limit.span === "day" ? "a day (UTC)" : open === "always" ? "a start" : "an opening";
  const bytes = limit === null ? "no limit on what goes out" : `at most ${formatBytes(limit.upBytes)} out ${span}`;
  const kinds = data.length === 0 ? "no kind of data named" : `data named: ${data.join(", ")}`;
  return `${name}, ${ports.length === 1 ? "port" : "ports"} ${ports.join(" and ")}: ${when}; ${bytes}; ${kinds} (${reason}).`;
}

function localWords(hold: HoldPolicy): string[] {
  return [
    "Names: every question to any resolver is answered here. A name that is not open does not exist; no question is passed on.",
    hold.time === "answer" ? "Time: answered by this machine's clock." : "Time: refused.",
    hold.portal === "answer"
      ? "Phones' tests for internet over plain HTTP are answered here, so that a phone stays on this network; tests over HTTPS cannot be."
      : "Phones' tests for internet are refused: a phone may then leave this network for mobile data. Take the SIM out.",
    hold.lan.dhcp === null
      ? "Addresses: none are handed out; devices need one of their own."
      : `Addresses: ${hold.lan.dhcp.from} to ${hold.lan.dhcp.until} are handed out.`,
  ];
}

function manageWords({ manage, wan, lan }: HoldPolicy): string {
  if (manage === null) return "This machine cannot be managed over the network while the gateway is up.";
  const side = manage.interface === wan.interface ? "from outside" : manage.interface === lan.interface ? "from the local network" : "";
  return `This machine can be managed on ${manage.interface}, TCP port ${manage.port}${side === "" ? "" : ` (${side})`}.`;
}

function blindSpots({ services }: Policy, hold: HoldPolicy): string[] {
  const opens = hold.mode === "named-services" && services.some(({ open }) => open !== "never");
  return [
    "What this gateway cannot see: mobile data of a phone or controller, a modem in the aircraft or dock, another Wi-Fi, Bluetooth, USB.",
    ...(opens
      ? ["Inside an open service's TLS only the amount is seen, not the content, and not whether the service passes it on to another name."]
      : []),
  ];
}
