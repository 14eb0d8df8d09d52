/** DNS (UDP and TCP) and time on the gateway's address in the local network. */
import { type GateState, LAN_PORTS, NamesDesk, type NamesLine } from "@creance/hold";
import { type NamesFailure, namesFailure } from "./names-failure.ts";
import { serveDatagrams } from "./serve-datagrams.ts";
import { serveQuestionStreams } from "./serve-question-streams.ts";
import { socketDrops } from "./socket-drops.ts";

/** Where and what to answer. */
export interface NamesOptions {
  readonly lanIp: string;
  readonly state: GateState;
  /** A socket does not work any more, after it did. */
  readonly onFail: (failure: NamesFailure) => void;
  /** Default: those that the rules turn the local network's questions to. */
  readonly ports?: { readonly names: number; readonly time: number };
  /** Longest time of a connection without a question; default 10 s. */
  readonly idleMs?: number;
}

/** Sockets that are open. */
export interface Names {
  /** Answers by this state from now on, unless a newer one came before. */
  obey(state: GateState): void;
  /** The log lines since the last call. */
  takeLines(): readonly NamesLine[];
  /** Connections over TCP that are open. */
  readonly connections: number;
  close(): void;
}

const IDLE_MS = 10_000;

/** Opens all sockets or none; rejects with a `NamesFailure`. Time requests have no socket where the policy refuses them. */
export async function openNames(options: NamesOptions): Promise<Names> {
  const { lanIp, state, onFail, ports = LAN_PORTS, idleMs = IDLE_MS } = options;
  const desk = new NamesDesk({ state, nowUs: () => Date.now() * 1000, steadyMs: () => performance.now() });
  const open: { close(): void }[] = [];
  /** Opens one socket; its errors say which one it was. */
  const listen = async <Listener extends { close(): void }>(
    transport: "udp" | "tcp",
    port: number,
    serve: (place: { ip: string; port: number; onError: (error: Error) => void }) => Promise<Listener>,
  ): Promise<Listener> => {
    const what = `${transport.toUpperCase()} port ${port} of ${lanIp}`;
    try {
      const listener = await serve({ ip: lanIp, port, onError: (error) => onFail(namesFailure(error, what)) });
      open.push(listener);
      return listener;
    } catch (error) {
      throw namesFailure(error as Error, what);
    }
  };
  const questions = (transport: "udp" | "tcp") => ({
    answer: (message: Uint8Array, client: string) => desk.question(message, client, transport),
    drop: (client: string) => desk.drop("question", client, transport),
  });
  const times = {
    answer: (request: Uint8Array, client: string) => desk.time(request, client),
    drop: (client: string) => desk.drop("time", client, "udp"),
  };
  const unseen: (() => void)[] = [];
  /** Counts what the kernel dropped at a socket since it was asked last. */
  const unseenAt = (kind: "question" | "time", port: number): (() => void) => {
    let before = 0;
    return () => {
      const drops = socketDrops(lanIp, port) ?? before;
      if (drops > before) desk.dropUnseen(kind, drops - before);
      before = drops;
    };
  };
  const close = (): void => {
    for (const listener of open) listener.close();
  };
  try {
    await listen("udp", ports.names, (place) => serveDatagrams({ ...place, ...questions("udp") }));
    unseen.push(unseenAt("question", ports.names));
    const streams = await listen("tcp", ports.names, (place) => serveQuestionStreams({ ...place, ...questions("tcp"), idleMs }));
    if (state.time === "answer") {
      await listen("udp", ports.time, (place) => serveDatagrams({ ...place, ...times }));
      unseen.push(unseenAt("time", ports.time));
    }
    return {
      obey: (newer) => desk.obey(newer),
      takeLines() {
        for (const count of unseen) count();
        return desk.takeLines();
      },
      get connections() {
        return streams.connections;
      },
      close,
    };
  } catch (failure) {
    close();
    throw failure;
  }
}
