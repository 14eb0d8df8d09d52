/** A cluster of two shards on loopback, from the engine's own library: each node is a python3 process that runs a ClickHouse server. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { engineIsHere, hasProgram } from "../engine-here.ts";

/** A running cluster. */
export interface Cluster {
  /** HTTP addresses of the nodes. */
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

/** Name of the cluster in `Distributed` tables. */
export const CLUSTER = "creance";
/** The nodes end by themselves after this time, whatever happened to the test. */
const LIFE_SECONDS = 300;
const START_MS = 120_000;

/** What a cluster needs is on this machine. */
export const clusterIsHere = engineIsHere && process.platform === "linux" && hasProgram("python3", "-c", "import ctypes");

/** Starts two nodes with their files under `folder`. */
export async function startCluster(folder: string): Promise<Cluster> {
  const ports = await freePorts(4);
  const config = join(folder, "cluster.xml");
  const shards = ports.slice(2).map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`);
  writeFileSync(config, `<clickhouse><remote_servers><${CLUSTER}>${shards.join("")}</${CLUSTER}></remote_servers></clickhouse>`);
  const nodes = [0, 1].map((at) => startNode(join(folder, `node${at}`), config, ports[at] as number, ports[at + 2] as number));
  const urls = ports.slice(0, 2).map((port) => `http://127.0.0.1:${port}`);
  const stop = async (): Promise<void> => {
    await Promise.all(
      nodes.map(({ child, ended }) => {
        child.kill("SIGKILL");
        return ended;
      }),
    );
  };
  try {
    await Promise.all(urls.map((url, at) => untilItAnswers(url, nodes[at]?.child as ChildProcess)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, stop };
}

function startNode(
  folder: string,
  config: string,
  httpPort: number,
  tcpPort: number,
): { readonly child: ChildProcess; readonly ended: Promise<void> } {
  mkdirSync(folder, { recursive: true });
  const seconds = Math.ceil(LIFE_SECONDS / 3);
  const query = [
    "SYSTEM START LISTEN HTTP",
    "SYSTEM START LISTEN TCP",
    `SELECT sleep(3) FROM numbers(${seconds}) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0 FORMAT Null`,
  ].join("; ");
  const child = spawn(
    "python3",
    [
      join(import.meta.dirname, "node.py"),
      libraryPath(),
      `--path=${folder}`,
      "--listen_host=127.0.0.1",
      `--http_port=${httpPort}`,
      `--tcp_port=${tcpPort}`,
      `--config-file=${config}`,
      `--query=${query}`,
    ],
    { stdio: "ignore" },
  );
  return { child, ended: new Promise((resolve) => child.once("exit", () => resolve())) };
}

/** The library of this platform, beside the package that carries it. */
function libraryPath(): string {
  const fromChdb = createRequire(createRequire(import.meta.url).resolve("chdb/connection"));
  const folder = dirname(fromChdb.resolve(`@chdb/lib-linux-${process.arch}-gnu/package.json`));
  const name = readdirSync(folder).find((file) => /^libchdb\.(so|dylib)$/.test(file));
  if (name === undefined) throw new Error("the library is not in its package");
  return join(folder, name);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function untilItAnswers(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/ping`).then(
      (response) => response.text(),
      () => "",
    );
    if (answer.startsWith("Ok.")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no node answers at ${url} (exit ${child.exitCode})`);
}
