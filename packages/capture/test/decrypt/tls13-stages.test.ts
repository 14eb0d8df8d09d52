import { describe, expect, test } from "vitest";
import { bytes } from "../protocol/bytes.ts";
import type { Said } from "../protocol/watched-flow.ts";
import { clearRecord, clientHelloRecord, MadeSecret, messages, serverHelloRecord } from "./made-tls13.ts";
import { open } from "./opened.ts";

const HANDSHAKE = 22;
const DATA = 23;

function secrets() {
  const made = {
    CLIENT_EARLY_TRAFFIC_SECRET: new MadeSecret(),
    CLIENT_HANDSHAKE_TRAFFIC_SECRET: new MadeSecret(),
    SERVER_HANDSHAKE_TRAFFIC_SECRET: new MadeSecret(),
    CLIENT_TRAFFIC_SECRET_0: new MadeSecret(),
    SERVER_TRAFFIC_SECRET_0: new MadeSecret(),
  };
  const lines = Object.entries(made).map(([label, secret]) => secret.line(label));
  return { ...made, lines, keyLog: lines.join("") };
}

const early = "GET /early HTTP/1.1\r\nHost: early.example\r\n\r\n";
const late = "GET /late HTTP/1.1\r\nHost: late.example\r\n\r\n";

function withEarlyData(made: ReturnType<typeof secrets>, isAccepted: boolean): Said[] {
  return [
    [0, clientHelloRecord({ earlyData: true })],
    [0, clearRecord(20, Uint8Array.of(1))],
    [0, made.CLIENT_EARLY_TRAFFIC_SECRET.seal(DATA, early.slice(0, 10))],
    [0, made.CLIENT_EARLY_TRAFFIC_SECRET.seal(DATA, early.slice(10), 100)],
    [1, serverHelloRecord()],
    [1, made.SERVER_HANDSHAKE_TRAFFIC_SECRET.seal(HANDSHAKE, bytes(messages.encryptedExtensions("http/1.1"), messages.finished))],
    [0, isAccepted ? made.CLIENT_EARLY_TRAFFIC_SECRET.seal(HANDSHAKE, messages.endOfEarlyData) : new Uint8Array(0)],
    [0, made.CLIENT_HANDSHAKE_TRAFFIC_SECRET.seal(HANDSHAKE, messages.finished)],
    [0, made.CLIENT_TRAFFIC_SECRET_0.seal(DATA, late)],
  ];
}

describe("early data", () => {
  test("opens with its secret, before the server has said anything", () => {
    const made = secrets();
    const said = withEarlyData(made, true);
    expect(open(said.slice(0, 4), made.keyLog).plain[0]).toBe(early);
    const opened = open(said, made.keyLog);
    expect(opened.plain[0]).toBe(early + late);
    expect(opened.facts).toMatchObject({ host: "early.example", alpn: "http/1.1", service: "ssl,http" });
    expect(opened.decryption.failedRecords).toBe(0);
  });

  test("refused early data was sent all the same; the handshake goes on behind it", () => {
    const made = secrets();
    expect(open(withEarlyData(made, false), made.keyLog).plain[0]).toBe(early + late);
  });

  test("without its secret it is passed over", () => {
    const made = secrets();
    const keyLog = made.lines.slice(1).join("");
    const opened = open(withEarlyData(made, true), keyLog);
    expect(opened.plain[0]).toBe(late);
    expect(opened.facts.host).toBe("late.example");
    expect(opened.issues).toEqual([]);
  });
});

describe("keys that change", () => {
  function updated(made: ReturnType<typeof secrets>): Said[] {
    const [first, server] = [made.CLIENT_TRAFFIC_SECRET_0, made.SERVER_TRAFFIC_SECRET_0];
    const [second, third] = [first.next(), first.next().next()];
    return [
      [0, clientHelloRecord()],
      [1, serverHelloRecord()],
      [1, made.SERVER_HANDSHAKE_TRAFFIC_SECRET.seal(HANDSHAKE, bytes(messages.encryptedExtensions("h2"), messages.finished))],
      [0, made.CLIENT_HANDSHAKE_TRAFFIC_SECRET.seal(HANDSHAKE, messages.finished)],
      [0, first.seal(DATA, "one")],
      [0, first.seal(HANDSHAKE, messages.keyUpdate)],
      [0, second.seal(DATA, "two")],
      [1, server.seal(DATA, "answer")],
      [0, second.seal(HANDSHAKE, messages.keyUpdate)],
      [0, third.seal(DATA, "three", 300)],
      [1, server.seal(DATA, "answer")],
    ];
  }

  test("each side goes on with its own next secret", () => {
    const made = secrets();
    const opened = open(updated(made), made.keyLog);
    expect(opened.plain).toEqual(["onetwothree", "answeranswer"]);
    expect(opened.facts.alpn).toBe("h2");
  });

  test("a message in pieces of one byte, each in its record", () => {
    const made = secrets();
    const flight = bytes(messages.encryptedExtensions("h2"), messages.finished);
    const said: Said[] = [
      [0, clientHelloRecord()],
      [1, serverHelloRecord()],
      ...Array.from(flight, (byte): Said => [1, made.SERVER_HANDSHAKE_TRAFFIC_SECRET.seal(HANDSHAKE, byte)]),
      [1, made.SERVER_TRAFFIC_SECRET_0.seal(DATA, "answer")],
    ];
    const opened = open(said, made.keyLog);
    expect(opened.plain[1]).toBe("answer");
    expect(opened.facts.alpn).toBe("h2");
  });

  test("a server that sends endless records which do not open is given up", () => {
    const made = secrets();
    const wrong = new MadeSecret();
    const said: Said[] = [
      [0, clientHelloRecord()],
      [1, serverHelloRecord()],
      ...Array.from({ length: 200 }, (): Said => [1, wrong.seal(DATA, "x")]),
    ];
    const opened = open(said, made.keyLog);
    expect(opened.decryption.failedRecords).toBeLessThan(30);
    expect(opened.issues).toEqual(["record-sealed"]);
  });
});
