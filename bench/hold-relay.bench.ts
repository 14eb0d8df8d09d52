/**
 * The relay beside two programs that only copy bytes, in three network namespaces (device - gateway - outside): throughput of 100 flows each
 * way, what a turn and an opening take longer than through an ordinary router, memory of 5,000 idle connections. `npm run bench hold-relay`.
 * `CREANCE_BENCH_RELAY_BYTES` (512 MiB unless told) is what each round carries. Needs namespaces; socat and nginx where they are installed.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { type Field, fieldMissing, openField } from "../adapters/gateway/test/lab/field.ts";
import { raiseRelayGateway, runThere, type StartedRelay, startRelay } from "../adapters/gateway/test/relay/start-relay.ts";
import { hello } from "../packages/hold/test/relay/hello-bytes.ts";

const name = "service.example.org";
const syntheticIp = "198.18.0.1";
const bytes = Number(process.env["CREANCE_BENCH_RELAY_BYTES"] ?? 512 * 1_048_576);
const rounds = Number(process.env["CREANCE_BENCH_RELAY_ROUNDS"] ?? 3);
const flows = 100;
const idle = 5_000;
const helloHex = Buffer.from(hello(name)).toString("hex");
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "creance-relay-"));
const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const fields: Field[] = [];

interface Way {
  readonly what: string;
  readonly host: string;
  readonly port: number;
}
interface Measured {
  readonly value: number;
  readonly seconds: number;
}

if (fieldMissing !== null) {
  process.stdout.write(`Not measured: ${fieldMissing}.\n`);
  process.exit(0);
}
try {
  const { field, relay, ways } = await openGateway();
  const router = await openRouter();
  const direct: Way = { what: "router", host: "203.0.113.11", port: 443 };

  process.stdout.write("| 100 flows | down, MB/s | of the best other | up, MB/s | of the best other |\n| --- | --- | --- | --- | --- |\n");
  const speeds = new Map<string, { down: number; up: number }>();
  // In turn, the best of the rounds: what else the machine does hits all of them.
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      const best = speeds.get(way.what) ?? { down: 0, up: 0 };
      for (const kind of ["down", "up"] as const) {
        const { value, seconds } = await measure(field, way, kind, flows);
        best[kind] = Math.max(best[kind], value / seconds / 1e6);
      }
      speeds.set(way.what, best);
    }
  }
  const others = [...speeds].filter(([what]) => what !== "relay").map(([, speed]) => speed);
  const ratio = (speed: number, kind: "down" | "up"): string =>
    others.length === 0 ? "no other" : (speed / Math.max(...others.map((other) => other[kind]))).toFixed(2);
  for (const [what, { down, up }] of speeds) {
    process.stdout.write(`| ${what} | ${down.toFixed(0)} | ${ratio(down, "down")} | ${up.toFixed(0)} | ${ratio(up, "up")} |\n`);
  }

  process.stdout.write("\n| median, ms | one byte there and back | opening to first byte |\n| --- | --- | --- |\n");
  const times = new Map<string, { turns: number[]; opens: number[] }>();
  for (let round = 0; round < rounds; round++) {
    for (const [place, way] of [[router, direct] as const, ...ways.map((each) => [field, each] as const)]) {
      const list = times.get(way.what) ?? { turns: [], opens: [] };
      list.turns.push((await measure(place, way, "turns", 1_000)).value);
      list.opens.push((await measure(place, way, "opens", 200)).value);
      times.set(way.what, list);
    }
  }
  for (const [what, { turns, opens }] of times) {
    process.stdout.write(`| ${what} | ${Math.min(...turns).toFixed(3)} | ${Math.min(...opens).toFixed(3)} |\n`);
  }

  await measureIdle(field, relay);
} finally {
  for (const field of fields) await field.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A field with the relay and the other programs on its gateway. */
