/** Whether bytes are all printable ASCII, tabs and line ends: where they are, only written forms of a place can stand. */

/** By byte: 1 for what is not printable. */
const unprintable = new Uint8Array(256).fill(1);
for (let byte = 0x20; byte < 0x7f; byte += 1) unprintable[byte] = 0;
for (const byte of [0x09, 0x0a, 0x0d]) unprintable[byte] = 0;

const HIGH = 0x80808080 | 0;

/** True when `bytes[from..until)`, which `view` shows too, are all printable. Four bytes at a time. */
export function isPrintable(bytes: Uint8Array, view: DataView, from: number, until: number): boolean {
  let at = from;
  for (; at + 4 <= until; at += 4) {
    const four = view.getInt32(at, true);
    const isDelete = four ^ 0x7f7f7f7f;
    // Highest bits: a byte of 128 and more, one below the space, one that is DEL.
    if (((four | ((four - 0x20202020) & ~four) | ((isDelete - 0x01010101) & ~isDelete)) & HIGH) === 0) continue;
    if (((unprintable[bytes[at] as number] as number) | (unprintable[bytes[at + 1] as number] as number)) !== 0) return false;
    if (((unprintable[bytes[at + 2] as number] as number) | (unprintable[bytes[at + 3] as number] as number)) !== 0) return false;
  }
  for (; at < until; at += 1) if (unprintable[bytes[at] as number] === 1) return false;
  return true;
}
