/** Hellos of programs that are not ours, through a relay on loopback: what they really send must pass, and a second hello must be seen. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { closeAll, gateService, loopbackRelay, serviceAt } from "./loopback-relay.ts";

const name = "tls.example";
const address = "127.9.0.21";
const missing = spawnSync("openssl", ["version"]).status === 0 ? null : "openssl is not installed";

describe.skipIf(missing !== null)(`openssl${missing === null ? "" : ` (${missing})`}`, () => {
  let folder = "";
  let server: ChildProcess | undefined;
  let upstreamPort = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "creance-hellos-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    spawnSync("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=lab.example".split(" "),
      ...["-keyout", key, "-out", cert],
    ]);
    upstreamPort = await serviceAt(() => {});
    closeAll();
    const words = [
      "s_server",
      "-accept",
      `127.0.0.1:${upstreamPort}`,
      "-key",
      key,
      "-cert",
      cert,
      "-groups",
      "P-256",
      "-early_data",
      "-naccept",
      "20",
    ];
    server = spawn("openssl", words, { stdio: ["pipe", "ignore", "ignore"] });
    // It says ACCEPT a moment before it listens.
    await vi.waitUntil(() => isReached(upstreamPort), { timeout: 30_000 });
  });
  afterAll(() => {
    server?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(closeAll);

  /** What `s_client` said; with `-sess_out` it stays until a ticket has come. */
  const client = (port: number, ...words: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      const ticket = words[words.indexOf("-sess_out") + 1 || words.length];
      const child = spawn("openssl", ["s_client", "-connect", `${address}:${port}`, "-servername", name, ...words]);
      const parts: Buffer[] = [];
      child.stderr.resume();
      const timer = setTimeout(() => child.stdin.end("Q\n"), 30_000);
      const look = setInterval(() => {
        const hasTicket = ticket === undefined || (existsSync(ticket) && statSync(ticket).size > 0);
        if (hasTicket && Buffer.concat(parts).toString().includes("Verify return code")) child.stdin.end("Q\n");
      }, 50);
      child.stdout.on("data", (bytes: Buffer) => parts.push(bytes));
      child.stdin.on("error", () => {});
      child.once("close", () => {
        clearTimeout(timer);
        clearInterval(look);
      });
      child.once("close", () => resolve(Buffer.concat(parts).toString()));
    });

  test("a second hello, asked for by the server, passes with the same name", async () => {
    const { port443, line } = await loopbackRelay({ services: [gateService(name, address)], upstreamPort });
    const said = await client(port443, "-tls1_3", "-groups", "P-521:P-256", "-msg");
    expect(said.match(/>>> TLS 1\.\d, Handshake \[length \w+\], ClientHello/g)?.length).toBe(2);
    expect(said).toContain("subject=CN = lab.example");
    expect(await line(1)).toMatchObject({ end: "client", helloName: name });
  });

  test("early data, taken and refused, passes", async () => {
    const { port443 } = await loopbackRelay({ services: [gateService(name, address)], upstreamPort });
    const session = join(folder, "session.pem");
    const early = join(folder, "key.pem");
    await client(port443, "-tls1_3", "-groups", "P-256", "-sess_out", session);
    const taken = await client(port443, "-tls1_3", "-groups", "P-256", "-sess_in", session, "-early_data", early);
    expect(taken).toMatch(/Early data was accepted/);
    const session2 = join(folder, "session2.pem");
    await client(port443, "-tls1_3", "-groups", "P-256", "-sess_out", session2);
    const refused = await client(port443, "-tls1_3", "-groups", "P-521:P-256", "-sess_in", session2, "-early_data", early);
    expect(refused).toMatch(/Early data was rejected/);
    expect(refused).toContain("Verify return code");
  });

  test("TLS 1.2 passes", async () => {
    const { port443, line } = await loopbackRelay({ services: [gateService(name, address)], upstreamPort });
    expect(await client(port443, "-tls1_2")).toContain("subject=CN = lab.example");
    expect(await line(1)).toMatchObject({ end: "client" });
  });
});

function isReached(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const over = (isThere: boolean) => (): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", over(true)).once("error", over(false));
  });
}
