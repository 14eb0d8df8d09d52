/** The real gateway in the lab's field: `creance hold up`, as a service manager would start it. */
import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Field, Ran } from "./field.ts";

/** The command as a file for Node: what was built where the test run says that it is fresh (five processes start faster then), else the source. */
export const creanceCommand = fileURLToPath(
  new URL(
    `../../../../${process.env["CREANCE_TEST_BUILT"] === "1" ? "dist/server/creance.js" : "apps/cli/bin/creance.mjs"}`,
    import.meta.url,
  ),
);

/** A gateway that runs. */
export interface LabGateway {
  readonly child: ChildProcess;
  /** Folder with `policy.yaml`, `state/` and `run/`. */
  readonly folder: string;
  readonly session: string;
  /** Runs `creance hold WORDS` beside it, with its runtime folder. */
  hold(...words: readonly string[]): Ran;
  /** The gateway's processes, by the names of the rooms they run (`names`, `relay`, ...), and `keeper`; process ids as everybody sees them. */
  processes(): Readonly<Record<string, number>>;
  /** Ends it with a signal (default SIGTERM) and waits until it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** What it told a person. */
  readonly told: readonly string[];
}

/** The policy that the lab's tests use. `mode` and `services` can be others. */
export function labPolicy(options: { readonly mode?: string; readonly services?: string; readonly more?: string } = {}): string {
  const { mode = "named-services", more = "" } = options;
  const services =
    options.services ??
    `
  - name: flysafe-api.example.com
    reason: Unlock licences are fetched before the flight.
    open: always
    ports: [80, 443]
    limit: { up: 1 MB, per: day }
  - name: control.example.org
    reason: Positive control of a proof.
    open: always
    ports: [80]
  - name: upload.example.com
    reason: Records go to our own server after landing.
    open: on-request
    ports: [80, 443]
    limit: { up: 100 kB, per: opening }
    for: 5 minutes
  - name: two.example.org
    reason: A service with two addresses.
    open: always
    ports: [80]
`;
  return `version: 1
title: Lab, synthetic
hold:
  mode: ${mode}
  lan:
    interface: lan
    address: 10.77.0.1/24
  wan:
    interface: wan
  resolver: 10.99.0.10
  portal: answer
  time: answer
  control: control.example.org
${more}services:${services}`;
}

/** Starts it and waits until it serves; throws with what it said when it does not start. */
export async function startGateway(
  field: Field,
  policy: string = labPolicy(),
  options: { readonly words?: readonly string[]; readonly folder?: string } = {},
): Promise<LabGateway> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "creance-lab-"));
  chmodSync(folder, 0o755);
  const policyFile = join(folder, "policy.yaml");
  writeFileSync(policyFile, policy);
  const [state, runtime] = [join(folder, "state"), join(folder, "run")];
  const child = field.gateway.start(
    [
      process.execPath,
      creanceCommand,
      "hold",
      "up",
      "--policy",
      policyFile,
      "--state",
      state,
      "--runtime",
      runtime,
      "--json",
      ...(options.words ?? []),
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, CREANCE_CONFIG: "/nonexistent/creance.json" } },
  );
  const told: string[] = [];
  if (child.stdout === null || child.stderr === null) throw new Error("the gateway has no voice");
  createInterface({ input: child.stderr }).on("line", (line) => told.push(line));
  const up = await new Promise<{ session: string }>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) =>
      resolve(JSON.parse(line) as { session: string }),
    );
    child.once("exit", (status) => {
      const refuse = (): void => reject(new Error(`the gateway did not start: status ${status}\n${told.join("\n")}`));
      // With its last words; what it started and left may hold the pipe open for longer.
      child.once("close", refuse);
      setTimeout(refuse, 10_000).unref();
    });
  });
  leadDeviceToGateway(field);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    child,
    folder,
    session: up.session,
    told,
    // A proof waits for two marks, is made and checked: from source and on a busy machine, half a minute is too short for that.
    hold: (...words) =>
      field.gateway.run([process.execPath, creanceCommand, "hold", ...words, "--runtime", runtime], { timeoutMs: 120_000 }),
    processes: () => processesOf(field, child.pid ?? 0),
    async end(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}

/** IPv6 of the device goes to the gateway's link-local address, as a stubborn device would have it: the gateway announces none. */
export function leadDeviceToGateway(field: Field): void {
  const [link] = JSON.parse(field.gateway.must(["ip", "-j", "-6", "addr", "show", "dev", "lan", "scope", "link"])) as readonly {
    addr_info?: readonly { local: string }[];
  }[];
  const local = link?.addr_info?.[0]?.local;
  if (local === undefined) throw new Error("the gateway has no link-local address on its local link");
  field.device.must(["ip", "-6", "route", "replace", "default", "via", local, "dev", "d0"]);
}

/** Takes a gateway's folder away. */
export function forget(gateway: LabGateway): void {
  rmSync(gateway.folder, { recursive: true, force: true });
}

/** Descendants of the keeper, by what their command lines say. */
function processesOf(field: Field, keeper: number): Readonly<Record<string, number>> {
  const lines = field.gateway.must(["ps", "-eo", "pid=,ppid=,args=", "-ww"]).split("\n");
  const all = lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? "" }];
  });
  const found: Record<string, number> = { keeper };
  const waiting = [keeper];
  for (let parent = waiting.pop(); parent !== undefined; parent = waiting.pop()) {
    for (const { pid, args } of all.filter((each) => each.parent === parent)) {
      waiting.push(pid);
      const name =
        /(?:process-boot\.mjs |\/)(names|relay|rules|recorder)(?:$|-worker)/.exec(args)?.[1] ??
        /tcpdump.*-i (\S+)/.exec(args)?.[1]?.replace(/^/, "tcpdump ");
      if (name !== undefined) found[name] = pid;
    }
  }
  return found;
}
