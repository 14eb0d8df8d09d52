/** Names and values of a request: of its address's query, of a form body, of a JSON body's members. */

/** A value by name. */
export interface QueryValue {
  /** Lower case, without `_`, `-`, `.` and brackets; the last member's name in JSON. */
  readonly name: string;
  /** Percent coding taken off. */
  readonly value: string;
  /** Where name and value stand in the text. */
  readonly start: number;
  readonly end: number;
}

/** Most values of a request that are looked at, and most characters. */
const MOST_VALUES = 256;
const MOST_CHARACTERS = 32_768;

/** Values of `name=value&name=value` from `from` on. */
export function formValues(text: string, from: number): QueryValue[] {
  const values: QueryValue[] = [];
  const limit = Math.min(text.length, from + MOST_CHARACTERS);
  let start = from;
  while (start < limit && values.length < MOST_VALUES) {
    let end = start;
    while (end < limit && text[end] !== "&" && text[end] !== "#" && text[end] !== "?") end += 1;
    const equals = text.indexOf("=", start);
    if (equals > start && equals < end) {
      values.push({ name: plainName(unescaped(text.slice(start, equals))), value: unescaped(text.slice(equals + 1, end)), start, end });
    }
    start = end + 1;
  }
  return values;
}

/** Numbers, texts and lists of numbers of a JSON text, each under the last name before it. */
export function jsonValues(text: string): QueryValue[] {
  const values: QueryValue[] = [];
  const pattern = /"([\w.-]{1,40})"\s*:\s*(?:"([^"\\]{1,200})"|(-?\d[\d.eE+-]{0,30})|\[((?:\s*-?\d[\d.eE+-]{0,30}\s*,?){2,4})\])/g;
  for (const match of text.slice(0, MOST_CHARACTERS).matchAll(pattern)) {
    const value = match[2] ?? match[3] ?? match[4] ?? "";
    values.push({ name: plainName(match[1] as string), value, start: match.index, end: match.index + match[0].length });
    if (values.length >= MOST_VALUES) break;
  }
  return values;
}

/** Percent coding off; what is no coding stays. */
export function unescaped(text: string): string {
  if (!/[%+]/.test(text)) return text;
  const spaced = text.replaceAll(/\+(?!\d)/g, " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replaceAll(/%2c/gi, ",").replaceAll(/%7c/gi, "|").replaceAll(/%20/g, " ").replaceAll(/%3b/gi, ";");
  }
}

/** A number that is nothing but a number; `undefined` otherwise. */
export function plainNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*[-+]?\d{1,12}(?:\.\d{0,20})?(?:[eE][-+]?\d{1,2})?\s*$/.test(text)) return undefined;
  return Number(text);
}

/** Numbers of a list: commas, semicolons, bars or spaces between them; `undefined` when something else stands there. */
export function numberList(text: string): number[] | undefined {
  if (text.length > 200) return undefined;
  const parts = text
    .replaceAll(/[[\]()]|^(?:box|geo|point|circle):?/gi, " ")
    .trim()
    .split(/[\s,;|]+/);
  const numbers: number[] = [];
  for (const part of parts) {
    const value = plainNumber(part);
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  return numbers;
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[_\-.[\]]/g, "");
}
