/** P: the policy file is read whole or not at all, and everything that is wrong is said with its line. */
import { describe, expect, it } from "vitest";
import { type Policy, type PolicyProblem, readPolicy } from "../src/index.ts";
import { wholePolicy as whole } from "./whole-policy.ts";

function policyOf(text: string, dataKinds?: readonly string[]): Policy {
  const reading = readPolicy(text, dataKinds === undefined ? {} : { dataKinds });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems, null, 1));
  return reading.policy;
}

function problemsOf(text: string, dataKinds?: readonly string[]): readonly PolicyProblem[] {
  const reading = readPolicy(text, dataKinds === undefined ? {} : { dataKinds });
  expect(reading.ok).toBe(false);
  return reading.ok ? [] : reading.problems;
}

/** The whole policy with one piece replaced, and the one problem this makes. */
function problemWith(from: string, to: string): PolicyProblem {
  expect(whole).toContain(from);
  const problems = problemsOf(whole.replace(from, to));
  expect(problems.length, JSON.stringify(problems)).toBe(1);
  return problems[0] as PolicyProblem;
}

describe("a whole policy", () => {
  it("is read with every value", () => {
    expect(policyOf(whole)).toEqual({
      version: 1,
      title: "Water works, spring survey",
      hold: {
        mode: "named-services",
        lan: { interface: "lan0", address: "10.77.0.1", prefixLength: 24, dhcp: { from: "10.77.0.50", until: "10.77.0.99" } },
        wan: { interface: "wan0" },
        resolver: "192.0.2.53",
        portal: "refuse",
        time: "answer",
        control: "control.example.org",
        manage: { interface: "wan0", port: 22 },
      },
      services: [
        {
          name: "activation.example.com",
          reason: "Activation of new batteries, asked for by the fleet manager",
          open: "on-request",
          ports: [443],
          limit: { upBytes: 10_000_000, span: "opening" },
          openForUs: 900e6,
          data: ["batterySerial"],
          line: 17,
        },
        {
          name: "control.example.org",
          reason: "Shows that the path works",
          open: "always",
          ports: [80, 443],
          limit: { upBytes: 500_000, span: "day" },
          openForUs: null,
          data: [],
          line: 26,
        },
        {
          name: "logs.example.com",
          reason: "Known, and stays shut",
          open: "never",
          ports: [443],
          limit: null,
          openForUs: null,
          data: [],
          line: 31,
        },
      ],
      allow: [{ rule: "Map tiles", kinds: ["placeQuery"], hosts: ["*.tiles.example.net", "192.0.2.7"], purpose: "background map" }],
      privacy: null,
    });
  });

  it("may say nothing of a gateway, and nothing of services", () => {
    expect(policyOf("version: 1\ntitle: Audits only")).toMatchObject({ hold: null, services: [], allow: [] });
    expect(policyOf("version: 1\ntitle: Empty keys\nhold:\nservices:\nallow:\n")).toMatchObject({ hold: null, services: [], allow: [] });
  });

  it("is the same as JSON, with a byte order mark and with other line ends", () => {
    const bare = whole.replace(
      "reason: >\n      Activation of new batteries,\n      asked for by",
      "reason: Activation of new batteries, asked for by",
    );
    const policy = policyOf(bare);
    const inOneLine = { ...policy, services: policy.services.map((service) => ({ ...service, line: 0 })) };
    expect(policyOf(`\ufeff${bare.replaceAll("\n", "\r\n")}`)).toEqual(policy);
    const json = JSON.stringify({
      version: 1,
      title: policy.title,
      hold: {
        mode: "named-services",
        lan: { interface: "lan0", address: "10.77.0.1/24", dhcp: policy.hold?.lan.dhcp },
        wan: policy.hold?.wan,
        resolver: "192.0.2.53",
        portal: "refuse",
        time: "answer",
        control: "control.example.org",
        manage: policy.hold?.manage,
      },
      services: policy.services.map(({ name, reason, open, ports, limit, openForUs, data }) => ({
        name,
        reason,
        open,
        ports,
        limit: limit === null ? null : { up: `${limit.upBytes} B`, per: limit.span },
        for: openForUs === null ? null : `${openForUs / 1e6} s`,
        data,
      })),
      allow: policy.allow,
    });
    const fromJson = policyOf(json);
    expect({ ...fromJson, services: fromJson.services.map((service) => ({ ...service, line: 0 })) }).toEqual(inOneLine);
  });

  it("takes its defaults: 10 minutes, port 443, probes and time answered here", () => {
    const text =
      "version: 1\ntitle: t\nhold: {mode: local-data, lan: {interface: a, address: 10.0.0.1/24}, wan: {interface: b}}\nservices: [{name: a.example, reason: r, open: on-request}]";
    const { hold, services } = policyOf(text);
    expect(hold).toMatchObject({ portal: "answer", time: "answer", resolver: null, control: null, manage: null, lan: { dhcp: null } });
    expect(services[0]).toMatchObject({ ports: [443], openForUs: 600e6, limit: null, data: [] });
  });

  it("holds data to the kinds that are handed in", () => {
    expect(policyOf(whole, ["batterySerial", "placeQuery"]).services).toHaveLength(3);
    const [problem] = problemsOf(whole.replace("batterySerial", "batterySeral"), ["batterySerial", "placeQuery"]);
    expect(problem).toMatchObject({ line: 25, path: "services[0].data[0]" });
    expect(problem?.sentence).toContain('Did you mean "batterySerial"?');
  });
});

