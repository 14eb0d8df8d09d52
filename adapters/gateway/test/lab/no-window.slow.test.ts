/**
 * There is no moment in which a packet of the local network can pass: not while the gateway starts, restarts, takes another policy, is killed in
 * any order, or before it ever ran. The device floods all the time; a witness outside counts what comes out.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Field, fieldMissing, openField } from "./field.ts";
import { forget, type LabGateway, labPolicy, startGateway } from "./gateway.ts";
import { openWitness, type Witness } from "./witness.ts";
import { startWorld } from "./world.ts";

const reason = fieldMissing === null ? "" : ` (${fieldMissing})`;
const floodScript = fileURLToPath(new URL("./flood.py", import.meta.url));
const processNames = ["keeper", "rules", "names", "relay", "recorder"] as const;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(fieldMissing !== null)(`no window${reason}`, () => {
  let field: Field;
  let witness: Witness;
  const gateways: LabGateway[] = [];

  beforeEach(async () => {
    field = await openField();
    await startWorld(field.outside);
    // Nothing is allowed to come out: no service is asked for by its name here.
    // (The kernel itself asks for IPv6 neighbours on a fresh link; the gateway switches that off when it starts.)
    witness = openWitness(field.outside, { ignoresNeighbours: true });
  }, 180_000);
  afterEach(async () => {
    for (const gateway of gateways) await gateway.end("SIGKILL");
    await field.close();
    for (const gateway of gateways.splice(0)) forget(gateway);
  });

  function mac(place: Field["device"], name: string): string {
    const [link] = JSON.parse(place.must(["ip", "-j", "link", "show", name])) as readonly { address: string }[];
    return link?.address ?? "";
  }
  async function flood(): Promise<void> {
    const child = field.device.start(["python3", floodScript, mac(field.gateway, "lan"), mac(field.device, "d0")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout?.once("data", resolve));
  }
  async function start(policy?: string): Promise<LabGateway> {
    const gateway = await startGateway(field, policy);
    gateways.push(gateway);
    return gateway;
  }
  /** Frames that the gateway's rules met: the flood really arrives. */
  function met(): number {
    const { nftables } = JSON.parse(field.gateway.must(["nft", "-j", "list", "counters", "table", "inet", "hold"])) as {
      nftables: readonly { counter?: { name: string; packets: number } }[];
    };
    return nftables.reduce((sum, { counter }) => sum + (counter?.name.startsWith("lan_") === true ? counter.packets : 0), 0);
  }

  test("the flood gets out through an ordinary router, so that its silence says something", async () => {
    const router = await openField({ routing: true });
    try {
      const seen = openWitness(router.outside, { ignoresNeighbours: true });
      router.device.start(["python3", floodScript, mac(router.gateway, "lan"), mac(router.device, "d0")]);
      await expect.poll(() => seen.frames()).toBeGreaterThan(1_000);
    } finally {
      await router.close();
    }
  });

  test("from a fresh namespace to a running gateway, and its end", async () => {
    await flood();
    const gateway = await start();
    await expect.poll(met).toBeGreaterThan(1_000);
    await gateway.end();
    await pause(500);
    expect(witness.frames()).toBe(0);
  }, 120_000);

  test("the local link is up before the gateway starts", async () => {
    await flood();
    field.gateway.must(["sh", "-c", "ip addr add 10.77.0.1/24 dev lan && ip link set lan up"]);
    await pause(500);
    await start();
    await pause(500);
    expect(witness.frames()).toBe(0);
  }, 120_000);

  test("routing is switched on while it runs: it is switched off again, and nothing passed meanwhile", async () => {
    const gateway = await start();
    await flood();
    field.gateway.must(["sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]);
    await expect
      .poll(() => field.gateway.must(["sysctl", "-n", "net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"]).split(/\s+/).join(""))
      .toBe("00");
    // Told once the switch is off: a moment later.
    await expect.poll(() => gateway.told.join("\n")).toContain("it was switched off again");
    expect(witness.frames()).toBe(0);
  }, 120_000);

  test("another policy while it runs, and a restart into another version of it", async () => {
    const gateway = await start();
    await flood();
    writeFileSync(
      join(gateway.folder, "policy.yaml"),
      labPolicy({
        services: "\n  - name: control.example.org\n    reason: Only the control is left.\n    open: always\n    ports: [80]\n",
      }),
    );
    expect(gateway.hold("reload").status).toBe(0);
    await pause(500);
    await gateway.end();
    await start(labPolicy({ mode: "local-data" }));
    await pause(500);
    expect(witness.frames()).toBe(0);
  }, 120_000);

  test.each(processNames.flatMap((first) => processNames.filter((second) => second !== first).map((second) => [first, second] as const)))(
    "kill -9 of %s, then %s",
    async (first, second) => {
      const gateway = await start();
      const processes = gateway.processes();
      expect(Object.keys(processes)).toEqual(expect.arrayContaining([...processNames]));
      await flood();
      await expect.poll(met).toBeGreaterThan(500);
      for (const name of [first, second]) {
        try {
          process.kill(processes[name] ?? 0, "SIGKILL");
        } catch (error) {
          // The first one's end took it along already.
          if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
      }
      await gateway.end();
      await expect.poll(() => Object.values(processes).filter(isRunning)).toEqual([]);
      await pause(300);
      expect(witness.frames()).toBe(0);
      // And it starts again behind the rules that stayed.
      await start();
      expect(witness.frames()).toBe(0);
    },
    240_000,
  );
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
