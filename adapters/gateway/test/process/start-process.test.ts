import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { type GatewayProcess, startProcess } from "../../src/process/start-process.ts";
import { setprivAsSelf, setprivReason } from "./setpriv-works.ts";

const program = [fileURLToPath(new URL("./echo-process.mjs", import.meta.url))];
const started: GatewayProcess<object>[] = [];

afterEach(async () => {
  for (const one of started.splice(0)) await one.end(200);
});

function start(account: number | null, rights: readonly string[] = []) {
  const messages: { kind: string; [key: string]: unknown }[] = [];
  let wake = (): void => {};
  const one = startProcess<object, { kind: string }>("names", {
    account,
    rights,
    program,
    onMessage(message) {
      messages.push(message as { kind: string });
      wake();
    },
  });
  started.push(one);
  const next = async (count = 1): Promise<readonly { kind: string; [key: string]: unknown }[]> => {
    while (messages.length < count) {
      await Promise.race([
        new Promise<void>((resolve) => {
          wake = resolve;
        }),
        one.ended.then((end) => Promise.reject(new Error(`ended: ${JSON.stringify(end)}`))),
      ]);
    }
    return messages;
  };
  return { one, next, messages };
}

describe.skipIf(!setprivAsSelf)(`a process of the gateway${setprivReason}`, () => {
  test("answers in order, and ends with its pipe", async () => {
    const { one, next } = start(null);
    for (let value = 0; value < 100; value++) one.send({ kind: "echo", value });
    expect((await next(100)).map(({ value }) => value)).toEqual(Array.from({ length: 100 }, (_, value) => value));
    // By the end of its pipe, not by the kill after the grace, however slow the machine is.
    expect(await one.end(60_000)).toMatchObject({ code: 0, signal: null, failure: null });
  });

  test("tells why it ends", async () => {
    const told = start(null);
    told.one.send({ kind: "fail" });
    expect(await told.one.ended).toMatchObject({ code: 1, failure: { code: "told-to", sentence: "As asked." } });
    const thrown = start(null);
    thrown.one.send({ kind: "throw" });
    expect((await thrown.one.ended).failure).toMatchObject({ code: "bug" });
  });

  test("a kill is an end like any other", async () => {
    const { one, next } = start(null);
    one.send({ kind: "echo", value: 1 });
    await next();
    process.kill(one.pid, "SIGKILL");
    expect(await one.ended).toMatchObject({ signal: "SIGKILL" });
  });

  test.skipIf(process.getuid?.() !== 0)("has its own account and only the rights named (needs root)", async () => {
    const { one, next } = start(65_123, ["net_bind_service"]);
    one.send({ kind: "who" });
    const [who] = await next();
    expect(who).toMatchObject({
      uid: 65_123,
      groups: [65_123],
      rights: "0000000000000400",
      bounding: "0000000000000400",
      noNewRights: "1",
    });
  });

  test("hears the keeper's signs of life, and none of them is a message", async () => {
    const { one, next, messages } = start(null);
    one.send({ kind: "echo", value: 1 });
    await next();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    one.send({ kind: "echo", value: 2 });
    await next(2);
    expect(messages).toHaveLength(2);
  });

  test("a program that is not there is an end with a reason", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "/nowhere";
    try {
      const end = await startProcess("names", { account: null, rights: [], program, onMessage() {} }).ended;
      expect(end.failure?.code).toBe("not-started");
    } finally {
      process.env["PATH"] = path;
    }
  });
});
