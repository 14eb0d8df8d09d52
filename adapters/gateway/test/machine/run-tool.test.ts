import { describe, expect, test } from "vitest";
import { runTool, toolWords } from "../../src/machine/run-tool.ts";

describe("a program of the machine", () => {
  test("that hangs, with something else that holds its output, is given up in time", async () => {
    const before = performance.now();
    // Long enough for the first word on a busy machine; what holds the output would take two minutes.
    const run = await runTool(["sh", "-c", "echo begun; sleep 120; echo never"], { timeoutMs: 4_000 });
    expect(performance.now() - before).toBeLessThan(60_000);
    expect(run).toMatchObject({ status: null, stdout: "begun\n", isMissing: false });
    expect(toolWords({ ...run, stdout: "" })).toBe("it took too long or printed too much");
  });

  test("that leaves its group and goes on is given up too", async () => {
    const run = await runTool(["sh", "-c", "setsid sleep 3 & wait"], { timeoutMs: 300 });
    expect(run.status).toBeNull();
  });

  test("that prints without end is killed at the bound", async () => {
    const run = await runTool(["yes", "some words"], { maxBytes: 100_000 });
    expect(run.status).toBeNull();
    expect(run.stdout.length).toBeLessThanOrEqual(100_000);
  });

  test("that does not read, ends early, or is not there", async () => {
    expect((await runTool(["true"], { input: "x".repeat(1_000_000) })).status).toBe(0);
    const failed = await runTool(["sh", "-c", "echo no >&2; exit 3"]);
    expect(failed).toMatchObject({ status: 3, stderr: "no\n" });
    expect(toolWords(await runTool(["no-such-program-here"]))).toBe("it is not installed");
  });
});
