import { constants } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Missing, Said } from "../protocol/watched-flow.ts";
import { open } from "./opened.ts";
import { type RecordedSession, recordHttp2, recordSession, type SessionOptions } from "./recorded-session.ts";

const request = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: inside.example:8443\r\nContent-Length: 4\r\n\r\nbody`;
const answer = `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${"x".repeat(40_000)}`;
const requests = [request("/one"), request("/two")];
const plain = [requests.join(""), answer + answer] as const;

const session = (options: Partial<SessionOptions> = {}): Promise<RecordedSession> => recordSession({ requests, answer, ...options });
const tls12 = (ciphers: string): Partial<SessionOptions> => ({
  server: { ciphers, minVersion: "TLSv1.2", maxVersion: "TLSv1.2" },
  client: { ciphers, maxVersion: "TLSv1.2" },
});
const bytewise = (length: number): number[] => new Array<number>(length).fill(1);

describe("TLS 1.2", () => {
  test.each([
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-CCM",
    "ECDHE-ECDSA-AES256-CCM8",
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-ECDSA-CAMELLIA256-SHA384",
    "ECDHE-ECDSA-ARIA128-GCM-SHA256",
    "ECDHE-ECDSA-ARIA256-GCM-SHA384",
  ])("%s opens to what was said", async (ciphers) => {
    const { said, keyLog } = await session(tls12(`${ciphers}:@SECLEVEL=0`));
    const opened = open(said, keyLog);
    expect(opened.plain).toEqual(plain);
    expect(opened.facts).toMatchObject({ service: "ssl,http", host: "inside.example", sni: "made.example", version: "1.2" });
    expect(opened.issues).toEqual([]);
    expect(opened.decryption.report).toMatchObject({ keyedConnections: 1, openedConnections: 1, failedRecords: 0, gaps: 0 });
    expect(opened.ended).toBe(1);
  });

  test.each(["AES128-SHA", "AES256-GCM-SHA384", "AES128-CCM8", "DHE-RSA-AES256-SHA256", "NULL-SHA256"])(
    "with an RSA certificate: %s",
    async (ciphers) => {
      const options = tls12(`${ciphers}:@SECLEVEL=0`);
      const { said, keyLog } = await session({ ...options, certificate: "rsa", server: { ...options.server, dhparam: "auto" } });
      expect(open(said, keyLog).plain).toEqual(plain);
    },
  );

  test.each(["TLSv1", "TLSv1.1"] as const)("%s: two hashes, and its own way with vectors", async (version) => {
    const ciphers = "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0";
    const { said, keyLog } = await session({
      server: { ciphers, minVersion: version, maxVersion: version },
      client: { ciphers, minVersion: version, maxVersion: version },
    });
    const opened = open(said, keyLog);
    expect(opened.facts.version).toBe(version === "TLSv1" ? "1.0" : "1.1");
    expect(opened.plain).toEqual(plain);
  });

  test("a hello in SSL 2's form holds the client's random too", async () => {
    const { said, keyLog } = await session(tls12("ECDHE-ECDSA-AES128-GCM-SHA256"));
    const [, hello] = said[0] as Said;
    const random = hello.subarray(11, 43);
    const old = Uint8Array.of(0x80, 9 + 3 + 32, 1, 3, 3, 0, 3, 0, 0, 0, 32, 0, 0xc0, 0x2b, ...random);
    const opened = open([[0, old], ...said.slice(1)], keyLog);
    expect(opened.plain).toEqual(plain);
    expect(opened.facts).toMatchObject({ service: "ssl,http", host: "inside.example" });
    expect(open([[0, old], ...said.slice(1)], "").facts).toMatchObject({ service: "ssl", host: null });
  });

  test("a renegotiated session goes on with its new keys", async () => {
    const options = tls12("ECDHE-ECDSA-AES128-GCM-SHA256");
    let renegotiated: Promise<unknown> = Promise.resolve();
    const { said, keyLog } = await recordSession({
      ...options,
      requests,
      answer: "HTTP/1.1 204 No Content\r\n\r\n",
      between: (_, client) => {
        renegotiated = new Promise((resolve) => client.renegotiate({ rejectUnauthorized: false }, resolve));
      },
    });
    await renegotiated;
    expect(keyLog.split("CLIENT_RANDOM").length).toBeGreaterThan(2);
    expect(open(said, keyLog).plain[0]).toBe(plain[0]);
  });
});

describe("resumed sessions", () => {
  const ticketKeys = Buffer.alloc(48, 7);

  test.each([
    ["TLS 1.2, by a ticket", "TLSv1.2", {}],
    ["TLS 1.2, by a session id", "TLSv1.2", { secureOptions: constants.SSL_OP_NO_TICKET }],
    ["TLS 1.3, by a pre-shared key", "TLSv1.3", {}],
  ] as const)("%s: the keys are those of the new connection", async (_, version, noTicket) => {
    const kept = new Map<string, Buffer>();
    const limits = { minVersion: version, maxVersion: version, ...noTicket };
    let resumable: Buffer | undefined;
    const first = await session({
      server: { ...limits, ticketKeys },
      client: limits,
      onServer: (server) =>
        server.on("newSession", (id: Buffer, data: Buffer, done: () => void) => {
          kept.set(id.toString("hex"), data);
          done();
        }),
      onClient: (client) =>
        client.on("session", (ticket: Buffer) => {
          resumable = ticket;
        }),
    });
    expect(open(first.said, first.keyLog).plain).toEqual(plain);
    let isReused = false;
    const second = await session({
      server: { ...limits, ticketKeys },
      client: { ...limits, session: resumable },
      onServer: (server) =>
        server.on("resumeSession", (id: Buffer, done: (error: null, data: Buffer | null) => void) =>
          done(null, kept.get(id.toString("hex")) ?? null),
        ),
      between: (_server, client) => {
        isReused = client.isSessionReused();
      },
    });
    expect(isReused).toBe(true);
    expect(open(second.said, second.keyLog).plain).toEqual(plain);
    expect(open(second.said, first.keyLog).plain).toEqual(["", ""]);
  });
});

describe("TLS 1.3", () => {
  test.each(["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256"])(
    "%s opens to what was said",
    async (ciphers) => {
      const { said, keyLog, suite } = await session({ client: { ciphers }, server: { ciphers } });
      expect(suite).toBe(ciphers);
      const opened = open(said, keyLog);
      expect(opened.plain).toEqual(plain);
      expect(opened.facts).toMatchObject({ service: "ssl,http", host: "inside.example", version: "1.3", certificateName: "made.example" });
      expect(opened.decryption.report).toMatchObject({ failedRecords: 0, gaps: 0 });
    },
  );

  test("the server asks for another hello", async () => {
    const { said, keyLog } = await session({ server: { ecdhCurve: "P-384" }, client: { ecdhCurve: "X25519:P-384" } });
    const spoken = Buffer.concat(said.filter(([side]) => side === 0).map(([, bytes]) => bytes));
    let hellos = 0;
    for (let at = 0; at < spoken.length; at += 5 + spoken.readUInt16BE(at + 3)) if (spoken[at] === 22 && spoken[at + 5] === 1) hellos++;
    expect(hellos).toBe(2);
    expect(open(said, keyLog).plain).toEqual(plain);
  });

  test("HTTP/2: the authority is the host, the chosen protocol is known", async () => {
    const { said, keyLog } = await recordHttp2("two.example", "/upload");
    const opened = open(said, keyLog);
    expect(opened.facts).toMatchObject({ service: "ssl,http", host: "two.example", alpn: "h2" });
    expect(opened.plain[0]).toContain("body of the request");
    expect(opened.plain[1]).toContain("answered");
  });
});

describe("as it stands in a capture", () => {
  test("byte by byte it is the same as all at once, with and without somebody who listens", async () => {
    for (const options of [{}, tls12("ECDHE-ECDSA-AES128-SHA")]) {
      const { said, keyLog } = await session({ ...options, answer: "HTTP/1.1 200 OK\r\n\r\nfine" });
      const whole = open(said, keyLog);
      const small = open(said, keyLog, { cut: bytewise });
      expect([small.plain, small.facts, small.decryption.report]).toEqual([whole.plain, whole.facts, whole.decryption.report]);
      expect(open(said, keyLog, { sink: false }).facts).toEqual(whole.facts);
    }
  });

  test("the server's side may come before the client's", async () => {
    for (const options of [{}, tls12("ECDHE-ECDSA-AES128-GCM-SHA256")]) {
      const { said, keyLog } = await session({ ...options, answer: "HTTP/1.1 200 OK\r\n\r\nfine" });
      const late = [...said.filter(([side]) => side === 1), ...said.filter(([side]) => side === 0)];
      const opened = open(late, keyLog);
      expect(opened.plain[0]).toBe(plain[0]);
      expect(opened.plain[1]).toBe("HTTP/1.1 200 OK\r\n\r\nfine".repeat(2));
    }
  });

  test("without somebody who listens, nothing is read behind the first request", async () => {
    const { said, keyLog } = await session();
    const [few, all] = [open(said, keyLog, { sink: false }), open(said, keyLog)];
    expect(few.facts).toEqual(all.facts);
    expect(few.decryption.openedRecords).toBeLessThan(all.decryption.openedRecords);
  });

  test("keys of other sessions open nothing, and say so once; facts are those of the clear", async () => {
    const [one, other] = [await session(), await session()];
    const closed = open(one.said, other.keyLog);
    expect(closed.decryption.report).toMatchObject({ keyedConnections: 0, unknownConnections: 1, openedRecords: 0, failedRecords: 0 });
    expect(closed.facts).toMatchObject({ service: "ssl", host: null, sni: "made.example" });
    expect(closed.issues).toEqual([]);
    // The right random with wrong secrets.
    const wrong = one.keyLog.replace(/ ([0-9a-f]+)\n/g, (_, secret: string) => ` ${secret.replace(/./g, "7")}\n`);
    const failed = open(one.said, wrong);
    expect(failed.issues).toEqual(["record-sealed"]);
    expect(failed.decryption.openedRecords).toBe(0);
    expect(failed.facts).toMatchObject({ service: "ssl", host: null });
  });

  test("only the later secrets: the contents open all the same", async () => {
    const { said, keyLog } = await session();
    const traffic = keyLog
      .split("\n")
      .filter((line) => line.includes("_TRAFFIC_SECRET_0"))
      .join("\n");
    expect(open(said, traffic).plain).toEqual(plain);
  });

  test.each([
    ["TLS 1.3", {}],
    ["TLS 1.2 GCM", tls12("ECDHE-ECDSA-AES128-GCM-SHA256")],
    ["TLS 1.2 CBC", tls12("ECDHE-ECDSA-AES128-SHA")],
  ] as const)("%s: a hole costs the records it touches, and the next ones open", async (name, options) => {
    const long = Array.from({ length: 60 }, (__, index) => String(index).padStart(4, "0").repeat(400)).join("");
    const { said, keyLog } = await session({ ...options, requests: [request("/one")], answer: `HTTP/1.1 200 OK\r\n\r\n${long}` });
    const whole = open(said, keyLog).plain[1];
    for (const [from, length] of [
      [20_000, 300],
      [20_000, 40_000],
      [17_000, 1],
      [3_000, 60_000],
      // The end of the handshake is in it: behind it the secrets of a later stage are tried.
      ...(name === "TLS 1.3" ? ([[1_300, 60_000]] as const) : []),
    ] as const) {
      const opened = open(withHole(said, from, length), keyLog);
      expect(opened.decryption.gaps).toBe(1);
      const [before, after] = splitAtGaps(opened.plain[1]);
      expect(whole.startsWith(before)).toBe(true);
      expect(after.length).toBeGreaterThan(1000);
      expect(whole.endsWith(after)).toBe(true);
      expect(before.length + after.length).toBeGreaterThan(whole.length - length - 3 * 16_384);
    }
  });
});

/** Takes `length` bytes out of what the server said, `from` on. */
function withHole(said: readonly Said[], from: number, length: number): (Said | Missing)[] {
  const out: (Said | Missing)[] = [];
  let at = 0;
  let told = false;
  for (const [side, bytes] of said) {
    if (side === 0) {
      out.push([side, bytes]);
      continue;
    }
    const start = Math.min(bytes.length, Math.max(0, from - at));
    const stop = Math.min(bytes.length, Math.max(0, from + length - at));
    if (start > 0) out.push([1, bytes.subarray(0, start)]);
    if (stop > start && !told) {
      out.push([1, length]);
      told = true;
    }
    if (stop < bytes.length) out.push([1, bytes.subarray(stop)]);
    at += bytes.length;
  }
  return out;
}

/** What stands before the first gap and behind the last; a gap before any contents leaves no mark. */
function splitAtGaps(text: string): readonly [string, string] {
  const first = text.indexOf("[gap]");
  if (first < 0) return ["", text];
  return [text.slice(0, first), text.slice(text.lastIndexOf("[gap]") + 5)];
}
