/** The gateway's own time server (NTP, RFC 5905): a device keeps its clock without a packet leaving. */
import { isPlausibleEpochUs } from "@creance/core";

/** Length of a request and of its answer without extensions. */
const TIME_BYTES = 48;
const CLIENT = 3;
const SERVER = 4;
/** Seconds from 1900 to 1970. */
const EPOCH_1900_S = 2_208_988_800;
/** Far from any reference, so that a device with a better clock at hand prefers that one. */
const STRATUM = 10;
/** About a millisecond: what the process reads its clock to, as a power of two. */
const PRECISION = -10;
/** 127.127.1.1: by custom, a machine's own clock. */
const REFERENCE_ID = 0x7f7f0101;

/**
 * Answers a client's request of version 3 or 4; `null` for anything else (control and monitoring messages, other modes, cut ones) and
 * while the gateway's own clock shows a year that cannot be. `receivedUs` and `nowUs`: when the request came and when the answer goes,
 * microseconds since 1970 UTC. The answer is never longer than the request.
 *
 * The leap field says "no warning", although nothing vouches for the gateway's clock: Android's clients refuse a server that says
 * "not synchronised" (also stratum 0 or 16 and an empty reference time). The stratum and a dispersion of a whole second say it instead.
 */
export function answerTime(request: Uint8Array, nowUs: number, receivedUs: number): Uint8Array<ArrayBuffer> | null {
  if (request.length < TIME_BYTES || !isPlausibleEpochUs(nowUs) || !isPlausibleEpochUs(receivedUs)) return null;
  const first = request[0] ?? 0;
  const version = (first >> 3) & 7;
  if ((first & 7) !== CLIENT || (version !== 3 && version !== 4)) return null;
  const answer = new Uint8Array(TIME_BYTES);
  const view = new DataView(answer.buffer);
  view.setUint8(0, (version << 3) | SERVER);
  view.setUint8(1, STRATUM);
  view.setUint8(2, request[2] ?? 0);
  view.setInt8(3, PRECISION);
  // Root delay 0; root dispersion one second in 16.16 fixed point.
  view.setUint32(8, 0x0001_0000);
  view.setUint32(12, REFERENCE_ID);
  writeTime(view, 16, receivedUs);
  // The client's own stamp comes back as it was sent: its proof that this answers its request.
  answer.set(request.subarray(40, 48), 24);
  writeTime(view, 32, receivedUs);
  writeTime(view, 40, nowUs);
  return answer;
}

/** Seconds since 1900 (the lower 32 bits: in 2036 the count begins anew, as clients expect) and their fraction. */
function writeTime(view: DataView, at: number, timeUs: number): void {
  const seconds = Math.floor(timeUs / 1e6);
  view.setUint32(at, (seconds + EPOCH_1900_S) % 2 ** 32);
  view.setUint32(at + 4, Math.floor(((timeUs - seconds * 1e6) * 2 ** 32) / 1e6));
}
