/**
 * A field to test on: three network namespaces in a row, wired like a drone site.
 *
 *     device (10.77.0.2, fd77::2)  --- lan [gateway] wan ---  outside (10.99.0.10 to .14, fd99::10)
 *
 * As root it uses namespaces directly, otherwise inside a user namespace of its own. The machine's own network is never touched.
 */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** One of the three machines. */
export interface Place {
  /** Runs a command there and waits for it; at most 30 s unless told. */
  run(command: readonly string[], options?: { readonly input?: string; readonly timeoutMs?: number }): Ran;
  /** Runs a command that must succeed; throws with what it said. Returns its standard output. */
  must(command: readonly string[], options?: { readonly input?: string; readonly timeoutMs?: number }): string;
  /** Starts a command there; it is killed when the field closes. */
  start(command: readonly string[], options?: SpawnOptions): ChildProcess;
  /** The words that run a command there, for callers that start it themselves. */
  words(command: readonly string[]): readonly string[];
}

/** What a command did. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The three machines. */
export interface Field {
  readonly device: Place;
  readonly gateway: Place;
  readonly outside: Place;
  /** Kills everything that was started and takes the namespaces down. */
  close(): Promise<void>;
}

/** Addresses of the outside world. */
export const outsideAddresses = ["10.99.0.10", "10.99.0.11", "10.99.0.12", "10.99.0.13", "10.99.0.14"] as const;

/** Addresses of services outside: the relay takes no private address as an answer for a service's name (DNS rebinding), so names lead here. */
export const serviceAddresses = ["203.0.113.10", "203.0.113.11", "203.0.113.12", "203.0.113.13", "203.0.113.14"] as const;

const joinScript = fileURLToPath(new URL("./join.py", import.meta.url));

/** Why namespaces cannot be had on this machine; `null` when they can. */
export const fieldMissing: string | null = missing();

/**
 * Builds a field. The gateway has `lan` (down, without address) and `wan` (up, 10.99.0.1/24, default route to 10.99.0.10), and no rules;
 * the device's way out leads to 10.77.0.1. `routing` plants what an ordinary router does: forwarding on, LAN up.
 */
export async function openField(options: { readonly routing?: boolean } = {}): Promise<Field> {
  const started = new Set<ChildProcess>();
  const home = hold([...enter(), "unshare", "--net", "--mount"]);
  started.add(home.child);
  await home.ready;
  const inHome = join(home.child, true);
  const others = [hold([...inHome, "unshare", "--net"]), hold([...inHome, "unshare", "--net"])] as const;
  for (const other of others) started.add(other.child);
  await Promise.all(others.map(({ ready }) => ready));
  const gateway = place(inHome, started);
  const device = place(join(others[0].child, false), started);
  const outside = place(join(others[1].child, false), started);
  // What /sys shows belongs to the namespace in which it was mounted.
  gateway.run(["mount", "-t", "sysfs", "sysfs", "/sys"]);
  gateway.must(["ip", "link", "set", "lo", "up"]);
  gateway.must(["ip", "link", "add", "lan", "type", "veth", "peer", "name", "d0", "netns", String(others[0].child.pid)]);
  gateway.must(["ip", "link", "add", "wan", "type", "veth", "peer", "name", "n0", "netns", String(others[1].child.pid)]);
  device.must([
    "sh",
    "-c",
    `ip link set lo up && ip link set d0 gso_max_segs 1 && ip addr add 10.77.0.2/24 dev d0 && ip addr add fd77::2/64 dev d0 nodad && ip link set d0 up
     ip route add default via 10.77.0.1 && ip -6 route add default via fd77::1`,
  ]);
  outside.must([
    "sh",
    "-c",
    `ip link set lo up && ip link set n0 gso_max_segs 1 && ip link set n0 up && ip addr add fd99::10/64 dev n0 nodad
     for a in ${outsideAddresses.join(" ")}; do ip addr add $a/24 dev n0; done
     for a in ${serviceAddresses.join(" ")}; do ip addr add $a/32 dev n0; done
     ip route add 10.77.0.0/24 via 10.99.0.1 && ip -6 route add fd77::/64 via fd99::1`,
  ]);
  gateway.must(["sh", "-c", "ip addr add 10.99.0.1/24 dev wan && ip link set wan up && ip route add default via 10.99.0.10"]);
  if (options.routing === true) {
    gateway.must([
      "sh",
      "-c",
      "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 && ip addr add 10.77.0.1/24 dev lan && ip addr add fd77::1/64 dev lan nodad && ip link set lan up && ip addr add fd99::1/64 dev wan nodad",
    ]);
  }
  return {
    device,
    gateway,
    outside,
    async close() {
      const ends = [...started].map((child) => new Promise((resolve) => (isOver(child) ? resolve(null) : child.once("exit", resolve))));
      for (const child of started) end(child);
      await Promise.all(ends);
    },
  };
}

function place(prefix: readonly string[], started: Set<ChildProcess>): Place {
  const words = (command: readonly string[]): readonly string[] => [...prefix, ...command];
  const run: Place["run"] = (command, { input, timeoutMs = 30_000 } = {}) => {
    const [program = "", ...rest] = words(command);
    const ran = spawnSync(program, rest, { input, timeout: timeoutMs, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    return { status: ran.status, stdout: ran.stdout ?? "", stderr: ran.stderr ?? "" };
  };
  return {
    words,
    run,
    must(command, options) {
      const ran = run(command, options);
      if (ran.status !== 0) throw new Error(`${command.join(" ")}: status ${ran.status}\n${ran.stderr}${ran.stdout}`);
      return ran.stdout;
    },
    start(command, options = {}) {
      const [program = "", ...rest] = words(command);
      const child = spawn(program, rest, { stdio: "ignore", detached: true, ...options });
      started.add(child);
      return child;
    },
  };
}

/** A process that holds a namespace until its standard input ends. `ready`: it is inside. */
function hold(prefix: readonly string[]): { readonly child: ChildProcess; readonly ready: Promise<void> } {
  const [program = "", ...rest] = [...prefix, "sh", "-c", "echo in; exec cat"];
  const child = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const ready = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => reject(new Error(`no namespace: status ${status}`)));
    child.stdout?.once("data", () => resolve());
  });
  return { child, ready };
}

/** Into the namespaces that a holder made. A user namespace exists only where we are not root. */
function join(holder: ChildProcess, withMounts: boolean): readonly string[] {
  const mounts = withMounts ? ["--mount"] : [];
  return isRoot()
    ? ["nsenter", "-t", String(holder.pid), "--net", ...mounts, "--"]
    : ["python3", joinScript, String(holder.pid), ...mounts, "--"];
}

function enter(): readonly string[] {
  return isRoot() ? [] : ["unshare", "--user", "--map-current-user", "--keep-caps"];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Ends a command with whatever it started: each leads a group of its own. */
function end(child: ChildProcess): void {
  if (child.pid === undefined || isOver(child)) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function missing(): string | null {
  if (process.platform !== "linux") return "network namespaces exist on Linux only";
  for (const tool of ["unshare", "nsenter", "ip", "nft", "tcpdump", "setpriv", "python3"]) {
    if (spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0) return `${tool} is not installed`;
  }
  const [program = "", ...rest] = [...enter(), "unshare", "--net", "--mount", "nft", "list", "tables"];
  const tried = spawnSync(program, rest, { encoding: "utf8", timeout: 10_000 });
  return tried.status === 0 ? null : `this machine does not let us make network namespaces: ${tried.stderr.trim().slice(0, 200)}`;
}
