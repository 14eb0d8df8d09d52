/** The gateway's live state, followed as events; asked for again when the events end. */
import type { HoldLive } from "@creance/api";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../api/client.ts";

const AGAIN_MS = 2000;

/** What is known of the gateway now. */
export interface HoldNews {
  /** `undefined` before the first answer. */
  readonly live: HoldLive | undefined;
  /** True while Creance itself does not answer: what is shown is old. */
  readonly isLost: boolean;
}

/** Follows the gateway as long as the page is shown. The list of targets is asked for again when tries were added. */
export function useHoldLive(): HoldNews {
  const client = useQueryClient();
  const [news, setNews] = useState<HoldNews>({ live: undefined, isLost: false });
  useEffect(() => {
    const leaving = new AbortController();
    let revision = -1;
    const follow = async (): Promise<void> => {
      while (!leaving.signal.aborted) {
        try {
          for await (const live of await api.hold.watch(undefined, { signal: leaving.signal })) {
            setNews({ live, isLost: false });
            if (live.revision !== revision) void client.invalidateQueries({ queryKey: ["hold", "attempts"] });
            revision = live.revision;
          }
        } catch {
          if (!leaving.signal.aborted) setNews((now) => ({ ...now, isLost: true }));
        }
        if (!leaving.signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    };
    void follow();
    return () => leaving.abort();
  }, [client]);
  return news;
}
