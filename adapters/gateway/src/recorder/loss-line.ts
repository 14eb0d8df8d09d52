/** What tcpdump says of its losses when asked by SIGUSR1: one line on its standard error. Source: tcpdump 4.99, `info()` in tcpdump.c. */

/** Counts since the capture began, as tcpdump prints them: 32 bits, which a long capture passes. */
export interface LossLine {
  /** Packets that tcpdump took from the kernel. */
  readonly captured: number;
  /** Interfaces: packets the kernel had for it, lost ones included. NFLOG: those it took. */
  readonly received: number;
  /** Interfaces: packets lost because its buffer was full. NFLOG: how often the socket was full (each time one packet or more). */
  readonly dropped: number;
}

const WORDS =
  /^tcpdump: (\d{1,10}) packets? captured, (\d{1,10}) packets? received by filter, (\d{1,10}) packets? dropped by kernel(?:, \d{1,10} packets? dropped by interface)?$/;

/**
 * Reads a line; `null`: it says something else. What the interface's hardware dropped is passed over: neither the rules nor any program of
 * this machine ever had it.
 */
export function readLossLine(line: string): LossLine | null {
  const found = WORDS.exec(line.trimEnd());
  if (found === null) return null;
  const [, captured, received, dropped] = found;
  return { captured: Number(captured), received: Number(received), dropped: Number(dropped) };
}

/** Next value of a count that is told modulo 2^32 and never falls. */
export function unwrapped(before: number, told: number): number {
  const step = (told - before) % 2 ** 32;
  return before + (step < 0 ? step + 2 ** 32 : step);
}
