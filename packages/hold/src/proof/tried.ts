/** What the local network tried, by target: bounded however many targets a hostile device thinks of. */
import { ipv6Text } from "@creance/capture";
import type { CounterName } from "../rules/counters.table.ts";
import { ipv4Text } from "../rules/ipv4.ts";
import type { LanPacket } from "./classify-lan.ts";
import type { ProofAttempt } from "./types.ts";

/** Targets told one by one; what comes after is told together. */
const MAX_TARGETS = 10_000;

interface Tried {
  readonly fate: ProofAttempt["fate"];
  readonly counter: CounterName | null;
  readonly target: string;
  packets: number;
  bytes: number;
}

/** Collects attempts. */
export class TriedTargets {
  readonly #by = new Map<string | number, Tried>();

  /** A refused packet, by destination address and port. */
  refused(view: DataView, packet: LanPacket, frameBytes: number): void {
    const { kind, ipStart, protocol, transportStart, ipBytes } = packet;
    const hasPort =
      kind !== "lanFragment" && (protocol === 6 || protocol === 17) && transportStart >= 0 && ipStart + ipBytes - transportStart >= 4;
    const port = hasPort ? view.getUint16(transportStart + 2) : -1;
    const transport = hasPort ? (protocol === 6 ? 0 : 1) : 2 + (protocol & 255);
    const fate = kind === "lanLocal" ? "local" : "refused";
    const counter = kind as CounterName;
    if (view.getUint8(ipStart) >> 4 === 4) {
      const to = view.getUint32(ipStart + 16);
      const base = (kind === "lanLocal" ? 1 : kind === "lanQuic" ? 2 : kind === "lanFragment" ? 3 : 0) * 2 ** 51;
      const key = hasPort ? base + 2 ** 50 + to * 2 ** 17 + port * 2 + transport : base + to * 512 + transport;
      this.#add(key, fate, counter, () => target(ipv4Text(to), port, transport), ipBytes);
    } else {
      const at = ipStart + 24;
      const words = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset)) as [number, number, number, number];
      const name = target(`[${ipv6Text(words[0], words[1], words[2], words[3])}]`, port, transport);
      this.#add(`${kind} ${name}`, fate, counter, () => name, ipBytes || frameBytes);
    }
  }

  /** Anything else, by its own words. */
  add(fate: ProofAttempt["fate"], counter: CounterName | null, name: string, packets: number, bytes: number): void {
    this.#add(`${fate} ${counter} ${name}`, fate, counter, () => name, bytes, packets);
  }

  #add(
    key: string | number,
    fate: ProofAttempt["fate"],
    counter: CounterName | null,
    name: () => string,
    bytes: number,
    packets = 1,
  ): void {
    let tried = this.#by.get(key);
    if (tried === undefined) {
      if (this.#by.size >= MAX_TARGETS) {
        this.#rest(fate, counter, bytes, packets);
        return;
      }
      tried = { fate, counter, target: name(), packets: 0, bytes: 0 };
      this.#by.set(key, tried);
    }
    tried.packets += packets;
    tried.bytes += bytes;
  }

  #rest(fate: ProofAttempt["fate"], counter: CounterName | null, bytes: number, packets: number): void {
    const key = `rest ${fate} ${counter}`;
    const rest = this.#by.get(key) ?? { fate, counter, target: "other targets", packets: 0, bytes: 0 };
    rest.packets += packets;
    rest.bytes += bytes;
    this.#by.set(key, rest);
  }

  /** All of them, most packets first. */
  list(): readonly ProofAttempt[] {
    return [...this.#by.values()].sort((a, b) => b.packets - a.packets || (a.target < b.target ? -1 : 1));
  }
}

function target(address: string, port: number, transport: number): string {
  if (port >= 0) return `${address}:${port} ${transport === 0 ? "tcp" : "udp"}`;
  const protocol = transport - 2;
  if (protocol === 1) return `${address} icmp`;
  return protocol === 58 ? `${address} icmpv6` : `${address} protocol ${protocol}`;
}
