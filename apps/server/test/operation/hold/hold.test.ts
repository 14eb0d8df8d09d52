/** The server's side of the gateway: status, tries, openings and the live state over a real control socket. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HoldLive, holdAttemptPageSchema, holdAttemptQuerySchema, holdLiveSchema, holdStatusSchema } from "@creance/api";
import { openControl } from "@creance/gateway";
import { createAttempts, type MachineFacts } from "@creance/hold";
import { watchOutbound } from "@creance/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openHold } from "../../../src/operation/hold/open-hold.ts";
import type { Hold } from "../../../src/operation/hold/types.ts";
import { type ScriptedGateway, scriptedStatus, scriptedStory, startScriptedGateway } from "./scripted-gateway.ts";

const noMachine = (): Promise<MachineFacts> => Promise.reject(new Error("no machine in this test"));
const query = (more: object = {}) => holdAttemptQuerySchema.parse(more);

describe("Hold, as the server sees it", () => {
  let folder: string;
  let socket: string;
  let hold: Hold;
  let gateway: ScriptedGateway | undefined;
  const nowUs = Date.now() * 1000;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "h6-H-hold-"));
    socket = join(folder, "control.sock");
    hold = openHold({ socket, proofFolder: join(folder, "proofs"), connect: openControl, machineFacts: noMachine });
  });
  afterEach(async () => {
    hold.end();
    await gateway?.close();
    gateway = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<ScriptedGateway> => {
    gateway = await startScriptedGateway(socket, scriptedStatus(nowUs), scriptedStory(nowUs));
    return gateway;
  };
  /** The first live state for which something is so. */
  const until = async (isSo: (live: HoldLive) => boolean): Promise<HoldLive> => {
    const enough = AbortSignal.timeout(20_000);
    for await (const live of hold.watch(enough)) if (isSo(live)) return live;
    throw new Error("it never was so");
  };

  test("without a gateway it says that there is none; nothing else fails", async () => {
    expect(await hold.status()).toMatchObject({ state: "none", code: "no-socket", gateway: null, socket });
    expect(await hold.attempts(query())).toMatchObject({ total: 0, all: 0, rows: [] });
    expect(await hold.proofs()).toEqual({ folder: join(folder, "proofs"), rows: [], more: 0 });
    await expect(hold.open({ name: "active.dji.com", forUs: 600e6, by: "A", reason: "B" })).rejects.toMatchObject({
      code: "hold-not-running",
    });
  });

  test("a socket that nobody answers on, and a file that is no socket, are unreachable", async () => {
    writeFileSync(socket, "");
    expect(await hold.status()).toMatchObject({ state: "unreachable", code: "not-answering" });
    rmSync(socket);
    const mute = createServer((one) => one.destroy());
    await new Promise<void>((resolve) => mute.listen(socket, resolve));
    expect(await hold.status()).toMatchObject({ state: "unreachable", code: "not-answering" });
    await new Promise((resolve) => mute.close(resolve));
  });

  test("a socket of a folder that this account may not enter is said to be of another group", async () => {
    const shut = join(folder, "shut");
    mkdirSync(shut);
    chmodSync(shut, 0o000);
    const other = openHold({ socket: join(shut, "control.sock"), proofFolder: folder, connect: openControl, machineFacts: noMachine });
    // Root may enter everywhere: as somebody else for a moment.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(await other.status()).toMatchObject({ state: "unreachable", code: "no-permission" });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    chmodSync(shut, 0o700);
    other.end();
  });

  test("a running gateway: status with roles and counters, as the contract says", async () => {
    await start();
    const status = holdStatusSchema.parse(await hold.status());
    expect(status).toMatchObject({ state: "running", sentence: "Nothing passes: every service is closed.", code: null });
    expect(status.gateway?.services.map(({ name, role, isOpen }) => [name, role, isOpen])).toEqual([
      ["active.dji.com", "Activation (DJI)", false],
      ["flysafe-api.dji.com", "Zone or elevation query (DJI)", false],
      ["dl.djicdn.com", "File delivery (DJI CDN)", false],
      ["mydjiflight.dji.com", "Flight records (DJI)", false],
    ]);
    expect(status.gateway?.counts?.counters.find(({ name }) => name === "lanDenied")).toMatchObject({ packets: 402, denied: true });
  });

  test("what was told before the first look and what is told now: minutes, targets, words", async () => {
    const running = await start();
    // The story may come in pieces: what is told now is told after the whole of it.
    const story = createAttempts();
    for (const event of scriptedStory(nowUs)) if (event.kind !== "status") story.note(event);
    const first = await until(({ revision }) => revision >= story.revision);
    expect(first.minutes.length).toBeGreaterThan(80);
    expect(holdLiveSchema.parse(first).tried).toMatch(
      /^In the last 10 minutes 2 devices tried \d+ times to reach \d+ names and \d+ addresses; all were refused\.$|here/,
    );
    const page = holdAttemptPageSchema.parse(await hold.attempts(query({ search: "flight record", sort: "refused" })));
    expect(page.rows.map(({ target, words }) => [target, words.replace(/[\d,]+ times/, "N times")])).toEqual([
      ["mydjiflight.dji.com", "asked for the flight record host mydjiflight.dji.com N times, refused"],
    ]);
    const before = page.rows[0]?.refused ?? 0;
    const line = {
      fromUs: nowUs,
      untilUs: nowUs,
      client: "10.77.0.21",
      transport: "udp",
      type: 1,
      typeName: "A",
      answer: "noSuchName",
    } as const;
    running.tell({ kind: "question", name: "mydjiflight.dji.com", count: 9, ...line });
    await until(({ revision }) => revision > first.revision);
    expect((await hold.attempts(query({ search: "mydjiflight" }))).rows[0]?.refused).toBe(before + 9);
    expect((await hold.attempts(query({ fate: "relayed" }))).rows.map(({ target, upBytes }) => [target, upBytes])).toEqual([
      ["active.dji.com", 3120],
    ]);
    const [minute] = first.minutes;
    const inIt = await hold.attempts(query({ fromUs: minute?.startUs, untilUs: (minute?.startUs ?? 0) + 60e6 }));
    expect(inIt.rows.reduce((sum, row) => sum + row.refused, 0)).toBe(minute?.refused);
  });

  test("opening and closing reach the gateway with who and why; its refusal is the answer", async () => {
    const running = await start();
    const opened = await hold.open({ name: "active.dji.com", forUs: 3600e6, by: "M. Sample", reason: "activation" });
    expect(opened.gateway?.services[0]).toMatchObject({
      isOpen: true,
      openLeftUs: 600e6,
      openedBy: "M. Sample",
      openedReason: "activation",
    });
    expect(running.heard.find(({ ask }) => ask === "open")).toMatchObject({
      name: "active.dji.com",
      forUs: 3600e6,
      by: "M. Sample",
      reason: "activation",
    });
    expect((await hold.close("active.dji.com", "M. Sample")).gateway?.services[0]).toMatchObject({ isOpen: false });
    running.refuseNext("not-on-request", "mydjiflight.dji.com stays shut: the policy says never.");
    await expect(hold.open({ name: "mydjiflight.dji.com", forUs: 600e6, by: "M", reason: "x" })).rejects.toMatchObject({
      code: "not-on-request",
    });
    expect((await until(({ happenings }) => happenings.length > 4)).happenings[0]?.sentence).toMatch(/^active\.dji\.com was closed/);
  });

  test("a gateway that ends and comes back is seen again, with its own picture", async () => {
    await start();
    await until(({ minutes }) => minutes.length > 80);
    await gateway?.close();
    await until(({ status }) => status.state === "none");
    gateway = await startScriptedGateway(socket, scriptedStatus(nowUs), []);
    const again = await until(({ status }) => status.state === "running");
    expect((await until(({ minutes }) => minutes.length === 0)).status.gateway?.mode).toBe(again.status.gateway?.mode);
  }, 180_000);

  test("the control socket is no outbound connection", async () => {
    await start();
    const outbound = watchOutbound();
    await hold.status();
    await until(({ minutes }) => minutes.length > 0);
    expect(outbound.attempts).toEqual([]);
    outbound.stop();
  });

  test("a policy is planned with: what is wrong is told with its line, and the machine is not asked", async () => {
    const plan = await hold.plan("version: 1\ntitle: T\nservices:\n  - name: '*.example.org'\n");
    expect(plan.ok).toBe(false);
    expect(plan.problems.length).toBeGreaterThan(0);
    expect(plan.problems.every(({ line, sentence }) => line > 0 && sentence.length > 0)).toBe(true);
  });
});
