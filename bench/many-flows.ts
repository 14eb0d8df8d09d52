/**
 * A made-up capture of many conversations, in chunks, the same for the same seed: TLS 1.2 and 1.3 with and without long hellos, QUIC v1
 * with sealed Initials, DNS before the connections, HTTP/1, NTP, mDNS, SSDP, unknown TCP, pings, refused and unanswered connections; a
 * heavy tail of sizes; segments sent twice, in the wrong order, or missing. Synthetic: names end in `.example`, server addresses are drawn
 * from the seed and are nobody's traffic.
 */
import { type Frame, type FrameEnd, FrameWriter } from "./many-flows/frame-writer.ts";
import { browserHello, dnsAnswer, dnsQuestion, type HelloKind, serverFlight } from "./many-flows/messages.ts";
import { quicInitials } from "./many-flows/quic-initials.ts";

/** How large the capture is. */
export interface ManyFlowsOptions {
  readonly seed?: number;
  readonly flows: number;
  /** About; the heavy tail makes it a few per cent more or less. */
  readonly bytes: number;
  /** Flows that begin in a second of capture time: with the time-outs this bounds how many are open at once. */
  readonly flowsPerSecond?: number;
}

const START_US = Date.UTC(2026, 0, 1) * 1000;
const SERVERS = 4_000;
const SEGMENT_BYTES = 1_448;
const RECORD_SEGMENTS = 11;
const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;
const SYN_OPTIONS = Uint8Array.from([2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7]);
const NO_BYTES = new Uint8Array(0);

/** The chunks of the capture, pcap header first. */
export function* manyFlows(options: ManyFlowsOptions): Generator<Uint8Array> {
  const network = new Network(options);
  for (;;) {
    const isMore = network.step();
    const chunk = network.writer.take(!isMore);
    if (chunk !== undefined) yield chunk;
    if (!isMore) return;
  }
}

/** A running flow: yields the microseconds until its next packets. */
type Script = Generator<number, void, undefined>;

class Network {
  readonly writer = new FrameWriter();
  readonly #flows: number;
  readonly #perFlowBytes: number;
  readonly #gapUs: number;
  readonly #random: () => number;
  /** Bytes that stand for everything sealed. */
  readonly #pool = new Uint8Array(1 << 20);
  readonly #names: string[] = [];
  readonly #messages = new Map<string, Uint8Array>();
  readonly #ports = new Map<number, number>();
  readonly #times: number[] = [];
  readonly #scripts: Script[] = [];
  #nowUs = START_US;
  #nextUs = START_US;
  #started = 0;
  #plannedBytes = 0;

