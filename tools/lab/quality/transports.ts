/** The ways a case is sent: each gives the packets of one capture and says which finding belongs to which case. */
import { randomBytes } from "node:crypto";
import type { Finding } from "../../../packages/audit/src/index.ts";
import type { PacketToWrite } from "../../../packages/capture/src/index.ts";
import { udpFrame } from "../frames.ts";
import { type Http2Exchange, recordHttp2, recordTls, type TlsChoice } from "../recorded-tls.ts";
import { dnsLookup, http1Answer, http1Request, mqttConnect, mqttPublish, webSocketFrame, webSocketOpening } from "../spoken.ts";
import { type Turn, tcpPackets } from "../tcp-conversation.ts";
import { http3Datagrams } from "./http3-datagrams.ts";
import type { Sent } from "./quality-case.ts";

/** A case on its way. */
export interface Letter {
  /** Its place in the list of cases; the paths, topics and ports are made from it. */
  readonly index: number;
  readonly sent: Sent;
  readonly timeUs: number;
}

/** A way. */
export interface Transport {
  readonly name: string;
  /** False: heads are not carried, so that cases that need one are not sent. */
  readonly hasHeads: boolean;
  /** Bodies larger than this are not sent. */
  readonly maxBytes?: number;
  carry(letters: readonly Letter[]): Promise<{ readonly packets: readonly PacketToWrite[]; readonly keyLog: string }>;
}

const HOST = "sink.lab.example";
const device = { ip: "198.51.100.58", mac: "02:5a:17:00:58:01" } as const;
const server = { ip: "203.0.113.58", mac: "02:5a:17:00:58:02" } as const;
/** Each case has a host of its own: what one host is asked folds into one finding. */
const hostOf = (index: number): string => `c${index}.lab.example`;
const FIRST_PORT = 20_000;
const ROUND_TRIP_US = 20_000;
const OK = http1Answer(200, { "Content-Type": "application/json" }, new TextEncoder().encode('{"ok":true}'));

/** All ways, in the order of the table. */
export const transports: readonly Transport[] = [
  http1("HTTP/1", null),
  http1("HTTP/1, chunked", null, 700),
  http1("TLS 1.2 GCM", { version: "1.2", suite: "ECDHE-ECDSA-AES128-GCM-SHA256" }),
  http1("TLS 1.2 CBC", { version: "1.2", suite: "ECDHE-RSA-AES256-SHA384" }),
  http1("TLS 1.3", { version: "1.3" }),
  { name: "HTTP/2", hasHeads: true, carry: http2 },
  { name: "HTTP/3", hasHeads: true, maxBytes: 14_000, carry: http3 },
  each("WebSocket", { version: "1.3" }, 443, webSocketDialog),
  mqtt("MQTT", null),
  mqtt("MQTT, TLS", { version: "1.3" }),
  each("TCP", null, 7_058, (letter) => [{ side: 0, bytes: letter.sent.body, notBeforeUs: letter.timeUs }]),
  { name: "UDP", hasHeads: false, maxBytes: 1_400, carry: datagrams },
  { name: "DNS", hasHeads: false, carry: names },
];

/** The case that a finding belongs to, `undefined` for none. */
export function caseOf(finding: Finding): number | undefined {
  const told = /^\/case\/(\d+)(?![\d])/.exec(finding.http?.path ?? "") ?? /^case\/(\d+)(?![\d])/.exec(finding.topic ?? "");
  if (told !== null) return Number(told[1]);
  const { origPort } = finding.flow;
  return origPort !== null && origPort >= FIRST_PORT ? origPort - FIRST_PORT : undefined;
}

function http1(name: string, tls: TlsChoice | null, chunkBytes?: number): Transport {
  return {
    name,
    hasHeads: true,
    carry: async (letters) => {
      const dialog = letters.flatMap(({ index, sent, timeUs }): Turn[] => [
        {
          side: 0,
          bytes: http1Request("POST", hostOf(index), `/case/${index}${sent.path ?? ""}`, fieldsOf(sent), sent.body, chunkBytes),
          notBeforeUs: timeUs,
        },
        { side: 1, bytes: OK },
      ]);
      return connection(dialog, tls, tls === null ? 80 : 443, 10_001, letters[0]?.timeUs ?? 0);
    },
  };
}

async function http2(letters: readonly Letter[]) {
  const exchanges = letters.map(
    ({ index, sent, timeUs }): Http2Exchange => ({
      method: "POST",
      path: `/case/${index}${sent.path ?? ""}`,
      headers: {
        ":authority": hostOf(index),
        ...Object.fromEntries(Object.entries(fieldsOf(sent)).map(([name, value]) => [name.toLowerCase(), value])),
      },
      body: sent.body,
      answer: { status: 200, headers: {}, body: new Uint8Array(0) },
      notBeforeUs: timeUs,
    }),
  );
  const { turns, keyLog } = await recordHttp2(HOST, exchanges, { version: "1.3" });
  return { packets: wrapped(turns, 443, 10_002, letters[0]?.timeUs ?? 0), keyLog };
}

