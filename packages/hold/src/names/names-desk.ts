/** The desk of the names process: bounds, answers, and the log, between the sockets and the keeper. */
import type { GateState } from "../gate/types.ts";
import type { NamesLine } from "../log/types.ts";
import { Allowance, type AllowanceLimits, defaultAllowance } from "./allowance.ts";
import { answerQuestion } from "./answer-question.ts";
import { answerTime } from "./answer-time.ts";
import { NamesTally, OTHER_CLIENTS } from "./names-tally.ts";

/** What a desk needs. */
export interface NamesDeskOptions {
  readonly state: GateState;
  /** Microseconds since 1970 UTC: for the log and the time. */
  readonly nowUs: () => number;
  /** Milliseconds by a clock that never jumps: for the bounds. */
  readonly steadyMs: () => number;
  readonly limits?: AllowanceLimits;
}

/** Takes what came, gives what goes back. What it answered is always in its lines, what it left out is counted there. */
export class NamesDesk {
  #state: GateState;
  readonly #nowUs: () => number;
  readonly #steadyMs: () => number;
  readonly #allowance: Allowance;
  readonly #tally = new NamesTally();

  constructor({ state, nowUs, steadyMs, limits = defaultAllowance }: NamesDeskOptions) {
    this.#state = state;
    this.#nowUs = nowUs;
    this.#steadyMs = steadyMs;
    this.#allowance = new Allowance(limits, steadyMs());
  }

  /** Answers by this state from now on, unless a newer one came before. */
  obey(state: GateState): void {
    if (state.revision > this.#state.revision) this.#state = state;
  }

  /** The reply to a DNS message; `null`: none. */
  question(message: Uint8Array, client: string, transport: "udp" | "tcp"): Uint8Array<ArrayBuffer> | null {
    const timeUs = this.#nowUs();
    if (!this.#allowance.take(client, this.#steadyMs())) {
      this.#tally.drop("question", transport, client, timeUs);
      return null;
    }
    const { reply, ...said } = answerQuestion(message, this.#state);
    if (this.#tally.add({ kind: "question", client, transport, ...said }, timeUs)) return reply;
    this.#tally.drop("question", transport, client, timeUs);
    return null;
  }

  /** The answer to a time request; `null`: none. */
  time(request: Uint8Array, client: string): Uint8Array<ArrayBuffer> | null {
    const timeUs = this.#nowUs();
    if (!this.#allowance.take(client, this.#steadyMs())) {
      this.#tally.drop("time", "udp", client, timeUs);
      return null;
    }
    const reply = this.#state.time === "answer" ? answerTime(request, this.#nowUs(), timeUs) : null;
    const answer = reply === null ? "refused" : "time";
    if (this.#tally.add({ kind: "time", client, transport: "udp", name: null, type: null, typeName: null, answer }, timeUs)) return reply;
    this.#tally.drop("time", "udp", client, timeUs);
    return null;
  }

  /** Counts what came and cannot be answered: too many connections, a reply that the kernel does not take. */
  drop(kind: "question" | "time", client: string, transport: "udp" | "tcp"): void {
    this.#tally.drop(kind, transport, client, this.#nowUs());
  }

  /** Counts datagrams that the kernel dropped before they came here: whose they were is not known. */
  dropUnseen(kind: "question" | "time", count: number): void {
    this.#tally.drop(kind, "udp", OTHER_CLIENTS, this.#nowUs(), count);
  }

  /** The log lines since the last call. */
  takeLines(): readonly NamesLine[] {
    return this.#tally.take();
  }
}
