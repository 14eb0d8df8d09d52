/** Starts the gateway's processes with their accounts and rights, and waits until each is ready. */
import { closeSync, constants, fchownSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@creance/core";
import type { GateState, HoldPlan } from "@creance/hold";
import type {
  FailMessage,
  NamesCommand,
  NamesReport,
  RecorderCommand,
  RecorderLimits,
  RecorderReport,
  RelayCommand,
  RelayLimits,
  RelayReport,
  RulesCommand,
  RulesReport,
  StartMessage,
} from "../messages.ts";
import { primaryGroup } from "../process/setpriv-arguments.ts";
import { type GatewayProcess, type ProcessEnd, type ProcessName, startProcess } from "../process/start-process.ts";
import { recorderRights } from "../recorder/capture-account.ts";
import { type DhcpServer, startDhcp } from "./dhcp-server.ts";

type Start<Name extends ProcessName> = Extract<StartMessage, { readonly process: Name }>;

/** User ids of the processes; all `null` where there are no accounts. */
export interface Accounts {
  readonly hold: number | null;
  readonly names: number | null;
  readonly relay: number | null;
  readonly recorder: number | null;
}

/** What a process does with what comes from each. */
export interface Hearing {
  readonly rules: (report: RulesReport) => void;
  readonly names: (report: NamesReport) => void;
  readonly relay: (report: RelayReport) => void;
  readonly recorder: (report: RecorderReport) => void;
  /** A process ended, whichever and however. */
  readonly onEnd: (
    end: Pick<ProcessEnd, "failure"> & { readonly name: string; readonly signal: string | null; readonly code: number | null },
  ) => void;
}

/** The processes that serve; they open nothing as long as the state they were given opens nothing. */
export interface Servants {
  readonly rules: GatewayProcess<Start<"rules"> | RulesCommand>;
  readonly names: GatewayProcess<Start<"names"> | NamesCommand>;
  readonly relay: GatewayProcess<Start<"relay"> | RelayCommand>;
}

/** Process that records. */
export type RecorderProcess = GatewayProcess<Start<"recorder"> | RecorderCommand>;

const READY_MS = 30_000;

/** The accounts of a plan: all of them, or none. */
export function accountsOf(accounts: Readonly<Record<string, number>>): Accounts {
  const [hold, names, relay, recorder] = ["hold", "names", "relay", "recorder"].map((name) => accounts[`creance-${name}`]);
  if (hold === undefined || names === undefined || relay === undefined || recorder === undefined) {
    return { hold: null, names: null, relay: null, recorder: null };
  }
  return { hold, names, relay, recorder };
}

/** Starts rules, names and relay, and waits for all. Throws `UserError` with what went wrong; whatever was started has ended then. */
export async function startServants(
  options: {
    readonly plan: HoldPlan;
    readonly accounts: Accounts;
    readonly expectedListing: string;
    readonly closed: GateState;
    readonly limits: RelayLimits;
  },
  hearing: Hearing,
): Promise<Servants> {
  const { plan, accounts, expectedListing, closed, limits } = options;
  const { hold } = plan.policy;
  if (hold === null) throw new UserError("policy-without-hold", "wrongUse", "The policy says nothing about a gateway (no `hold:`).");
  const rules = readying<Start<"rules"> | RulesCommand, RulesReport>("rules", accounts.hold, ["net_admin"], hearing);
  const names = readying<Start<"names"> | NamesCommand, NamesReport>("names", accounts.names, ["net_bind_service"], hearing);
  const relay = readying<Start<"relay"> | RelayCommand, RelayReport>("relay", accounts.relay, ["net_bind_service"], hearing, 512);
  rules.process.send({
    kind: "start",
    process: "rules",
    lanInterface: hold.lan.interface,
    wanInterface: hold.wan.interface,
    expectedListing,
  });
  names.process.send({ kind: "start", process: "names", lanIp: hold.lan.address, state: closed });
  relay.process.send({
    kind: "start",
    process: "relay",
    wanInterface: hold.wan.interface,
    resolver: hold.mode === "local-data" ? null : hold.resolver,
    limits,
    state: closed,
  });
  await allReady([rules, names, relay]);
  return { rules: rules.process, names: names.process, relay: relay.process };
}

/** Starts the recorder, and waits for it; the interfaces must be up. Throws as `startServants`. */
export async function startRecording(
  options: { readonly plan: HoldPlan; readonly accounts: Accounts; readonly folder: string; readonly limits: RecorderLimits },
  hearing: Hearing,
): Promise<RecorderProcess> {
  const { plan, accounts, folder, limits } = options;
  const { hold } = plan.policy;
  const recorder = readying<Start<"recorder"> | RecorderCommand, RecorderReport>(
    "recorder",
    accounts.recorder,
    recorderRights(accounts.recorder ?? process.getuid?.() ?? -1),
    hearing,
  );
  recorder.process.send({
    kind: "start",
    process: "recorder",
    folder,
    lanInterface: hold?.lan.interface ?? "",
    wanInterface: hold?.wan.interface ?? "",
    limits,
  });
  await allReady([recorder]);
  return recorder.process;
}

/** dnsmasq, where the plan has a configuration for it. */
export function startAddresses(
  plan: HoldPlan,
  accounts: Accounts,
  stateFolder: string,
  runtimeFolder: string,
  hearing: Hearing,
): DhcpServer | null {
  if (plan.dhcpConfig === null) return null;
  const config = join(runtimeFolder, "dnsmasq.conf");
  // Root writes into folders of the gateway's account: no link that lies there is followed.
  rmSync(config, { force: true });
  writeFileSync(config, plan.dhcpConfig, { mode: 0o644, flag: "wx" });
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const leases = openSync(join(stateFolder, "dhcp.leases"), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o640);
  try {
    if (accounts.names !== null) fchownSync(leases, accounts.names, primaryGroup(accounts.names));
  } finally {
    closeSync(leases);
  }
  return startDhcp(config, accounts.names, (end) => hearing.onEnd({ name: "dnsmasq", failure: null, ...end }));
}

interface Readying<Command> {
  readonly process: GatewayProcess<Command>;
  readonly ready: Promise<void>;
}

function readying<Command, Report extends { readonly kind: string }>(
  name: ProcessName,
  account: number | null,
  rights: readonly string[],
  hearing: Hearing,
  heapMb = 256,
): Readying<Command> {
  let isReady = (): void => {};
  const heard = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const hear = hearing[name] as (report: Report) => void;
  const process = startProcess<Command, Report>(name, {
    account,
    rights,
    heapMb,
    onMessage(report: Report | FailMessage) {
      if (report.kind === "ready") isReady();
      else if (report.kind !== "fail") hear(report as Report);
    },
  });
  void process.ended.then((end) => hearing.onEnd(end));
  const early = process.ended.then((end) => {
    throw notStarted(end);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new UserError("process-not-ready", "machineRefused", `The ${name} process did not become ready in ${READY_MS / 1000} s.`)),
      READY_MS,
    );
  });
  const ready = Promise.race([heard, early, late]).finally(() => clearTimeout(timer));
  // Looked at only after all were started.
  ready.catch(() => {});
  early.catch(() => {});
  return { process, ready };
}

async function allReady(started: readonly Readying<never>[]): Promise<void> {
  try {
    await Promise.all(started.map(({ ready }) => ready));
  } catch (error) {
    await Promise.all(started.map(({ process }) => process.end(200)));
    throw error;
  }
}

function notStarted({ name, failure, signal, code }: ProcessEnd): UserError {
  const why = failure?.sentence ?? (signal === null ? `It ended with status ${code}.` : `It was ended by ${signal}.`);
  return new UserError(failure?.code ?? "process-ended", "machineRefused", `The ${name} process could not be started. ${why}`);
}
