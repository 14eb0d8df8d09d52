/** The server's side of the gateway over a whole gateway in the lab: what a device really tries is what the page is told. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HoldLive, holdAttemptPageSchema, holdAttemptQuerySchema, holdLiveSchema } from "@creance/api";
import { makeProof, openControl } from "@creance/gateway";
import type { MachineFacts } from "@creance/hold";
import { afterEach, describe, expect, test } from "vitest";
import { forget, startGateway, type TestGateway } from "../../../../../adapters/gateway/test/keeper/running-gateway.ts";
import { type Field, fieldMissing, openField } from "../../../../../adapters/gateway/test/lab/field.ts";
import { startWorld } from "../../../../../adapters/gateway/test/lab/world.ts";
import { openHold } from "../../../src/operation/hold/open-hold.ts";
import type { Hold } from "../../../src/operation/hold/types.ts";

const policy = `version: 1
title: Lab
hold:
  mode: named-services
  lan: { interface: lan, address: 10.77.0.1/24 }
  wan: { interface: wan }
  resolver: 10.99.0.10
  portal: answer
  time: answer
services:
  - name: control.example.org
    reason: a test
    open: on-request
    ports: [80]
    limit: { up: 100 kB, per: opening }
`;
const noMachine = (): Promise<MachineFacts> => Promise.reject(new Error("not asked here"));
const asks = `const r=new(require("dns").promises.Resolver)({timeout:15000,tries:1});r.setServers(["8.8.8.8"]);r.resolve4(process.argv[1]).then(a=>console.log(a[0]),()=>console.log("none"))`;
const rows = async (hold: Hold, search: string) => (await hold.attempts(holdAttemptQuerySchema.parse({ search }))).rows;

describe.skipIf(fieldMissing !== null)(`the page over a real gateway${fieldMissing === null ? "" : ` (skipped: ${fieldMissing})`}`, () => {
  let field: Field | undefined;
  let gateway: TestGateway | undefined;
  let hold: Hold | undefined;
  const folder = mkdtempSync(join(tmpdir(), "h6-H-real-"));
  afterEach(async () => {
    hold?.end();
    await gateway?.end();
    await field?.close();
    forget(gateway);
    rmSync(folder, { recursive: true, force: true });
  });

  test("tries, an opening, its bytes, and a proof with its verdict", { timeout: 180_000 }, async () => {
    field = await openField();
    await startWorld(field.outside);
    gateway = await startGateway(field, { policy });
    const proofs = join(folder, "proofs");
    mkdirSync(proofs);
    const seen = openHold({
      socket: join(gateway.folder, "run", "control.sock"),
      proofFolder: proofs,
      connect: openControl,
      machineFacts: noMachine,
    });
    hold = seen;
    const until = async (isSo: (live: HoldLive) => boolean | Promise<boolean>): Promise<HoldLive> => {
      for await (const live of seen.watch(AbortSignal.timeout(30_000))) if (await isSo(live)) return live;
      throw new Error("it never was so");
    };
    const from = await gateway.control.mark("from");

    const { device } = field;
    device.run([process.execPath, "-e", asks, "mydjiflight.dji.com"]);
    device.run(["curl", "-s", "-m", "1", "http://10.99.0.11/"]);
    await until(async () => (await rows(seen, "mydjiflight.dji.com")).length === 1 && (await rows(seen, "10.99.0.11")).length === 1);
    expect((await rows(seen, "mydjiflight"))[0]).toMatchObject({
      way: "name",
      role: "Flight records (DJI)",
      clients: ["10.77.0.2"],
      relayed: 0,
    });
    expect((await rows(seen, "10.99.0.11"))[0]).toMatchObject({ way: "address", port: 80, transport: "tcp" });

    const opened = await seen.open({ name: "control.example.org", forUs: 60e6, by: "M. Sample", reason: "the page's own test" });
    expect(opened.gateway?.services[0]).toMatchObject({ isOpen: true, openedBy: "M. Sample", openedReason: "the page's own test" });
    const address = device.run([process.execPath, "-e", asks, "control.example.org"]).stdout.trim();
    expect(
      device.run([
        "curl",
        "-s",
        "-m",
        "20",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "--resolve",
        `control.example.org:80:${address}`,
        "http://control.example.org/",
      ]).stdout,
    ).toBe("200");
    await until(async () => (await rows(seen, "control.example.org"))[0]?.relayed === 1);
    expect((await rows(seen, "control.example.org"))[0]?.upBytes).toBeGreaterThan(50);
    await seen.close("control.example.org", "M. Sample");

    const live = await until(({ happenings }) => happenings[0]?.kind === "closed");
    expect(holdLiveSchema.parse(live).happenings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["opened", "closed"]));
    expect(live.tried).toMatch(/^In the last 10 minutes 10\.77\.0\.2 tried \d+ times to reach 2 names and 1 address; /);
    expect(holdAttemptPageSchema.parse(await seen.attempts(holdAttemptQuerySchema.parse({}))).total).toBeGreaterThanOrEqual(3);

    const till = await gateway.control.mark("until");
    const made = {
      session: gateway.session,
      fromMark: from.counts?.mark ?? "",
      untilMark: till.counts?.mark ?? "",
      flight: null,
      clockOffsetUs: null,
    };
    await makeProof({ ...made, folder: join(proofs, "lab"), version: "test", madeUs: Date.now() * 1000 });
    const [proof] = (await seen.proofs()).rows;
    expect(proof?.failures).toEqual([]);
    expect(proof).toMatchObject({ name: "lab", ok: true });
    expect(proof?.checked.length).toBeGreaterThan(5);
    appendFileSync(join(proofs, "lab", "relay.jsonl"), "\n");
    expect((await seen.proofs()).rows[0]).toMatchObject({ ok: false });

    await gateway.end();
    expect((await seen.status()).state).not.toBe("running");
  });
});
