import { createHash } from "node:crypto";
import type { HoldPolicy, Policy, Service } from "@creance/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dhcpConfig,
  holdAccounts,
  holdTools,
  type MachineFacts,
  makePlan,
  placeServices,
  portalHosts,
  portalServices,
} from "../../src/index.ts";

const platform = { sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest() };

const service: Service = {
  name: "flysafe-api.example.com",
  reason: "unlock a zone",
  open: "on-request",
  ports: [443],
  limit: { upBytes: 1_000_000, span: "opening" },
  openForUs: 600e6,
  data: ["position"],
  line: 9,
};

function policyWith(change: Partial<HoldPolicy> = {}, services: readonly Service[] = [service]): Policy {
  return {
    version: 1,
    title: "Water works",
    hold: {
      mode: "named-services",
      lan: { interface: "lan", address: "10.77.0.1", prefixLength: 24, dhcp: null },
      wan: { interface: "wan" },
      resolver: "10.99.0.10",
      portal: "answer",
      time: "answer",
      control: null,
      manage: null,
      ...change,
    },
    services,
    allow: [],
    privacy: null,
  };
}

const link = { mac: null, up: true, addresses: [] as readonly string[], master: null, mtuBytes: 1500, wireless: false };
const facts: MachineFacts = {
  interfaces: [
    { ...link, name: "lo", addresses: ["127.0.0.1/8"] },
    { ...link, name: "lan" },
    { ...link, name: "wan", addresses: ["10.99.0.1/24"] },
  ],
  tools: Object.fromEntries(Object.keys(holdTools).map((name) => [name, `${name} 1.0`])),
  kernel: "6.1.0",
  capabilities: ["net_admin", "net_raw", "net_bind_service"],
  isRoot: true,
  accounts: Object.fromEntries(holdAccounts.map((name, index) => [name, 900 + index])),
  forwarding: { ipv4: false, ipv6: false },
  foreignTables: [],
  earlyFilters: [],
  defaultRoute: "wan",
};
const plan = (change: Partial<MachineFacts> = {}, policy = policyWith()): ReturnType<typeof makePlan> =>
  makePlan(policy, { ...facts, ...change }, platform);
const objections = (change: Partial<MachineFacts>, policy = policyWith()): string[] =>
  plan(change, policy).objections.map(({ weight, code }) => `${weight} ${code}`);
const withLink = (name: string, change: Partial<MachineFacts["interfaces"][number]>): Partial<MachineFacts> => ({
  interfaces: facts.interfaces.map((each) => (each.name === name ? { ...each, ...change } : each)),
});

