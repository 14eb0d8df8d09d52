/**
 * What may still go out to each service. The relay counts for itself, byte by byte, so that a limit holds between two messages of the keeper;
 * a message that was written before the keeper had read the newest counts gives nothing back.
 */
import type { GateService } from "@creance/hold";

/** One service's bytes. */
export interface Allowance {
  /** Takes up to `wanted` bytes off; returns how many may go. */
  take(wanted: number): number;
  /** Bytes that may still go now. */
  readonly left: number;
}

/** All services' bytes. */
export interface Allowances {
  of(name: string): Allowance;
  /** A newer state of the gate. */
  update(services: readonly GateService[]): void;
  /** Tells what went out and was not told yet. */
  tell(): void;
  close(): void;
}

/** Time within which the keeper hears of bytes. */
const TELL_MS = 100;

/** Makes them. `used` is called with the bytes of one service since the last time. */
export function createAllowances(used: (name: string, upBytes: number) => void): Allowances {
  const counts = new Map<string, ServiceBytes>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const [name, count] of counts) {
      const fresh = count.sent - count.told;
      if (fresh === 0) continue;
      count.told = count.sent;
      used(name, fresh);
    }
  };
  const moved = (): void => {
    timer ??= setTimeout(tell, TELL_MS);
  };
  const of = (name: string): ServiceBytes => {
    let count = counts.get(name);
    if (count === undefined) {
      count = new ServiceBytes(moved);
      counts.set(name, count);
    }
    return count;
  };
  return {
    of,
    update(services) {
      for (const service of services) of(service.name).update(service);
    },
    tell,
    close: () => clearTimeout(timer),
  };
}

class ServiceBytes implements Allowance {
  readonly #moved: () => void;
  /** Since the relay started. */
  sent = 0;
  told = 0;
  left = 0;

  constructor(moved: () => void) {
    this.#moved = moved;
  }

  update({ leftUpBytes, countedUpBytes }: GateService): void {
    this.left = leftUpBytes === null ? Number.POSITIVE_INFINITY : Math.max(0, leftUpBytes - (this.sent - (countedUpBytes ?? this.told)));
  }

  take(wanted: number): number {
    const taken = Math.min(wanted, this.left);
    if (taken === 0) return 0;
    this.left -= taken;
    this.sent += taken;
    this.#moved();
    return taken;
  }
}
