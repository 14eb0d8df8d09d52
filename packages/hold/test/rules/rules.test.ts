import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { counters, listingFaults, normalListing, type RulesInput, readCounterValues, rulesText } from "../../src/index.ts";
import { exampleInput } from "./example-input.ts";

const listing = readFileSync(new URL("./listing.json", import.meta.url), "utf8");
type Entry = Record<string, Record<string, unknown>>;
const entries = (): Entry[] => (JSON.parse(listing) as { nftables: Entry[] }).nftables;
const json = (list: readonly Entry[]): string => JSON.stringify({ nftables: list });
const codes = (text: string, input: RulesInput = exampleInput): string[] => listingFaults(text, input).map(({ code }) => code);

/** A listing with one rule put into a chain, at its start. */
function withRule(chain: string, expr: readonly unknown[]): string {
  const list = entries();
  const at = list.findIndex(({ rule }) => rule?.["chain"] === chain);
  list.splice(at === -1 ? list.length : at, 0, { rule: { family: "inet", table: "hold", chain, handle: 999, expr } });
  return json(list);
}

function changed(kind: string, name: string, change: (value: Record<string, unknown>) => void): string {
  const list = entries();
  for (const entry of list) if (entry[kind]?.["name"] === name) change(entry[kind]);
  return json(list);
}

