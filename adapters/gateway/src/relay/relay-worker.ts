/** The relay process (../messages.ts): accepts on the synthetic addresses, and is the only one that connects to the outside. */
import { networkInterfaces } from "node:os";
import { type Ipv4Network, SYNTHETIC_RANGE } from "@creance/hold";
import type { RelayCommand, RelayReport, StartMessage } from "../messages.ts";
import { openChildPipe } from "../process/child-pipe.ts";
import { openRelay, type Relay } from "./open-relay.ts";
import { openUpstreamNames } from "./upstream-names.ts";

type Start = Extract<StartMessage, { process: "relay" }>;

let relay: Relay | undefined;
/** What came before the ports were open. */
const early: RelayCommand[] = [];

const pipe = openChildPipe<Start | RelayCommand, RelayReport>({
  onMessage(message) {
    if (message.kind === "start") void start(message);
    else if (relay === undefined) early.push(message);
    else relay.take(message);
  },
  onEnd: () => relay?.close(),
});

async function start({ wanInterface, resolver, limits, state }: Start): Promise<void> {
  const machine = watchMachine(wanInterface);
  const names = openUpstreamNames({ resolver, localIp: machine.localIp, ownNetworks: machine.networks });
  try {
    relay = await openRelay({ limits, state, names, send: (report) => pipe.send(report), localIp: machine.localIp, isOwn: machine.isOwn });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = error instanceof Error ? error.message : String(error);
    pipe.fail(code === "EADDRINUSE" ? "port-in-use" : "no-port", `The relay cannot listen: ${reason}.`);
    return;
  }
  for (const command of early.splice(0)) relay.take(command);
  pipe.send({ kind: "ready" });
}

/** The machine's own addresses, read again when they are older than a second. */
function watchMachine(wanInterface: string) {
  let readMs = Number.NEGATIVE_INFINITY;
  let localIp: string | undefined;
  let networks: readonly Ipv4Network[] = [];
  let own = new Set<string>();
  const refresh = (): void => {
    const nowMs = performance.now();
    if (nowMs - readMs < 1000) return;
    readMs = nowMs;
    const all = Object.entries(networkInterfaces()).flatMap(([name, list]) => (list ?? []).map((each) => ({ ...each, name })));
    const ipv4 = all.filter(({ family }) => family === "IPv4");
    localIp = ipv4.find(({ name }) => name === wanInterface)?.address;
    own = new Set(ipv4.map(({ address }) => address));
    networks = ipv4.map(({ address, cidr }) => ({ ip: address, prefixLength: Number(cidr?.split("/")[1] ?? 32) }));
  };
  const [first = "", second = ""] = SYNTHETIC_RANGE.split(".");
  return {
    localIp: () => {
      refresh();
      return localIp;
    },
    networks: () => {
      refresh();
      return networks;
    },
    isOwn: (ip: string) => {
      refresh();
      // The synthetic range is two networks of 16 bits: only this machine has addresses in it.
      return (
        own.has(ip) || ip.startsWith(`${first}.${second}.`) || ip.startsWith(`${first}.${Number(second) + 1}.`) || ip.startsWith("127.")
      );
    },
  };
}
