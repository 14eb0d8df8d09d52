/** Names that the capturing tool resolved (pcapng name resolution block): weak evidence, kept apart. */
import { addressText } from "../ip/address-text.ts";
import type { CaptureHandlers } from "../packet.ts";
import type { ReportIssue } from "./issue-list.ts";
import { MAX_RESOLVED_NAMES } from "./limits.ts";
import type { Block } from "./record-walker.ts";

const END = 0;
const IPV4 = 1;
const IPV6 = 2;

/** Reads the records of name blocks, a bounded number of names over the whole capture. */
export class NameRecords {
  readonly #handlers: CaptureHandlers;
  readonly #report: ReportIssue;
  #names = 0;

  constructor(handlers: CaptureHandlers, report: ReportIssue) {
    this.#handlers = handlers;
    this.#report = report;
  }

  /** Reads the records in `start..end` (the block's body). */
  read(block: Block, start: number, end: number, littleEndian: boolean): void {
    const { view, fileOffset } = block;
    let at = start;
    while (end - at >= 4) {
      const type = view.getUint16(at, littleEndian);
      const length = view.getUint16(at + 2, littleEndian);
      if (type === END) return;
      if (length > end - at - 4) {
        this.#report("option-length", fileOffset + at + 2, "name record");
        return;
      }
      const addressBytes = type === IPV4 ? 4 : type === IPV6 ? 16 : 0;
      if (addressBytes > 0 && length > addressBytes && !this.#namesOf(block, at + 4, addressBytes, at + 4 + length)) return;
      at += 4 + ((length + 3) & ~3);
    }
  }

  #namesOf({ bytes, view, fileOffset }: Block, at: number, addressBytes: number, end: number): boolean {
    const address = addressBytes === 4 ? addressText(4, 0, 0, 0, view.getUint32(at)) : addressAt(view, at);
    let nameStart = at + addressBytes;
    while (nameStart < end) {
      const zero = bytes.indexOf(0, nameStart);
      const nameEnd = zero < 0 || zero > end ? end : zero;
      if (nameEnd > nameStart) {
        if (this.#names === MAX_RESOLVED_NAMES) {
          this.#report("too-many-names", fileOffset + nameStart, "name record");
          return false;
        }
        this.#names++;
        this.#handlers.resolvedName(address, new TextDecoder().decode(bytes.subarray(nameStart, nameEnd)));
      }
      nameStart = nameEnd + 1;
    }
    return true;
  }
}

function addressAt(view: DataView, at: number): string {
  return addressText(6, view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12));
}
