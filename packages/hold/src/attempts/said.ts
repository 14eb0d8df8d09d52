/** Numbers and foreign text as they stand in sentences. */
import { unturned } from "@creance/core";

const MAX_SHOWN = 300;

/** `once`, `twice`, `1,400 times`. */
export function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${grouped(count)} times`;
}

/** `1,400`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `1 name`, `1,400 names`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Text of others: cut to 300 characters; nothing in it turns the reading direction, steers a terminal or begins a line. */
export function shown(text: string): string {
  const plain = unturned(text).replace(/\p{Cc}/gu, "·");
  return plain.length > MAX_SHOWN ? `${plain.slice(0, MAX_SHOWN)}…` : plain;
}

/** `10 minutes`, `90 seconds`, `0.3 seconds`. */
export function lengthWords(lengthUs: number): string {
  const seconds = lengthUs / 1e6;
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} seconds`;
  if (seconds < 120) return counted(Math.round(seconds), "second");
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? counted(minutes, "minute") : `${(minutes / 60).toFixed(minutes % 60 === 0 ? 0 : 1)} hours`;
}
