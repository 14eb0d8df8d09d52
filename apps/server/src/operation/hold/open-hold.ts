/** The field gateway of this machine: status, tries, openings, proofs and plans, wired to its control socket. */
import { setTimeout as sleep } from "node:timers/promises";
import type { HoldLive } from "@creance/api";
import type { HoldControl } from "@creance/gateway";
import { type MachineFacts, summaryWords } from "@creance/hold";
import { attemptPage } from "./attempt-page.ts";
import { checkInWorker } from "./check-in-worker.ts";
import { createGatewayFeed } from "./gateway-feed.ts";
import { type CheckProof, keptProofs } from "./kept-proofs.ts";
import { planOf } from "./plan-of.ts";
import type { Hold } from "./types.ts";

const MINUTE_US = 60e6;
/** What the answer speaks of. */
const ANSWER_MINUTES = 10;
/** What the time line shows. */
const SHOWN_MINUTES = 120;
const SHOWN_HAPPENINGS = 100;
/** A page hears at most this often, and at least that often. */
const APART_MS = 1000;
const AT_LEAST_MS = 10_000;

/** What is needed. */
export interface HoldParts {
  /** Path of the gateway's control socket. */
  readonly socket: string;
  /** Folder in which bundles of proofs lie. */
  readonly proofFolder: string;
  readonly connect: (path: string) => HoldControl;
  /** Checks a bundle (default: in a thread of its own). */
  readonly checkProof?: CheckProof;
  readonly machineFacts: () => Promise<MachineFacts>;
}

/** Opens it; nothing is connected before somebody asks. */
export function openHold({ socket, proofFolder, connect, checkProof = checkInWorker, machineFacts }: HoldParts): Hold {
  const feed = createGatewayFeed(socket, connect);
  const kept = keptProofs(proofFolder, checkProof);
  const closing = new AbortController();

  async function live(): Promise<HoldLive> {
    const status = await feed.status();
    const attempts = feed.attempts();
    const nowUs = Date.now() * 1000;
    const thisMinuteUs = Math.floor(nowUs / MINUTE_US) * MINUTE_US;
    const stretch = { fromUs: thisMinuteUs - (ANSWER_MINUTES - 1) * MINUTE_US, untilUs: thisMinuteUs + 2 * MINUTE_US };
    const all = attempts.minutes();
    return {
      status,
      revision: attempts.revision,
      sinceUs: all[0]?.startUs ?? null,
      tried: status.state === "running" ? summaryWords(attempts.summary(stretch), `In the last ${ANSWER_MINUTES} minutes`) : "",
      minutes: all.filter(({ startUs }) => startUs > thisMinuteUs - SHOWN_MINUTES * MINUTE_US),
      happenings: attempts.happenings().slice(0, SHOWN_HAPPENINGS),
    };
  }

  return {
    status: () => feed.ask(),
    async attempts(query) {
      feed.start();
      await feed.status();
      return attemptPage(feed.attempts(), query);
    },
    async *watch(signal) {
      const signals = AbortSignal.any(signal === undefined ? [closing.signal] : [closing.signal, signal]);
      let stale = false;
      let wake: () => void = () => {};
      const stop = feed.lookOn(() => {
        stale = true;
        wake();
      });
      const onAbort = (): void => wake();
      signals.addEventListener("abort", onAbort);
      try {
        // What is known may be of a gateway that has gone since somebody last looked.
        await feed.ask();
        while (!signals.aborted) {
          stale = false;
          yield await live();
          await sleep(APART_MS, undefined, { signal: signals, ref: false }).catch(() => {});
          if (stale || signals.aborted) continue;
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, AT_LEAST_MS - APART_MS);
            timer.unref();
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
      } finally {
        stop();
        signals.removeEventListener("abort", onAbort);
      }
    },
    open: async ({ name, forUs, by, reason }) => feed.took(await connect(socket).open({ name, forUs, by, reason })),
    close: async (name, by) => feed.took(await connect(socket).close(name, by)),
    proofs: () => kept.list(),
    plan: (policy) => planOf(policy, machineFacts),
    end() {
      closing.abort();
      feed.end();
    },
  };
}
