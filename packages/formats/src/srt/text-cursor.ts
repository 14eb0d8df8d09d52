/** Numbers and clocks inside a text, read in place: no substrings, since a film has a cue for every frame. */

/** A place in a text. The text is Latin-1, so that a character is a byte. */
export class TextCursor {
  text = "";
  /** Next character. */
  at = 0;
  /** First character that is not read. */
  end = 0;
  /** True when the number read last had a decimal point. */
  hadPoint = false;

  /** Code of the next character, -1 at the end. */
  peek(): number {
    return this.at < this.end ? this.text.charCodeAt(this.at) : -1;
  }

  skipSpaces(): void {
    while (this.at < this.end && isSpace(this.text.charCodeAt(this.at))) this.at += 1;
  }

  /**
   * A decimal number with an optional sign, else NaN with the place unchanged. Exact as `Number(...)` for up to 15 digits: both parts of the
   * division are whole.
   */
  number(): number {
    const { text, end } = this;
    let at = this.at;
    let sign = 1;
    const first = at < end ? text.charCodeAt(at) : -1;
    if (first === 45) sign = -1;
    if (first === 45 || first === 43) at += 1;
    let whole = 0;
    let digits = 0;
    let decimals = -1;
    for (; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 48 && code <= 57) {
        digits += 1;
        if (digits <= 15) whole = whole * 10 + code - 48;
        else if (decimals < 0) return this.#none();
        if (decimals >= 0 && digits <= 15) decimals += 1;
      } else if (code === 46 && decimals < 0 && digits > 0) decimals = 0;
      else break;
    }
    if (digits === 0) return this.#none();
    this.hadPoint = decimals >= 0;
    this.at = at;
    return sign * (decimals > 0 ? whole / (POWERS[decimals] as number) : whole);
  }

  /** True when the number read last ends here: not in letters, and not, where commas do not part numbers, in a comma and a digit. */
  isNumberOver(noDigitBehind?: ","): boolean {
    const code = this.peek();
    if (code === 44 && noDigitBehind !== undefined) {
      const next = this.at + 1 < this.end ? this.text.charCodeAt(this.at + 1) : -1;
      return next < 48 || next > 57;
    }
    return code === -1 || code === 44 || code === 41 || code === 93 || isSpace(code);
  }

  /** A number, or a fraction such as `1/500.0` or `-1/3`; NaN otherwise. */
  fraction(): number {
    const above = this.number();
    if (Number.isNaN(above) || this.peek() !== 47) return above;
    this.at += 1;
    const below = this.number();
    return below > 0 ? above / below : Number.NaN;
  }

  /** `hh:mm:ss,mmm` in milliseconds; NaN with the place unchanged when there is no such clock. */
  clockMs(): number {
    const start = this.at;
    const hours = this.digits(3);
    const minutes = this.#after(58) ? this.digits(2) : Number.NaN;
    const seconds = this.#after(58) ? this.digits(2) : Number.NaN;
    const point = this.peek();
    if (!(minutes < 60 && seconds < 60) || (point !== 44 && point !== 46)) {
      this.at = start;
      return Number.NaN;
    }
    this.at += 1;
    const fractionStart = this.at;
    const fraction = this.digits(6);
    const scale = POWERS[this.at - fractionStart] as number;
    if (Number.isNaN(fraction)) {
      this.at = start;
      return Number.NaN;
    }
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + (fraction * 1000) / scale;
  }

  /** One to `most` digits, else NaN. */
  digits(most: number): number {
    let value = 0;
    const start = this.at;
    while (this.at < this.end && this.at - start < most) {
      const code = this.text.charCodeAt(this.at);
      if (code < 48 || code > 57) break;
      value = value * 10 + code - 48;
      this.at += 1;
    }
    return this.at === start ? Number.NaN : value;
  }

  #after(code: number): boolean {
    if (this.peek() !== code) return false;
    this.at += 1;
    return true;
  }

  #none(): number {
    this.hadPoint = false;
    return Number.NaN;
  }
}

const POWERS = Array.from({ length: 23 }, (_, index) => 10 ** index);

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10;
}
