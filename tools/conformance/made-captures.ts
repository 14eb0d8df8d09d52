/** Captures of sessions that the samples do not hold: every suite of this Node, relics sealed by hand, resumption, renegotiation, key updates. */
import { randomBytes } from "node:crypto";
import { getCiphers } from "node:tls";
import { type PacketToWrite, writePcap } from "../../packages/capture/src/index.ts";
import { madeOldSession } from "../../packages/capture/test/decrypt/made-old-session.ts";
import { oldSuites } from "../../packages/capture/test/decrypt/made-old-suites.ts";
import { clientHelloRecord, MadeSecret, messages, serverHelloRecord } from "../../packages/capture/test/decrypt/made-tls13.ts";
import { recordSession, type SessionOptions } from "../../packages/capture/test/decrypt/recorded-session.ts";
import { tcpPackets } from "../lab/tcp-conversation.ts";

/** A capture and the keys to it. */
export interface MadeCapture {
  readonly name: string;
  readonly pcap: Uint8Array;
  readonly keyLog: string;
  /** Why another program may not open it; `null` where there is no reason. */
  readonly onlyOurs: string | null;
}

interface Session {
  readonly said: readonly (readonly [0 | 1, Uint8Array])[];
  readonly keyLog: string;
}

const LINK_ETHERNET = 1;
const START_US = 1_780_000_000_000_000;
const request = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: made.example\r\nContent-Length: 4\r\n\r\nbody`;
const requests = [request("/one"), request("/two"), request("/three")];
const answer = `HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n${"answer! ".repeat(5_000)}`;

/** Makes all of them; takes a few seconds. */
export async function madeCaptures(): Promise<MadeCapture[]> {
  return [
    capture("SSL 3: relics of suites", oldSessions(0x0300)),
    capture("TLS 1.0: relics of suites", oldSessions(0x0301)),
    capture("TLS 1.2: every suite of this Node but ARIA", await suites12((name) => !name.includes("ARIA"))),
    capture(
      "TLS 1.2: ARIA",
      await suites12((name) => name.includes("ARIA")),
      "tshark 4.0 does not know ARIA; tests compare these with what was said",
    ),
    capture("TLS 1.3: every suite of this Node", await suites13()),
    capture("TLS 1.2 and 1.3: resumed sessions", await resumed()),
    capture("TLS 1.2: renegotiation", [await renegotiated()]),
    capture("TLS 1.3: key updates", [keyUpdates()]),
  ];
}

function capture(name: string, sessions: readonly Session[], onlyOurs: string | null = null): MadeCapture {
  const packets: PacketToWrite[] = sessions.flatMap(({ said }, index) =>
    tcpPackets(
      said.filter(([, bytes]) => bytes.length > 0).map(([side, bytes]) => ({ side, bytes })),
      {
        ends: [
          { ip: "192.0.2.10", port: 20_000 + index, mac: "02:00:00:00:00:01" },
          { ip: "198.51.100.20", port: 443, mac: "02:00:00:00:00:02" },
        ],
        startUs: START_US + index * 10_000_000,
        roundTripUs: 20_000,
      },
    ),
  );
  return { name, pcap: writePcap(packets, { linkType: LINK_ETHERNET }), keyLog: sessions.map(({ keyLog }) => keyLog).join(""), onlyOurs };
}

function oldSessions(version: 0x0300 | 0x0301): Session[] {
  return oldSuites.map((suite) => madeOldSession(version, suite, [...requests.slice(0, 1), answer.slice(0, 9_000), ...requests.slice(1)]));
}

/** Suites that the stack knows and does not list. */
const unlisted = [
  "CAMELLIA128-SHA",
  "CAMELLIA256-SHA",
  "CAMELLIA128-SHA256",
  "CAMELLIA256-SHA256",
  "ARIA128-GCM-SHA256",
  "ARIA256-GCM-SHA384",
]
  .flatMap((name) => [name, `DHE-RSA-${name}`, `ECDHE-RSA-${name}`, `ECDHE-ECDSA-${name}`, `ECDHE-${name}`])
  .concat("ECDHE-ECDSA-CAMELLIA256-SHA384", "ECDHE-RSA-CAMELLIA256-SHA384")
  .concat(
    ["", "DHE-RSA-", "ECDHE-ECDSA-"].flatMap((key) => ["AES128-CCM", "AES128-CCM8", "AES256-CCM", "AES256-CCM8"].map((name) => key + name)),
  )
  .concat(
    ["", "ECDHE-RSA-", "ECDHE-ECDSA-"].flatMap((key) => ["NULL-SHA", "NULL-SHA256", "NULL-MD5", "DES-CBC3-SHA"].map((name) => key + name)),
  );

/** Suites that need a shared key or a password beforehand, and those without a certificate, are left out. */
async function suites12(isWanted: (name: string) => boolean): Promise<Session[]> {
  const listed = getCiphers().filter((name) => !name.startsWith("tls_") && !/psk|srp|anon|adh|aecdh|gost/.test(name));
  const names = new Set([...listed.map((name) => name.toUpperCase()), ...unlisted]);
  const sessions: Session[] = [];
  for (const name of [...names].filter(isWanted)) {
    const ciphers = `${name}:@SECLEVEL=0`;
    const limits = { ciphers, minVersion: "TLSv1", maxVersion: "TLSv1.2" } as const;
    for (const certificate of ["ec", "rsa"] as const) {
      const made = await recordSession({ requests, answer, certificate, server: { ...limits, dhparam: "auto" }, client: limits }).catch(
        () => null,
      );
      if (made === null) continue; // the other kind of certificate
      sessions.push(made);
      break;
    }
  }
  return sessions;
}

async function suites13(): Promise<Session[]> {
  const names = [
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_CCM_SHA256",
    "TLS_AES_128_CCM_8_SHA256",
  ];
  const sessions: Session[] = [];
  for (const ciphers of names) sessions.push(await recordSession({ requests, answer, server: { ciphers }, client: { ciphers } }));
  return sessions;
}

async function resumed(): Promise<Session[]> {
  const sessions: Session[] = [];
  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    const limits = { minVersion: version, maxVersion: version };
    const ticketKeys = randomBytes(48);
    let ticket: Buffer | undefined;
    for (let count = 0; count < 2; count++) {
      const options: SessionOptions = {
        requests,
        answer,
        server: { ...limits, ticketKeys },
        client: { ...limits, session: ticket },
        onClient: (client) =>
          client.on("session", (given: Buffer) => {
            ticket = given;
          }),
      };
      sessions.push(await recordSession(options));
    }
  }
  return sessions;
}

async function renegotiated(): Promise<Session> {
  const limits = { ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256", maxVersion: "TLSv1.2" } as const;
  return recordSession({
    requests,
    answer: "HTTP/1.1 204 No Content\r\n\r\n",
    server: limits,
    client: limits,
    between: (_server, client) => {
      client.renegotiate({ rejectUnauthorized: false }, () => {});
    },
  });
}

function keyUpdates(): Session {
  const [clientHandshake, serverHandshake, first, server] = [new MadeSecret(), new MadeSecret(), new MadeSecret(), new MadeSecret()];
  const [second, third, later] = [first.next(), first.next().next(), server.next()];
  const [HANDSHAKE, DATA] = [22, 23];
  return {
    said: [
      [0, clientHelloRecord()],
      [1, serverHelloRecord()],
      [1, serverHandshake.seal(HANDSHAKE, messages.encryptedExtensions("http/1.1"))],
      [1, serverHandshake.seal(HANDSHAKE, messages.finished)],
      [0, clientHandshake.seal(HANDSHAKE, messages.finished)],
      [0, first.seal(DATA, requests[0] as string)],
      [1, server.seal(DATA, "HTTP/1.1 200 OK\r\n\r\n")],
      [0, first.seal(HANDSHAKE, messages.keyUpdate)],
      [0, second.seal(DATA, requests[1] as string, 100)],
      [1, server.seal(HANDSHAKE, messages.keyUpdate)],
      [1, later.seal(DATA, "after the update")],
      [0, second.seal(HANDSHAKE, messages.keyUpdate)],
      [0, third.seal(DATA, requests[2] as string)],
    ],
    keyLog: [
      clientHandshake.line("CLIENT_HANDSHAKE_TRAFFIC_SECRET"),
      serverHandshake.line("SERVER_HANDSHAKE_TRAFFIC_SECRET"),
      first.line("CLIENT_TRAFFIC_SECRET_0"),
      server.line("SERVER_TRAFFIC_SECRET_0"),
    ].join(""),
  };
}
