/** The plan in force in the lab's field, with the real nft; every fault that is planted is found, and then nothing passes. */
import { fileURLToPath } from "node:url";
import type { HoldPlan, MachineFacts } from "@creance/hold";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { GatewayReading } from "../../src/rules/read-gateway.ts";
import { type Field, fieldMissing, openField } from "../lab/field.ts";
import { openWitness } from "../lab/witness.ts";
import { examplePolicy } from "./example-policy.ts";

const script = fileURLToPath(new URL("./in-gateway.mjs", import.meta.url));
const reason = fieldMissing === null ? "" : ` (${fieldMissing})`;
const policy = examplePolicy();
const localData = examplePolicy({ mode: "local-data", resolver: null, portal: "refuse", time: "refuse" });

function macOf(text: string): string {
  return /link\/ether (\S+)/.exec(text)?.[1] ?? "";
}

/** Answers every connection after its end with two bytes. */
const serve = `import socket,threading
l=socket.socket();l.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1);l.bind(("0.0.0.0",443));l.listen(50)
def one(c):
    try:
        while c.recv(65536): pass
        c.sendall(b"ok");c.close()
    except OSError: pass
while True:
    c,_=l.accept();threading.Thread(target=one,args=(c,),daemon=True).start()`;

interface Answer {
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly code: string; readonly message: string };
}

