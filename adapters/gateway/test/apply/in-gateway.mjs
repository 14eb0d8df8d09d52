// Runs the gateway's functions in the network namespace that this script was started in: JSON orders on standard input, JSON answers out.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { register } from "tsx/esm/api";

register();
const { makePlan } = await import("@creance/hold");
const { nodePlatform } = await import("@creance/node");
const { applyPlan, raiseLan } = await import("../../src/apply/apply-plan.ts");
const { removePlan } = await import("../../src/apply/remove-plan.ts");
const { readMachine } = await import("../../src/machine/read-machine.ts");
const { startDhcp } = await import("../../src/keeper/dhcp-server.ts");
const { startProcess } = await import("../../src/process/start-process.ts");
const { readGateway } = await import("../../src/rules/read-gateway.ts");

let applied;
let rules;
const waiting = new Map();

const orders = {
  machine: () => readMachine(),
  plan: async ({ policy }) => makePlan(policy, await readMachine(), nodePlatform),
  // `plant` is a fault: a text instead of another in what is loaded; `inBoth`: as if the generator had written it.
  async apply({ policy, plant = ["", null], inBoth = false, raise = "now", accounts = {} }) {
    const facts = await readMachine();
    const plan = makePlan(policy, { ...facts, accounts: { ...facts.accounts, ...accounts } }, nodePlatform);
    const change = (text) => {
      if (plant[1] === null) return text;
      if (plant[0] === "") return plant[1];
      if (!text.includes(plant[0])) throw new Error(`nothing to plant at: ${plant[0]}`);
      return text.replace(plant[0], plant[1]);
    };
    const steps = plan.steps.map((step) => (step.input === undefined ? step : { ...step, input: change(step.input) }));
    applied = await applyPlan({ ...plan, steps, rulesText: inBoth ? change(plan.rulesText) : plan.rulesText }, { raise });
    return applied;
  },
  raise: () => raiseLan(applied),
  read: () => readGateway({ lanInterface: "lan", wanInterface: "wan", expectedListing: applied.expectedListing }),
  remove: (options) => removePlan({ lanInterface: "lan", ...options }),
  sh({ script }) {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8", timeout: 30_000 });
    return { status, stdout, stderr };
  },
  // The rules process, as the keeper starts it.
  async start() {
    let ready;
    const isReady = new Promise((resolve) => {
      ready = resolve;
    });
    const onMessage = (message) => {
      if (message.kind === "ready") ready("ready");
      else if (message.kind === "fail") ready(message);
      else waiting.get(message.id)?.(message);
    };
    rules = startProcess("rules", { account: null, rights: ["net_admin"], onMessage });
    rules.send({ kind: "start", process: "rules", lanInterface: "lan", wanInterface: "wan", expectedListing: applied.expectedListing });
    return Promise.race([isReady, rules.ended]);
  },
  // Commands sent together; their answers, and how long the last took.
  async ask({ commands }) {
    const start = performance.now();
    const answers = await Promise.race([
      Promise.all(
        commands.map(
          (command, id) =>
            new Promise((resolve) => {
              waiting.set(id, resolve);
              rules.send({ ...command, id });
            }),
        ),
      ),
      rules.ended,
    ]);
    return { answers, ms: performance.now() - start };
  },
  end: () => rules.end(),
  // Until this script is killed.
  dhcp: ({ config, account = null }) => new Promise((resolve) => startDhcp(config, account, resolve)),
};

const answers = [];
for (const order of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    answers.push({ value: (await orders[order.do](order)) ?? null });
  } catch (error) {
    answers.push({ error: { name: error.name, code: error.code, message: error.message } });
  }
}
console.log(JSON.stringify(answers));
process.exit(0);
