/** Which IPv6 packets Linux takes at all: what it drops before any rule sees it (`ip6_rcv_core`, hop-by-hop options). */

/** False where the fixed header alone makes the kernel drop the packet. */
export function isIpv6HeaderTaken(view: DataView, ip: number): boolean {
  if (view.getUint8(ip) >> 4 !== 6) return false;
  const [from, to] = [ip + 8, ip + 24];
  if (isLoopback(view, from) || isLoopback(view, to)) return false;
  if (view.getUint8(from) === 0xff) return false;
  if (view.getUint8(to) !== 0xff) return true;
  const scope = view.getUint8(to + 1) & 15;
  return scope > 1;
}

function isLoopback(view: DataView, at: number): boolean {
  return view.getUint32(at) === 0 && view.getUint32(at + 4) === 0 && view.getUint32(at + 8) === 0 && view.getUint32(at + 12) === 1;
}

const [PAD1, PADN, ROUTER_ALERT, CALIPSO, IOAM, JUMBO] = [0, 1, 5, 7, 49, 194] as const;
/** Options other than padding that Linux takes in one header (`max_hbh_opts_number`). */
const MAX_OPTIONS = 8;

/** Whether the hop-by-hop options behind the fixed header are taken; `perhaps` where it depends on how the kernel was built. */
export function areHopOptionsTaken(view: DataView, ip: number, end: number): "yes" | "no" | "perhaps" {
  if (end - ip < 48) return "no";
  const headerEnd = ip + 40 + (view.getUint8(ip + 41) + 1) * 8;
  if (headerEnd > end) return "no";
  let at = ip + 42;
  let padding = 0;
  let options = 0;
  let answer: "yes" | "perhaps" = "yes";
  while (at < headerEnd) {
    const kind = view.getUint8(at);
    if (kind === PAD1) {
      padding += 1;
      if (padding > 7) return "no";
      at += 1;
      continue;
    }
    if (headerEnd - at < 2) return "no";
    const bytes = view.getUint8(at + 1) + 2;
    if (bytes > headerEnd - at) return "no";
    if (kind === PADN) {
      padding += bytes;
      if (padding > 7) return "no";
      for (let i = 2; i < bytes; i++) if (view.getUint8(at + i) !== 0) return "no";
    } else {
      options += 1;
      if (options > MAX_OPTIONS) return "no";
      if (kind === ROUTER_ALERT) {
        if (bytes !== 4) return "no";
      } else if (kind === IOAM) {
        if (((at - ip) & 3) !== 0) return "no";
      } else if (kind === JUMBO) {
        return "no"; // a jumbogram is longer than any frame here
      } else if (kind === CALIPSO) {
        if (bytes < 10) return "no";
        answer = "perhaps";
      } else if (kind >> 6 !== 0) return "no";
      padding = 0;
    }
    at += bytes;
  }
  return answer;
}
