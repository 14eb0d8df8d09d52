/** Puts a plan into force, step by step. Whatever fails, the local link ends up down: nothing of it can pass. */
import { writeFileSync } from "node:fs";
import { isUserError, UserError } from "@creance/core";
import { type HoldPlan, type PlanStep, type RulesInput, rulesInput } from "@creance/hold";
import { switchForwardingOff } from "../machine/forwarding.ts";
import { runTool, toolWords } from "../machine/run-tool.ts";
import { writeBootRules } from "./boot-rules.ts";
import { loadRules, readBack, scratchListing } from "./load-rules.ts";

/** What is in force now. */
export interface Applied {
  /** `normalListing` that the kernel's rules must go on having. */
  readonly expectedListing: string;
  readonly input: RulesInput;
  /** Steps that the machine could not do and that change nothing about what passes, in words. */
  readonly left: readonly string[];
}

/** How a plan is applied. */
export interface ApplyOptions {
  /** `now`: the local link comes up as the last step. `later`: by `raiseLan`, when the gateway's processes are ready. Default `now`. */
  readonly raise?: "now" | "later";
  /** Where the rules are kept for the next start of the machine (`BOOT_RULES_FILE`); default: nowhere. */
  readonly bootFile?: string | null;
  /** Told before each step. */
  readonly onStep?: (step: PlanStep) => void;
}

/**
 * Applies it to the network namespace that this process is in. Throws a `UserError` (`plan-objected`, `rules-refused`, `rules-differ`,
 * `forwarding-on`, `step-failed`, `no-scratch-network`, `rules-unreadable`, `boot-rules`), with the local link down.
 */
export async function applyPlan(plan: HoldPlan, { raise = "now", bootFile = null, onStep }: ApplyOptions = {}): Promise<Applied> {
  const stop = plan.objections.find(({ weight }) => weight === "stops");
  if (stop !== undefined) throw new UserError("plan-objected", "machineRefused", stop.sentence);
  const input = rulesInput(plan.policy, plan.relayUid);
  const left: string[] = [];
  let expectedListing = "";
  try {
    for (const step of plan.steps) {
      if (step.id === "raise-lan" && raise === "later") continue;
      onStep?.(step);
      if (step.id === "load-rules") await loadRules(step.input ?? plan.rulesText);
      else if (step.id === "read-back") {
        const still = switchForwardingOff();
        if (still.length > 0) throw forwardingOn(still);
        expectedListing = await scratchListing(plan.rulesText);
        await demandRules(expectedListing, input);
        if (bootFile !== null) writeBootRules(bootFile, plan.rulesText);
      } else if (step.command !== null) {
        const failure = await runStep(step.command);
        if (failure !== null && !step.mayFail) {
          throw new UserError(
            "step-failed",
            "machineRefused",
            `This step did not work: ${step.sentence} (\`${step.command.join(" ")}\`: ${failure})`,
          );
        }
        if (failure !== null) left.push(`${step.sentence} (${failure})`);
      }
    }
  } catch (error) {
    const isDown = await lowerLan(input.lanInterface);
    throw withState(error, input.lanInterface, isDown);
  }
  return { expectedListing, input, left };
}

/** The link of the local network down: nothing of it reaches this machine. True when it is, or when there is none. */
export async function lowerLan(lanInterface: string): Promise<boolean> {
  const { status, stderr } = await runTool(["ip", "link", "set", "dev", lanInterface, "down"]);
  return status === 0 || /Cannot find device/.test(stderr);
}

/** The link of the local network up, after one more look at rules and routing. Throws a `UserError`, with the link down. */
export async function raiseLan({ expectedListing, input }: Applied): Promise<void> {
  const { lanInterface } = input;
  try {
    const still = switchForwardingOff();
    if (still.length > 0) throw forwardingOn(still);
    await demandRules(expectedListing, input);
    const failure = await runStep(["ip", "link", "set", "dev", lanInterface, "up"]);
    if (failure !== null)
      throw new UserError("step-failed", "machineRefused", `The local link ${lanInterface} did not come up (${failure}).`);
  } catch (error) {
    const isDown = await lowerLan(lanInterface);
    throw withState(error, lanInterface, isDown);
  }
}

async function demandRules(expectedListing: string, input: RulesInput): Promise<void> {
  const [fault] = (await readBack(expectedListing, input)).faults;
  if (fault !== undefined) throw new UserError("rules-differ", "machineRefused", fault.sentence);
}

/** What went wrong, `null` when it went well. Settings are written by this process itself: no program of their own is needed. */
async function runStep(command: readonly string[]): Promise<string | null> {
  const [program, , setting = ""] = command;
  if (program !== "sysctl") {
    const run = await runTool(command);
    return run.status === 0 ? null : toolWords(run);
  }
  const [key = "", value = ""] = setting.split("=");
  try {
    writeFileSync(`/proc/sys/${key}`, `${value}\n`);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function forwardingOn(files: readonly string[]): UserError {
  return new UserError("forwarding-on", "machineRefused", `Routing cannot be switched off (${files.slice(0, 4).join(", ")}).`);
}

/** The same error, with what it means for the local network. */
function withState(error: unknown, lanInterface: string, isDown: boolean): unknown {
  if (!isUserError(error)) return error;
  const state = isDown ? `${lanInterface} is down: nothing passes.` : `${lanInterface} could not be taken down: pull its cable.`;
  return new UserError(error.code, error.kind, `${error.message} ${state}`, { cause: error });
}