async function openGateway(): Promise<{ readonly field: Field; readonly relay: StartedRelay; readonly ways: readonly Way[] }> {
  const field = await openField();
  fields.push(field);
  await startService(field);
  raiseRelayGateway(field);
  const program = await bundled();
  const service = { name, syntheticIp, ports: [443], answer: "relay", isOpen: true, leftUpBytes: null } as const;
  const relay = await startRelay(field, [service], { program: [program] });
  const ways: Way[] = [{ what: "relay", host: syntheticIp, port: 443 }];
  // The relay's rules would stop the others: an own table lets them through, and the way out is open to them.
  field.gateway.must(["nft", "insert", "rule", "inet", "hold", "gate", "tcp", "dport", "{ 8443, 8444 }", "accept"]);
  field.gateway.must(["nft", "insert", "rule", "inet", "hold", "output", "ip", "daddr", "203.0.113.11", "tcp", "dport", "443", "accept"]);
  if (has("socat")) {
    field.gateway.start(["socat", "TCP-LISTEN:8443,fork,reuseaddr,backlog=1024,nodelay", "TCP:203.0.113.11:443,nodelay"]);
    ways.push({ what: "socat", host: "10.77.0.1", port: 8443 });
  }
  if (has("nginx")) {
    const config = join(folder, "nginx.conf");
    writeFileSync(
      config,
      `load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off; worker_processes 1; error_log /dev/null; pid ${folder}/nginx.pid;
events { worker_connections 4096; }
stream { server { listen 8444 backlog=1024; proxy_pass 203.0.113.11:443; } }
`,
    );
    field.gateway.start(["nginx", "-p", folder, "-c", config]);
    ways.push({ what: "nginx stream", host: "10.77.0.1", port: 8444 });
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { field, relay, ways };
}

/** A field whose gateway is an ordinary router: what the way itself takes. */
async function openRouter(): Promise<Field> {
  const field = await openField({ routing: true });
  fields.push(field);
  await startService(field);
  return field;
}

async function startService({ device, outside }: Field): Promise<void> {
  // The lab's wires carry packets one by one; here they are joined and cut by the interface, as network cards do.
  device.must(["ip", "link", "set", "d0", "gso_max_segs", "65535"]);
  outside.must(["ip", "link", "set", "n0", "gso_max_segs", "65535"]);
  const child = outside.start([process.execPath, file("./hold-relay/service.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout?.once("data", resolve));
}

/** The relay's process as it is shipped: one file without a loader. */
async function bundled(): Promise<string> {
  const input = file("../adapters/gateway/src/relay/relay-worker.ts");
  await build({
    configFile: false,
    root: file(".."),
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: "node20",
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { input, output: { entryFileNames: "relay-worker.mjs" } },
    },
  });
  return join(folder, "relay-worker.mjs");
}

function words(way: Way, kind: string, count: number): readonly string[] {
  const { host, port } = way;
  return [process.execPath, file("./hold-relay/device.mjs"), JSON.stringify({ host, port, hello: helloHex, kind, flows: count, bytes })];
}

async function measure({ device }: Field, way: Way, kind: string, count: number): Promise<Measured> {
  const { stdout } = await runThere(device, words(way, kind, count));
  const measured = JSON.parse(stdout === "" ? '{"error":"nothing came"}' : stdout) as Measured & { readonly error?: string };
  if (measured.error !== undefined) throw new Error(`${way.what}, ${kind}: ${measured.error}`);
  return measured;
}

async function measureIdle(field: Field, relay: StartedRelay): Promise<void> {
  const before = memoryMb(relay);
  const child = field.device.start(words({ what: "relay", host: syntheticIp, port: 443 }, "idle", idle), {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  process.stdout.write(
    `\n${idle.toLocaleString("en-US")} idle connections: ${memoryMb(relay).toFixed(0)} MiB resident; before, after the rounds above: ${before.toFixed(0)} MiB.\n`,
  );
  child.stdin?.end();
}

function memoryMb({ pid }: StartedRelay): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
