/** The table of open flows: found by numbers, both directions alike; bounded, the least recently used leave first. */
import type { Dissected } from "../dissected.ts";
import type { RawPacket } from "../packet.ts";
import { Flow } from "./flow.ts";
import { flowIdKey } from "./flow-id.ts";
import { type TableHash, tableHash } from "./table-hash.ts";

/** Buckets of the table; a power of two. */
const BUCKETS = 131_072;
/** Share of the flows that leave when the table is full: the cost of finding the oldest is spread over as many new flows. */
const EVICTED_SHARE = 16;
/** Flows looked at for each new one, so that silent flows leave without a timer. */
const SWEPT_PER_FLOW = 2;

/** Open flows of one capture. */
export class FlowTable {
  readonly #buckets: (Flow | null)[] = new Array<Flow | null>(BUCKETS).fill(null);
  readonly #open: Flow[] = [];
  /** Ended flows whose objects wait to be used again: with the open ones never more than were open at once. */
  readonly #ended: Flow[] = [];
  readonly #maxOpen: number;
  readonly #key = { hash: 0, srcPort: 0, dstPort: 0, idKey: 0 };
  readonly #hashOf: TableHash;
  #hand = 0;
  #ordinal = 0;
  /** The flow found last and where it stands: packets come in runs. */
  #latest: Flow | null = null;
  /** Set by `find`: true when the packet comes from the flow's `a`. */
  fromA = true;
  peakOpen = 0;

  /** `seed`: see `ConversationReaderOptions`. */
  constructor(maxOpen: number, seed = 0) {
    this.#maxOpen = Math.max(1, maxOpen);
    this.#hashOf = tableHash(seed);
  }

  /** Flows opened so far. */
  get opened(): number {
    return this.#ordinal;
  }

  /** Flows that are open now. */
  get openFlows(): number {
    return this.#open.length;
  }

  /** The open flow of a packet, `null` when there is none. */
  find(found: Dissected, srcPort: number, dstPort: number): Flow | null {
    const latest = this.#latest;
    if (latest !== null && this.#matches(latest, found, srcPort, dstPort)) return latest;
    const hash = this.#hashOf(found, srcPort, dstPort);
    for (let flow = this.#buckets[hash & (BUCKETS - 1)] as Flow | null; flow !== null; flow = flow.chained) {
      if (flow.hash === hash && this.#matches(flow, found, srcPort, dstPort)) {
        this.#latest = flow;
        return flow;
      }
    }
    return null;
  }

  /** Opens a flow; the caller has made room (`makeRoom`). */
  open(packet: RawPacket, found: Dissected, srcPort: number, dstPort: number, timeUs: number): Flow {
    const key = this.#key;
    if (this.#ordinal === 0) key.idKey = flowIdKey(packet);
    key.hash = this.#hashOf(found, srcPort, dstPort);
    key.srcPort = srcPort;
    key.dstPort = dstPort;
    const flow = this.#ended.pop() ?? new Flow();
    flow.begin(packet, found, key, timeUs, this.#ordinal++);
    const bucket = key.hash & (BUCKETS - 1);
    flow.chained = this.#buckets[bucket] as Flow | null;
    this.#buckets[bucket] = flow;
    flow.slot = this.#open.length;
    this.#open.push(flow);
    if (this.#open.length > this.peakOpen) this.peakOpen = this.#open.length;
    this.#latest = flow;
    this.fromA = true;
    return flow;
  }

  /** Takes a flow out. */
  remove(flow: Flow): void {
    const bucket = flow.hash & (BUCKETS - 1);
    let before: Flow | null = null;
    for (let at = this.#buckets[bucket] as Flow | null; at !== null && at !== flow; at = at.chained) before = at;
    if (before === null) this.#buckets[bucket] = flow.chained;
    else before.chained = flow.chained;
    flow.chained = null;
    const last = this.#open.pop() as Flow;
    if (last !== flow) {
      this.#open[flow.slot] = last;
      last.slot = flow.slot;
    }
    if (this.#latest === flow) this.#latest = null;
  }

  /** Takes back a flow that was removed and that nobody looks at any more. */
  release(flow: Flow): void {
    flow.letGo();
    this.#ended.push(flow);
  }

  /** Ends a few flows that `isOver` calls over; to be called for each new flow. */
  sweep(isOver: (flow: Flow) => boolean, end: (flow: Flow) => void): void {
    for (let looked = 0; looked < SWEPT_PER_FLOW && this.#open.length > 0; looked++) {
      if (this.#hand >= this.#open.length) this.#hand = 0;
      const flow = this.#open[this.#hand] as Flow;
      if (isOver(flow)) end(flow);
      else this.#hand++;
    }
  }

  /** Ends every flow that `isOver` calls over, in the order they were opened. */
  sweepAll(isOver: (flow: Flow) => boolean, end: (flow: Flow) => void): void {
    for (const flow of this.inOrder()) if (isOver(flow)) end(flow);
  }

  /**
   * Makes room for a new flow when the table is full: ends the flows that `isOver` calls over, and where that is not enough the least
   * recently used. Returns how many of the latter had to go.
   */
  makeRoom(isOver: (flow: Flow) => boolean, end: (flow: Flow) => void): number {
    if (this.#open.length < this.#maxOpen) return 0;
    const over = this.#open.filter(isOver);
    for (const flow of over) end(flow);
    if (over.length >= Math.max(1, Math.floor(this.#maxOpen / EVICTED_SHARE))) return 0;
    const oldestFirst = [...this.#open].sort((one, other) => one.lastUs - other.lastUs || one.ordinal - other.ordinal);
    const leaving = oldestFirst.slice(0, Math.max(1, Math.floor(this.#maxOpen / EVICTED_SHARE)));
    for (const flow of leaving) end(flow);
    return leaving.length;
  }

  /** Open flows in the order they were opened. */
  inOrder(): Flow[] {
    return [...this.#open].sort((one, other) => one.ordinal - other.ordinal);
  }

  #matches(flow: Flow, found: Dissected, srcPort: number, dstPort: number): boolean {
    if (
      flow.protocol !== found.protocol ||
      flow.vlan !== found.vlan ||
      flow.tunnel !== found.tunnel ||
      flow.ipVersion !== found.ipVersion
    ) {
      return false;
    }
    if (
      flow.a3 === (found.src3 | 0) &&
      flow.b3 === (found.dst3 | 0) &&
      flow.aPort === srcPort &&
      flow.bPort === dstPort &&
      flow.a0 === (found.src0 | 0) &&
      flow.b0 === (found.dst0 | 0) &&
      flow.a1 === (found.src1 | 0) &&
      flow.b1 === (found.dst1 | 0) &&
      flow.a2 === (found.src2 | 0) &&
      flow.b2 === (found.dst2 | 0)
    ) {
      this.fromA = true;
      return true;
    }
    if (
      flow.a3 === (found.dst3 | 0) &&
      flow.b3 === (found.src3 | 0) &&
      flow.aPort === dstPort &&
      flow.bPort === srcPort &&
      flow.a0 === (found.dst0 | 0) &&
      flow.b0 === (found.src0 | 0) &&
      flow.a1 === (found.dst1 | 0) &&
      flow.b1 === (found.src1 | 0) &&
      flow.a2 === (found.dst2 | 0) &&
      flow.b2 === (found.src2 | 0)
    ) {
      this.fromA = false;
      return true;
    }
    return false;
  }
}
