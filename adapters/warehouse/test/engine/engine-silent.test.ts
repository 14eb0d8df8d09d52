import { mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openColumnEngine, openWarehouse } from "../../src/index.ts";
import { engineIsHere, hasProgram } from "./engine-here.ts";
import { talks, writeTalks } from "./made-up-talks.ts";

const canTrace = process.platform === "linux" && hasProgram("strace", "-o", "/dev/null", "true");
const canIsolate =
  process.platform === "linux" && (hasProgram("unshare", "--net", "true") || hasProgram("unshare", "--net", "--map-root-user", "true"));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "creance-silent-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = { table: talks, columns: ["server"], where: [], order: [], offset: 0, limit: 5 };

describe.skipIf(!engineIsHere || !canTrace)("the engine's own silence (needs the packages chdb and @clickhouse/client, and strace)", () => {
  test("starting, loading, asking and ending make no internet socket", async () => {
    const trace = join(folder, "trace");
    const warehouse = openWarehouse(join(folder, "derived"));
    const dataset = await writeTalks(warehouse, 1, [500]);
    const prefix = ["strace", "-f", "-qq", "-e", "trace=%network", "-o", trace];
    const engine = openColumnEngine({ folder: join(folder, "traced"), warehouse, prefix });
    await engine.load(talks, dataset);
    expect((await engine.page({ ...page, datasets: [dataset] })).total).toBe(500);
    await engine.close();
    const calls = readFileSync(trace, "utf8").split("\n");
    // The trace sees sockets: those between processes are in it.
    expect(calls.filter((line) => /AF_UNIX|AF_NETLINK|recvmsg|socketpair/.test(line)).length).toBeGreaterThan(0);
    expect(calls.filter((line) => /AF_INET/.test(line))).toEqual([]);
  });
});

describe.skipIf(!engineIsHere || !canIsolate)(
  "the engine's network namespace (needs the packages chdb and @clickhouse/client, and a machine that lets unshare)",
  () => {
    test("its process is in another one than ours, and the state says so", async () => {
      const warehouse = openWarehouse(join(folder, "derived"));
      // The command before the engine's writes down where it runs.
      const prefix = ["sh", "-c", `readlink /proc/self/ns/net > '${join(folder, "namespace")}'; exec "$@"`, "sh"];
      const engine = openColumnEngine({ folder: join(folder, "isolated"), warehouse, prefix });
      await engine.load(talks, await writeTalks(warehouse, 2, [5]));
      expect(engine.state().isolation).toBe("networkNamespace");
      expect(readFileSync(join(folder, "namespace"), "utf8")).toMatch(/^net:\[\d+\]/);
      expect(readFileSync(join(folder, "namespace"), "utf8").trim()).not.toBe(readlinkSync("/proc/self/ns/net"));
      await engine.close();
    });
  },
);
