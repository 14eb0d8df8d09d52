// A gateway in the network namespace that this process is in, for tests. argv[2]: JSON of what it is given. Prints one JSON line when it is up
// or could not be, and one when it has ended. Ends with SIGTERM.
import { readFileSync } from "node:fs";
import { register } from "tsx/esm/api";

register();
const { makePlan } = await import("@creance/hold");
const { nodePlatform } = await import("@creance/node");
const { readPolicy } = await import("@creance/policy");
const { readMachine } = await import("../../src/machine/read-machine.ts");
const { runGateway } = await import("../../src/keeper/run-gateway.ts");

const { policyPath, stateFolder, runtimeFolder, accounts, recorderLimits } = JSON.parse(process.argv[2]);
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
let stop;
const asked = new Promise((resolve) => {
  stop = resolve;
});
process.on("SIGTERM", stop);
try {
  const policyText = readFileSync(policyPath, "utf8");
  const reading = readPolicy(policyText);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const machine = await readMachine();
  const facts = accounts === undefined ? machine : { ...machine, accounts };
  const plan = makePlan(reading.policy, facts, nodePlatform, { stateFolder });
  const gateway = await runGateway({
    plan,
    facts,
    policyText,
    readPolicyText: async () => readFileSync(policyPath, "utf8"),
    stateFolder,
    runtimeFolder,
    version: "0.0.0-test",
    tell: (sentence) => process.stderr.write(`${sentence}\n`),
    recorderLimits: { freeBytes: 1, ...recorderLimits },
  });
  say({ kind: "up", session: gateway.session });
  const end = await Promise.race([gateway.ended, asked.then(() => gateway.end("the test ended it"))]);
  say({ kind: "ended", ...end });
  process.exit(0);
} catch (error) {
  say({ kind: "refused", code: error.code ?? "bug", sentence: error.message, stack: error.stack });
  process.exit(1);
}