describe.skipIf(fieldMissing !== null)(`rules in force${reason}`, () => {
  let field: Field;
  beforeEach(async () => {
    await field?.close();
    field = await openField();
  }, 180_000);
  afterAll(() => field?.close());

  function inGateway(...orders: readonly Readonly<Record<string, unknown>>[]): readonly Answer[] {
    const stdout = field.gateway.must([process.execPath, script], { input: JSON.stringify(orders), timeoutMs: 60_000 });
    return JSON.parse(stdout) as Answer[];
  }
  const isLanUp = (): boolean => field.gateway.must(["ip", "-o", "link", "show", "dev", "lan"]).includes("LOWER_UP");
  const send = (address: string, port: number, count = 1): string =>
    `import socket,time
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)
for i in range(${count}):
    try: s.sendto(b"x"*100,("${address}",${port}))
    except OSError: pass
`;

  test("applied: the link comes up last, the device's packets meet one counter each, nothing leaves", async () => {
    const [applied, before] = inGateway({ do: "apply", policy: localData }, { do: "read" });
    expect(applied?.error).toBeUndefined();
    expect(before?.value).toMatchObject({ faults: [] });
    expect(isLanUp()).toBe(true);
    const script = [send("198.51.100.7", 9999, 5), send("198.51.100.7", 443, 3), send("8.8.8.8", 53, 4), send("10.77.0.255", 5353)].join(
      "",
    );
    field.device.must(["python3", "-c", script]);
    const packets = (...names: readonly string[]): readonly number[] => {
      const listed = field.gateway.must(["nft", "list", "counters"]);
      return names.map((name) => Number(new RegExp(`counter ${name} \\{\\s*packets (\\d+)`).exec(listed)?.[1]));
    };
    // They wait in the device while it asks for the gateway's MAC address: up to a second on a link that has just come up.
    await expect.poll(() => packets("lan_denied", "lan_quic", "lan_dns")).toEqual([5, 3, 4]);
    expect(packets("forward_denied")).toEqual([0]);
    expect(field.gateway.must(["cat", "/proc/sys/net/ipv4/ip_forward"]).trim()).toBe("0");
    expect(field.gateway.must(["cat", "/proc/sys/net/ipv6/conf/wan/disable_ipv6"]).trim()).toBe("1");
  }, 180_000);

  test.each([
    ["no rules at all", ["", ""], "rules-unreadable"],
    ["a syntax error", ["policy drop;", "policy drip;"], "rules-refused"],
    ["output that accepts", ["hook output priority filter; policy drop", "hook output priority filter; policy accept"], "rules-differ"],
    ["forward that accepts", ["hook forward priority filter; policy drop", "hook forward priority filter; policy accept"], "rules-differ"],
    ["one more accept", ["\t\tudp dport 443", "\t\tip daddr 203.0.113.7 accept\n\t\tudp dport 443"], "rules-differ"],
    ["a gate without an end", ["reject with icmpx type admin-prohibited\n\t}", "accept\n\t}"], "rules-differ"],
    ["a rule file of another table", ["", "table inet other { }\n"], "rules-unreadable"],
  ] as const)(
    "planted: %s; found, and the link stays down",
    (_, plant, code) => {
      // Once as if something else had been loaded, once as if the generator had written it: then the text agrees with itself.
      const link = { do: "sh", script: "ip -o link show dev lan" };
      const answers = inGateway({ do: "apply", policy, plant }, link, { do: "apply", policy, plant, inBoth: true }, link);
      for (const index of [0, 2]) {
        const answer = answers[index];
        expect(answer?.error).toMatchObject({ name: "UserError" });
        if (!(index === 2 && code === "rules-unreadable")) expect(answer?.error?.code).toBe(code);
        expect(answer?.error?.message).toContain("nothing passes");
        expect(answers[index + 1]?.value).toMatchObject({ stdout: expect.stringContaining("state DOWN") });
      }
    },
    180_000,
  );

  test("changed while in force: a rule, a policy, routing, a flushed table, a missing interface are told by the next reading", () => {
    const undo = { do: "apply", policy };
    const answers = inGateway(
      undo,
      { do: "sh", script: "nft insert rule inet hold gate accept" },
      { do: "read" },
      undo,
      { do: "sh", script: "nft chain inet hold forward '{ policy accept; }'" },
      { do: "read" },
      undo,
      { do: "sh", script: "echo 1 > /proc/sys/net/ipv4/conf/lan/forwarding" },
      { do: "read" },
      undo,
      { do: "sh", script: "nft flush table inet hold" },
      { do: "read" },
      undo,
      { do: "sh", script: "nft delete table inet hold" },
      { do: "read" },
      undo,
      { do: "sh", script: "ip link del wan" },
      { do: "read" },
    );
    const read = answers
      .filter((_, index) => index % 3 === 2)
      .map(({ value, error }) => error?.code ?? (value as GatewayReading).faults.map(({ code }) => code));
    expect(read).toEqual([
      ["rules-differ"],
      ["rules-differ"],
      ["forwarding-on"],
      ["rules-differ"],
      "rules-unreadable",
      ["interface-missing"],
    ]);
  }, 120_000);

  test("objections: foreign filters before the rules, a bridge, swapped sides", () => {
    const plan = { do: "plan", policy };
    const answers = inGateway(
      plan,
      { do: "sh", script: "nft 'table netdev early { chain c { type filter hook ingress device lan priority 0; }; }'" },
      plan,
      {
        do: "sh",
        script: "nft delete table netdev early; tc qdisc add dev wan clsact",
      },
      plan,
      { do: "apply", policy },
      {
        do: "sh",
        script:
          "tc qdisc del dev wan clsact; nft add table ip nat; nft 'add chain ip nat POSTROUTING { type nat hook postrouting priority 100; }'; echo 1 > /proc/sys/net/ipv4/ip_forward",
      },
      plan,
      { do: "sh", script: "nft delete table ip nat; ip link add br0 type bridge; ip link set lan master br0; ip link set wan master br0" },
      plan,
      {
        do: "sh",
        script:
          "ip link set lan nomaster; ip link set wan nomaster; ip link set lan up; ip addr add 10.77.0.1/24 dev lan; ip route replace default dev lan",
      },
      plan,
    );
    const codes = answers.flatMap(({ value }) => {
      const objections = (value as Partial<HoldPlan> | undefined)?.objections;
      return objections === undefined
        ? []
        : [
            objections
              .filter(({ code }) => code !== "accounts-missing" && code !== "ipv6-on-wan" && code !== "tool-missing")
              .map(({ code, weight }) => `${weight} ${code}`),
          ];
    });
    expect(codes).toEqual([
      [],
      ["stops foreign-ingress"],
      ["stops foreign-ingress"],
      ["warns foreign-rules", "warns forwarding-on"],
      ["stops wan-is-bridge-with-lan", "warns forwarding-on"],
      ["stops lan-has-default-route", "warns forwarding-on"],
    ]);
    expect(answers[5]?.error?.code).toBe("plan-objected");
  }, 120_000);

  test("routing that was on, for one interface too, is off once the plan is in force", () => {
    const [, applied, reading] = inGateway(
      {
        do: "sh",
        script:
          "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 0 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv4/conf/lan/forwarding; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding",
      },
      { do: "apply", policy },
      { do: "read" },
    );
    expect(applied?.error).toBeUndefined();
    expect(reading?.value).toMatchObject({ forwarding: false, faults: [] });
  }, 180_000);

  test("taken away: the link is down, routing off, the table gone; kept rules stay", () => {
    const answers = inGateway(
      { do: "apply", policy, raise: "later" },
      { do: "sh", script: "ip -o link show dev lan" },
      { do: "raise" },
      { do: "remove", rules: "keep" },
      { do: "sh", script: "nft list table inet hold; ip -o link show dev lan" },
      { do: "remove" },
      { do: "sh", script: "nft list tables; ip -o link show dev lan; cat /proc/sys/net/ipv4/ip_forward; ip route show table local" },
      { do: "remove" },
    );
    expect(answers.map(({ error }) => error)).toEqual(answers.map(() => undefined));
    const text = (index: number): string => (answers[index]?.value as { readonly stdout: string } | undefined)?.stdout ?? "";
    expect(text(1)).toContain("state DOWN");
    expect(text(4)).toContain("chain gate");
    expect(text(4)).toContain("state DOWN");
    expect(text(6)).not.toContain("hold");
    expect(text(6)).toContain("state DOWN");
    expect(text(6)).toContain("\n0\n");
    expect(text(6)).not.toContain("198.18.0.0");
  }, 180_000);

  test("the rules process: opens and shuts addresses, answers all, ends when it may not look", () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      kind: "allow",
      ip: `203.0.113.${index % 250}`,
      port: 443 + Math.floor(index / 250),
    }));
    const answers = inGateway(
      { do: "apply", policy },
      { do: "start" },
      {
        do: "ask",
        commands: [
          { kind: "allow", ip: "203.0.113.9", port: 443 },
          { kind: "allow", ip: "203.0.113.9; flush", port: 1 },
        ],
      },
      { do: "sh", script: "nft list set inet hold upstream4" },
      {
        do: "ask",
        commands: [
          { kind: "forbid", ip: "203.0.113.9", port: 443 },
          { kind: "forbid", ip: "203.0.113.10", port: 443 },
        ],
      },
      { do: "sh", script: "nft list set inet hold upstream4" },
      { do: "ask", commands: many },
      { do: "ask", commands: [{ kind: "read" }] },
      { do: "ask", commands: [{ kind: "forbidAll" }, { kind: "routingOff" }] },
      { do: "sh", script: "nft list set inet hold upstream4" },
      { do: "ask", commands: [{ kind: "lanDown" }] },
      { do: "sh", script: "ip -o link show dev lan; nft delete table inet hold" },
      { do: "ask", commands: [{ kind: "read" }] },
    );
    const value = (index: number): unknown => answers[index]?.value;
    const said = (index: number): readonly Record<string, unknown>[] =>
      (value(index) as { readonly answers: readonly Record<string, unknown>[] }).answers;
    const text = (index: number): string => (value(index) as { readonly stdout: string }).stdout;
    expect(value(1)).toBe("ready");
    expect(said(2).map(({ ok }) => ok)).toEqual([true, false]);
    expect(text(3)).toContain("203.0.113.9 . 443");
    expect(said(4).map(({ ok }) => ok)).toEqual([true, true]);
    expect(text(5)).not.toContain("elements");
    expect(said(6).every(({ ok }) => ok === true)).toBe(true);
    expect(said(7)[0]).toMatchObject({ kind: "reading", faults: [], forwarding: false });
    expect(said(8).map(({ ok }) => ok)).toEqual([true, true]);
    expect(text(9)).not.toContain("elements");
    expect(said(10)[0]).toMatchObject({ ok: true });
    expect(text(11)).toContain("state DOWN");
    expect((value(12) as { readonly answers: unknown }).answers).toMatchObject({ failure: { code: "rules-unreadable" } });
  }, 180_000);

  test.skipIf(process.getuid?.() !== 0)(
    "with accounts, only the relay's may reach an open address, and shutting it cuts its connection (needs root)",
    async () => {
      field.outside.start(["python3", "-c", serve]);
      const asRelay = (script: string): readonly string[] => [
        "setpriv",
        "--reuid",
        "4711",
        "--regid",
        "4711",
        "--clear-groups",
        "env",
        "PATH=/usr/bin:/bin",
        "python3",
        "-c",
        script,
      ];
      const dial = `import socket;s=socket.create_connection(("10.99.0.11",443),2);s.sendall(b"x"*100000);s.shutdown(1);print(len(s.recv(9)));s.close()`;
      const answers = inGateway({
        do: "apply",
        policy,
        accounts: { "creance-hold": 4701, "creance-names": 4702, "creance-relay": 4711, "creance-recorder": 4703 },
      });
      expect(answers[0]?.error).toBeUndefined();
      const denied = (): number =>
        Number(/packets (\d+)/.exec(field.gateway.must(["nft", "list", "counter", "inet", "hold", "out_denied"]))?.[1]);
      expect(field.gateway.run(asRelay(dial)).stderr).toContain("timed out");
      field.gateway.must(["nft", "add element inet hold upstream4 { 10.99.0.11 . 443 }"]);
      const before = denied();
      await expect.poll(() => field.gateway.run(asRelay(dial)).stdout.trim()).toBe("2");
      // Closed with data still to send: what the kernel sends on has no account any more.
      for (let turn = 0; turn < 5; turn++) field.gateway.must(asRelay(dial.replace("s.shutdown(1);print(len(s.recv(9)));", "")));
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(denied()).toBe(before);
      expect(field.gateway.run(["python3", "-c", dial]).stderr).toContain("timed out");
      expect(denied()).toBeGreaterThan(before);
      // A connection that is open, and the address taken out of the set meanwhile.
      const open = `import socket,subprocess,time
s=socket.create_connection(("10.99.0.11",443),2);s.sendall(b"x");print("open",flush=True);time.sleep(1.5)
try: s.sendall(b"y"*100000)
except OSError: pass
time.sleep(1)`;
      const held = field.gateway.start(asRelay(open), { stdio: ["ignore", "pipe", "ignore"] });
      await new Promise((resolve) => held.stdout?.once("data", resolve));
      field.gateway.must(["nft", "flush set inet hold upstream4"]);
      const passed = (): number =>
        Number(/packets (\d+)/.exec(field.gateway.must(["nft", "list", "counter", "inet", "hold", "wan_relay"]))?.[1]);
      const atCut = passed();
      await new Promise((resolve) => held.once("exit", resolve));
      expect(passed()).toBe(atCut);
    },
    180_000,
  );

  test("a device that floods during start, restart, end and kill -9 in the middle gets nothing out", async () => {
    // A machine that routes by itself: only the order of the steps stands between.
    field.gateway.must(["sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward; ip addr add 10.77.0.1/24 dev lan"]);
    field.device.must([
      "ip",
      "neigh",
      "replace",
      "10.77.0.1",
      "lladdr",
      macOf(field.gateway.must(["ip", "link", "show", "dev", "lan"])),
      "dev",
      "d0",
    ]);
    const witness = openWitness(field.outside, { ignoresNeighbours: true });
    const flood = `import socket,time
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)
while True:
    try: s.sendto(b"x",("10.99.0.11",4000))
    except OSError: pass
    time.sleep(0.0005)`;
    field.device.start(["python3", "-c", flood]);
    for (const killAfterMs of [0, 400, 700, 1000, 1300, 1700]) {
      const orders = JSON.stringify([{ do: "apply", policy: localData }, { do: "remove" }, { do: "apply", policy }]);
      if (killAfterMs === 0) inGateway(...(JSON.parse(orders) as Record<string, unknown>[]));
      else {
        const child = field.gateway.start([process.execPath, script], { stdio: ["pipe", "ignore", "ignore"] });
        child.stdin?.end(orders);
        await new Promise((resolve) => setTimeout(resolve, killAfterMs));
        child.kill("SIGKILL");
      }
    }
    // The device was heard: what it sent met the gate.
    inGateway({ do: "apply", policy });
    await expect
      .poll(() => Number(/lan_denied \{\s*packets (\d+)/.exec(field.gateway.must(["nft", "list", "counters"]))?.[1]))
      .toBeGreaterThan(100);
    expect(witness.frames()).toBe(0);
  }, 120_000);

  test("while it runs, the rules process finds a bridge over both sides and a filter before the rules", () => {
    const read = { do: "ask", commands: [{ kind: "read" }] };
    const few = { do: "ask", commands: [1, 2, 3, 4].map(() => ({ kind: "read" })) };
    const answers = inGateway(
      { do: "apply", policy },
      { do: "start" },
      read,
      { do: "sh", script: "nft 'table netdev early { chain c { type filter hook ingress device lan priority 0; }; }'" },
      few,
      read,
      {
        do: "sh",
        script: "nft delete table netdev early; ip link add br0 type bridge; ip link set lan master br0; ip link set wan master br0",
      },
      few,
      read,
    );
    const codes = (index: number): readonly string[] => {
      const asked = answers[index]?.value as { readonly answers: readonly GatewayReading[] } | undefined;
      return asked?.answers.at(-1)?.faults.map(({ code }) => code) ?? ["no reading"];
    };
    expect([codes(2), codes(5), codes(8)]).toEqual([[], ["foreign-ingress"], ["wan-is-bridge-with-lan"]]);
  }, 180_000);

  test("the machine as it is: both interfaces, tools, rights", () => {
    const [answer] = inGateway({ do: "machine" });
    const facts = answer?.value as MachineFacts;
    expect(facts.interfaces.map(({ name }) => name)).toEqual(expect.arrayContaining(["lo", "lan", "wan"]));
    expect(facts.interfaces.find(({ name }) => name === "wan")).toMatchObject({ up: true, master: null, wireless: false });
    expect(facts.interfaces.find(({ name }) => name === "wan")?.addresses).toContain("10.99.0.1/24");
    expect(facts.defaultRoute).toBe("wan");
    expect(facts.tools["nft"]).toContain("nftables");
    expect(facts.capabilities).toContain("net_admin");
    expect(facts.earlyFilters).toEqual([]);
  }, 180_000);
});
