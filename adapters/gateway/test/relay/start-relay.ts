/** The relay process in a field: rules in force, LAN up, started the way the keeper starts it; what the keeper would do is done here. */
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { type GateService, type GateState, type RelayLine, rulesText } from "@creance/hold";
import { RELAY_LIMITS } from "../../src/keeper/gateway-options.ts";
import type { RelayCommand, RelayLimits, RelayReport, StartMessage } from "../../src/messages.ts";
import { readJsonLines, writeJsonLine } from "../../src/process/json-lines.ts";
import { setprivArguments } from "../../src/process/setpriv-arguments.ts";
import type { Field, Place } from "../lab/field.ts";

/** A relay process that runs. */
export interface StartedRelay {
  readonly pid: number;
  readonly reports: readonly RelayReport[];
  /** Opens the services with these changes, by name. */
  change(changes: Readonly<Record<string, Partial<GateService>>>): void;
  send(message: RelayCommand): void;
  /** Lines of connections that have ended, the newest last. */
  readonly lines: readonly RelayLine[];
  until(isThere: () => boolean, timeoutMs?: number): Promise<void>;
  /** Resident memory, bytes. */
  memoryBytes(): number;
  readonly ended: Promise<number | null>;
}

/** Runs a command while the keeper's work here goes on. */
export async function runThere(
  place: Place,
  command: readonly string[],
  input = "",
): Promise<{ readonly status: number | null; readonly stdout: string }> {
  const child = place.start(command, { stdio: ["pipe", "pipe", "ignore"] });
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const parts: Buffer[] = [];
  child.stdout?.on("data", (bytes: Buffer) => parts.push(bytes));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, stdout: Buffer.concat(parts).toString() };
}

const boot = fileURLToPath(new URL("../../src/process/process-boot.mjs", import.meta.url));

/** Puts the rules into force and the LAN up. */
export function raiseRelayGateway(field: Field): void {
  const rules = rulesText({
    lanInterface: "lan",
    lanIp: "10.77.0.1",
    lanPrefixLength: 24,
    wanInterface: "wan",
    resolver: "10.99.0.10",
    relayUid: null,
    dhcp: false,
    time: false,
    manage: null,
    hasServices: true,
    answersProbes: true,
  });
  field.gateway.must(["nft", "-f", "-"], { input: rules });
  field.gateway.must([
    "sh",
    "-c",
    "sysctl -qw net.ipv6.conf.wan.disable_ipv6=1; ip addr add 10.77.0.1/24 dev lan && ip link set lan up && ip route add local 198.18.0.0/15 dev lo",
  ]);
}

/** Starts it and waits until it is ready. `program` is another way to load it (a bundle). */
export async function startRelay(
  field: Field,
  services: readonly GateService[],
  options: { readonly limits?: Partial<RelayLimits>; readonly program?: readonly string[] } = {},
): Promise<StartedRelay> {
  const child = field.gateway.start(
    [
      "setpriv",
      ...setprivArguments(null, ["net_bind_service"]),
      process.execPath,
      "--max-old-space-size=512",
      ...(options.program ?? [boot, "relay"]),
    ],
    { stdio: ["ignore", "ignore", "inherit", "pipe"], env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C" } },
  );
  const pipe = child.stdio[3] as Duplex;
  const reports: RelayReport[] = [];
  const lines: RelayLine[] = [];
  const listeners = new Set<() => void>();
  const send = (message: RelayCommand | StartMessage): void => void writeJsonLine(pipe, message, 16 * 1_048_576);
  const element = (verb: "add" | "delete", ip: string, port: number): boolean =>
    field.gateway.run(["nft", verb, "element", "inet", "hold", "upstream4", `{ ${ip} . ${port} }`]).status === 0;
  const reader = readJsonLines({
    maxBytes: 1_048_576,
    onValue(value) {
      const report = value as RelayReport;
      reports.push(report);
      if (report.kind === "line" && report.line.end !== "open") lines.push(report.line);
      if (report.kind === "allow") send({ kind: "allowed", id: report.id, ok: element("add", report.ip, report.port) });
      if (report.kind === "release") element("delete", report.ip, report.port);
      for (const listener of [...listeners]) listener();
    },
    onFault: (sentence) => {
      throw new Error(sentence);
    },
  });
  pipe.on("data", (bytes: Buffer) => reader.push(bytes));
  pipe.on("error", () => {});
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const until = (isThere: () => boolean, timeoutMs = 30_000): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not said: ${JSON.stringify(reports.slice(-20))}`)), timeoutMs);
      const look = (): void => {
        if (!isThere()) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  let state: GateState = { revision: 1, time: "refuse", services };
  send({
    kind: "start",
    process: "relay",
    wanInterface: "wan",
    resolver: "10.99.0.10",
    limits: { ...RELAY_LIMITS, ...options.limits },
    state,
  });
  await until(() => reports.some(({ kind }) => (kind as string) === "ready" || (kind as string) === "fail"), 60_000);
  return {
    pid: child.pid ?? -1,
    reports,
    lines,
    send,
    until,
    ended,
    change(changes) {
      state = { ...state, revision: state.revision + 1, services: state.services.map((each) => ({ ...each, ...changes[each.name] })) };
      send({ kind: "state", state });
    },
    memoryBytes() {
      const status = field.gateway.must(["cat", `/proc/${child.pid}/status`]);
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
  };
}
