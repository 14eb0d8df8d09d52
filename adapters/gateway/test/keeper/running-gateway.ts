/** A whole gateway in the lab's field, for tests: started, spoken with, ended. */
import { type ChildProcess, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { HoldControl } from "../../src/control.ts";
import { openControl } from "../../src/control-client.ts";
import type { Field } from "../lab/field.ts";

/** How it is started. */
export interface GatewaySetting {
  /** The policy file's text. */
  readonly policy: string;
  /** Accounts of the processes, by name; default: those of this machine. */
  readonly accounts?: Readonly<Record<string, number>>;
  readonly recorderLimits?: Readonly<Record<string, number>>;
  /** Folder for policy, state and runtime; default: a new one. */
  readonly folder?: string;
}

/** How it went. */
export interface GatewayOver {
  readonly kind: "ended" | "refused" | "gone";
  readonly why?: string;
  readonly isFault?: boolean;
  readonly code?: string;
  readonly sentence?: string;
}

/** A gateway that runs. */
export interface TestGateway {
  readonly control: HoldControl;
  readonly folder: string;
  readonly session: string;
  readonly keeperPid: number;
  /** What it told a person. */
  readonly told: () => string;
  /** Settles when the keeper has gone. */
  readonly over: Promise<GatewayOver>;
  setPolicy(text: string): void;
  /** Ends it in order. */
  end(): Promise<GatewayOver>;
  /** Its processes, by name: `rules`, `names`, `relay`, `recorder`, `tcpdump`. */
  processes(): readonly { readonly name: string; readonly pid: number; readonly uid: number }[];
  /** Lines of a log of the session. */
  lines(log: "gate" | "names" | "relay"): readonly { readonly kind: string; readonly [field: string]: unknown }[];
}

/** Starts one and waits until it is up. Throws with its words when it refuses. */
export async function startGateway(field: Field, setting: GatewaySetting): Promise<TestGateway> {
  const folder = setting.folder ?? mkdtempSync(join(tmpdir(), "creance-gateway-"));
  // Accounts of the processes must reach what is theirs.
  chmodSync(folder, 0o755);
  const policyPath = join(folder, "policy.yaml");
  const setPolicy = (text: string): void => writeFileSync(policyPath, text, { mode: 0o644 });
  setPolicy(setting.policy);
  const runtimeFolder = join(folder, "run");
  const given = {
    policyPath,
    stateFolder: join(folder, "state"),
    runtimeFolder,
    accounts: setting.accounts,
    recorderLimits: setting.recorderLimits,
  };
  const script = fileURLToPath(new URL("./gateway-here.mjs", import.meta.url));
  const child: ChildProcess = field.gateway.start([process.execPath, script, JSON.stringify(given)], { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  child.stderr?.on("data", (piece: Buffer) => {
    told = (told + piece.toString()).slice(-100_000);
  });
  let last: GatewayOver | undefined;
  let session = "";
  await new Promise<void>((resolve, reject) => {
    // After its last words.
    child.once("close", (status, signal) => reject(new Error(`the gateway ended (${status ?? signal}): ${told}`)));
    if (child.stdout === null) throw new Error("no voice");
    createInterface({ input: child.stdout }).on("line", (line) => {
      const said = JSON.parse(line) as GatewayOver & { readonly session?: string };
      if (said.session !== undefined) {
        session = said.session;
        resolve();
      } else {
        last = said;
        if (said.kind === "refused") reject(Object.assign(new Error(`${said.code}: ${said.sentence}`), { code: said.code }));
      }
    });
  });
  const over = new Promise<GatewayOver>((resolve) => {
    const end = (): void => resolve(last ?? { kind: "gone" });
    if (child.exitCode !== null || child.signalCode !== null) end();
    else child.once("close", end);
  });
  const keeperPid = child.pid ?? -1;
  return {
    control: openControl(join(runtimeFolder, "control.sock")),
    folder,
    session,
    keeperPid,
    told: () => told,
    over,
    setPolicy,
    end() {
      child.kill("SIGTERM");
      // One that a test stopped hears it only when it goes on.
      child.kill("SIGCONT");
      return over;
    },
    processes: () => [...childrenOf(keeperPid)].flatMap((one) => [one, ...childrenOf(one.pid)]),
    lines: (log) =>
      readFileSync(join(session, `${log}.jsonl`), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
  };
}

/** Removes what it wrote. */
export function forget(gateway: TestGateway | undefined): void {
  if (gateway !== undefined) rmSync(gateway.folder, { recursive: true, force: true });
}

function childrenOf(pid: number): { readonly name: string; readonly pid: number; readonly uid: number }[] {
  const { stdout } = spawnSync("ps", ["--ppid", String(pid), "-o", "pid=,uid=,args="], { encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, child, uid, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      const name = /process-boot\.mjs (\w+)$/.exec(args)?.[1] ?? args.split(" ")[0] ?? "";
      return { name, pid: Number(child), uid: Number(uid) };
    });
}
