/** A courier's process that was broken by what it read: its parent allows nothing that its destination does not name, and does not fall with it. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startCourierProcess } from "../../src/process/courier-process.ts";

const program = fileURLToPath(new URL("./strange-child.mjs", import.meta.url));
const credentials = { accessKeyId: "a", secretAccessKey: "b" };

const destination = {
  id: "d",
  title: "d",
  kind: "s3",
  endpoint: "http://127.0.0.1:8000",
  region: "r",
  country: "US",
  bucket: "b-1",
  prefix: "",
  pathStyle: true,
  addresses: ["127.0.0.1"],
} as const;
const job = { what: "upload", object: "o", sizeBytes: 10, state: null } as const;

/** What the parent answered to it: a code, or "yes". `asked`: whether the ledger was. */
async function outcome(act: string): Promise<{ readonly result: unknown; readonly asked: number }> {
  let asked = 0;
  const strange = startCourierProcess({
    destination,
    shareId: null,
    program: [program, act],
    onConnecting: () => {
      asked += 1;
      return Promise.resolve();
    },
    onConnected: () => Promise.resolve(),
  });
  const result = await strange
    .run(job, credentials, { read: () => Promise.resolve(new Uint8Array(1)) })
    .catch((error: { code?: string }) => error.code);
  await strange.end();
  return { result, asked };
}

describe("a broken process", () => {
  it("an honest question is answered with yes (so that a no means something)", async () => {
    expect(await outcome("honest")).toEqual({ result: "yes", asked: 1 });
  });

  it.each([
    ["other-host", "address-refused"],
    ["other-address", "address-refused"],
    ["other-port", "address-refused"],
    ["metadata", "address-refused"],
    ["other-share", "address-refused"],
    ["unencrypted", "address-refused"],
    ["no-address", "address-refused"],
    ["behind-the-end", "not-allowed"],
    ["other-job", "stopped"],
    ["no-question", "not-allowed"],
    ["null", "courier-ended"],
    ["no-error", "courier-ended"],
    ["no-json", "courier-ended"],
    ["too-long", "courier-ended"],
  ])("%s: %s, and the ledger was not asked", async (act, code) => {
    expect(await outcome(act)).toEqual({ result: code, asked: 0 });
  });

  it("a connection whose entry is written after the process has gone gets its end, and that is waited for", async () => {
    const entries: string[] = [];
    let enter: () => void = () => {};
    const entered = new Promise<void>((resolve) => {
      enter = resolve;
    });
    const strange = startCourierProcess({
      destination,
      shareId: null,
      program: [program, "asks-and-goes"],
      onConnecting: () => entered.then(() => void entries.push("connecting")),
      onConnected: async ({ outcome: how, upBytes }) => {
        await new Promise(setImmediate);
        entries.push(`${how} ${upBytes}`);
      },
    });
    await expect(strange.run(job, credentials, {})).rejects.toMatchObject({ code: "courier-ended" });
    const gone = strange.end();
    enter();
    await gone;
    expect(entries).toEqual(["connecting", "failed 0"]);
  });

  it("one that was told to end is given no more jobs", async () => {
    const strange = startCourierProcess({
      destination,
      shareId: null,
      program: [program, "honest"],
      onConnecting: () => Promise.resolve(),
      onConnected: () => Promise.resolve(),
    });
    expect(strange.isOver).toBe(false);
    const gone = strange.end();
    expect(strange.isOver).toBe(true);
    await gone;
  });
});