describe("one thing wrong is one problem with its line", () => {
  const cases: readonly (readonly [name: string, from: string, to: string, line: number, path: string, words: string])[] = [
    ["a mistyped key", "reason: Known", "reson: Known", 32, "services[2].reson", 'Did you mean "reason"?'],
    ["an unknown key", "reason: Known", "colour: red\n    reason: Known", 32, "services[2].colour", "name, reason, open"],
    ["a missing reason", "    reason: Known, and stays shut\n", "", 31, "services[2].reason", "Missing: why"],
    ["an empty reason", "Known, and stays shut", '"  "', 32, "services[2].reason", "Empty"],
    ["a wildcard", "name: logs.example.com", 'name: "*.example.com"', 31, "services[2].name", "wildcard"],
    ["an address as a name", "name: logs.example.com", "name: 192.0.2.9", 31, "services[2].name", "address"],
    ["an IPv6 address as a name", "name: logs.example.com", 'name: "2001:db8::1"', 31, "services[2].name", "address"],
    ["a web address", "name: logs.example.com", 'name: "logs.example.com/up"', 31, "services[2].name", "web address"],
    ["a port in the name", "name: logs.example.com", 'name: "logs.example.com:443"', 31, "services[2].name", "port"],
    ["a single word", "name: logs.example.com", "name: logs", 31, "services[2].name", "single word"],
    ["a long name", "name: logs.example.com", `name: ${"a.".repeat(126)}com`, 31, "services[2].name", "at most 253"],
    ["a long label", "name: logs.example.com", `name: ${"a".repeat(64)}.com`, 31, "services[2].name", "no part"],
    ["capital letters", "name: logs.example.com", "name: Logs.example.com", 31, "services[2].name", 'write "logs.example.com"'],
    ["a final dot", "name: logs.example.com", "name: logs.example.com.", 31, "services[2].name", "dot"],
    ["letters outside ASCII", "name: logs.example.com", "name: lögs.example.com", 31, "services[2].name", "xn--"],
    ["a name of the local network", "name: logs.example.com", "name: printer.local", 31, "services[2].name", "local network"],
    ["the browsers' canary", "name: logs.example.com", "name: use-application-dns.net", 31, "services[2].name", "encrypted DNS"],
    ["a number as a name", "name: logs.example.com", "name: 12", 31, "services[2].name", "single word"],
    ["a name twice", "name: logs.example.com", "name: control.example.org", 31, "services[2].name", "line 26"],
    ["an unknown opening", "open: never", "open: nevr", 33, "services[2].open", 'Did you mean "never"?'],
    ["a port that cannot be opened", "ports: [80, 443]", "ports: [80, 8443]", 29, "services[1].ports[1]", "80 and 443"],
    ["no ports", "ports: [80, 443]", "ports: []", 29, "services[1].ports", "at least one"],
    ["a port twice", "ports: [80, 443]", "ports: [443, 443]", 29, "services[1].ports", "twice"],
    ["a limit without a unit", "up: 500 kB", "up: 500", 30, "services[1].limit.up", "no size"],
    ["a limit of nothing", "up: 500 kB", "up: 0 kB", 30, "services[1].limit.up", "no size"],
    ["a limit beyond counting", "up: 500 kB", "up: 999999999999 TB", 30, "services[1].limit.up", "no size"],
    ["a limit without its span", "{up: 500 kB, per: day}", "{up: 500 kB}", 30, "services[1].limit.per", "Missing"],
    ["a limit per opening where nothing is opened", "per: day", "per: opening", 30, "services[1].limit.per", "per day"],
    ["a time without a unit", "for: 15 minutes", "for: 15", 24, "services[0].for", "no time"],
    ["a time too long", "for: 15 minutes", "for: 2 days", 24, "services[0].for", "24 hours"],
    ["a time too short", "for: 15 minutes", "for: 0.5 s", 24, "services[0].for", "one second"],
    ["a time of a service that is always open", "per: day}", "per: day}\n    for: 10 minutes", 31, "services[1].for", "on request"],
    ["one interface for both", "interface: lan0", "interface: wan0", 10, "hold.wan.interface", "local network"],
    ["an interface of rules' stars", "interface: lan0", 'interface: "lan*"', 7, "hold.lan.interface", "many interfaces"],
    ["a long interface name", "interface: lan0", "interface: abcdefghijklmnop", 7, "hold.lan.interface", "15"],
    ["the loopback interface", "wan: {interface: wan0}", "wan: {interface: lo}", 10, "hold.wan.interface", "not one"],
    ["an address without a prefix", "address: 10.77.0.1/24", "address: 10.77.0.1", 8, "hold.lan.address", "prefix"],
    ["a prefix out of range", "address: 10.77.0.1/24", "address: 10.77.0.1/31", 8, "hold.lan.address", "/8 to /30"],
    ["a bad address", "address: 10.77.0.1/24", "address: 10.77.0.256/24", 8, "hold.lan.address", "no IPv4"],
    ["octal digits", "resolver: 192.0.2.53", "resolver: 192.0.2.053", 11, "hold.resolver", "no IPv4"],
    ["DHCP outside the net", "until: 10.77.0.99", "until: 10.77.1.99", 9, "hold.lan.dhcp.until", "10.77.0.1 to 10.77.0.254"],
    ["DHCP backwards", "from: 10.77.0.50", "from: 10.77.0.100", 9, "hold.lan.dhcp.until", "before"],
    ["DHCP over the gateway", "from: 10.77.0.50", "from: 10.77.0.1", 9, "hold.lan.dhcp", "10.77.0.1"],
    ["the synthetic range as resolver", "resolver: 192.0.2.53", "resolver: 198.19.0.1", 11, "hold.resolver", "198.18.0.0/15"],
    ["a resolver on the local network", "resolver: 192.0.2.53", "resolver: 10.77.0.53", 11, "hold.resolver", "outside"],
    ["a loopback resolver", "resolver: 192.0.2.53", "resolver: 127.0.0.53", 11, "hold.resolver", "itself"],
    ["named services without a resolver", "  resolver: 192.0.2.53\n", "", 4, "hold", "resolver"],
    ["a control that is no service", "control: control.example.org", "control: other.example.org", 14, "hold.control", "not one of"],
    ["a control that is never open", "control: control.example.org", "control: logs.example.com", 14, "hold.control", "line 31"],
    ["management through a third card", "{interface: wan0, port: 22}", "{interface: eth7, port: 22}", 15, "hold.manage.interface", "lan0"],
    ["management on a port of the gateway", "port: 22}", "port: 53}", 15, "hold.manage.port", "own"],
    ["an unknown mode", "mode: named-services", "mode: named", 5, "hold.mode", "local-data, named-services"],
    ["an unknown version", "version: 1", "version: 2", 2, "version", "version 1"],
    ["no title", "title: Water works, spring survey\n", "", 2, "title", "Missing"],
    ["a bad host pattern", '"*.tiles.example.net"', '"*.*.example.net"', 37, "allow[0].hosts[0]", "no host"],
    ["no kinds", "kinds: [placeQuery]", "kinds: []", 36, "allow[0].kinds", "at least one"],
    ["a list where a map is expected", "wan: {interface: wan0}", "wan: [wan0]", 10, "hold.wan", "map"],
    ["a map where a word is expected", "mode: named-services", "mode: {a: b}", 5, "hold.mode", "Expected"],
    ["a key twice", "portal: refuse", "time: refuse", 13, "", "twice"],
    ["an alias", "purpose: background map", "purpose: *x", 38, "", "Aliases"],
    ["an anchor", "purpose: background map", "purpose: &x background map", 38, "", "Anchors"],
    ["a tag", "purpose: background map", "purpose: !!str background map", 38, "", "Tags"],
    ["a tag of a map", "wan: {interface: wan0}", "wan: !!map {interface: wan0}", 10, "", "Tags"],
    ["a hidden character", "background map", "background\u202emap", 38, "", "U+202E"],
    ["a second document", "purpose: background map\n", "purpose: background map\n---\nx: 1\n", 39, "", "second document"],
    ["a directive", "# A policy for tests\n", "%YAML 1.1\n---\n", 1, "", "Directives"],
    ["a number as a key", "purpose: background map", "purpose: background map\n    12: x", 39, "", "word"],
  ];
  it.each(cases)("%s", (_, from, to, line, path, words) => {
    const problem = problemWith(from, to);
    expect(problem.sentence).toContain(words);
    expect({ line: problem.line, path: problem.path }).toEqual({ line, path: path === "" ? problem.path : path });
    expect(problem.column).toBeGreaterThan(0);
  });
});

describe("many things wrong", () => {
  it("are told at once, in order of the file", () => {
    const problems = problemsOf(
      whole
        .replace("mode: named-services", "mode: open")
        .replace("open: always", "open: allways")
        .replace("reason: Known, and stays shut", "reasn: x")
        .replace("kinds: [placeQuery]", "kinds: 7")
        .replace("title:", "titel:"),
    );
    expect(problems.map(({ line, path }) => `${line} ${path}`)).toEqual([
      "3 titel",
      "5 hold.mode",
      "28 services[1].open",
      "32 services[2].reasn",
      "36 allow[0].kinds",
    ]);
  });

  it("are at most 100", () => {
    const text = `version: 1\ntitle: t\nservices:\n${"  - {name: a}\n".repeat(300)}`;
    expect(problemsOf(text)).toHaveLength(100);
  });

  it("a file of nothing, of words or of a list is no policy", () => {
    for (const text of ["", "# nothing", "hello", "- a\n- b", "42", "null"]) expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});
