/** The seal says "sealed" only when every way was tried and none led out. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createSealedState } from "../../src/sealed/sealed-state.ts";
import type { LeavingAttempt } from "../../src/sealed/try-to-leave.ts";
import { waysOut } from "../../src/sealed/ways-out.ts";

const script = fileURLToPath(new URL("try-in-namespace.mjs", import.meta.url));
const unshare = process.getuid?.() === 0 ? ["--net"] : ["--net", "--map-root-user"];
const canUnshare = spawnSync("unshare", [...unshare, "ip", "link"]).status === 0;

/** The attempts from a new namespace that the shell lines made. */
function attemptsIn(setUp: string, how: "looking" | "blind"): readonly LeavingAttempt[] {
  const out = execFileSync("unshare", [...unshare, "sh", "-ec", `${setUp}\nexec "$@"`, "sh", process.execPath, script, how], {
    encoding: "utf8",
  });
  return JSON.parse(out) as LeavingAttempt[];
}

describe.skipIf(!canUnshare)(
  `in a namespace of its own${canUnshare ? "" : " (skipped: unshare or ip is missing or forbidden here)"}`,
  () => {
    test("an empty one: eight ways, each refused by the machine itself", () => {
      const attempts = attemptsIn("true", "looking");
      expect(attempts).toHaveLength(8);
      for (const each of attempts) expect(each).toMatchObject({ isRefusedHere: true });
    });

    test("its own loopback being up leads nowhere", () => {
      expect(attemptsIn("ip link set lo up", "looking").every(({ isRefusedHere }) => isRefusedHere)).toBe(true);
    });

    test("planted: an interface that leads out is seen, and nothing is sent", () => {
      const attempts = attemptsIn(
        "ip link add out0 type veth peer name out1; ip link set out1 up; ip addr add 10.66.0.1/24 dev out0; ip link set out0 up",
        "looking",
      );
      expect(attempts.map(({ how, isRefusedHere }) => [how, isRefusedHere])).toEqual([
        ["Interfaces of this process", false],
        ["Routes of this process", false],
      ]);
      expect(attempts[0]?.result).toEqual(expect.stringMatching(/^out\d, out\d: nothing was tried$/));
    });

    test("planted: were the interface not seen, the tries themselves would tell", () => {
      const attempts = attemptsIn(
        "ip link add out0 type veth peer name out1; ip link set out1 up; ip addr add 10.66.0.1/24 dev out0; ip link set out0 up; ip route add default dev out0",
        "blind",
      );
      const led = attempts.filter(({ isRefusedHere }) => !isRefusedHere).map(({ how }) => how);
      expect(led).toContain("Connection to 192.0.2.1, TCP port 443");
      expect(led).toContain("Datagram to 192.0.2.1, UDP port 443");
    });

    test("planted: an answer from the other end counts as having left", () => {
      const attempts = attemptsIn("ip link set lo up; ip route add local 192.0.2.0/24 dev lo", "blind");
      expect(attempts.find(({ how }) => how.startsWith("Connection to 192.0.2.1"))).toMatchObject({
        isRefusedHere: false,
        result: "an answer came (ECONNREFUSED): something outside was reached",
      });
    });
  },
);

test("interfaces and routes are read as the kernel writes them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "creance-ways-"));
  try {
    expect(await waysOut(folder)).toEqual({ interfaces: null, routes: null });
    mkdirSync(folder, { recursive: true });
    const head = "Inter-|   Receive |  Transmit\n face |bytes    packets|bytes\n";
    writeFileSync(join(folder, "dev"), `${head}    lo:       0       0\n  wan0:       0       0\n`);
    writeFileSync(join(folder, "route"), "Iface\tDestination\tGateway\nwan0\t00000000\t0100000A\nwan0\t0000000A\t00000000\n");
    writeFileSync(
      join(folder, "ipv6_route"),
      `${"0".repeat(32)} 00 ${"0".repeat(32)} 00 ${"0".repeat(32)} ffffffff 00000001 00000000 00200200       lo\n`,
    );
    expect(await waysOut(folder)).toEqual({ interfaces: ["wan0"], routes: ["wan0"] });
    writeFileSync(join(folder, "dev"), `${head}    lo:       0       0\n`);
    writeFileSync(join(folder, "route"), "Iface\tDestination\tGateway\n");
    expect(await waysOut(folder)).toEqual({ interfaces: [], routes: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("the state", () => {
  const refused: LeavingAttempt = {
    how: "Connection",
    result: "refused by this machine: there is no network (ENETUNREACH)",
    isRefusedHere: true,
  };
  const left: LeavingAttempt = { how: "Connection", result: "it went out", isRefusedHere: false };

  test("is sealed only when something was tried and everything refused", async () => {
    expect(await createSealedState(async () => [refused, refused])()).toMatchObject({
      isSealed: true,
      attempts: [{ how: "Connection" }, {}],
    });
    expect(await createSealedState(async () => [refused, left])()).toMatchObject({
      isSealed: false,
      sentence: "Not sealed, although it was started so: connection: it went out.",
    });
    expect(await createSealedState(async () => [])()).toMatchObject({ isSealed: false });
  });

  test("is tried again after ten seconds and not before, and never told from an older try", async () => {
    let nowMs = 0;
    let tries = 0;
    const state = createSealedState(
      async () => (++tries === 1 ? [refused] : [left]),
      () => nowMs,
    );
    expect([(await state()).isSealed, (await state()).isSealed, tries]).toEqual([true, true, 1]);
    nowMs = 9_999;
    expect([(await state()).isSealed, tries]).toEqual([true, 1]);
    nowMs = 10_000;
    expect([(await state()).isSealed, tries]).toEqual([false, 2]);
  });
});
