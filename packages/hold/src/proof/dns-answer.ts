/** IPv4 addresses in a DNS answer: which addresses the resolver gave for names. */

const MAX_RECORDS = 256;

/** Addresses of type A in a message, as numbers. Empty when it is no answer or cannot be read. */
export function addressesIn(bytes: Uint8Array, start: number, end: number): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (end - start < 12 || (view.getUint8(start + 2) & 0x80) === 0) return [];
  let at = start + 12;
  for (let i = Math.min(view.getUint16(start + 4), MAX_RECORDS); i > 0; i--) at = afterName(view, at, end) + 4;
  const found: number[] = [];
  for (let i = Math.min(view.getUint16(start + 6), MAX_RECORDS); i > 0; i--) {
    at = afterName(view, at, end);
    if (end - at < 10) break;
    const bytesOfRecord = view.getUint16(at + 8);
    if (view.getUint16(at) === 1 && bytesOfRecord === 4 && end - at >= 14) found.push(view.getUint32(at + 10));
    at += 10 + bytesOfRecord;
  }
  return found;
}

function afterName(view: DataView, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const length = view.getUint8(at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
  }
  return end;
}
