/** The courier of this operation: opened when it is first needed; every connection is entered before it opens, and counted for the line. */
import type { EpochUs } from "@creance/core";
import type { Courier, CourierOptions } from "@creance/courier";
import { enterWith } from "../shared-writer.ts";
import type { ShareParts } from "./parts.ts";

/** Connections that the line shows. */
const MOST_SHOWN = 100;

/** One connection that was about to open. */
export interface CourierConnection {
  readonly timeUs: EpochUs;
  /** What it is for. */
  readonly purpose: string;
  readonly target: string;
  readonly shareId: string | null;
}

/** Connections since this operation was opened. */
export interface CourierConnections {
  readonly count: number;
  /** The newest 100, newest first. */
  readonly newest: readonly CourierConnection[];
}

/** The courier and what it did. */
export interface OwnCourier {
  get(): Courier;
  connections(): CourierConnections;
  close(): Promise<void>;
}

/** Makes it. Nothing is started yet. */
export function ownCourier(
  parts: Pick<ShareParts, "writers" | "now">,
  open: (options: CourierOptions) => Courier,
  options: Omit<CourierOptions, "onConnecting" | "onConnected"> = {},
): OwnCourier {
  let courier: Courier | undefined;
  let count = 0;
  const newest: CourierConnection[] = [];
  return {
    get() {
      courier ??= open({
        ...options,
        async onConnecting(ask) {
          const host = ask.host.includes(":") ? `[${ask.host}]` : ask.host;
          let timeUs = 0;
          await enterWith(parts.writers, (words) => {
            timeUs = parts.now();
            return [
              {
                kind: "connecting",
                timeUs,
                connectionId: plainId(ask.connectionId),
                purpose: ask.purpose,
                hostHash: words(`${host}:${ask.port}`),
                shareId: ask.shareId,
              },
            ];
          });
          count += 1;
          const target = ask.address === null || ask.address === ask.host ? `${host}:${ask.port}` : `${host} -> ${ask.address}:${ask.port}`;
          newest.unshift({ timeUs, purpose: ask.purpose, target, shareId: ask.shareId });
          if (newest.length > MOST_SHOWN) newest.pop();
        },
        async onConnected({ connectionId, outcome, upBytes, downBytes }) {
          await enterWith(parts.writers, () => [
            { kind: "connected", timeUs: parts.now(), connectionId: plainId(connectionId), outcome, upBytes, downBytes },
          ]);
        },
      });
      return courier;
    },
    connections: () => ({ count, newest: [...newest] }),
    close: async () => courier?.close(),
  };
}

/** A UUID as the journal writes ids. */
function plainId(uuid: string): string {
  return uuid.replaceAll("-", "").toLowerCase();
}
