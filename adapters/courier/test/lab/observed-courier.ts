/** A courier whose connections are written down. */
import { type ConnectedTold, type ConnectingAsk, type Courier, type CourierOptions, openCourier } from "../../src/index.ts";

/** The courier and what it told. */
export interface ObservedCourier {
  readonly courier: Courier;
  readonly asks: readonly ConnectingAsk[];
  readonly ends: readonly ConnectedTold[];
}

/** Opens one with the waits of a machine that also does something else. */
export function observedCourier(options: Partial<CourierOptions> = {}): ObservedCourier {
  const asks: ConnectingAsk[] = [];
  const ends: ConnectedTold[] = [];
  const courier = openCourier({
    onConnecting: (ask) => {
      asks.push(ask);
      return Promise.resolve();
    },
    onConnected: (told) => {
      ends.push(told);
      return Promise.resolve();
    },
    ...options,
    patience: { connectMs: 30_000, idleMs: 60_000, answerMs: 120_000, backoffMs: 10, pollMs: 50, ...options.patience },
  });
  return { courier, asks, ends };
}
