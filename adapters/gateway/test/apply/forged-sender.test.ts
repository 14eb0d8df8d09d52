/** The rules against who has no right to send: a device that forges its address, and a program of this machine that takes the relay's port. */
import { rulesText } from "@creance/hold";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Field, fieldMissing, openField } from "../lab/field.ts";
import { openWitness, type Witness } from "../lab/witness.ts";
import { setprivAsSelf } from "../process/setpriv-works.ts";

const reason = fieldMissing ?? (process.getuid?.() === 0 && setprivAsSelf ? null : "accounts need root");
const PYTHON = "/usr/bin/python3";
const [RELAY, STRANGER] = [4711, 4712];

/** A first packet of a connection to the relay, from the address and port of `source`, with words of the device where an answer repeats them. */
const forgedSyn = (source: string, port: number): string => `
import socket, struct
def check(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16: total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff
source, target = socket.inet_aton("${source}"), socket.inet_aton("198.18.0.1")
options = b"\\x08\\x0aEVIL\\0\\0\\0\\0\\1\\1"
tcp = lambda sum: struct.pack("!HHIIBBHHH", ${port}, 443, 0x4c45414a, 0, 8 << 4, 2, 8192, sum, 0) + options
body = tcp(check(source + target + struct.pack("!BBH", 0, 6, 32) + tcp(0)))
ip = lambda sum: struct.pack("!BBHHHBBH4s4s", 0x45, 0, 52, 7, 0, 64, 6, sum, source, target)
link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind(("d0", 0))
arp = [line.split() for line in open("/proc/net/arp").read().splitlines()[1:]]
gateway = [bytes.fromhex(words[3].replace(":", "")) for words in arp if words[0] == "10.77.0.1"][0]
link.send(gateway + link.getsockname()[4] + b"\\x08\\0" + ip(check(ip(0))) + body)
`;

describe.skipIf(reason !== null)(`forged senders${reason === null ? "" : ` (${reason})`}`, () => {
  let field: Field;
  let witness: Witness;
  const counter = (name: string): number =>
    Number(/packets (\d+)/.exec(field.gateway.must(["nft", "list", "counter", "inet", "hold", name]))?.[1]);
  /** What a program of this account gets for a datagram to the resolver from a port of its choice. */
  const question = (account: number): string =>
    field.gateway.must([
      ...["setpriv", "--reuid", String(account), "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", PYTHON, "-c"],
      "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('0.0.0.0', 45678))\n" +
        "try: print(s.sendto(b'question', ('10.99.0.10', 53)))\nexcept PermissionError: print('refused')",
    ]);

  beforeAll(async () => {
    field = await openField();
    const text = rulesText({
      lanInterface: "lan",
      lanIp: "10.77.0.1",
      lanPrefixLength: 24,
      wanInterface: "wan",
      resolver: "10.99.0.10",
      relayUid: RELAY,
      dhcp: false,
      time: true,
      manage: null,
      hasServices: true,
      answersProbes: true,
    });
    field.gateway.must(["nft", "-f", "-"], { input: text });
    field.gateway.must(["nft", "add", "element", "inet", "hold", "upstream4", "{ 203.0.113.11 . 443 }"]);
    field.gateway.must([
      ...["sh", "-c"],
      "ip addr add 10.77.0.1/24 dev lan && ip link set lan up && ip route add local 198.18.0.0/15 dev lo",
    ]);
    const listen = "import socket, time\ns = socket.create_server(('0.0.0.0', 443))\nprint('in', flush=True)\ntime.sleep(600)";
    const words = [
      "setpriv",
      "--reuid",
      String(RELAY),
      "--clear-groups",
      "--ambient-caps=+net_bind_service",
      "--inh-caps=+net_bind_service",
    ];
    const relay = field.gateway.start([...words, PYTHON, "-c", listen], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => relay.stdout?.once("data", resolve));
    const hello = "import socket\nsocket.create_connection(('198.18.0.1', 443), 3)";
    // An honest connection: the relay answers, and both machines know each other.
    field.device.must([PYTHON, "-c", hello]);
    witness = openWitness(field.outside);
  }, 180_000);
  afterAll(async () => await field?.close());

  test.each([
    ["the resolver's", "10.99.0.10", 53],
    ["an open service's", "203.0.113.11", 443],
    ["anybody's", "192.0.2.7", 4000],
  ])("%s address as the device's own: the relay's answer does not go there", async (_whose, source, port) => {
    const before = counter("lan_denied");
    field.device.must([PYTHON, "-c", forgedSyn(source, port)]);
    await expect.poll(() => counter("lan_denied")).toBe(before + 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(witness.frames()).toBe(0);
  });

  test("the port of a question that the relay asked is worth nothing to another account", () => {
    expect(question(STRANGER).trim()).toBe("refused");
    expect(question(RELAY).trim()).toBe("8");
    expect(question(STRANGER).trim()).toBe("refused");
  });
});
