/** `creance serve --sealed`: it answers, and cannot reach anything. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { lineSchema } from "@creance/api";
import { afterEach, describe, expect, test } from "vitest";
import { command, creance, startCreance, temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();
const forOthers = process.getuid?.() === 0 ? ["--net"] : ["--net", "--map-root-user"];
const canUnshare = spawnSync("unshare", [...forOthers, "ip", "link"]).status === 0;

/** As Linux numbers it. */
const CLOSE_ON_EXEC = 0o2000000;

interface Served {
  readonly url: string;
  readonly words: string;
  readonly status: Promise<number | null>;
  readonly child: ReturnType<typeof startCreance>;
}

const running: Served[] = [];
afterEach(async () => {
  for (const { child, status } of running.splice(0)) {
    child.kill("SIGTERM");
    await status;
  }
});

/** Waits until the child has told its address. */
async function served(child: ReturnType<typeof startCreance>): Promise<Served> {
  let words = "";
  const status = once(child, "close").then(([code]) => code as number | null);
  const url = await new Promise<string>((resolve, reject) => {
    const look = (chunk: string): void => {
      words += chunk;
      const found = /at (http:\S+)\n.+\n/.exec(words);
      if (found?.[1] !== undefined) resolve(found[1]);
    };
    child.stdout.setEncoding("utf8").on("data", look);
    child.stderr.setEncoding("utf8").on("data", look);
    void status.then((code) => reject(new Error(`ended with ${code}: ${words}`)));
  });
  const all = { url, words, status, child };
  running.push(all);
  return all;
}

describe.skipIf(!canUnshare)(`sealed${canUnshare ? "" : " (skipped: unshare or ip is missing or forbidden here)"}`, () => {
  test("it answers, says that it is sealed because it tried, counts no outbound, and ends when asked", async () => {
    const server = await served(startCreance(["serve", "--sealed", "--port", "0", "--vault", join(folder, "a")]));
    expect(server.words).toContain("Sealed: this server just tried 8 ways to reach out, and this machine refused each.");
    const line = lineSchema.parse(await (await fetch(`${server.url}api/line`)).json());
    expect(line).toMatchObject({ outbound: 0, attempts: [], sealed: { isSealed: true } });
    expect((await fetch(server.url)).status).toBe(200);
    server.child.kill("SIGTERM");
    expect(await server.status).toBe(0);
    await expect(fetch(`${server.url}api/line`)).rejects.toThrow();
  }, 240_000);

  test("when the process that started it is killed, the sealed one ends too", async () => {
    const server = await served(startCreance(["serve", "--sealed", "--port", "0", "--vault", join(folder, "b")]));
    const inside = childrenOf(server.child.pid ?? 0);
    expect(inside).toHaveLength(1);
    // The socket belongs to the machine's own network: the server's children (column engine, readers of pictures) must not get it.
    const flags = /flags:\s*([0-7]+)/.exec(readFileSync(`/proc/${inside[0]}/fdinfo/3`, "latin1"))?.[1] ?? "0";
    expect(Number.parseInt(flags, 8) & CLOSE_ON_EXEC).toBe(CLOSE_ON_EXEC);
    server.child.kill("SIGKILL");
    await expect.poll(() => inside.filter(isAlive)).toEqual([]);
  }, 240_000);

  test("planted: started with its flags where there is a way out, it says that it is not sealed", async () => {
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { fd } = (listener as unknown as { readonly _handle: { readonly fd: number } })._handle;
    const setUp =
      'ip link add out0 type veth peer name out1; ip link set out1 up; ip addr add 10.66.0.1/24 dev out0; ip link set out0 up; exec "$@"';
    const child = spawn(
      "unshare",
      [
        ...forOthers,
        "sh",
        "-ec",
        setUp,
        "sh",
        process.execPath,
        command,
        "serve",
        "--sealed",
        "--listen-fd",
        "3",
        "--vault",
        join(folder, "c"),
      ],
      { stdio: ["ignore", "pipe", "pipe", fd], env: { ...process.env, CREANCE_CONFIG: "/nonexistent/creance.json" } },
    ) as unknown as ReturnType<typeof startCreance>;
    listener.close();
    const server = await served(child);
    expect(server.words).toContain("Not sealed, although it was started so: interfaces of this process: out");
    const line = lineSchema.parse(await (await fetch(`${server.url}api/line`)).json());
    expect(line.sealed?.isSealed).toBe(false);
  }, 240_000);

  test("a port that is taken is told before anything starts", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const ran = await creance(["serve", "--sealed", "--port", `${port}`, "--vault", join(folder, "d")]);
    other.close();
    expect([ran.status, ran.stdout, ran.stderr]).toEqual([4, "", expect.stringContaining("used by another program")]);
  }, 120_000);
});

test("where namespaces are not to be had nothing is started, not even unsealed", async () => {
  const ran = await creance(["serve", "--sealed", "--port", "0", "--vault", join(folder, "e")], { env: { PATH: "/nonexistent" } });
  expect([ran.status, ran.stdout, ran.stderr]).toEqual([4, "", expect.stringContaining("Nothing was started")]);
}, 120_000);

test("a file descriptor that is no listening socket on this machine alone is refused", async () => {
  for (const words of ["9", "x"]) {
    const ran = await creance(["serve", "--listen-fd", words, "--vault", join(folder, "f")]);
    expect([words, ran.status, ran.stdout]).toEqual([words, 2, ""]);
  }
  const listener = createServer().listen(0, "0.0.0.0");
  await once(listener, "listening");
  const { fd } = (listener as unknown as { readonly _handle: { readonly fd: number } })._handle;
  const ran = spawnSync(process.execPath, [command, "serve", "--listen-fd", "3", "--vault", join(folder, "f")], {
    stdio: ["ignore", "pipe", "pipe", fd],
    encoding: "utf8",
  });
  listener.close();
  expect([ran.status, ran.stderr]).toEqual([2, expect.stringContaining("on this machine only")]);
}, 240_000);

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    // A process that nobody has waited for yet is not alive.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