async function http3(letters: readonly Letter[]) {
  const secret = randomBytes(32);
  const ends = [
    { ...device, port: 10_003 },
    { ...server, port: 443 },
  ] as const;
  const sent = http3Datagrams(
    HOST,
    letters.map(({ index, sent: { path, body, ...rest }, timeUs }) => ({
      authority: hostOf(index),
      path: `/case/${index}${path ?? ""}`,
      headers: fieldsOf(rest),
      body,
      timeUs,
    })),
    secret,
  );
  return { packets: sent.datagrams.map(({ bytes, timeUs }) => ({ bytes: udpFrame(...ends, bytes), timeUs })), keyLog: sent.keyLog };
}

function webSocketDialog({ index, sent, timeUs }: Letter): Turn[] {
  const [asked, answered] = webSocketOpening(HOST, `/live/${index}`);
  const isText = sent.type === "application/json" || sent.type === "text/plain";
  return [
    { side: 0, bytes: asked, notBeforeUs: timeUs },
    { side: 1, bytes: answered },
    { side: 0, bytes: webSocketFrame(sent.body, isText, [0x1a, 0xb5, 0x8c, 0x33]) },
  ];
}

function mqtt(name: string, tls: TlsChoice | null): Transport {
  return {
    name,
    hasHeads: false,
    carry: async (letters) => {
      const [asked, answered] = mqttConnect("lab-58");
      const dialog: Turn[] = [
        { side: 0, bytes: asked },
        { side: 1, bytes: answered },
        ...letters.map(
          ({ index, sent, timeUs }): Turn => ({
            side: 0,
            bytes: mqttPublish(`case/${index}${sent.topic ?? ""}`, sent.body),
            notBeforeUs: timeUs,
          }),
        ),
      ];
      return connection(dialog, tls, tls === null ? 1883 : 8883, 10_004, letters[0]?.timeUs ?? 0);
    },
  };
}

/** A connection for each case; its port tells the case. */
function each(name: string, tls: TlsChoice | null, port: number, dialog: (letter: Letter) => Turn[]): Transport {
  return {
    name,
    hasHeads: false,
    carry: async (letters) => {
      const packets: PacketToWrite[] = [];
      let keyLog = "";
      for (const letter of letters) {
        const made = await connection(dialog(letter), tls, port, FIRST_PORT + letter.index, letter.timeUs - 100_000);
        packets.push(...made.packets);
        keyLog += made.keyLog;
      }
      return { packets, keyLog };
    },
  };
}

async function datagrams(letters: readonly Letter[]) {
  const packets = letters.map(({ index, sent, timeUs }) => ({
    bytes: udpFrame({ ...device, port: FIRST_PORT + index }, { ...server, port: 7_058 }, sent.body),
    timeUs,
  }));
  return { packets, keyLog: "" };
}

async function names(letters: readonly Letter[]) {
  const resolver = { ...server, port: 53 };
  const packets = letters.flatMap(({ index, sent, timeUs }) => {
    const from = { ...device, port: FIRST_PORT + index };
    const [asked, answered] = dnsLookup(index, new TextDecoder().decode(sent.body));
    return [
      { bytes: udpFrame(from, resolver, asked), timeUs },
      { bytes: udpFrame(resolver, from, answered), timeUs: timeUs + ROUND_TRIP_US },
    ];
  });
  return { packets, keyLog: "" };
}

async function connection(dialog: readonly Turn[], tls: TlsChoice | null, port: number, clientPort: number, startUs: number) {
  if (tls === null) return { packets: wrapped(dialog, port, clientPort, startUs), keyLog: "" };
  const { turns, keyLog } = await recordTls(HOST, dialog, tls);
  return { packets: wrapped(turns, port, clientPort, startUs), keyLog };
}

function wrapped(turns: readonly Turn[], port: number, clientPort: number, startUs: number): PacketToWrite[] {
  const ends = [
    { ...device, port: clientPort },
    { ...server, port },
  ] as const;
  return tcpPackets(turns, { ends, startUs: startUs - 200_000, roundTripUs: ROUND_TRIP_US });
}

function fieldsOf({ type, coding, headers }: Omit<Sent, "body">): Record<string, string> {
  return {
    ...(type === undefined ? {} : { "Content-Type": type }),
    ...(coding === undefined ? {} : { "Content-Encoding": coding }),
    ...headers,
  };
}
