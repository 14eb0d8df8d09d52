/** A place in a packet: what the link, IP and tunnel layers pass on to each other. One object, reused. */
import type { CaptureIssueCode } from "../container/capture-errors.table.ts";

/** Ethertypes that are looked into. Everything else is a name for what was there. */
export const ETHERTYPE_IPV4 = 0x0800;
/** IPv6. */
export const ETHERTYPE_IPV6 = 0x86dd;

/** Where the next header starts and what it is. */
export interface Layer {
  bytes: Uint8Array;
  view: DataView;
  /** Next header. */
  at: number;
  /** End of the captured bytes that belong to it: pad bytes and check sequences behind a stated length are left out. */
  end: number;
  /** Ethertype of the next header, or another protocol number where there is no ethertype; 0 when nothing is known. */
  etherType: number;
  /** VLAN tags met, outer * 4096 + inner; the innermost two of more. */
  vlan: number;
  /** Bytes of the packet that the capture cut off: stated lengths may reach that far past `end`. */
  missing: number;
  /** Length of what the IP header carries, as the headers say. */
  ipPayloadLength: number;
  /** Why the last step failed. */
  fault: CaptureIssueCode | null;
}

/** A layer that is nowhere yet. */
export function createLayer(): Layer {
  const bytes = new Uint8Array(0);
  const view = new DataView(bytes.buffer);
  return { bytes, view, at: 0, end: 0, etherType: 0, vlan: 0, missing: 0, ipPayloadLength: 0, fault: null };
}

/** Notes a fault and returns false. */
export function fail(layer: Layer, fault: CaptureIssueCode): false {
  layer.fault = fault;
  return false;
}
