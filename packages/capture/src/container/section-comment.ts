/** The comment of a pcapng's first section (docs/formats/captures.md): where whoever wrote the file said what it is. */
import { SECTION_HEADER } from "./magic.ts";

/** First words of the comment in captures that our own writers made up. */
export const SYNTHETIC_COMMENT = "Synthetic:";

/** Options that are looked at. */
const MAX_OPTIONS = 64;
const OPT_COMMENT = 1;
const FIRST_OPTION = 24;

/** The first comment in the section header that `head` begins with; `null` where there is none within `head`, or it is no pcapng. */
export function sectionComment(head: Uint8Array): string | null {
  if (head.byteLength < FIRST_OPTION) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0) !== SECTION_HEADER) return null;
  const littleEndian = view.getUint32(8, true) === 0x1a2b3c4d;
  const end = Math.min(head.byteLength, view.getUint32(4, littleEndian) - 4);
  let at = FIRST_OPTION;
  for (let count = 0; count < MAX_OPTIONS && at + 4 <= end; count++) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    if (code === 0 || at + 4 + length > end) return null;
    if (code === OPT_COMMENT) return new TextDecoder().decode(head.subarray(at + 4, at + 4 + length));
    at += 4 + ((length + 3) & ~3);
  }
  return null;
}
