/**
 * The keeper: puts a plan into force, starts the gateway's processes, decides what is open, writes the logs, and looks again and again whether
 * the rules are still the ones it put. Whatever goes wrong ends everything; the rules stay, so nothing passes then.
 *
 *     rules in force, local link down -> rules, names, relay ready, everything closed -> local link up -> recorder ready -> root given up
 *     -> services open as the policy says
 */
import { createHash } from "node:crypto";
import { lchownSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@creance/core";
import {
  addressObjection,
  type CaptureCounts,
  createGate,
  type GateEvent,
  type GateLine,
  type GateState,
  gateSentence,
  placeServices,
  portalServices,
} from "@creance/hold";
import { applyPlan, lowerLan, raiseLan } from "../apply/apply-plan.ts";
import { bootRulesFile } from "../apply/boot-rules.ts";
import type { ControlRequest, HoldStatus } from "../control.ts";
import type {
  NamesCommand,
  NamesReport,
  RecorderCommand,
  RecorderReport,
  RelayCommand,
  RelayReport,
  RulesCommand,
  RulesReport,
} from "../messages.ts";
import { primaryGroup } from "../process/setpriv-arguments.ts";
import { createAllowedAddresses } from "./allowed-addresses.ts";
import { createAsking, type Unnumbered } from "./asking.ts";
import { moment, watchClock } from "./clocks.ts";
import { type ControlServer, serveControl } from "./control-server.ts";
import type { DhcpServer } from "./dhcp-server.ts";
import { dropRoot } from "./drop-root.ts";
import { createEventFeed } from "./event-feed.ts";
import { type GatewayEnd, type GatewayOptions, RECORDER_LIMITS, RELAY_LIMITS, type RunningGateway } from "./gateway-options.ts";
import { type LogFile, openLogFile } from "./log-file.ts";
import { createRepeating } from "./repeating.ts";
import { rereadPolicy } from "./reread-policy.ts";
import { giveTo, makeSessionFolder, prepareFolders, sessionDocument } from "./session-folder.ts";
import {
  accountsOf,
  type Hearing,
  type RecorderProcess,
  type Servants,
  startAddresses,
  startRecording,
  startServants,
} from "./start-processes.ts";
import { readUsage, writeUsage } from "./usage-file.ts";

const LOOK_MS = 2000;
const COUNTS_MS = 10_000;
const TICK_MS = 250;
const SHOWN_DRIFTS = 100;
/** Faults that are put right; all others end the gateway. */
const MENDED = new Set(["forwarding-on"]);

type DriftLine = Extract<GateLine, { kind: "drift" }>;
type CountsLine = Extract<GateLine, { kind: "counts" }>;
type Reading = Extract<RulesReport, { kind: "reading" }>;
type Answered = Extract<RulesReport, { id: number }>;

/** Starts a gateway in this network namespace. Throws `UserError`, with the local link down, when any part of it does not start. */
export async function runGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { plan, facts, stateFolder, runtimeFolder, version, tell } = options;
  const { hold } = plan.policy;
  if (hold === null) throw new UserError("policy-without-hold", "wrongUse", "The policy says nothing about a gateway (no `hold:`).");
  const stop = plan.objections.find(({ weight }) => weight === "stops");
  if (stop !== undefined) throw new UserError("plan-objected", "machineRefused", stop.sentence);
  const accounts = accountsOf(facts.accounts);
  prepareFolders([stateFolder, runtimeFolder], accounts.hold);
  const socketPath = join(runtimeFolder, "control.sock");
  const feed = createEventFeed();
  const start = moment();
  const policySha256 = sha256(options.policyText);
  const usage = readUsage(stateFolder);
  const gate = createGate({
    mode: hold.mode,
    services: plan.services,
    portal: portalServices(plan.policy),
    time: hold.time,
    monotonicUs: start.monotonicUs,
    wallUs: start.wallUs,
    ...(usage === undefined ? {} : { usage }),
  });
  /** Addresses given so far: none is ever given to another name. */
  const placed = new Map(plan.services.map(({ name, syntheticIp }) => [name, syntheticIp]));
  const allowed = createAllowedAddresses();
  const flows = new Map<number, string>();
  const clock = watchClock(start);
  const drifts: DriftLine[] = [];
  let newestPolicySha256 = policySha256;
  let counts: CountsLine | null = null;
  let servants: Servants | undefined;
  let recorder: RecorderProcess | undefined;
  let addresses: DhcpServer | null = null;
  let control: ControlServer | undefined;
  let sentRevision = 0;
  let isUsageNew = false;
  let isServing = false;
  /** What went wrong before the gateway served. */
  let early: UserError | undefined;
  const logs = new Map<"gate" | "names" | "relay", LogFile>();

  let ending: Promise<GatewayEnd> | undefined;
  let settle: (end: GatewayEnd) => void = () => {};
  const ended = new Promise<GatewayEnd>((resolve) => {
    settle = resolve;
  });

  const rules = createAsking<RulesCommand, Answered>("rules", (command) => servants?.rules.send(command));
  const recording = createAsking<RecorderCommand, Extract<RecorderReport, { id: number }>>(
    "recorder",
    (command) => recorder?.send(command),
    30_000,
  );
  const relaying = createAsking<Extract<RelayCommand, { kind: "flush" }>, Extract<RelayReport, { kind: "flushed" }>>("relay", (command) =>
    servants?.relay.send(command),
  );
  const naming = createAsking<Extract<NamesCommand, { id: number }>, Extract<NamesReport, { id: number }>>("names", (command) =>
    servants?.names.send(command),
  );

  const now = (): number => moment().monotonicUs;
  const log = (line: GateLine): void => {
    logs.get("gate")?.append(line);
    feed.push(line);
  };
  const drift = (code: string, sentence: string): void => {
    const line: DriftLine = { kind: "drift", timeUs: moment().wallUs, code, sentence };
    drifts.push(line);
    if (drifts.length > SHOWN_DRIFTS) drifts.shift();
    log(line);
    tell(sentence);
  };
  const status = (): HoldStatus => {
    const at = now();
    const connections = new Map<string, number>();
    for (const name of flows.values()) connections.set(name, (connections.get(name) ?? 0) + 1);
    return {
      running: true,
      version,
      startedUs: start.wallUs,
      mode: hold.mode,
      title: plan.policy.title,
      sentence: gateSentence(hold.mode, gate.state()),
      services: gate
        .services()
        .map((service) => ({ ...service, ...gate.status(service.name, at), connections: connections.get(service.name) ?? 0 })),
      lan: { interface: hold.lan.interface, ip: hold.lan.address },
      wan: { interface: hold.wan.interface },
      rulesSha256: plan.rulesSha256,
      policySha256: newestPolicySha256,
      counts,
      session,
      drifts,
    };
  };

  /** Tells relay and names what is open now, cuts what is closed, and writes down what happened. */
  const changed = (events: readonly GateEvent[]): void => {
    const state = gate.state();
    if (isServing && state.revision !== sentRevision) {
      sentRevision = state.revision;
      servants?.relay.send({ kind: "state", state });
      servants?.names.send({ kind: "state", state });
    }
    const isOpen = new Set(state.services.filter((service) => service.isOpen).map(({ name }) => name));
    for (const event of events) {
      if (event.kind === "closed" && !isOpen.has(event.name)) {
        for (const { ip, port } of allowed.close(event.name)) void forbid(ip, port);
      }
      log({ ...event, timeUs: moment().wallUs });
    }
    if (events.length > 0) feed.push({ kind: "status", status: status() });
  };
  const demand = async (command: Unnumbered<RulesCommand>, what: string): Promise<boolean> => {
    try {
      const answer = await rules.ask(command);
      if (answer.kind === "done" && answer.ok) return true;
      fail("rules-not-changed", `${what}${answer.kind === "done" && answer.detail !== "" ? `: ${answer.detail}` : "."}`);
    } catch (error) {
      fail("rules-not-changed", `${what}: ${wordsOf(error)}.`);
    }
    return false;
  };
  const forbid = (ip: string, port: number): Promise<boolean> =>
    demand({ kind: "forbid", ip, port }, `The way to ${ip} port ${port} could not be closed`);

  const allow = async (report: Extract<RelayReport, { kind: "allow" }>): Promise<void> => {
    const { id, name, ip, port } = report;
    const service = gate.state().services.find((one) => one.name === name && one.answer === "relay");
    const may =
      isServing &&
      service?.isOpen === true &&
      service.ports.includes(port) &&
      addressObjection(ip, []) === null &&
      allowed.allow(name, { ip, port });
    const ok = may && (await demand({ kind: "allow", ip, port }, `The way to ${ip} port ${port} could not be opened`));
    servants?.relay.send({ kind: "allowed", id, ok });
  };

  const hearing: Hearing = {
    rules(report) {
      if ("id" in report) rules.answered(report);
    },
    names(report) {
      if (report.kind === "flushed") naming.answered(report);
      else if (report.kind === "line") {
        logs.get("names")?.append(report.line);
        feed.push(report.line);
      }
    },
    relay(report) {
      switch (report.kind) {
        case "allow":
          void allow(report);
          return;
        case "release":
          if (allowed.release(report)) void forbid(report.ip, report.port);
          return;
        case "opened":
          flows.set(report.flow, report.name);
          return;
        case "used":
          isUsageNew = true;
          changed(gate.used(report.name, report.upBytes, now()));
          return;
        case "flushed":
          relaying.answered(report);
          return;
        case "line":
          if (report.line.end !== "open") flows.delete(report.line.flow);
          logs.get("relay")?.append(report.line);
          feed.push(report.line);
          return;
        default:
      }
    },
    recorder(report) {
      if (report.kind === "flushed") recording.answered(report);
      else if (report.kind === "denied") feed.push(report.line);
    },
    onEnd({ name, failure, signal, code }) {
      if (name === "rules") rules.gone();
      if (name === "recorder") recording.gone();
      if (name === "names") naming.gone();
      if (name === "relay") relaying.gone();
      const why = failure?.sentence ?? (signal === null ? `it ended with status ${code}` : `it was ended by ${signal}`);
      fail(failure?.code ?? "process-ended", `The ${name} process has gone: ${why.replace(/\.$/, "")}.`);
    },
  };

  /** Something is wrong: everything ends. Does nothing once the end has begun. */
  const fail = (code: string, sentence: string): void => {
    if (ending !== undefined) return;
    if (!isServing) {
      early ??= new UserError(code, "machineRefused", sentence);
      return;
    }
    drift(code, sentence);
    ending = finish({ why: sentence, isFault: true });
  };
  const onLogFault = (code: string, sentence: string): void => fail(code, sentence);

  /** Counters, then captures on the disk, then the line. One at a time. */
  let lastCount: Promise<unknown> = Promise.resolve();
  const count = (mark: string | null): Promise<CountsLine> => {
    const step = async (): Promise<CountsLine> => {
      const before = now();
      const reading = await read();
      const { wallUs, monotonicUs } = moment();
      // After the counters, so that nothing counted is missing: what names holds back for its second, and connections that are open.
      if (mark !== null) await Promise.all([naming.ask({ kind: "flush" }), relaying.ask({ kind: "flush" })]);
      const flushed = await recording.ask({ kind: "flush" });
      const captures: readonly CaptureCounts[] = flushed.captures;
      const line: CountsLine = {
        kind: "counts",
        timeUs: wallUs,
        tookUs: monotonicUs - before,
        elapsedUs: monotonicUs - start.monotonicUs,
        mark,
        counters: reading.counters,
        lan: reading.lan,
        wan: reading.wan,
        captures,
        listingSha256: sha256(reading.listing),
        forwarding: reading.forwarding,
      };
      counts = line;
      log(line);
      if (mark !== null) await Promise.all([...logs.values()].map((each) => each.flush()));
      return line;
    };
    const result = lastCount.then(step);
    lastCount = result.catch(() => {});
    return result;
  };
  const read = async (): Promise<Reading> => {
    const answer = await rules.ask({ kind: "read" });
    if (answer.kind !== "reading") throw new Error("the rules process did not read");
    return answer;
  };

  /** Are rules, routing and interfaces still as they were put? */
  const look = async (): Promise<void> => {
    const reading = await read();
    for (const { code, sentence } of reading.faults) {
      if (!MENDED.has(code)) {
        fail(code, sentence);
        return;
      }
    }
    const mendable = reading.faults.find(({ code }) => MENDED.has(code));
    if (mendable !== undefined && (await demand({ kind: "routingOff" }, "Routing is on, and could not be switched off"))) {
      drift(
        mendable.code,
        `${mendable.sentence.replace(/\.$/, "")}; it was switched off again. Nothing passed: the forward chain drops everything.`,
      );
    }
  };
  const steps = createRepeating((error) => fail("keeper-failed", `The gateway could not look after itself: ${wordsOf(error)}.`));
  const tick = async (): Promise<void> => {
    const at = moment();
    const jumpUs = clock.jump(at);
    if (jumpUs !== null) {
      log({ kind: "clock", timeUs: at.wallUs, jumpUs });
      tell(`The clock of this machine jumped by ${(jumpUs / 1e6).toFixed(1)} s. Openings end by another clock, which did not.`);
    }
    changed(gate.tick(at.monotonicUs));
  };
  // One after the other: two would write one file, and the last one is waited for.
  let usageKept: Promise<void> = Promise.resolve();
  const keepUsage = (): Promise<void> => {
    usageKept = usageKept.then(keepUsageOnce);
    return usageKept;
  };
  const keepUsageOnce = async (): Promise<void> => {
    if (!isUsageNew) return;
    isUsageNew = false;
    try {
      await writeUsage(stateFolder, gate.usage());
    } catch (error) {
      const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
      fail(isFull ? "disk-full" : "disk-error", `What went out today could not be written down (${wordsOf(error)}).`);
    }
  };

  const reload = async (): Promise<void> => {
    const { policy, text } = await rereadPolicy(options.readPolicyText, hold);
    const services = placeServices(policy.services, placed);
    for (const { name, syntheticIp } of services) placed.set(name, syntheticIp);
    newestPolicySha256 = sha256(text);
    log({ kind: "policy", timeUs: moment().wallUs, policySha256: newestPolicySha256, text });
    changed(gate.reload(services, now()));
    feed.push({ kind: "status", status: status() });
  };

  const answer = async (request: Exclude<ControlRequest, { ask: "watch" }>): Promise<HoldStatus> => {
    if (ending !== undefined) throw new UserError("ending", "conflict", "The gateway is ending. Nothing passes any more.");
    switch (request.ask) {
      case "open":
        changed(gate.open(request, now()));
        break;
      case "close":
        changed(gate.close(request.name, now()));
        break;
      case "mark":
        await count(request.mark);
        break;
      case "reload":
        await reload();
        break;
      case "end":
        void end(`${request.by} ended it`);
        break;
      default:
    }
    return status();
  };

  const end = (why: string): Promise<GatewayEnd> => {
    ending ??= finish({ why, isFault: false });
    return ending;
  };

  /** The end: everything closed, the local link down, the captures and logs on the disk. Each step is bounded; none can open anything. */
  const finish = async (how: GatewayEnd): Promise<GatewayEnd> => {
    steps.stop();
    const quietly = async (step: () => Promise<unknown>): Promise<void> => {
      await step().catch(() => {});
    };
    // Without its process, by this one, where it has the right (it has none after root was given up): the rules hold either way.
    const lanDown = (): Promise<unknown> => rules.ask({ kind: "lanDown" }).catch(() => lowerLan(hold.lan.interface));
    changed(gate.end(now()));
    // The link first where something is wrong; where somebody ended it, what was on its way is counted before.
    if (how.isFault) await quietly(lanDown);
    await quietly(() => rules.ask({ kind: "forbidAll" }));
    await waitUntil(() => flows.size === 0, 1000);
    if (!how.isFault) {
      await quietly(lanDown);
      await quietly(() => count("end"));
    }
    await quietly(() => naming.ask({ kind: "flush" }));
    await Promise.all([recorder?.end(2000), servants?.relay.end(), servants?.names.end(), addresses?.end()]);
    await servants?.rules.end();
    await quietly(keepUsage);
    log({ kind: "ended", timeUs: moment().wallUs, why: how.why });
    for (const each of logs.values()) await quietly(() => each.close());
    await control?.close();
    settle(how);
    return how;
  };

  let session = "";
  control = await serveControl({ path: socketPath, feed, answer: (request) => (isServing ? answer(request) : Promise.reject(starting())) });
  try {
    if (accounts.hold !== null) lchownSync(socketPath, accounts.hold, primaryGroup(accounts.hold));
    const applied = await applyPlan(plan, {
      raise: "later",
      bootFile: bootRulesFile(stateFolder),
      onStep: ({ sentence }) => tell(sentence),
    });
    for (const words of applied.left) tell(words);
    const document = sessionDocument(plan, facts, {
      version,
      startedUs: start.wallUs,
      policySha256,
      listingSha256: sha256(applied.expectedListing),
    });
    session = makeSessionFolder(
      stateFolder,
      start.wallUs,
      {
        "session.json": `${JSON.stringify(document, null, 2)}\n`,
        "policy.yaml": options.policyText,
        "rules.nft": plan.rulesText,
        "listing.jsonl": applied.expectedListing,
      },
      accounts.hold === null || accounts.recorder === null
        ? null
        : { keeper: accounts.hold, recorder: accounts.recorder, group: primaryGroup(accounts.hold) },
    );
    for (const name of ["gate", "names", "relay"] as const)
      logs.set(name, await openLogFile(join(session, `${name}.jsonl`), { onFault: onLogFault }));
    giveTo(session, accounts.hold);
    const closed = allClosed(gate.state());
    servants = await startServants(
      { plan, accounts, expectedListing: applied.expectedListing, closed, limits: { ...RELAY_LIMITS, ...options.relayLimits } },
      hearing,
    );
    await raiseLan(applied);
    recorder = await startRecording(
      { plan, accounts, folder: session, limits: { ...RECORDER_LIMITS, ...options.recorderLimits } },
      hearing,
    );
    addresses = startAddresses(plan, accounts, stateFolder, runtimeFolder, hearing);
    dropRoot(accounts.hold ?? undefined);
    if (early !== undefined) throw early;
  } catch (error) {
    await lowerLan(hold.lan.interface);
    await Promise.all([servants?.rules.end(), servants?.names.end(), servants?.relay.end(), recorder?.end(), addresses?.end()]);
    for (const each of logs.values()) await each.close();
    await control.close();
    throw error;
  }
  isServing = true;
  log({ kind: "started", timeUs: start.wallUs, version, rulesSha256: plan.rulesSha256, policySha256 });
  try {
    await count("start");
  } catch (error) {
    fail("keeper-failed", `The counters could not be read: ${wordsOf(error)}.`);
  }
  changed([]);
  steps.every(TICK_MS, tick);
  steps.every(1000, keepUsage);
  steps.every(LOOK_MS, look);
  steps.every(COUNTS_MS, () => count(null));
  return { session, status, end, ended };
}

/** The same services with everything closed: what relay and names begin with, until the captures run. */
function allClosed(state: GateState): GateState {
  return { ...state, revision: 0, services: state.services.map((service) => ({ ...service, isOpen: false })) };
}

async function waitUntil(isSo: () => boolean, longestMs: number): Promise<void> {
  const until = performance.now() + longestMs;
  while (!isSo() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
}

function starting(): UserError {
  return new UserError("starting", "conflict", "The gateway is starting. Nothing passes yet; ask again in a moment.");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