describe("the plan", () => {
  test("is the same for the same policy and machine, without objections on a machine made for it", () => {
    const { objections: none, rulesSha256, rulesText, relayUid, steps } = plan();
    expect(none).toEqual([]);
    expect(relayUid).toBe(902);
    expect(rulesSha256).toBe(createHash("sha256").update(rulesText).digest("hex"));
    expect(plan()).toEqual(plan());
    expect(steps.find(({ id }) => id === "load-rules")?.input).toBe(rulesText);
  });

  test("the local link goes down first and up last; rules are in force and read back before anything else of it changes", () => {
    const order = plan().steps.map(({ id }) => id);
    expect(order[0]).toBe("lower-lan");
    expect(order.at(-1)).toBe("raise-lan");
    expect(order.indexOf("read-back")).toBe(order.indexOf("load-rules") + 1);
    expect(order.indexOf("lan-address")).toBeGreaterThan(order.indexOf("read-back"));
    expect(new Set(order).size).toBe(order.length);
  });

  test("a relay account without the others is none: all processes have accounts, or no rule names one", () => {
    expect(plan({ accounts: { "creance-relay": 902 } }).relayUid).toBeNull();
    expect(objections({ accounts: { "creance-relay": 902 } })).toEqual(["warns accounts-missing"]);
    expect(objections({ accounts: {}, isRoot: false })).toEqual([]);
  });

  test.each<readonly [string, Partial<MachineFacts>, readonly string[]]>([
    ["no nftables", { tools: { ...facts.tools, nft: null } }, ["stops no-nftables"]],
    ["no tcpdump", { tools: { ...facts.tools, tcpdump: null } }, ["stops tool-missing"]],
    ["no conntrack", { tools: { ...facts.tools, conntrack: null } }, ["warns tool-missing"]],
    [
      "a tool that was not looked for",
      { tools: {} },
      Object.values(holdTools)
        .filter(({ needed }) => needed !== "dhcp")
        .map(({ needed }, index) =>
          needed === "better" ? "warns tool-missing" : index === 0 ? "stops no-nftables" : "stops tool-missing",
        ),
    ],
    ["no rights", { capabilities: [] }, ["stops no-rights"]],
    ["one interface", { interfaces: facts.interfaces.slice(0, 2) }, ["stops one-interface", "stops interface-missing"]],
    ["an interface missing", { interfaces: [...facts.interfaces.slice(0, 2), { ...link, name: "eth9" }] }, ["stops interface-missing"]],
    [
      "one bridge",
      { interfaces: facts.interfaces.map((each) => ({ ...each, master: each.name === "lo" ? null : "br0" })) },
      ["stops wan-is-bridge-with-lan"],
    ],
    ["the local side in a bridge", withLink("lan", { master: "br0" }), ["stops interface-in-bridge"]],
    ["the local side is a bridge of the outside", withLink("wan", { master: "lan" }), ["stops wan-is-bridge-with-lan"]],
    ["Wi-Fi", withLink("lan", { wireless: true }), ["warns lan-wifi"]],
    ["IPv6 outside", withLink("wan", { addresses: ["10.99.0.1/24", "fe80::1/64"] }), ["warns ipv6-on-wan"]],
    ["a leased address outside", withLink("wan", { leased: true }), ["warns wan-address-leased"]],
    ["the same network outside", withLink("wan", { addresses: ["10.77.0.200/24"] }), ["stops address-clash"]],
    ["a synthetic address in use", withLink("wan", { addresses: ["198.18.4.1/24"] }), ["stops address-clash"]],
    ["an XDP program", { earlyFilters: ["lan"] }, ["stops foreign-ingress"]],
    ["a filter elsewhere", { earlyFilters: ["eth9"] }, []],
    [
      "a table at ingress",
      { foreignTables: [{ family: "netdev", name: "x", hooks: ["ingress"], devices: ["wan"] }] },
      ["stops foreign-ingress"],
    ],
    [
      "a table at ingress elsewhere",
      { foreignTables: [{ family: "netdev", name: "x", hooks: ["ingress"], devices: ["eth9"] }] },
      ["warns foreign-rules"],
    ],
    ["a NAT table", { foreignTables: [{ family: "ip", name: "nat", hooks: ["postrouting"], devices: [] }] }, ["warns foreign-rules"]],
    ["an empty table", { foreignTables: [{ family: "ip", name: "nat", hooks: [], devices: [] }] }, []],
    ["routing on", { forwarding: { ipv4: true, ipv6: false } }, ["warns forwarding-on"]],
    ["the way out on the local side", { defaultRoute: "lan" }, ["stops lan-has-default-route"]],
    ["no way out", { defaultRoute: null }, ["warns wan-has-no-route"]],
    ["another way out", { defaultRoute: "eth9" }, ["warns wan-has-no-route"]],
  ])("%s", (_, change, expected) => {
    expect(objections(change)).toEqual([...expected].sort((a, b) => (a.split(" ")[0] ?? "").localeCompare(b.split(" ")[0] ?? "")));
  });

  test("filters that could not be looked at stop it: one of them could pass packets by the rules", () => {
    const unseen = plan({ unread: ["the rule tables: it took too long or printed too much"] }).objections;
    expect(unseen.map(({ code, weight }) => [code, weight])).toEqual([["foreign-unread", "stops"]]);
    expect(unseen[0]?.sentence).toContain("(the rule tables: it took too long or printed too much)");
    expect(objections({ unread: [] })).toEqual([]);
  });

  test("Docker and the package to install are named", () => {
    const docker = plan({
      interfaces: [...facts.interfaces, { ...link, name: "docker0" }],
      foreignTables: [{ family: "ip", name: "nat", hooks: ["prerouting", "postrouting"], devices: [] }],
      forwarding: { ipv4: true, ipv6: false },
    }).objections.map(({ sentence }) => sentence);
    expect(docker.join(" ")).toContain("Docker");
    expect(docker.join(" ")).toContain("docker0");
    const dhcp = policyWith({
      lan: { interface: "lan", address: "10.77.0.1", prefixLength: 24, dhcp: { from: "10.77.0.10", until: "10.77.0.20" } },
    });
    expect(plan({ tools: { ...facts.tools, dnsmasq: null } }, dhcp).objections[0]?.sentence).toContain("apt install dnsmasq-base");
    expect(objections({ defaultRoute: null }, policyWith({ mode: "local-data" }))).toEqual([]);
  });

  test("in words: what passes, how much, when, and what cannot be seen", () => {
    const words = plan().words.join("\n");
    expect(words).toContain(
      "flysafe-api.example.com, port 443: opened by a person, at most 10 minutes at a time; at most 1.0 MB out an opening; data named: position (unlock a zone).",
    );
    expect(words).toContain("cannot see: mobile data");
    const shut = plan({}, policyWith({ mode: "local-data", portal: "refuse", resolver: null })).words.join("\n");
    expect(shut).toContain("nothing passes from lan to wan");
    expect(shut).toContain("Take the SIM out");
    expect(shut).not.toContain("unlock a zone");
    expect(plan({}, policyWith({}, [{ ...service, open: "never" }])).words.join("\n")).toContain("the policy opens none");
    expect(plan({}, policyWith({}, [{ ...service, open: "always", limit: null, openForUs: null }])).words.join("\n")).toContain(
      "always open; no limit",
    );
  });

  test("a policy without a gateway is a UserError", () => {
    expect(() => makePlan({ ...policyWith(), hold: null }, facts, platform)).toThrow(
      expect.objectContaining({ code: "policy-without-hold" }),
    );
  });
});

