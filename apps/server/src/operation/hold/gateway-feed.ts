/** What the gateway tells, kept while this server runs: one connection to its control socket, however many pages look. */
import { setTimeout as sleep } from "node:timers/promises";
import type { HoldStatusView } from "@creance/api";
import { isUserError } from "@creance/core";
import type { HoldControl, HoldStatus } from "@creance/gateway";
import { type Attempts, createAttempts } from "@creance/hold";
import { gatewayView } from "./gateway-view.ts";
import { type NoGateway, noPermission, notAnswering, socketObstacle } from "./reach-socket.ts";

/** Events from before the first look that the gateway is asked for. */
const RECALL_EVENTS = 5000;
/** Until the gateway is looked for again, and between two looks at bytes and time left. */
const AGAIN_MS = 2000;

/** The feed. */
export interface GatewayFeed {
  /** What was tried since the gateway is watched. */
  attempts(): Attempts;
  /** The newest status that is known; asks when none is. */
  status(): Promise<HoldStatusView>;
  /** Asks now. */
  ask(): Promise<HoldStatusView>;
  /** Takes a status that the gateway gave as an answer. */
  took(status: HoldStatus): HoldStatusView;
  /** Connects, and stays connected as long as the gateway answers; looked for again while anybody looks on. */
  lookOn(onChange: () => void): () => void;
  /** Connects once, without looking on. */
  start(): void;
  end(): void;
}

/** A feed over a control socket; `connect` opens it. */
export function createGatewayFeed(socket: string, connect: (path: string) => HoldControl): GatewayFeed {
  const closing = new AbortController();
  const lookers = new Set<() => void>();
  let attempts = createAttempts();
  let known: HoldStatusView | undefined;
  let isRunning = false;

  const changed = (): void => {
    for (const tell of lookers) tell();
  };
  const none = ({ state, code, sentence }: NoGateway): HoldStatusView =>
    keep({ state, code, sentence, socket, atUs: Date.now() * 1000, gateway: null });
  const took = (status: HoldStatus): HoldStatusView =>
    keep({ state: "running", code: null, sentence: status.sentence, socket, atUs: Date.now() * 1000, gateway: gatewayView(status) });
  function keep(view: HoldStatusView): HoldStatusView {
    known = view;
    changed();
    return view;
  }

  async function ask(): Promise<HoldStatusView> {
    const obstacle = await socketObstacle(socket);
    if (obstacle !== null) return none(obstacle);
    try {
      return took(await connect(socket).status());
    } catch (error) {
      return none(isUserError(error) && error.code === "hold-no-permission" ? noPermission(socket) : notAnswering(socket));
    }
  }

  /** Until the gateway ends its side. Each connection begins a new picture: what was told before is told again. */
  async function listen(): Promise<void> {
    const hearing = new AbortController();
    const signal = AbortSignal.any([closing.signal, hearing.signal]);
    const fresh = createAttempts();
    attempts = fresh;
    const asking = keepAsking(signal);
    try {
      for await (const event of connect(socket).watch(RECALL_EVENTS, signal)) {
        if (event.kind === "status") took(event.status);
        else {
          fresh.note(event);
          changed();
        }
      }
    } finally {
      hearing.abort();
      await asking;
    }
  }

  /** Bytes used and time left change without an event. */
  async function keepAsking(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(AGAIN_MS, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted && lookers.size > 0) await ask();
    }
  }

  async function run(): Promise<void> {
    do {
      if ((await ask()).state === "running") await listen().catch(() => {});
      if (closing.signal.aborted) return;
      await ask();
      await sleep(AGAIN_MS, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    } while (lookers.size > 0 && !closing.signal.aborted);
  }

  function start(): void {
    if (closing.signal.aborted || isRunning) return;
    isRunning = true;
    void run().finally(() => {
      isRunning = false;
    });
  }

  return {
    attempts: () => attempts,
    status: () => (known === undefined ? ask() : Promise.resolve(known)),
    ask,
    took,
    start,
    lookOn(onChange) {
      lookers.add(onChange);
      start();
      return () => lookers.delete(onChange);
    },
    end() {
      closing.abort();
      changed();
    },
  };
}
