/** The head of a gzip member (RFC 1952 section 2.3), byte by byte. */

const MAGIC = [0x1f, 0x8b, 8] as const;
const FIXED_BYTES = 10;
const HEAD_CHECK = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;
const RESERVED = 0xe0;

/** Goes through one head; the texts in it are passed over. */
export class GzipHead {
  #length = 0;
  #flags = 0;
  /** Of the extra field: its length comes first, low byte before high byte. */
  #extraLengthBytes = 0;
  #extraLeft = 0;
  #checkLeft = 0;

  /** Takes the next byte: `no` when this is no head, `done` when it is complete. */
  take(byte: number): "no" | "more" | "done" {
    const at = this.#length++;
    if (at < FIXED_BYTES) {
      if (at < MAGIC.length && byte !== MAGIC[at]) return "no";
      if (at === 3) {
        if ((byte & RESERVED) !== 0) return "no";
        this.#flags = byte;
        this.#extraLengthBytes = (byte & EXTRA) === 0 ? 0 : 2;
        this.#checkLeft = (byte & HEAD_CHECK) === 0 ? 0 : 2;
      }
    } else if (this.#extraLengthBytes > 0) {
      this.#extraLeft += this.#extraLengthBytes === 2 ? byte : byte << 8;
      this.#extraLengthBytes--;
    } else if (this.#extraLeft > 0) this.#extraLeft--;
    else if ((this.#flags & NAME) !== 0) {
      if (byte === 0) this.#flags &= ~NAME;
    } else if ((this.#flags & COMMENT) !== 0) {
      if (byte === 0) this.#flags &= ~COMMENT;
    } else this.#checkLeft--;
    return this.#isComplete() ? "done" : "more";
  }

  #isComplete(): boolean {
    const isText = (this.#flags & (NAME | COMMENT)) !== 0;
    return this.#length >= FIXED_BYTES && this.#extraLengthBytes === 0 && this.#extraLeft === 0 && !isText && this.#checkLeft === 0;
  }
}