  constructor({ seed = 1, flows, bytes, flowsPerSecond = 200 }: ManyFlowsOptions) {
    this.#flows = flows;
    this.#perFlowBytes = bytes / flows;
    this.#gapUs = 1e6 / flowsPerSecond;
    this.#random = randomFrom(seed);
    for (let at = 0; at < this.#pool.length; at++) this.#pool[at] = this.#random() * 256;
    for (let server = 0; server < SERVERS; server++)
      this.#names.push(`${["api", "cdn", "www", "img", "log"][server % 5]}.site-${server}.example`);
  }

  /** Runs what comes next. False when everything has ended. */
  step(): boolean {
    const isStarting = this.#started < this.#flows;
    if (isStarting && (this.#times.length === 0 || this.#nextUs <= (this.#times[0] as number))) {
      this.#nowUs = this.#nextUs;
      this.#nextUs -= Math.log(1 - this.#random()) * this.#gapUs;
      this.#visit();
      return true;
    }
    const script = this.#scripts[0];
    if (script === undefined) return false;
    this.#nowUs = this.#times[0] as number;
    const { done, value } = script.next();
    if (done === true) this.#pop();
    else this.#sink(0, this.#nowUs + value);
    return this.#scripts.length > 0 || this.#started < this.#flows;
  }

  /** What a person or a program does: often a name is asked for before the connection. */
  #visit(): void {
    const choice = this.#random();
    const server = Math.min(SERVERS - 1, Math.floor(SERVERS * this.#random() ** 2));
    const client = 0x0a000000 + 2 + Math.floor(this.#random() * 250);
    const ipVersion = server % 5 === 0 ? 6 : 4;
    const name = this.#names[server] as string;
    const to = (port: number): FrameEnd => ({ address: (0x05000000 + Math.imul(server + 1, 0x9e3779b1 >>> 6)) & 0x5fffffff, port });
    const from = (): FrameEnd => ({ address: client, port: this.#port(client) });
    const flow = { ipVersion, name } as const;
    if (choice < 0.72) {
      if (this.#random() < 0.6) this.#start(this.#dns({ address: client, port: this.#port(client) }, name, to(0).address, ipVersion), 0);
      const waitUs = 30_000;
      if (choice < 0.46) {
        const kind = choice < 0.1 ? "tls12" : choice < 0.28 ? "tls13" : "tls13long";
        this.#start(this.#tls({ ...flow, from: from(), to: to(443) }, kind), waitUs);
      } else if (choice < 0.63)
        this.#start(this.#quic({ ...flow, from: from(), to: to(443) }, choice < 0.55 ? "quic" : "quicLong"), waitUs);
      else if (choice < 0.69) this.#start(this.#http({ ...flow, from: from(), to: to(80) }), waitUs);
      else this.#start(this.#unknown({ ...flow, from: from(), to: to(7_000 + (server % 90)) }), waitUs);
    } else if (choice < 0.78) this.#start(this.#small({ ...flow, from: from(), to: to(123) }, ntp, ntp), 0);
    else if (choice < 0.81) {
      const question = dnsQuestion(0, "_services._dns-sd._udp.local", 12);
      this.#start(
        this.#small({ ipVersion: 4, name, from: { address: client, port: 5353 }, to: { address: 0xe00000fb, port: 5353 } }, question, null),
        0,
      );
    } else if (choice < 0.83) {
      this.#start(this.#small({ ipVersion: 4, name, from: from(), to: { address: 0xeffffffa, port: 1900 } }, ssdp, null), 0);
    } else if (choice < 0.88) this.#start(this.#ping({ ...flow, ipVersion: 4, from: { address: client, port: 0 }, to: to(0) }), 0);
    else if (choice < 0.94) this.#start(this.#refused({ ...flow, from: from(), to: to(8_443) }, this.#random() < 0.5), 0);
    else this.#start(this.#dns(from(), name, to(0).address, ipVersion), 0);
  }

  *#dns(from: FrameEnd, name: string, address: number, ipVersion: 4 | 6): Script {
    const id = Math.floor(this.#random() * 65_536);
    const type = ipVersion === 4 ? 1 : 28;
    const to = { address: 0x0a000001, port: 53 };
    const ends = { ipVersion: 4, protocol: 17 } as const;
    const question = this.#once(`question ${type} ${name}`, () => dnsQuestion(0, name, type));
    question[0] = id >> 8;
    question[1] = id & 255;
    this.#send({ ...ends, from, to, ...whole(question) });
    yield 2_000 + this.#random() * 20_000;
    const found = new Uint8Array(ipVersion === 4 ? 4 : 16);
    const view = new DataView(found.buffer);
    if (ipVersion === 6) {
      view.setUint32(0, 0x20010db8);
      view.setUint32(4, address >>> 16);
    }
    view.setUint32(found.length - 4, address);
    const answer = this.#once(`answer ${type} ${name}`, () => dnsAnswer(0, name, type, [found]));
    answer[0] = id >> 8;
    answer[1] = id & 255;
    this.#send({ ...ends, from: to, to: from, ...whole(answer) });
  }

  *#tls(ends: Ends, kind: HelloKind): Script {
    const tcp = new Tcp(ends, this.#random);
    const rttUs = 5_000 + this.#random() * 120_000;
    yield* this.#handshake(tcp, rttUs);
    const hello = this.#once(`hello ${kind} ${ends.name}`, () => {
      const message = browserHello(kind, ends.name, this.#bytes(1_300));
      return Uint8Array.from([22, 3, 1, message.length >> 8, message.length & 255, ...message]);
    });
    yield* this.#say(tcp, 0, hello, rttUs / 2);
    const flight = this.#once(`flight ${kind} ${ends.name}`, () => serverFlight(kind, ends.name, this.#bytes(1_300)));
    yield* this.#say(tcp, 1, flight, rttUs / 2);
    yield* this.#say(tcp, 0, Uint8Array.from([20, 3, 3, 0, 1, 1, 23, 3, 3, 0, 53, ...this.#bytes(53)]), rttUs / 2);
    const size = this.#size();
    yield* this.#bulk(tcp, 0, 200 + size * 0.06, rttUs, true);
    yield* this.#bulk(tcp, 1, size, rttUs, true);
    yield* this.#close(tcp, rttUs);
  }

  *#http(ends: Ends): Script {
    const tcp = new Tcp(ends, this.#random);
    const rttUs = 5_000 + this.#random() * 120_000;
    yield* this.#handshake(tcp, rttUs);
    const size = Math.floor(this.#size());
    const request = `GET /a/${Math.floor(this.#random() * 1e6)} HTTP/1.1\r\nHost: ${ends.name}\r\nUser-Agent: made-up/1\r\nAccept: */*\r\n\r\n`;
    yield* this.#say(tcp, 0, text(request), rttUs / 2);
    yield* this.#say(
      tcp,
      1,
      text(`HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\n\r\n`),
      rttUs / 2,
    );
    yield* this.#bulk(tcp, 1, size, rttUs, false);
    yield* this.#close(tcp, rttUs);
  }

  /** Contents that no program knows. */
  *#unknown(ends: Ends): Script {
    const tcp = new Tcp(ends, this.#random);
    const rttUs = 5_000 + this.#random() * 120_000;
    yield* this.#handshake(tcp, rttUs);
    yield* this.#bulk(tcp, 0, this.#size(), rttUs, false);
    yield* this.#close(tcp, rttUs);
  }

  *#quic(ends: Ends, kind: HelloKind): Script {
    const connectionId = Uint8Array.from(this.#bytes(8));
    const rttUs = 5_000 + this.#random() * 100_000;
    const { ipVersion, from, to } = ends;
    const udp = { ipVersion, protocol: 17 } as const;
    for (const datagram of quicInitials(
      this.#once(`hello ${kind} ${ends.name}`, () => browserHello(kind, ends.name, this.#bytes(1_300))),
      connectionId,
    ))
      this.#send({ ...udp, from, to, ...whole(datagram) });
    yield rttUs;
    const answer = Uint8Array.from([0xc1, 0, 0, 0, 1, 0, 8, ...this.#bytes(8), 0, 0x44, 0x98, ...this.#bytes(1_200)]);
    this.#send({ ...udp, from: to, to: from, ...whole(answer) });
    yield rttUs;
    const size = this.#size();
    const upBytes = 300 + size * 0.06;
    for (let sent = 0; sent < size + upBytes; ) {
      const isUp = sent < upBytes;
      for (let count = 0; count < 10 && sent < size + upBytes; count++) {
        const piece = this.#bytes(Math.min(1_250, 40 + Math.floor(size + upBytes - sent)));
        piece[0] = 0x40 | ((piece[0] as number) & 0x3f);
        this.#send({ ...udp, from: isUp ? from : to, to: isUp ? to : from, ...whole(piece) });
        sent += piece.length;
      }
      const acknowledgement = this.#bytes(34);
      acknowledgement[0] = 0x40 | ((acknowledgement[0] as number) & 0x3f);
      this.#send({ ...udp, from: isUp ? to : from, to: isUp ? from : to, ...whole(acknowledgement) });
      yield rttUs / 4;
    }
  }

  *#small({ ipVersion, from, to }: Ends, question: Uint8Array, answer: Uint8Array | null): Script {
    const udp = { ipVersion, protocol: 17 } as const;
    this.#send({ ...udp, from, to, ...whole(question) });
    if (answer === null) return;
    yield 20_000 + this.#random() * 40_000;
    this.#send({ ...udp, from: to, to: from, ...whole(answer) });
  }

  *#ping({ from, to }: Ends): Script {
    const content = Uint8Array.from([8, 0, 0, 0, 0, 1, 0, 1, ...this.#bytes(56)]);
    for (let count = 0; count < 4; count++) {
      content[0] = 8;
      this.#send({ ipVersion: 4, protocol: 1, from, to, ...whole(content) });
      yield 30_000;
      content[0] = 0;
      this.#send({ ipVersion: 4, protocol: 1, from: to, to: from, ...whole(content) });
      yield 970_000;
    }
  }

  *#refused(ends: Ends, isAnswered: boolean): Script {
    const tcp = new Tcp(ends, this.#random);
    this.#segment(tcp, 0, SYN, NO_BYTES, 0, 0);
    if (!isAnswered) {
      yield 1_000_000;
      this.#segment(tcp, 0, SYN, NO_BYTES, 0, 0);
      return;
    }
    yield 20_000;
    tcp.next[0]++;
    this.#segment(tcp, 1, RST | ACK, NO_BYTES, 0, 0);
  }

  *#handshake(tcp: Tcp, rttUs: number): Script {
    this.#segment(tcp, 0, SYN, NO_BYTES, 0, 0);
    tcp.next[0]++;
    yield rttUs;
    this.#segment(tcp, 1, SYN | ACK, NO_BYTES, 0, 0);
    tcp.next[1]++;
    yield 100;
    this.#segment(tcp, 0, ACK, NO_BYTES, 0, 0);
    yield 300;
  }

  *#say(tcp: Tcp, side: 0 | 1, content: Uint8Array, waitUs: number): Script {
    for (let at = 0; at < content.length; at += SEGMENT_BYTES) {
      const end = Math.min(content.length, at + SEGMENT_BYTES);
      this.#segment(tcp, side, end === content.length ? ACK | PSH : ACK, content, at, end);
      tcp.next[side] += end - at;
    }
    yield waitUs;
    this.#segment(tcp, side === 0 ? 1 : 0, ACK, NO_BYTES, 0, 0);
    yield 200;
  }

  /** Many bytes of one side; some segments come twice, in the wrong order, or not at all. */
  *#bulk(tcp: Tcp, side: 0 | 1, sizeBytes: number, rttUs: number, isTls: boolean): Script {
    const other = side === 0 ? 1 : 0;
    let late = -1;
    for (let sent = 0, count = 0; sent < sizeBytes; count++) {
      const length = Math.max(1, Math.min(SEGMENT_BYTES, Math.floor(sizeBytes - sent)));
      const content = this.#bytes(length);
      if (isTls && count % RECORD_SEGMENTS === 0 && length > 5) {
        const recordBytes = Math.min(SEGMENT_BYTES * RECORD_SEGMENTS, Math.max(6, Math.floor(sizeBytes - sent))) - 5;
        content.set([23, 3, 3, recordBytes >> 8, recordBytes & 255]);
      }
      const luck = this.#random();
      if (luck < 0.004 && late < 0) late = tcp.next[side];
      else if (luck > 0.0005 + 0.004) this.#segment(tcp, side, ACK, content, 0, length);
      tcp.next[side] += length;
      if (luck > 0.995) {
        tcp.next[side] -= length;
        this.#segment(tcp, side, ACK, content, 0, length);
        tcp.next[side] += length;
      }
      if (late >= 0 && late + SEGMENT_BYTES < tcp.next[side]) {
        const next = tcp.next[side];
        tcp.next[side] = late;
        this.#segment(tcp, side, ACK, this.#bytes(SEGMENT_BYTES), 0, SEGMENT_BYTES);
        tcp.next[side] = next;
        late = -1;
      }
      sent += length;
      if (count % 2 === 1) this.#segment(tcp, other, ACK, NO_BYTES, 0, 0);
      if (count % 10 === 9) yield rttUs / 3;
    }
    this.#segment(tcp, other, ACK, NO_BYTES, 0, 0);
    yield rttUs / 2;
  }

  *#close(tcp: Tcp, rttUs: number): Script {
    if (this.#random() < 0.1) {
      this.#segment(tcp, 0, RST | ACK, NO_BYTES, 0, 0);
      return;
    }
    this.#segment(tcp, 0, FIN | ACK, NO_BYTES, 0, 0);
    tcp.next[0]++;
    yield rttUs;
    this.#segment(tcp, 1, FIN | ACK, NO_BYTES, 0, 0);
    tcp.next[1]++;
    yield 100;
    this.#segment(tcp, 0, ACK, NO_BYTES, 0, 0);
  }

  #segment(tcp: Tcp, side: 0 | 1, flags: number, bytes: Uint8Array, start: number, end: number): void {
    const { ipVersion, from, to } = tcp.ends;
    const [seq, ack] = [tcp.next[side] >>> 0, tcp.next[side === 0 ? 1 : 0] >>> 0];
    const isSyn = (flags & SYN) !== 0;
    tcp.stamps[9] = (tcp.stamps[9] as number) + 1;
    this.#send({
      ipVersion,
      protocol: 6,
      from: side === 0 ? from : to,
      to: side === 0 ? to : from,
      bytes,
      start,
      end,
      seq,
      ack: (flags & ACK) === 0 ? 0 : ack,
      flags,
      options: isSyn ? SYN_OPTIONS : tcp.stamps,
    });
  }

