/** One pass over the LAN captures: every packet to its counter, relayed connections to their lines. */
import type { RawPacket } from "@creance/capture";
import { nameText } from "../names/name-text.ts";
import { type CounterName, counters } from "../rules/counters.table.ts";
import { classifyLan, isSynthetic, newLanPacket } from "./classify-lan.ts";
import type { DeniedMatch } from "./denied-match.ts";
import { addressesIn } from "./dns-answer.ts";
import type { Findings } from "./findings.ts";
import type { GateFacts } from "./gate-facts.ts";
import { type Ipv4Frame, isFirstSyn, readIpv4Frame } from "./ipv4-frame.ts";
import type { Openings } from "./openings.ts";
import { packetHash } from "./packet-hash.ts";
import { type FlowIndex, flowKey } from "./relay-flows.ts";
import { Tally } from "./tally.ts";
import type { TriedTargets } from "./tried.ts";
import { captureWindow, type ProofWindow } from "./window.ts";

/** Takes the packets of the LAN captures. */
export class LanCheck {
  /** By counter name, and `fromGateway`, `otherHost`, ... */
  readonly tally: Tally;
  /** Frames by direction: `in`, `out`; bytes are those of frames. */
  readonly frames: Tally;
  /** Frames, both ways, between the moments at which the capture was counted. */
  readonly captured: Tally;
  /** Answers of the gateway: `names`, `time`. */
  readonly replies: Tally;
  joinedFrames = 0;
  readonly #facts: GateFacts;
  readonly #window: ProofWindow;
  readonly #flows: FlowIndex;
  readonly #denied: DeniedMatch;
  readonly #tried: TriedTargets;
  readonly #openings: Openings;
  readonly #findings: Findings;
  readonly #packet = newLanPacket();
  readonly #frame: { view: DataView; start: number; end: number } = { view: new DataView(new ArrayBuffer(0)), start: 0, end: 0 };

  constructor(parts: {
    readonly facts: GateFacts;
    readonly window: ProofWindow;
    readonly flows: FlowIndex;
    readonly denied: DeniedMatch;
    readonly tried: TriedTargets;
    readonly openings: Openings;
    readonly findings: Findings;
  }) {
    this.#facts = parts.facts;
    this.#window = parts.window;
    this.#flows = parts.flows;
    this.#denied = parts.denied;
    this.#tried = parts.tried;
    this.#openings = parts.openings;
    this.#findings = parts.findings;
    this.replies = new Tally(parts.window);
    this.tally = new Tally(parts.window);
    this.frames = new Tally(parts.window);
    this.captured = new Tally(captureWindow(parts.window, "lan"));
  }

  take(packet: RawPacket, file: string): void {
    const { view, start, end, timeUs } = packet;
    const [frame, found] = [this.#frame, this.#packet];
    frame.view = view;
    frame.start = start;
    frame.end = end;
    classifyLan(frame, this.#facts, found);
    const { kind } = found;
    const isOut = kind === "fromGateway";
    this.frames.add(isOut ? "out" : "in", end - start, timeUs);
    this.captured.add("all", end - start, timeUs);
    if (end - start > 1518) this.joinedFrames += 1;
    this.tally.add(kind, found.ipBytes, timeUs, found.isCertain);
    if (isOut) {
      if (found.copy !== null) this.#copied(packet, found.copy, file);
      this.#answer(packet, file);
      return;
    }
    if (kind === "lanRelay") this.#relayed(packet);
    else if (kind in counters && counters[kind as keyof typeof counters].denied) {
      const hash = packetHash(packet.bytes, found.ipStart, found.ipStart + found.ipBytes, kind.length);
      if (found.isCertain) this.#denied.lan(hash, timeUs, file, packet.number);
      else this.#denied.lanPerhaps(hash, timeUs, file, packet.number);
      if (this.#window.place(timeUs) === "inside") this.#tried.refused(view, found, end - start);
    }
  }

  /** The kernel hands itself a copy of what it sends to everybody: no capture shows it, the rules see it. */
  #copied({ bytes, timeUs, number }: RawPacket, counter: CounterName, file: string): void {
    const { ipStart, ipBytes } = this.#packet;
    this.tally.addPerhaps(counter, ipBytes, timeUs);
    if (counters[counter].denied)
      this.#denied.lanPerhaps(packetHash(bytes, ipStart, ipStart + ipBytes, counter.length), timeUs, file, number);
  }

  /** A packet from the device to the relay. */
  #relayed({ bytes, view, end, timeUs }: RawPacket): void {
    const frame = readIpv4Frame(view, this.#packet.ipStart, end);
    if (frame === undefined) return;
    const flow = this.#flows.find(flowKey(frame.from, frame.fromPort, frame.to, frame.toPort), isFirstSyn(frame), frame.seq, timeUs);
    if (flow === undefined) return;
    const side = this.#flows.side(flow);
    side.packets += 1;
    if (isFirstSyn(frame) && Number.isNaN(side.synUs)) side.synUs = timeUs;
    if (frame.payloadBytes > 0) {
      side.lastUpUs = timeUs;
      side.isInside ||= this.#window.place(timeUs) === "inside";
    }
    side.up.take(frame, bytes);
  }

  /** A packet from the gateway: perhaps the relay's answer. */
  #answer(packet: RawPacket, file: string): void {
    const { view, start, end, timeUs } = packet;
    if (end - start < 34 || view.getUint16(start + 12) !== 0x0800) return;
    const frame = readIpv4Frame(view, start + 14, end);
    if (frame?.isUdp === true) this.#reply(packet, frame, file);
    if (frame?.isTcp !== true || (frame.fromPort !== 80 && frame.fromPort !== 443)) return;
    const flow = this.#flows.find(flowKey(frame.to, frame.toPort, frame.from, frame.fromPort), false, 0, timeUs);
    if (flow === undefined || (flow.line.end === "open" && timeUs > flow.line.endUs)) return;
    const side = this.#flows.side(flow);
    side.packets += 1;
    side.down.take(frame, packet.bytes);
  }

  /** A name or the time, told by the gateway. */
  #reply({ bytes, timeUs, number }: RawPacket, { fromPort, payloadStart, payloadBytes }: Ipv4Frame, file: string): void {
    if (fromPort === 123) this.replies.add("time", 0, timeUs);
    if (fromPort !== 53) return;
    this.replies.add("names", 0, timeUs);
    const end = payloadStart + payloadBytes;
    const addresses = addressesIn(bytes, payloadStart, end);
    if (addresses.length === 0) return;
    const name = nameText(bytes.subarray(payloadStart, end), 12).toLowerCase();
    const where = `${file}, packet ${number}`;
    if (!this.#openings.probes.has(name) && this.#openings.at(name, timeUs) === undefined) {
      this.#findings.fail("names-answer", where, `The gateway gave an address for ${name}, which was not open.`);
    } else if (!addresses.every((address) => isSynthetic(address))) {
      this.#findings.fail("names-answer", where, `The gateway gave an address for ${name} that is not its own.`);
    }
  }
}
