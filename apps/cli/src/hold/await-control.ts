/** The positive control: a request that somebody makes on purpose from a device, which must appear on both sides. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "@creance/core";
import type { HoldControl } from "@creance/gateway";
import { tell } from "../output.ts";
import { whoAsks } from "./hold-options.ts";

/** How long the person has, and how often it is said. */
const PATIENCE_MS = 5 * 60_000;
const SAY_EVERY_MS = 30_000;

/**
 * Waits until a connection to the service `name` carried bytes both ways and ended; opens the service for it where that needs opening. Throws
 * a `UserError` (`control-not-seen`) after five minutes, or when the signal aborts.
 */
export async function awaitControl(gateway: HoldControl, name: string, signal: AbortSignal, patienceMs = PATIENCE_MS): Promise<void> {
  const { services } = await gateway.status();
  const service = services.find((each) => each.name === name);
  if (service === undefined) throw new UserError("no-control", "conflict", `The policy names no service ${name}. No proof was made.`);
  if (!service.isOpen) {
    await gateway.open({ name, forUs: patienceMs * 1000, by: whoAsks(), reason: "positive control of a proof" });
  }
  const scheme = service.ports.includes(80) ? "http" : "https";
  tell(`Open ${scheme}://${name}/ on the device behind the gateway now, and close the page again. Waiting up to ${minutes(patienceMs)}.`);
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const late = setTimeout(() => stop.abort(), patienceMs);
  void sayAgain(patienceMs, both);
  try {
    for await (const event of gateway.watch(0, both)) {
      if (event.kind !== "flow" || event.name !== name || event.end === "open") continue;
      if (event.upBytes > 0 && event.downBytes > 0) {
        tell(`Seen: ${event.upBytes} bytes went out to ${name}, ${event.downBytes} came back.`);
        return;
      }
    }
  } finally {
    clearTimeout(late);
    stop.abort();
  }
  const why = signal.aborted ? "You stopped it" : `No whole connection to ${name} was seen in ${minutes(patienceMs)}`;
  throw new UserError("control-not-seen", "conflict", `${why}. No proof was made.`);
}

async function sayAgain(patienceMs: number, signal: AbortSignal): Promise<void> {
  for (let left = patienceMs - SAY_EVERY_MS; left > 0; left -= SAY_EVERY_MS) {
    await sleep(SAY_EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
    if (signal.aborted) return;
    tell(`Still waiting for it: ${minutes(left)} left.`);
  }
}

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