describe("rule text", () => {
  test("is the same for the same input, and every counter is in it", () => {
    const text = rulesText(exampleInput);
    expect(rulesText({ ...exampleInput })).toBe(text);
    for (const { nft } of Object.values(counters)) expect(text).toContain(`counter ${nft} { }`);
    expect(text).toMatchInlineSnapshot(`
      "table inet hold
      delete table inet hold
      table inet hold {
      	counter lan_fragment { }
      	counter lan_neighbour { }
      	counter lan_dns { }
      	counter lan_dhcp { }
      	counter lan_time { }
      	counter lan_relay { }
      	counter lan_manage { }
      	counter lan_quic { }
      	counter lan_local { }
      	counter lan_denied { }
      	counter wan_relay { }
      	counter wan_resolver { }
      	counter wan_manage { }
      	counter out_denied { }
      	counter forward_denied { }
      	counter wan_in { }
      	counter wan_in_denied { }
      	set upstream4 {
      		type ipv4_addr . inet_service
      		size 4096
      		flags timeout
      	}
      	chain gate {
      		type filter hook prerouting priority -450; policy drop;
      		iifname != "lan" accept
      		ip frag-off & 0x3fff != 0 counter name lan_fragment log prefix "hold-fragment " group 5 snaplen 320 drop
      		exthdr frag exists counter name lan_fragment log prefix "hold-fragment " group 5 snaplen 320 drop
      		ip saddr != { 0.0.0.0, 10.77.0.0/24 } counter name lan_denied log prefix "hold-denied " group 5 snaplen 320 drop
      		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } counter name lan_neighbour accept
      		meta nfproto ipv4 meta l4proto { tcp, udp } th dport 53 counter name lan_dns accept
      		meta nfproto ipv4 udp dport 67 counter name lan_dhcp accept
      		meta nfproto ipv4 udp dport 123 counter name lan_time accept
      		ip daddr 198.18.0.0/15 tcp dport { 80, 443 } counter name lan_relay accept
      		udp dport 443 counter name lan_quic log prefix "hold-quic " group 5 snaplen 320 reject with icmpx type port-unreachable
      		ip daddr { 224.0.0.0/4, 255.255.255.255, 10.77.0.255 } counter name lan_local log prefix "hold-local " group 5 snaplen 320 drop
      		ip6 daddr ff00::/8 counter name lan_local log prefix "hold-local " group 5 snaplen 320 drop
      		counter name lan_denied log prefix "hold-denied " group 5 snaplen 320 reject with icmpx type admin-prohibited
      	}
      	chain names {
      		type nat hook prerouting priority dstnat; policy accept;
      		iifname "lan" meta nfproto ipv4 meta l4proto { tcp, udp } th dport 53 redirect to :1015
      		iifname "lan" meta nfproto ipv4 udp dport 123 redirect to :1016
      	}
      	chain input {
      		type filter hook input priority filter; policy drop;
      		iifname "lo" accept
      		iifname "lan" accept
      		iifname != "wan" drop
      		ct state established,related counter name wan_in accept
      		tcp dport 22 counter name wan_in accept
      		counter name wan_in_denied drop
      	}
      	chain forward {
      		type filter hook forward priority filter; policy drop;
      		counter name forward_denied log prefix "hold-forward " group 5 snaplen 320 drop
      	}
      	chain output {
      		type filter hook output priority filter; policy drop;
      		oifname "lo" accept
      		oifname "lan" accept
      		oifname "wan" meta skuid 4711 ip daddr . tcp dport @upstream4 ct mark set 1213156420 counter name wan_relay accept
      		oifname "wan" ct mark 1213156420 ip daddr . tcp dport @upstream4 counter name wan_relay accept
      		oifname "wan" meta skuid 4711 ip daddr 10.99.0.10 meta l4proto { tcp, udp } th dport 53 ct mark set 1213156420 counter name wan_resolver accept
      		oifname "wan" ct mark 1213156420 ip daddr 10.99.0.10 tcp dport 53 counter name wan_resolver accept
      		oifname "wan" tcp sport 22 ct direction reply ct state established counter name wan_manage accept
      		counter name out_denied log prefix "hold-out " group 5 snaplen 320 drop
      	}
      }
      "
    `);
  });

  test("in Local Data Mode nothing may go out, and without probes the synthetic addresses are refused too", () => {
    const text = rulesText({ ...exampleInput, hasServices: false, resolver: null, answersProbes: false, manage: null });
    const output = text.slice(text.indexOf("chain output"));
    expect(output.match(/accept/g)).toHaveLength(2);
    expect(output).not.toContain('oifname "wan"');
    expect(text).not.toContain("198.18.0.0/15");
    expect(rulesText({ ...exampleInput, hasServices: false, resolver: null })).toContain("198.18.0.0/15");
  });

  test("a value that could be rule text is refused", () => {
    for (const name of ['lan" accept', "eth*", "", "a".repeat(16), "la n", "lan;", "..", "lo"]) {
      expect(() => rulesText({ ...exampleInput, lanInterface: name }), name).toThrow(expect.objectContaining({ name: "UserError" }));
    }
    for (const ip of ["10.77.0.1/24", "10.77.0.01", "10.77.0.256", "::1", "1.2.3.4 accept", ""]) {
      expect(() => rulesText({ ...exampleInput, lanIp: ip }), ip).toThrow(expect.objectContaining({ code: "bad-address" }));
      expect(() => rulesText({ ...exampleInput, resolver: ip }), ip).toThrow(expect.objectContaining({ code: "bad-address" }));
    }
    for (const port of [0, 65_536, 1.5, Number.NaN]) {
      expect(() => rulesText({ ...exampleInput, manage: { interface: "wan", port } })).toThrow(
        expect.objectContaining({ code: "bad-port" }),
      );
    }
    for (const relayUid of [-1, 2 ** 32, 0.5]) {
      expect(() => rulesText({ ...exampleInput, relayUid })).toThrow(expect.objectContaining({ code: "bad-account" }));
    }
    expect(() => rulesText({ ...exampleInput, wanInterface: "lan" })).toThrow(expect.objectContaining({ code: "bad-interface-name" }));
  });

  test("any names and addresses give a text without a stray quote, or a UserError", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), fc.integer(), (name, ip, prefix) => {
        try {
          const text = rulesText({ ...exampleInput, lanInterface: name, lanIp: ip, lanPrefixLength: prefix });
          expect(text).toContain(`iifname != "${name}" accept`);
          expect(name).toMatch(/^[\w.:@-]+$/);
        } catch (error) {
          expect(error).toMatchObject({ name: "UserError" });
        }
      }),
    );
  });
});

