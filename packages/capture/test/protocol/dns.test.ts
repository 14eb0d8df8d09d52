import { describe, expect, test } from "vitest";
import { readDnsMessage } from "../../src/protocol/dns-message.ts";
import { bytes, hex, n16, n32, sized8, sized16 } from "./bytes.ts";
import { datagrams, stream } from "./watched-flow.ts";

function name(text: string): Uint8Array {
  return bytes(...text.split(".").map((label) => sized8(label)), 0);
}

function record(owner: Uint8Array, type: number, data: Uint8Array, ttlS = 60): Uint8Array {
  return bytes(owner, n16(type), n16(1), n32(ttlS), sized16(data));
}

/** A message with one question (at byte 12) and these answers. */
function message(flags: number, question: string, type: number, answers: readonly Uint8Array[] = []): Uint8Array {
  return bytes(n16(0x1234), n16(flags), n16(1), n16(answers.length), n16(0), n16(0), name(question), n16(type), n16(1), ...answers);
}

const QUESTION = hex("c00c");
const query = message(0x0100, "Fly.Example", 1);
const answer = message(0x8180, "Fly.Example", 1, [
  record(QUESTION, 5, name("edge.cdn.example"), 300),
  record(name("edge.cdn.example"), 1, hex("c6336407"), 30),
  record(name("edge.cdn.example"), 28, hex("20010db8000000000000000000000001"), 31),
  record(name("other.example"), 1, hex("c6336408")),
]);
const answers = [
  "192.0.2.1 fly.example 198.51.100.7 1000 30",
  "192.0.2.1 fly.example 2001:db8::1 1000 31",
  "192.0.2.1 other.example 198.51.100.8 1000 60",
];

describe("DNS over UDP", () => {
  test("addresses belong to the name that was asked, through CNAMEs, and to the client that asked", () => {
    expect(
      datagrams([
        [0, query],
        [1, answer],
      ]),
    ).toMatchObject({ facts: { service: "dns", host: null, sni: null }, answers, wants: [true] });
  });
  test("an answer whose sender was taken for the client goes to the other end", () => {
    expect(datagrams([[0, answer]]).answers[0]).toBe("198.51.100.2 fly.example 198.51.100.7 1000 30");
  });
  test("address hints of HTTPS records", () => {
    const parameters = bytes(
      n16(1),
      0,
      n16(1),
      sized16(sized8("h2")),
      n16(4),
      sized16(hex("c6336401c6336402")),
      n16(6),
      sized16(hex("20010db8000000000000000000000002")),
    );
    const found = datagrams([[1, message(0x8180, "fly.example", 65, [record(QUESTION, 65, parameters)])]]).answers;
    expect(found.map((line) => line.split(" ")[2])).toEqual(["198.51.100.1", "198.51.100.2", "2001:db8::2"]);
  });
  test("mDNS: an answer without a question", () => {
    const mdns = bytes(n16(0), n16(0x8400), n16(0), n16(1), n16(0), n16(0), record(name("drone.local"), 1, hex("c0000205")));
    expect(datagrams([[1, mdns]], { client: 5353, server: 5353 })).toMatchObject({
      facts: { service: "dns" },
      answers: ["192.0.2.1 drone.local 192.0.2.5 1000 60"],
    });
  });
  test("a compression pointer to itself, and a ring of two, end", () => {
    const ring = message(0x8180, "fly.example", 1, [record(hex("c01f"), 1, hex("c6336407"))]);
    expect(datagrams([[1, ring]]).facts.service).toBe("dns");
    const self = bytes(n16(1), n16(0x8180), n16(0), n16(1), n16(0), n16(0), record(hex("c00c"), 1, hex("c6336407")));
    expect(datagrams([[1, self]])).toMatchObject({ answers: [] });
  });
  test("a cut message is DNS on its port only", () => {
    const cut = answer.subarray(0, answer.length - 20);
    expect(datagrams([[1, cut]], { server: 53 })).toMatchObject({ facts: { service: "dns" }, answers: answers.slice(0, 2) });
    expect(datagrams([[1, cut]]).facts.service).toBeNull();
  });
  test("labels with odd bytes are written as DNS tools write them", () => {
    const odd = message(0x8180, "a\u0000b.example", 1, [record(QUESTION, 1, hex("c6336407"))]);
    expect(datagrams([[1, odd]]).answers[0]).toContain(" a\\000b.example ");
  });
  test("a name longer than 255 bytes is no name", () => {
    const long = message(0x8180, Array.from({ length: 6 }, () => "a".repeat(60)).join("."), 1, [record(QUESTION, 1, hex("c6336407"))]);
    expect(datagrams([[1, long]], { server: 53 }).answers).toEqual([]);
  });
  test("counts of 65535 without content end at once", () => {
    const greedy = bytes(n16(1), n16(0x8180), n16(0xffff), n16(0xffff), n16(0xffff), n16(0xffff), new Uint8Array(20));
    expect(readDnsMessage(greedy, 0, greedy.length, () => {})).toBe("no");
  });
});

describe("DNS over TCP", () => {
  test("messages behind their lengths, several in one segment", () => {
    const { facts, answers: found } = stream([
      [0, bytes(sized16(query), sized16(query))],
      [1, bytes(sized16(answer), sized16(answer))],
    ]);
    expect(facts.service).toBe("dns");
    expect(found).toEqual([...answers, ...answers]);
  });
});
