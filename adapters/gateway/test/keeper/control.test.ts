import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@creance/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ControlRequest, HoldEvent, HoldStatus } from "../../src/control.ts";
import { openControl } from "../../src/control-client.ts";
import { type ControlServer, serveControl } from "../../src/keeper/control-server.ts";
import { createEventFeed, type EventFeed } from "../../src/keeper/event-feed.ts";

const status = { running: true, mode: "local-data", sentence: "Local Data Mode: nothing passes." } as HoldStatus;
const clock = (timeUs: number): HoldEvent => ({ kind: "clock", timeUs, jumpUs: 1 });

let folder: string;
let path: string;
let feed: EventFeed;
let server: ControlServer | undefined;
let asked: ControlRequest[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "creance-control-"));
  path = join(folder, "control.sock");
  feed = createEventFeed(5);
  asked = [];
  server = await listen();
});

afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

function listen(): Promise<ControlServer> {
  return serveControl({
    path,
    feed,
    async answer(request) {
      asked.push(request);
      if (request.ask === "close") throw new UserError("unknown-service", "notFound", "There is no such service.");
      if (request.ask === "reload") throw new Error("planted");
      return status;
    },
  });
}

describe("the control socket", () => {
  test("carries requests and answers, for the account and its group alone", async () => {
    expect(statSync(path).mode & 0o777).toBe(0o660);
    const control = openControl(path);
    expect(await control.status()).toEqual(status);
    await control.open({ name: "a.example", forUs: 60_000_000, by: "pilot", reason: "activation" });
    await control.mark("start");
    expect(asked.map(({ ask }) => ask)).toEqual(["status", "open", "mark"]);
    expect(asked[1]).toEqual({ id: 1, ask: "open", name: "a.example", forUs: 60_000_000, by: "pilot", reason: "activation" });
  });

  test("an error comes back as what it was", async () => {
    const control = openControl(path);
    await expect(control.close("b.example", "pilot")).rejects.toMatchObject({
      name: "UserError",
      code: "unknown-service",
      kind: "notFound",
    });
    await expect(control.reload()).rejects.toMatchObject({ code: "bug", message: expect.stringContaining("planted") });
    await expect(control.mark("")).rejects.toMatchObject({ code: "bad-request" });
    await expect(control.open({ name: "a", forUs: -1, by: "x", reason: "y" })).rejects.toMatchObject({ code: "bad-request" });
    await expect(control.open({ name: "a", forUs: 1, by: "x", reason: "two\nlines" })).rejects.toMatchObject({ code: "bad-request" });
  });

  test("no gateway, and a second gateway, are said", async () => {
    await expect(openControl(join(folder, "none.sock")).status()).rejects.toMatchObject({ code: "hold-not-running", kind: "notFound" });
    await expect(listen()).rejects.toMatchObject({ code: "hold-running" });
    expect(await openControl(path).status()).toEqual(status);
  });

  test("a socket that a dead gateway left is replaced", async () => {
    await server?.close();
    server = await listen();
    expect(await openControl(path).status()).toEqual(status);
  });

  test("watchers hear what was and what comes, and end with the gateway or the signal", async () => {
    for (let at = 0; at < 8; at++) feed.push(clock(at));
    const stop = new AbortController();
    const heard: number[] = [];
    const listening = (async () => {
      for await (const event of openControl(path).watch(3, stop.signal)) {
        if (event.kind === "clock") heard.push(event.timeUs);
        if (heard.length === 3) feed.push(clock(100));
        if (heard.length === 4) stop.abort();
      }
    })();
    await listening;
    expect(heard).toEqual([5, 6, 7, 100]);
    const until = (async () => {
      for await (const _ of openControl(path).watch(1, new AbortController().signal)) void server?.close();
    })();
    await until;
    server = undefined;
  });

  test("a watcher that does not read is let go, and the others are not held up", async () => {
    const lazy = connect(path);
    lazy.on("error", () => {});
    await new Promise((resolve) => lazy.once("connect", resolve));
    lazy.write('{"id":1,"ask":"watch","recall":0}\n');
    await openControl(path).status();
    lazy.pause();
    const gone = new Promise((resolve) => lazy.once("close", resolve));
    const large: HoldEvent = { kind: "ended", timeUs: 1, why: "x".repeat(100_000) };
    for (let at = 0; at < 200; at++) feed.push(large);
    expect(await openControl(path).status()).toEqual(status);
    lazy.resume();
    await gone;
  });

  test("connections that are held and say nothing keep nobody from asking", async () => {
    const held = Array.from({ length: 200 }, () => connect(path).on("error", () => {}));
    try {
      await Promise.all(held.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
      expect(await openControl(path).status()).toEqual(status);
    } finally {
      for (const socket of held) socket.destroy();
    }
  });

  test("bytes that are no request end the connection and nothing else", async () => {
    for (const bytes of ["\0\xff\n", "[]\n", "x".repeat(20_000), "{}\n".repeat(500), '{"id":1,"ask":"status"']) {
      const socket = connect(path);
      socket.on("error", () => {});
      const gone = new Promise((resolve) => socket.once("close", resolve));
      socket.resume();
      socket.end(bytes);
      await gone;
    }
    expect(await openControl(path).status()).toEqual(status);
  });
});