describe("a listing of nft 1.0.6", () => {
  test("has no faults, and all counters", () => {
    expect(listingFaults(listing, exampleInput)).toEqual([]);
    expect(readCounterValues(listing).lanDenied).toEqual({ packets: 0, bytes: 0 });
  });

  test("is the same without handles, counts, elements and versions", () => {
    const list = entries().filter((entry) => entry["metainfo"] === undefined);
    for (const entry of list) {
      for (const value of Object.values(entry)) value["handle"] = 12_345;
      if (entry["counter"] !== undefined) Object.assign(entry["counter"], { packets: 7, bytes: 99 });
      if (entry["set"] !== undefined) entry["set"]["elem"] = [{ concat: ["192.0.2.1", 443] }];
    }
    const foreign: Entry = { rule: { family: "ip", table: "nat", chain: "POSTROUTING", handle: 1, expr: [{ masquerade: null }] } };
    expect(normalListing(json([...list, foreign]))).toBe(normalListing(listing));
    expect(readCounterValues(json(list)).wanRelay).toEqual({ packets: 7, bytes: 99 });
  });

  test.each([
    ["an extra accept at the gate", withRule("gate", [{ accept: null }])],
    [
      "an accept of one address",
      withRule("output", [
        { match: { op: "==", left: { payload: { protocol: "ip", field: "daddr" } }, right: "203.0.113.7" } },
        { counter: "wan_relay" },
        { accept: null },
      ]),
    ],
    ["an accept in forward", withRule("forward", [{ counter: "forward_denied" }, { accept: null }])],
    [
      "established in output",
      withRule("output", [{ match: { op: "in", left: { ct: { key: "state" } }, right: "established" } }, { accept: null }]),
    ],
    ["a redirection elsewhere", withRule("names", [{ dnat: { addr: "203.0.113.7", port: 53 } }])],
    ["a jump", withRule("gate", [{ jump: { target: "elsewhere" } }])],
    ["a return", withRule("input", [{ return: null }])],
    ["a copy of packets", withRule("gate", [{ dup: { addr: "203.0.113.7" } }])],
    ["a rule that is none", withRule("gate", ["accept"])],
    ["a mark that is not the relay's", withRule("output", [{ mangle: { key: { ct: { key: "mark" } }, value: 0x484f4c44 } }])],
  ])("%s is a fault", (_, text) => {
    expect(codes(text)).toContain("rule-foreign");
    expect(normalListing(text)).not.toBe(normalListing(listing));
  });

  test.each(["gate", "input", "forward", "output"])("%s with policy accept is a fault", (name) => {
    const text = changed("chain", name, (value) => {
      value["policy"] = "accept";
    });
    expect(codes(text)).toEqual(["chain-changed"]);
  });

  test.each(["gate", "names", "input", "forward", "output"])("%s missing, or without rules, is a fault", (name) => {
    expect(codes(json(entries().filter(({ chain }) => chain?.["name"] !== name)))).toContain("chain-missing");
    const empty = entries().filter(({ rule }) => rule?.["chain"] !== name);
    const code = name === "names" ? "rule-missing" : "refusal-missing";
    expect(codes(json(empty))).toContain(code);
  });

  test("a gate that does not end in a refusal, a foreign chain, set, flow table, counter, dormant table are faults", () => {
    const gate = entries().filter(({ rule }) => rule?.["chain"] === "gate");
    const last = gate.at(-1);
    expect(codes(json(entries().filter((entry) => JSON.stringify(entry) !== JSON.stringify(last))))).toEqual(["refusal-missing"]);
    const withObject = (entry: Entry): string => json([...entries(), entry]);
    expect(codes(withObject({ chain: { family: "inet", table: "hold", name: "more", handle: 1 } }))).toEqual(["chain-foreign"]);
    expect(codes(withObject({ flowtable: { family: "inet", table: "hold", name: "f", handle: 1 } }))).toEqual(["object-foreign"]);
    expect(codes(withObject({ map: { family: "inet", table: "hold", name: "m", handle: 1 } }))).toEqual(["object-foreign"]);
    expect(codes(json(entries().filter(({ counter }) => counter?.["name"] !== "wan_in")))).toEqual(["counter-missing"]);
    expect(codes(json(entries().filter(({ set }) => set === undefined)))).toEqual(["set-changed"]);
    const dormant = entries();
    for (const { table } of dormant) if (table !== undefined) table["flags"] = ["dormant"];
    expect(codes(json(dormant))).toEqual(["object-foreign"]);
    expect(codes(json([]))).toEqual(["rules-missing"]);
  });

  test("rules of another policy are a fault", () => {
    expect(codes(listing, { ...exampleInput, hasServices: false, resolver: null })).toContain("rule-foreign");
    expect(codes(listing, { ...exampleInput, relayUid: null })).toContain("rule-foreign");
    expect(codes(listing, { ...exampleInput, resolver: "10.99.0.11" })).toContain("rule-foreign");
    expect(codes(listing, { ...exampleInput, manage: null })).toContain("rule-foreign");
    expect(codes(listing, { ...exampleInput, manage: { interface: "lan", port: 22 } })).toContain("rule-foreign");
    expect(codes(listing, { ...exampleInput, time: false })).toContain("rule-foreign");
    expect(codes(listing, { ...exampleInput, dhcp: false })).toContain("rule-foreign");
  });
});