describe("places", () => {
  const names = (count: number): Service[] => Array.from({ length: count }, (_, index) => ({ ...service, name: `n${index}.example` }));

  test("from 198.18.0.1 on; a name keeps its address, an address keeps its name", () => {
    const first = placeServices(names(300));
    expect(first[0]?.syntheticIp).toBe("198.18.0.1");
    expect(first[255]?.syntheticIp).toBe("198.18.1.0");
    const given = new Map(first.map(({ name, syntheticIp }) => [name, syntheticIp]));
    const later = placeServices([{ ...service, name: "new.example" }, ...names(300).slice(100)], given);
    expect(later[0]?.syntheticIp).toBe("198.18.1.45");
    for (const { name, syntheticIp } of later.slice(1)) expect(syntheticIp).toBe(given.get(name));
  });

  test("no two names share one, whatever was given before", () => {
    const list = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const of = (numbers: readonly number[]): Service[] => numbers.map((number) => ({ ...service, name: `n${number}.example` }));
        const given = new Map(placeServices(of(before)).map(({ name, syntheticIp }) => [name, syntheticIp]));
        const all = new Map(given);
        for (const { name, syntheticIp } of placeServices(of(after), given)) {
          expect(all.get(name) ?? syntheticIp).toBe(syntheticIp);
          all.set(name, syntheticIp);
        }
        expect(new Set(all.values()).size).toBe(all.size);
      }),
    );
  });

  test("portal probes have addresses of their own, only where they are answered; a named service is no probe", () => {
    const probes = portalServices(policyWith());
    expect(probes).toHaveLength(portalHosts.length);
    expect(probes[0]).toEqual({
      name: "connectivitycheck.gstatic.com",
      syntheticIp: "198.19.0.1",
      ports: [80],
      answer: "portal",
      isOpen: true,
      leftUpBytes: null,
    });
    expect(portalServices(policyWith({ portal: "refuse" }))).toEqual([]);
    const named = portalServices(policyWith({}, [{ ...service, name: "captive.apple.com" }]));
    expect(named.map(({ name }) => name)).not.toContain("captive.apple.com");
    expect(named.find(({ name }) => name === "www.apple.com")).toEqual(probes.find(({ name }) => name === "www.apple.com"));
  });
});

test("dnsmasq hands out addresses on the local interface, and answers no names", () => {
  const lan = { interface: "lan", address: "10.77.0.1", prefixLength: 24, dhcp: { from: "10.77.0.10", until: "10.77.0.99" } };
  expect(dhcpConfig(policyWith())).toBeNull();
  const text = dhcpConfig(policyWith({ lan, time: "refuse" }), "/tmp/state");
  expect(text).toContain("port=0\ninterface=lan\n");
  expect(text).toContain("dhcp-range=10.77.0.10,10.77.0.99,255.255.255.0,1h\n");
  expect(text).toContain("dhcp-leasefile=/tmp/state/dhcp.leases\n");
  expect(text).not.toContain("ntp-server");
  expect(dhcpConfig(policyWith({ lan: { ...lan, dhcp: { from: "10.77.0.10\nport=53", until: "10.77.0.99" } } }))).toBeNull();
});
