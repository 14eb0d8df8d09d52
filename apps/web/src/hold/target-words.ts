/** A target in the words of a table cell. */
import type { HoldAttempt } from "@creance/api";
import { grouped } from "../words/count.ts";

/** `mydjiflight.dji.com`, `203.0.113.9 port 443, directly`, `QUIC to 203.0.113.40`. */
export function whatWords({ way, target, port, transport }: Pick<HoldAttempt, "way" | "target" | "port" | "transport">): string {
  const to = `${target}${port === null ? "" : ` port ${port}`}`;
  switch (way) {
    case "name":
      return target;
    case "address":
      return port === null ? `${target}, ${transport ?? "packets"}` : `${to}, directly`;
    case "quic":
      return `QUIC to ${target}`;
    case "local":
      return `${to}, locally`;
    case "time":
      return "The time";
    case "fragment":
      return `Pieces of packets to ${target}`;
    case "gateway":
      return `${to}, by the gateway itself`;
    case "forward":
      return `${to}, to be routed`;
    case "unreadable":
      return "Questions without a readable name";
    case "other":
      return "Further targets together";
  }
}

/** Tries of every kind. */
export function triesOf({ refused, answered, relayed, local }: Pick<HoldAttempt, "refused" | "answered" | "relayed" | "local">): number {
  return refused + answered + relayed + local;
}

/** `refused`, `relayed 1, refused 3`, `not passed on`. What went out comes first: a narrow cell cuts off the rest. */
export function fateWords(row: Pick<HoldAttempt, "refused" | "answered" | "relayed" | "local">): string {
  const all = triesOf(row);
  if (row.local === all) return "not passed on";
  const parts: (readonly [string, number])[] = [
    ["relayed", row.relayed],
    ["refused", row.refused],
    ["answered here", row.answered],
  ];
  const some = parts.filter(([, number]) => number > 0);
  return some.map(([word, number]) => (some.length === 1 ? word : `${word} ${grouped(number)}`)).join(", ");
}
