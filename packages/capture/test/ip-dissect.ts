/** Dissects single packets for the tests. */
import type { Issue } from "@creance/core";
import { addressText, createDissected, createDissectState, type Dissected, dissect, type RawPacket } from "../src/index.ts";

/** A packet around `bytes`; `caplen` cuts it, and what lies behind the cut must not be read. */
export function packetOf(bytes: Uint8Array, linkType: number, caplen = bytes.byteLength): RawPacket {
  const before = 5;
  const block = new Uint8Array(before + bytes.byteLength + 64).fill(0xee);
  block.set(bytes.subarray(0, caplen), before);
  return {
    bytes: block,
    view: new DataView(block.buffer),
    start: before,
    end: before + caplen,
    wireLength: bytes.byteLength,
    timeUs: 0,
    linkType,
    interfaceId: 0,
    direction: 0,
    fileOffset: 24,
    number: 1,
    uid: -1,
  };
}

/** A dissection that remembers: fragments, issues. */
export function dissector(linkType = 1) {
  const issues: Issue[] = [];
  const outer: string[] = [];
  const state = createDissectState({ onIssue: (issue) => issues.push(issue), onOuter: (into) => outer.push(summary(into)) });
  return {
    issues,
    outer,
    state,
    /** Dissects one packet into a fresh object. */
    take(bytes: Uint8Array, caplen?: number, timeUs = 0): Dissected & { isIp: boolean; packet: RawPacket } {
      const packet = packetOf(bytes, linkType, caplen);
      packet.timeUs = timeUs;
      const into = createDissected();
      const isIp = dissect(packet, into, state);
      return { ...into, isIp, packet };
    },
  };
}

/** `source:port > destination:port protocol payloadLength`. */
export function summary(into: Dissected): string {
  const source = addressText(into.ipVersion, into.src0, into.src1, into.src2, into.src3);
  const destination = addressText(into.ipVersion, into.dst0, into.dst1, into.dst2, into.dst3);
  return `${source}:${into.srcPort} > ${destination}:${into.dstPort} ${into.protocol} ${into.payloadLength}`;
}

/** Captured payload. */
export const payloadOf = (into: Dissected): Uint8Array => into.bytes.subarray(into.payloadStart, into.payloadEnd);
