/** The names process in a field: rules in force, LAN up, started the way the keeper starts it. */
import { readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { type GateState, type NamesLine, type RulesInput, rulesText } from "@creance/hold";
import type { NamesCommand, NamesReport, StartMessage } from "../../src/messages.ts";
import { readJsonLines, writeJsonLine } from "../../src/process/json-lines.ts";
import { setprivArguments } from "../../src/process/setpriv-arguments.ts";
import type { Field } from "../lab/field.ts";

/** Rules of the field's gateway. */
export const fieldRules: RulesInput = {
  lanInterface: "lan",
  lanIp: "10.77.0.1",
  lanPrefixLength: 24,
  wanInterface: "wan",
  resolver: null,
  relayUid: null,
  dhcp: false,
  time: true,
  manage: null,
  hasServices: true,
  answersProbes: false,
};

/** A names process that runs. */
export interface StartedNames {
  readonly pid: number;
  readonly lines: NamesLine[];
  readonly reports: readonly { readonly kind: string; readonly code?: string; readonly sentence?: string }[];
  send(message: NamesCommand): void;
  /** All lines until now. */
  flush(): Promise<readonly NamesLine[]>;
  /** Resident memory, bytes. */
  memoryBytes(): number;
  /** Exit status. */
  readonly ended: Promise<number | null>;
  end(): void;
}

const boot = fileURLToPath(new URL("../../src/process/process-boot.mjs", import.meta.url));

/** Puts the rules into force and the LAN up, as the keeper does before it starts anything. */
export function raiseGateway(field: Field): void {
  field.gateway.must(["nft", "-f", "-"], { input: rulesText(fieldRules) });
  field.gateway.must(["sh", "-c", "ip addr add 10.77.0.1/24 dev lan && ip link set lan up && ip route add local 198.18.0.0/15 dev lo"]);
}

/** Starts it and waits until it is ready (or has failed). */
export async function startNames(field: Field, state: GateState, lanIp = "10.77.0.1"): Promise<StartedNames> {
  const child = field.gateway.start(
    ["setpriv", ...setprivArguments(null, ["net_bind_service"]), process.execPath, "--max-old-space-size=256", boot, "names"],
    {
      stdio: ["ignore", "ignore", "inherit", "pipe"],
      env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C" },
    },
  );
  const pipe = child.stdio[3] as Duplex;
  const lines: NamesLine[] = [];
  const reports: { kind: string; id?: number }[] = [];
  let wake: () => void = () => {};
  const reader = readJsonLines({
    maxBytes: 1_048_576,
    onValue(value) {
      const report = value as NamesReport;
      if (report.kind === "line") lines.push(report.line);
      else reports.push(report);
      wake();
    },
    onFault: (sentence) => reports.push({ kind: sentence }),
  });
  pipe.on("data", (bytes: Buffer) => reader.push(bytes));
  pipe.on("error", () => {});
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  void ended.then(() => wake());
  const until = async (isThere: () => boolean): Promise<void> => {
    while (!isThere() && child.exitCode === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const send = (message: NamesCommand | StartMessage): void => {
    writeJsonLine(pipe, message, 16 * 1_048_576);
  };
  send({ kind: "start", process: "names", lanIp, state });
  await until(() => reports.length > 0);
  let asked = 0;
  return {
    pid: child.pid ?? -1,
    lines,
    reports,
    send,
    async flush() {
      const id = ++asked;
      send({ kind: "flush", id });
      await until(() => reports.some((report) => report.kind === "flushed" && report.id === id));
      return lines;
    },
    memoryBytes: () => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) * 1024,
    ended,
    end: () => pipe.end(),
  };
}
