/** Captures for the audit's bench: uploads of an app over HTTP/1, in the clear or over real TLS 1.3, and the truth that is looked for in them. */
import { concatBytes, type PacketToWrite } from "../packages/capture/src/index.ts";
import { wrappings } from "../tools/lab/encoders.ts";
import { captureBytes } from "../tools/lab/make-capture.ts";
import { noise } from "../tools/lab/quality/quality-truth.ts";
import { recordTls } from "../tools/lab/recorded-tls.ts";
import { http1Answer, http1Request } from "../tools/lab/spoken.ts";
import { type Turn, tcpPackets } from "../tools/lab/tcp-conversation.ts";

/** A made capture and the key log that opens it; empty in the clear. */
export interface AuditTraffic {
  readonly capture: Uint8Array;
  readonly keyLog: string;
  /** Bytes of the bodies as they were sent. */
  readonly bodyBytes: number;
}

const HOST = "uploads.bench.example";
const START_US = Date.UTC(2026, 9, 5, 10) * 1000;
const BODY_BYTES = 64 * 1024;
const BODIES_A_CONNECTION = 32;
const OK = http1Answer(200, {}, new Uint8Array(0));

/** Connections of 2 MiB until `bytes` are sent. Of four bodies two are JSON, one is JSON in gzip, one is media (noise). */
export async function auditTraffic(bytes: number, over: "clear" | "TLS 1.3"): Promise<AuditTraffic> {
  const packets: PacketToWrite[] = [];
  let keyLog = "";
  let bodyBytes = 0;
  const bodies = [reading(1), reading(2), packedReading(), noise("media", BODY_BYTES)];
  const types = ["application/json", "application/json", "application/json", "video/mp4"];
  for (let connection = 0; bodyBytes < bytes; connection++) {
    const startUs = START_US + connection * 2_000_000;
    const dialog: Turn[] = [];
    for (let index = 0; index < BODIES_A_CONNECTION; index++) {
      const body = bodies[index % 4] as Uint8Array;
      const headers = { "Content-Type": types[index % 4] ?? "", ...(index % 4 === 2 ? { "Content-Encoding": "gzip" } : {}) };
      dialog.push({ side: 0, bytes: http1Request("POST", HOST, `/in/${connection}/${index}`, headers, body), notBeforeUs: startUs });
      dialog.push({ side: 1, bytes: OK });
      bodyBytes += body.length;
    }
    const recorded = over === "clear" ? { turns: dialog, keyLog: "" } : await recordTls(HOST, dialog, { version: "1.3" });
    keyLog += recorded.keyLog;
    const ends = [
      { ip: "198.51.100.58", port: 30_000 + connection, mac: "02:5a:17:00:58:01" },
      { ip: "203.0.113.58", port: over === "clear" ? 80 : 443, mac: "02:5a:17:00:58:02" },
    ] as const;
    for (const packet of tcpPackets(recorded.turns, { ends, startUs, roundTripUs: 20_000 })) packets.push(packet);
  }
  return { capture: captureBytes(packets, "traffic of the audit's bench", ""), keyLog, bodyBytes };
}

/** A flight's track as the command reads it: an hour, two positions a second, somewhere near the tenth meridian. */
export function trackCsv(index: number): string {
  const rows = ["timeUs,latDeg,lonDeg,altHomeM"];
  for (let row = 0; row < 7_200; row++) {
    const turn = row / 600;
    const lat = 44 + index * 0.07 + 0.004 * Math.sin(turn);
    const lon = 9.5 + index * 0.05 + 0.005 * Math.cos(turn * 1.3);
    rows.push(`${START_US + row * 500_000},${lat.toFixed(7)},${lon.toFixed(7)},60`);
  }
  return `${rows.join("\n")}\n`;
}

/** Readings of an app: many numbers with decimals, words, ids; none is near a flight. */
function reading(seed: number): Uint8Array {
  const dice = noise(`reading ${seed}`, 4 * BODY_BYTES);
  const view = new DataView(dice.buffer, dice.byteOffset, dice.byteLength);
  const parts: string[] = [];
  for (let at = 0, length = 0; length < BODY_BYTES - 200; at = (at + 16) % (dice.length - 16)) {
    const [a, b, c, d] = [view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12)];
    const part = `{"ts":${1_790_000_000_000 + (a >>> 8)},"event":"${["scroll", "open_page", "battery", "heartbeat"][b & 3]}","value":${(b / 1e7).toFixed(4)},"temp":${(20 + (c % 100) / 10).toFixed(1)},"id":"${d.toString(16).padStart(8, "0")}","ok":${(a & 1) === 0}}`;
    parts.push(part);
    length += part.length + 1;
  }
  return new TextEncoder().encode(`[${parts.join(",")}]`);
}

function packedReading(): Uint8Array {
  return wrappings.gzip(concatBytes(Array.from({ length: 4 }, (_, at) => reading(10 + at))));
}