describe("a listing that is none", () => {
  const reads = [normalListing, readCounterValues];
  const holds = (text: string): void => {
    expect(Array.isArray(listingFaults(text, exampleInput))).toBe(true);
    for (const read of reads) {
      try {
        read(text);
      } catch (error) {
        expect(error).toMatchObject({ name: "FormatError" });
      }
    }
  };

  test("any text gives a value or a FormatError, and never no faults", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json({ maxDepth: 6 }),
          fc.array(fc.json()).map((list) => `{"nftables":[${list.join()}]}`),
        ),
        (text) => {
          holds(text);
          expect(listingFaults(text, exampleInput)).not.toEqual([]);
        },
      ),
    );
  });

  test("every cut and every flipped byte of a good one too", () => {
    const bytes = Buffer.from(listing);
    for (let end = 0; end < bytes.length; end += 97) holds(bytes.subarray(0, end).toString());
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const copy = Buffer.from(bytes);
        copy[at] = (copy[at] ?? 0) ^ mask;
        holds(copy.toString());
      }),
      { numRuns: 200 },
    );
  });

  test("deep nesting, wrong kinds and counts beyond 2^53 are refused", () => {
    const deep = `{"nftables":[{"rule":${"[".repeat(100_000)}${"]".repeat(100_000)}}]}`;
    expect(() => normalListing(deep)).toThrow(expect.objectContaining({ code: "bad-listing" }));
    const nested = `{"nftables":[{"rule":${'{"a":'.repeat(60)}1${"}".repeat(60)}}]}`;
    expect(() => normalListing(nested)).toThrow(expect.objectContaining({ code: "bad-listing" }));
    for (const text of [
      "",
      "null",
      "[]",
      "{}",
      '{"nftables":{}}',
      '{"nftables":[1]}',
      '{"nftables":[{}]}',
      '{"nftables":[{"a":{},"b":{}}]}',
    ]) {
      expect(() => normalListing(text), text).toThrow(expect.objectContaining({ code: "bad-listing" }));
    }
    for (const packets of [-1, 0.5, 2 ** 53, "1", null]) {
      const text = changed("counter", "lan_dns", (value) => {
        value["packets"] = packets;
      });
      expect(() => readCounterValues(text)).toThrow(expect.objectContaining({ code: "bad-counter" }));
    }
    expect(() => readCounterValues(json([]))).toThrow(expect.objectContaining({ code: "counter-missing" }));
  });
});
