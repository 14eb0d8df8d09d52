/**
 * Finds the end of a JPEG by its own structure: markers, segment lengths, scan data with stuffed zeros and restart markers.
 * A plain search for FF D9 would stop at the thumbnail inside (ITU-T T.81, annex B).
 */

/** Walks a JPEG in chunks. */
export class JpegWalk {
  #state: "startHigh" | "startLow" | "marker" | "code" | "lengthHigh" | "lengthLow" | "skip" | "scan" | "scanCode" | "done" | "broken" =
    "startHigh";
  #code = 0;
  #left = 0;
  #walked = 0;

  /** Bytes from the start of the picture to its end once `ended`, or walked so far. */
  get lengthBytes(): number {
    return this.#walked;
  }

  /** True once the end-of-image marker was passed. */
  get ended(): boolean {
    return this.#state === "done";
  }

  /** True when the bytes are not a JPEG after all. */
  get broken(): boolean {
    return this.#state === "broken";
  }

  /** Takes the next bytes; stops at the end of the picture or where it breaks. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.#state !== "done" && this.#state !== "broken") {
      if (this.#state === "skip") {
        const step = Math.min(this.#left, bytes.length - at);
        at += step;
        this.#left -= step;
        if (this.#left === 0) this.#state = this.#code === 0xda ? "scan" : "marker";
      } else if (this.#state === "scan") {
        const next = bytes.indexOf(0xff, at);
        at = next < 0 ? bytes.length : next + 1;
        if (next >= 0) this.#state = "scanCode";
      } else {
        this.#step(bytes[at] as number);
        at += 1;
      }
    }
    this.#walked += at;
  }

  #step(byte: number): void {
    switch (this.#state) {
      case "startHigh":
        this.#state = byte === 0xff ? "startLow" : "broken";
        return;
      case "startLow":
        this.#state = byte === 0xd8 ? "marker" : "broken";
        return;
      case "marker":
        this.#state = byte === 0xff ? "code" : "broken";
        return;
      case "code":
        this.#marker(byte);
        return;
      case "scanCode":
        if (byte === 0xff) return;
        if (byte === 0 || (byte >= 0xd0 && byte <= 0xd7)) this.#state = "scan";
        else this.#marker(byte);
        return;
      case "lengthHigh":
        this.#left = byte << 8;
        this.#state = "lengthLow";
        return;
      default:
        this.#left += byte - 2;
        if (this.#left < 0) this.#state = "broken";
        else if (this.#left === 0) this.#state = this.#code === 0xda ? "scan" : "marker";
        else this.#state = "skip";
    }
  }

  #marker(code: number): void {
    this.#code = code;
    if (code === 0xff) this.#state = "code";
    else if (code === 0xd9) this.#state = "done";
    else if (code === 0 || code === 0xd8) this.#state = "broken";
    else if (code === 0x01 || (code >= 0xd0 && code <= 0xd7)) this.#state = "marker";
    else this.#state = "lengthHigh";
  }
}
