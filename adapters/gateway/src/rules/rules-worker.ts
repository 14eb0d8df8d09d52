/** The rules process: the only one that may change the kernel's rules, and only what may be reached. It takes its orders from the keeper. */
import { isFormatError, isUserError } from "@creance/core";
import { lowerLan } from "../apply/apply-plan.ts";
import { switchForwardingOff } from "../machine/forwarding.ts";
import type { RulesCommand, RulesReport, StartMessage } from "../messages.ts";
import { openChildPipe } from "../process/child-pipe.ts";
import { type GatewayReading, readGateway } from "./read-gateway.ts";
import { readWire } from "./read-wire.ts";
import { openUpstreamSet } from "./upstream-set.ts";

type Start = Extract<StartMessage, { readonly process: "rules" }>;

const set = openUpstreamSet();
let start: Start | undefined;
let readings = 0;
const READINGS_FOR_A_WIDE_LOOK = 5;

const pipe = openChildPipe<Start | RulesCommand, RulesReport>({
  onMessage(message) {
    if (message.kind === "start") {
      start = message;
      pipe.send({ kind: "ready" });
    } else void obey(message);
  },
});

async function obey(command: RulesCommand): Promise<void> {
  const { id } = command;
  if (start === undefined) {
    pipe.fail("bad-message", "The rules process was asked before it was started.");
    return;
  }
  try {
    switch (command.kind) {
      case "allow":
        pipe.send({ kind: "done", id, ...(await set.allow(command.ip, command.port)) });
        return;
      case "forbid":
        pipe.send({ kind: "done", id, ...(await set.forbid(command.ip, command.port)) });
        return;
      case "forbidAll":
        pipe.send({ kind: "done", id, ...(await set.forbidAll()) });
        return;
      case "routingOff": {
        const still = switchForwardingOff();
        const detail = still.length === 0 ? "" : `Routing cannot be switched off (${still.slice(0, 4).join(", ")}).`;
        pipe.send({ kind: "done", id, ok: still.length === 0, detail });
        return;
      }
      case "lanDown": {
        const ok = await lowerLan(start.lanInterface);
        pipe.send({ kind: "done", id, ok, detail: ok ? "" : `${start.lanInterface} could not be taken down.` });
        return;
      }
      case "read":
        pipe.send({ kind: "reading", id, ...(await read(start)) });
        return;
      default:
        command satisfies never;
    }
  } catch (error) {
    // The rules cannot be read or have no counters: they are not in force, so the gateway ends.
    if (!isUserError(error) && !isFormatError(error)) throw error;
    pipe.fail(error.code, error.message);
  }
}

/** Every reading has the rules, routing and links; every few also what else on the machine could pass packets by. */
async function read(options: Start): Promise<GatewayReading> {
  const isWide = readings % READINGS_FOR_A_WIDE_LOOK === 0;
  readings += 1;
  const [reading, wide] = await Promise.all([readGateway(options), isWide ? readWire(options) : []]);
  return { ...reading, faults: [...reading.faults, ...wide] };
}
