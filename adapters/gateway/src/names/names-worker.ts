/** The names process (../messages.ts): DNS and time for the local network. It opens three sockets on one address and connects to nothing. */
import type { GateState } from "@creance/hold";
import type { NamesCommand, NamesReport, StartMessage } from "../messages.ts";
import { openChildPipe } from "../process/child-pipe.ts";
import type { NamesFailure } from "./names-failure.ts";
import { type Names, openNames } from "./open-names.ts";

/** Lines go to the keeper so often. */
const TELL_MS = 1000;
/** While so much waits for the keeper, lines are counted on here: what they then have no room for is not answered. */
const MAX_QUEUED_BYTES = 1_048_576;

type Start = Extract<StartMessage, { process: "names" }>;

let names: Names | undefined;
/** States that came before the sockets were open, the newest last. */
const early: GateState[] = [];

const pipe = openChildPipe<Start | NamesCommand, NamesReport>({
  onMessage(message) {
    if (message.kind === "start") void start(message);
    else if (message.kind === "state") obey(message.state);
    else if (message.kind === "flush") {
      tell();
      pipe.send({ kind: "flushed", id: message.id });
    }
  },
});

async function start({ lanIp, state }: Start): Promise<void> {
  try {
    names = await openNames({ lanIp, state, onFail: fail });
  } catch (failure) {
    fail(failure as NamesFailure);
    return;
  }
  for (const newer of early.splice(0)) names.obey(newer);
  setInterval(() => {
    if (pipe.queuedBytes < MAX_QUEUED_BYTES) tell();
  }, TELL_MS);
  pipe.send({ kind: "ready" });
}

function obey(state: GateState): void {
  if (names === undefined) early.push(state);
  else names.obey(state);
}

function tell(): void {
  for (const line of names?.takeLines() ?? []) pipe.send({ kind: "line", line });
}

function fail({ code, message }: NamesFailure): void {
  pipe.fail(code, message);
}
