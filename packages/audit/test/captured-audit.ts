/** Audits of captures for tests: conversations as TCP segments made here, read the whole way from packets to verdicts. */
import { createConversationReader, flowRow, KeyLog, writePcap } from "@creance/capture";
import { nodePlatform } from "@creance/node";
import { ethernet, ipv4, raw, words } from "../../capture/test/ip-packets.ts";
import { emptyStatement } from "../src/coverage/read-statement.ts";
import { type AuditOptions, type AuditResult, createAudit } from "../src/index.ts";

/** What a side says next: bytes, or as many bytes that the capture lacks. */
export type CapturedPiece = readonly [side: 0 | 1, content: Uint8Array | string | number];

/** A conversation over TCP; each piece is sent at its own time. */
export interface CapturedTalk {
  readonly said: readonly CapturedPiece[];
  readonly startUs: number;
  /** Between two pieces. */
  readonly stepUs?: number;
  readonly serverPort?: number;
  /** Tells conversations apart. */
  readonly clientPort?: number;
  /** Last byte of the server's address. */
  readonly server?: number;
}

/** Bytes of a segment. */
const SEGMENT_BYTES = 1400;

type Packet = { readonly bytes: Uint8Array; readonly timeUs: number };

/** The conversations as one capture. */
export function captureOf(talks: readonly CapturedTalk[]): Uint8Array {
  const packets = talks.flatMap((talk, index) => packetsOf({ clientPort: 40_000 + index, ...talk }));
  return writePcap(
    packets.sort((a, b) => a.timeUs - b.timeUs),
    { linkType: 1 },
  );
}

function packetsOf({ said, startUs, stepUs = 1000, serverPort = 80, clientPort = 40_000, server = 7 }: CapturedTalk): Packet[] {
  const packets: Packet[] = [];
  const next: [number, number] = [1000, 9000];
  const [client, host] = [
    [10, 0, 0, 1],
    [192, 0, 2, server],
  ] as const;
  const send = (side: 0 | 1, flags: number, payload: Uint8Array, timeUs: number): void => {
    const ports = side === 0 ? words(clientPort, serverPort) : words(serverPort, clientPort);
    const [sequence, acknowledged] = side === 0 ? next : [next[1], next[0]];
    const segment = Buffer.concat([ports, long(sequence), long(acknowledged), raw(0x50, flags), words(1024, 0, 0), payload]);
    const addresses = side === 0 ? { from: client, to: host } : { from: host, to: client };
    packets.push({ bytes: ethernet(0x0800, ipv4(6, segment, addresses)), timeUs });
  };
  const none = raw();
  send(0, 2, none, startUs - 3);
  next[0] += 1;
  send(1, 0x12, none, startUs - 2);
  next[1] += 1;
  send(0, 0x10, none, startUs - 1);
  for (const [at, [side, content]] of said.entries()) {
    if (typeof content === "number") {
      next[side] += content;
      continue;
    }
    const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
    for (let from = 0; from < bytes.byteLength; from += SEGMENT_BYTES) {
      const payload = bytes.subarray(from, from + SEGMENT_BYTES);
      send(side, 0x18, payload, startUs + at * stepUs);
      next[side] += payload.byteLength;
    }
  }
  return packets;
}

function long(value: number): Uint8Array {
  return words((value >>> 16) & 0xffff, value & 0xffff);
}

/** Audits captures; `keyLog` opens what it can. */
export function auditCaptures(
  captures: readonly Uint8Array[],
  options: Partial<AuditOptions> & { readonly keyLog?: string } = {},
): AuditResult {
  const { keyLog, ...rest } = options;
  const audit = createAudit({
    platform: nodePlatform,
    flights: [],
    identifiers: {},
    consents: [],
    statement: emptyStatement,
    weak: false,
    ownClaims: [],
    policies: [],
    ...rest,
  });
  for (const [index, bytes] of captures.entries()) {
    const keys = new KeyLog();
    if (keyLog !== undefined) keys.add(keyLog);
    const audited = audit.capture();
    const reader = createConversationReader({
      platform: nodePlatform,
      keyLog: keys,
      onContent: audited.onContent,
      onFlowContents: audited.onFlowContents,
      onConversation: (row) =>
        audited.conversation(
          flowRow(row, { asn: null, operator: null, countries: [], endpoint: null } as unknown as Parameters<typeof flowRow>[1]),
        ),
      onIssue: () => {},
    });
    for (let at = 0; at < bytes.byteLength; at += 65_536) reader.push(bytes.subarray(at, at + 65_536));
    audited.end(reader.end(), {
      sha256: String(index).padStart(64, "0"),
      name: `made-${index}.pcap`,
      sizeBytes: bytes.byteLength,
      synthetic: false,
    });
  }
  return audit.result({ version: "0", inputs: [], command: [], databases: [], endpointsEdition: "0" });
}

/** A POST with a body, whole. */
export function post(body: string, path = "/"): string {
  return `POST ${path} HTTP/1.1\r\nHost: upload.example\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
