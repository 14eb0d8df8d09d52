/** Small writer of DNS questions for the tests. */
import type { GateService, GateState } from "../../src/gate/types.ts";

export interface Asked {
  readonly id?: number;
  readonly flags?: number;
  readonly labels: readonly (string | Uint8Array)[];
  readonly type?: number;
  readonly class?: number;
  /** OPT record: size, version, flags, options. */
  readonly edns?: { readonly size?: number; readonly version?: number; readonly flags?: number; readonly options?: readonly number[] };
}

/** The bytes of one question. */
export function question({ id = 0x1234, flags = 0x0100, labels, type = 1, class: asked = 1, edns }: Asked): Uint8Array {
  const bytes: number[] = [id >> 8, id & 255, flags >> 8, flags & 255, 0, 1, 0, 0, 0, 0, 0, edns === undefined ? 0 : 1];
  for (const label of labels) {
    const raw = typeof label === "string" ? new TextEncoder().encode(label) : label;
    bytes.push(raw.length, ...raw);
  }
  bytes.push(0, type >> 8, type & 255, asked >> 8, asked & 255);
  if (edns !== undefined) {
    const { size = 1232, version = 0, flags: ednsFlags = 0, options = [] } = edns;
    bytes.push(
      0,
      0,
      41,
      size >> 8,
      size & 255,
      0,
      version,
      ednsFlags >> 8,
      ednsFlags & 255,
      options.length >> 8,
      options.length & 255,
      ...options,
    );
  }
  return Uint8Array.from(bytes);
}

/** Asks for a dotted name. */
export function ask(name: string, rest: Omit<Asked, "labels"> = {}): Uint8Array {
  return question({ labels: name.split("."), ...rest });
}

/** A state with one open, one closed service and one portal. */
export function state(...more: GateService[]): GateState {
  const service = (name: string, syntheticIp: string, rest: Partial<GateService> = {}): GateService => ({
    name,
    syntheticIp,
    ports: [443],
    answer: "relay",
    isOpen: true,
    leftUpBytes: null,
    ...rest,
  });
  return {
    revision: 1,
    time: "answer",
    services: [
      service("fly.example.org", "198.18.0.1"),
      service("upload.example.org", "198.18.0.2", { isOpen: false }),
      service("probe.example.net", "198.18.0.3", { answer: "portal", ports: [80] }),
      ...more,
    ],
  };
}

/** A reply taken apart, as far as our replies go. */
export function parts(reply: Uint8Array): {
  id: number;
  flags: number;
  rcode: number;
  counts: number[];
  address: string | null;
  ttls: number[];
  question: Uint8Array;
} {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.byteLength);
  const counts = [4, 6, 8, 10].map((at) => view.getUint16(at));
  let at = 12;
  if (counts[0] === 1) {
    while (reply[at] !== 0) at += 1 + (reply[at] as number);
    at += 5;
  }
  const asked = reply.slice(12, at);
  let address: string | null = null;
  const ttls: number[] = [];
  for (let record = 0; record < (counts[1] as number) + (counts[2] as number) + (counts[3] as number); record++) {
    at += reply[at] === 0xc0 ? 2 : 1;
    const type = view.getUint16(at);
    const length = view.getUint16(at + 8);
    if (type !== 41) ttls.push(view.getUint32(at + 4));
    if (type === 1) address = [...reply.subarray(at + 10, at + 10 + length)].join(".");
    at += 10 + length;
  }
  if (at !== reply.length) throw new Error(`reply ends at ${reply.length}, its records at ${at}`);
  const flags = view.getUint16(2);
  return { id: view.getUint16(0), flags, rcode: flags & 15, counts, address, ttls, question: asked };
}