  #send(frame: Omit<Frame, "timeUs">): void {
    this.#nowUs += 3;
    this.writer.write({ ...frame, timeUs: this.#nowUs });
  }

  /** Bytes of one flow's answers: a heavy tail, and on the way to the size that was asked for. */
  #size(): number {
    const owed = this.#started * this.#perFlowBytes - this.#plannedBytes;
    const mean = Math.max(1_500, this.#perFlowBytes * 1.6 + owed / 400);
    const size = Math.min(4e6, mean * 0.35 * (1 - this.#random()) ** (-1 / 1.5));
    this.#plannedBytes += size * 1.28;
    return size;
  }

  #bytes(length: number): Uint8Array {
    const at = Math.floor(this.#random() * (this.#pool.length - length));
    return this.#pool.subarray(at, at + length);
  }

  /** A message that is made once and sent often. */
  #once(name: string, make: () => Uint8Array): Uint8Array {
    let message = this.#messages.get(name);
    if (message === undefined) {
      message = make();
      this.#messages.set(name, message);
    }
    return message;
  }

  #port(client: number): number {
    const port = this.#ports.get(client) ?? 20_000;
    this.#ports.set(client, port === 65_000 ? 20_000 : port + 1);
    return port;
  }

  #start(script: Script, waitUs: number): void {
    if (this.#started === this.#flows) return;
    this.#started++;
    this.#plannedBytes += 900;
    this.#times.push(this.#nowUs + waitUs);
    this.#scripts.push(script);
    let at = this.#times.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#times[parent] as number) <= (this.#times[at] as number)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #pop(): void {
    const timeUs = this.#times.pop() as number;
    const script = this.#scripts.pop() as Script;
    if (this.#scripts.length === 0) return;
    this.#scripts[0] = script;
    this.#sink(0, timeUs);
  }

  #sink(from: number, timeUs: number): void {
    const times = this.#times;
    times[from] = timeUs;
    let at = from;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < times.length && (times[child] as number) < (times[least] as number)) least = child;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(one: number, other: number): void {
    [this.#times[one], this.#times[other]] = [this.#times[other] as number, this.#times[one] as number];
    [this.#scripts[one], this.#scripts[other]] = [this.#scripts[other] as Script, this.#scripts[one] as Script];
  }
}

interface Ends {
  readonly ipVersion: 4 | 6;
  readonly name: string;
  readonly from: FrameEnd;
  readonly to: FrameEnd;
}

/** The sequence numbers of a connection. */
class Tcp {
  readonly ends: Ends;
  readonly next: [number, number];
  readonly stamps = Uint8Array.from([1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 1]);

  constructor(ends: Ends, random: () => number) {
    this.ends = ends;
    this.next = [Math.floor(random() * 2 ** 32), Math.floor(random() * 2 ** 32)];
  }
}

const ntp = Uint8Array.from({ length: 48 }, (_, at) => (at === 0 ? 0x23 : at));
const ssdp = text('M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n');

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

function whole(bytes: Uint8Array): { bytes: Uint8Array; start: number; end: number } {
  return { bytes, start: 0, end: bytes.length };
}

/** Numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
