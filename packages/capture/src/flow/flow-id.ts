/** The id of a flow: the same for the same capture, whoever reads it. */
import { type Platform, toHex } from "@creance/core";
import type { Flow } from "./flow.ts";

const SEED_BYTES = 72;
const seed = new Uint8Array(SEED_BYTES);
const view = new DataView(seed.buffer);

/**
 * First 16 hexadecimal characters of SHA-256 over, little endian: start (f64, µs), the addresses of the side that opened the flow and of
 * the other (four u32 words each), their ports (u32 each), protocol, IP version, VLAN, tunnel (u32 each), number of the flow in the
 * capture (f64).
 */
export function flowIdOf(flow: Flow, platform: Platform): string {
  const { flipped } = flow;
  view.setFloat64(0, flow.startUs, true);
  view.setUint32(8, flipped ? flow.b0 : flow.a0, true);
  view.setUint32(12, flipped ? flow.b1 : flow.a1, true);
  view.setUint32(16, flipped ? flow.b2 : flow.a2, true);
  view.setUint32(20, flipped ? flow.b3 : flow.a3, true);
  view.setUint32(24, flipped ? flow.a0 : flow.b0, true);
  view.setUint32(28, flipped ? flow.a1 : flow.b1, true);
  view.setUint32(32, flipped ? flow.a2 : flow.b2, true);
  view.setUint32(36, flipped ? flow.a3 : flow.b3, true);
  view.setUint32(40, flipped ? flow.bPort : flow.aPort, true);
  view.setUint32(44, flipped ? flow.aPort : flow.bPort, true);
  view.setUint32(48, flow.protocol, true);
  view.setUint32(52, flow.ipVersion, true);
  view.setUint32(56, flow.vlan, true);
  view.setUint32(60, flow.tunnel, true);
  view.setFloat64(64, flow.ordinal, true);
  return toHex(platform.sha256(seed).subarray(0, 8));
}
