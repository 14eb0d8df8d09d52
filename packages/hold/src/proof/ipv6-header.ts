/** Finds a header in an IPv6 packet as Linux's rules do: which transport they see, and whether they see a fragment header. */

/** What was found; reused from packet to packet. */
export interface Ipv6Header {
  /** Number of the header that was found, -1 where none was. */
  protocol: number;
  /** Where it starts. */
  at: number;
  /** Set where it stands behind a fragment header with an offset: then there is no transport header. */
  fragmentOffset: number;
}

const [HOP, ROUTING, FRAGMENT, AUTH, NONE, DESTINATION] = [0, 43, 44, 51, 59, 60] as const;

/** Looks for header `target`, or, with -1, for the first that is no extension (an authentication header counts as one). */
export function findIpv6Header(view: DataView, ip: number, end: number, target: number, out: Ipv6Header): void {
  let at = ip + 40;
  let next = view.getUint8(ip + 6);
  out.protocol = -1;
  out.fragmentOffset = 0;
  for (;;) {
    const isFound = next === target;
    if (!isExtension(next) || next === NONE) {
      if (target < 0 || isFound) break;
      return;
    }
    if (end - at < 2) return;
    if (next === ROUTING && end - at < 4) return;
    const following = view.getUint8(at);
    let bytes = (view.getUint8(at + 1) + 1) * 8;
    if (next === FRAGMENT) {
      if (end - at < 4) return;
      const offset = view.getUint16(at + 2) & 0xfff8;
      if (offset !== 0) {
        if (target < 0 && (!isExtension(following) || following === NONE)) {
          out.protocol = following;
          out.at = at;
          out.fragmentOffset = offset;
          return;
        }
        if (!isFound) return;
        out.fragmentOffset = offset;
        break;
      }
      bytes = 8;
    } else if (next === AUTH) {
      if (target < 0) break;
      bytes = (view.getUint8(at + 1) + 2) * 4;
    }
    if (isFound) break;
    next = following;
    at += bytes;
  }
  out.protocol = next;
  out.at = at;
}

function isExtension(next: number): boolean {
  return next === HOP || next === ROUTING || next === FRAGMENT || next === AUTH || next === NONE || next === DESTINATION;
}
