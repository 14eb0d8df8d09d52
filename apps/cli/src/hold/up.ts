/** `creance hold up`: the gateway itself, in the foreground; what the service manager runs. */
import { UserError } from "@creance/core";
import { runGateway } from "@creance/gateway";
import type { Command } from "commander";
import { exitStatus } from "../exit-status.ts";
import { printJson, printLine, tell } from "../output.ts";
import { readPolicyFile } from "../policy-file.ts";
import { creanceVersion } from "../version.ts";
import { DEFAULT_POLICY, type PlaceOptions, runtimeFolder, stateFolder, withRuntime, withState } from "./hold-options.ts";
import { readPlan } from "./read-plan.ts";

interface UpOptions extends PlaceOptions {
  readonly policy: string;
  readonly captureFile?: string;
  readonly captureTotal?: string;
  readonly captureFree?: string;
  readonly json?: boolean;
}

const MIB = 1_048_576;
/** Those that would end this program in no order, and SIGUSR1, at which Node opens a debugger that asks nobody who he is. */
const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

/** Adds the command. */
export function addUp(hold: Command): void {
  withRuntime(withState(hold.command("up")))
    .description("Put the plan into force and keep it there, in the foreground, until it is ended. Needs root to start, and gives it up.")
    .option("--policy <file>", "the policy file", DEFAULT_POLICY)
    .option("--capture-file <MiB>", "begin a new capture file at this size (default 100)")
    .option("--capture-total <MiB>", "stop when the captures of this session reach this size (default 20480)")
    .option("--capture-free <MiB>", "stop when the disk has less room than this (default 512)")
    .option("--json", "print one object when it is up")
    .addHelpText(
      "after",
      `
Examples:
  sudo creance hold up --policy policy.yaml
  sudo systemctl enable --now creance-hold        the same as a service, at every start of the machine

Whatever goes wrong ends it, and then nothing passes: the rules stay in force and nothing answers behind them.
Exit status: 0 it was ended; 1 it ended because something was wrong; 2 wrong use; 4 it could not be started.`,
    )
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  const { plan, facts, policyText } = await readPlan(options.policy, stateFolder(options));
  for (const { sentence, weight } of plan.objections) if (weight === "warns") tell(sentence);
  const stops = plan.objections.filter(({ weight }) => weight === "stops");
  if (stops.length > 0) {
    const sentences = ["The gateway was not started; nothing was changed:", ...stops.map(({ sentence }) => `  ${sentence}`)];
    throw new UserError("plan-objected", "machineRefused", sentences.join("\n"));
  }
  const recorderLimits = {
    ...bytesOf("fileBytes", options.captureFile),
    ...bytesOf("totalBytes", options.captureTotal),
    ...bytesOf("freeBytes", options.captureFree),
  };
  let stop: (() => void) | undefined;
  const asked = new Promise<void>((resolve) => {
    stop = resolve;
  });
  // Heard from now on, and as often as they come: half a gateway is worse than a slow end.
  for (const signal of END_SIGNALS) process.on(signal, () => stop?.());
  const gateway = await runGateway({
    plan,
    facts,
    policyText,
    readPolicyText: async () => readPolicyFile(options.policy),
    stateFolder: stateFolder(options),
    runtimeFolder: runtimeFolder(options),
    version: creanceVersion,
    tell,
    recorderLimits,
  });
  // Whoever read our words may go: for other commands that is the end, a gateway would be left without its own.
  process.stdout.removeAllListeners("error").on("error", () => {});
  const status = gateway.status();
  if (options.json === true) printJson({ up: true, session: gateway.session, status });
  else {
    printLine(`The gateway is up. ${status.sentence}`);
    printLine(`Its records are in ${gateway.session}. End it with Ctrl-C or \`creance hold down\`.`);
  }
  const end = await Promise.race([gateway.ended, asked.then(() => gateway.end("a signal ended it"))]);
  tell(
    end.isFault
      ? `The gateway ended: ${end.why} Nothing passes.`
      : `The gateway was ended (${end.why}). The local link is down; nothing passes. The rules hold this machine, too, until \`creance hold down\`.`,
  );
  process.exit(end.isFault ? exitStatus.damaged : exitStatus.done);
}

function bytesOf(name: string, mebibytes: string | undefined): Readonly<Record<string, number>> {
  if (mebibytes === undefined) return {};
  if (!/^\d{1,9}$/.test(mebibytes)) throw new UserError("bad-size", "wrongUse", `"${mebibytes}" is no whole number of MiB.`);
  return { [name]: Number(mebibytes) * MIB };
}
