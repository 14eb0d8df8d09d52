/**
 * The refused packets as they come from NFLOG, told live: equal attempts within a second become one line. The capture file keeps each packet;
 * this is for people who watch.
 */
import { addressText, createNflogFields, readNflog } from "@creance/capture";
import type { DeniedLine } from "@creance/hold";
import type { RecordRun, RecordSink } from "./pcap-cutter.ts";
import { RecorderFault } from "./recorder-fault.ts";

/** The counter that a log prefix stands for. A fault in the rules' text shows as packets of no counter. */
const prefixes: Readonly<Record<string, DeniedLine["counter"]>> = {
  "hold-fragment": "lanFragment",
  "hold-quic": "lanQuic",
  "hold-local": "lanLocal",
  "hold-denied": "lanDenied",
  "hold-out": "outDenied",
  "hold-forward": "forwardDenied",
};
const transports: Readonly<Record<number, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "icmp" };

const LINK_TYPE_NFLOG = 239;
/** Different attempts told one by one in a second; the rest is added up, one line a counter. */
const MAX_LINES = 500;
/** What stands where attempts are added up. */
const ANY = "*";

interface Attempt {
  readonly counter: DeniedLine["counter"];
  readonly srcIp: string;
  readonly dstIp: string;
  readonly transport: string;
  readonly dstPort: number | null;
  fromUs: number;
  untilUs: number;
  count: number;
  bytes: number;
}

/** Adds up attempts. Memory: 500 attempts. */
export class DeniedPackets implements RecordSink {
  readonly #attempts = new Map<string, Attempt>();
  readonly #fields = createNflogFields();
  #unknown = 0;

  /** Packets without a prefix of ours, or that could not be read. */
  get unknownPackets(): number {
    return this.#unknown;
  }

  header(bytes: Uint8Array): void {
    // The file header and every record have one byte order; a link type is below 65536.
    const linkType = Math.max(bytes[20] ?? 0, bytes[23] ?? 0);
    if (linkType !== LINK_TYPE_NFLOG) throw new RecorderFault("capture-broken", `The log of refused packets has link type ${linkType}.`);
  }

  records({ bytes, view, littleEndian, bounds, count }: RecordRun): void {
    for (let record = 0; record < count; record++) {
      const at = bounds[record] as number;
      const end = bounds[record + 1] as number;
      const timeUs = view.getUint32(at, littleEndian) * 1e6 + view.getUint32(at + 4, littleEndian);
      if (!this.#packet(bytes, view, at + 16, end, timeUs)) this.#unknown++;
    }
  }

  /** Everything since the last call, by first time. */
  takeLines(): readonly DeniedLine[] {
    const lines = [...this.#attempts.values()].map((attempt): DeniedLine => ({ kind: "denied", ...attempt }));
    this.#attempts.clear();
    return lines;
  }

  #packet(bytes: Uint8Array, view: DataView, start: number, end: number, timeUs: number): boolean {
    const fields = this.#fields;
    if (!readNflog(view, start, end, 0, fields)) return false;
    const counter = prefixes[latin1(bytes, fields.prefixStart, fields.prefixEnd).trimEnd()];
    if (counter === undefined) return false;
    const { payloadStart: at, payloadEnd } = fields;
    const version = payloadEnd > at ? view.getUint8(at) >> 4 : 0;
    if (version === 4 && payloadEnd - at >= 20) {
      const headerBytes = (view.getUint8(at) & 15) * 4;
      const isLater = (view.getUint16(at + 6) & 0x1fff) !== 0;
      const port = isLater ? null : portAt(view, view.getUint8(at + 9), at + headerBytes, payloadEnd);
      this.#add(counter, 4, view, at + 12, view.getUint8(at + 9), port, view.getUint16(at + 2), timeUs);
      return true;
    }
    if (version === 6 && payloadEnd - at >= 40) {
      const protocol = view.getUint8(at + 6);
      this.#add(counter, 6, view, at + 8, protocol, portAt(view, protocol, at + 40, payloadEnd), 40 + view.getUint16(at + 4), timeUs);
      return true;
    }
    return false;
  }

  #add(
    counter: DeniedLine["counter"],
    version: number,
    view: DataView,
    addresses: number,
    protocol: number,
    dstPort: number | null,
    ipBytes: number,
    timeUs: number,
  ): void {
    const size = version === 4 ? 4 : 16;
    const srcIp = addressAt(view, addresses, version);
    const dstIp = addressAt(view, addresses + size, version);
    const transport = transports[protocol] ?? String(protocol);
    let attempt = this.#attemptOf({ counter, srcIp, dstIp, transport, dstPort }, timeUs, MAX_LINES);
    attempt ??= this.#attemptOf({ counter, srcIp: ANY, dstIp: ANY, transport: ANY, dstPort: null }, timeUs, Number.POSITIVE_INFINITY);
    if (attempt === undefined) return;
    attempt.untilUs = Math.max(attempt.untilUs, timeUs);
    attempt.count++;
    attempt.bytes += ipBytes;
  }

  #attemptOf(what: Omit<Attempt, "fromUs" | "untilUs" | "count" | "bytes">, timeUs: number, most: number): Attempt | undefined {
    const key = `${what.counter} ${what.srcIp} ${what.dstIp} ${what.transport} ${what.dstPort}`;
    const known = this.#attempts.get(key);
    if (known !== undefined || this.#attempts.size >= most) return known;
    const attempt: Attempt = { ...what, fromUs: timeUs, untilUs: timeUs, count: 0, bytes: 0 };
    this.#attempts.set(key, attempt);
    return attempt;
  }
}

function addressAt(view: DataView, at: number, version: number): string {
  if (version === 4) return addressText(4, 0, 0, 0, view.getUint32(at));
  return addressText(6, view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12));
}

/** Destination port of TCP and UDP, `null` for others and where the copy ends before it. */
function portAt(view: DataView, protocol: number, at: number, end: number): number | null {
  return (protocol === 6 || protocol === 17) && end - at >= 4 ? view.getUint16(at + 2) : null;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end && at < start + 128; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}
