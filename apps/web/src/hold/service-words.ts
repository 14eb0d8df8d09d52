/** A service of the policy in words. */
import type { HoldService } from "@creance/api";
import { formatBytes } from "@creance/core";
import { listed } from "../words/count.ts";

/** `9 min 40 s`, `40 s`. */
export function leftWords(leftUs: number): string {
  const seconds = Math.max(0, Math.ceil(leftUs / 1e6));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}

/** `10 minutes`, `1 minute`, `90 seconds`. */
export function forWords(forUs: number): string {
  const seconds = Math.round(forUs / 1e6);
  if (seconds % 60 !== 0) return `${seconds} seconds`;
  const minutes = seconds / 60;
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

/** Time left of an opening at `nowUs`, told at `atUs`; `null` for one without an end. */
export function leftUs(service: Pick<HoldService, "openLeftUs">, atUs: number, nowUs: number): number | null {
  return service.openLeftUs === null ? null : Math.max(0, service.openLeftUs - Math.max(0, nowUs - atUs));
}

/** `Open, 9 min 40 s left`, `Closed`, `Always open`, `Stays shut`. */
export function stateWords(service: Pick<HoldService, "isOpen" | "open" | "openLeftUs">, left: number | null): string {
  if (service.isOpen) return left === null ? "Open, until it is closed" : `Open, ${leftWords(left)} left`;
  return service.open === "never" ? "Stays shut" : "Closed";
}

/** `3.1 kB of 2.0 MB in this opening`. */
export function usedWords({ usedUpBytes, limit }: Pick<HoldService, "usedUpBytes" | "limit">): string {
  if (limit === null) return `${formatBytes(usedUpBytes)}, no limit`;
  return `${formatBytes(usedUpBytes)} of ${formatBytes(limit.upBytes)} ${limit.span === "day" ? "today (UTC)" : "in an opening"}`;
}

/** What becomes possible when a service is opened, a sentence a line. */
export function openingWords(service: Pick<HoldService, "name" | "ports" | "limit" | "data">): string[] {
  const limit =
    service.limit === null
      ? "The policy sets no limit on how much may go out."
      : `At most ${formatBytes(service.limit.upBytes)} may go out ${service.limit.span === "day" ? "in a day (UTC)" : "in this opening"}; then it closes.`;
  return [
    `Every device on the local network can find ${service.name} and connect to it, on TCP port ${listed(service.ports.map(String))}. No other name or address opens.`,
    limit,
    ...(service.data.length === 0 ? [] : [`The policy expects this data there: ${listed(service.data)}.`]),
    "What is inside an encrypted connection is not seen here: the name, the bytes and the times are.",
  ];
}
