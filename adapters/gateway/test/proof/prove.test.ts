// `creance hold prove` and `verify` with the real gateway in the lab: a window with refused packets, refused names and a control request.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkProof } from "@creance/hold";
import { nodePlatform } from "@creance/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openProof } from "../../src/proof/open-proof.ts";
import { deviceSteps } from "../lab/bypasses.ts";
import { type Field, fieldMissing, openField, type Ran } from "../lab/field.ts";
import { creanceCommand, forget, type LabGateway, startGateway } from "../lab/gateway.ts";
import { startWorld } from "../lab/world.ts";

const reason = fieldMissing === null ? "" : ` (skipped: ${fieldMissing})`;
const CONTROL = "control.example.org";

interface Verdict {
  readonly ok: boolean;
  readonly sentence: string;
  readonly checked: readonly string[];
  readonly failures: readonly { readonly code: string; readonly where: string; readonly sentence: string }[];
  readonly carried: readonly { readonly what: string; readonly target: string; readonly upBytes: number }[];
}

describe.skipIf(fieldMissing !== null)(`a proof of the real gateway${reason}`, () => {
  const room = mkdtempSync(join(tmpdir(), "h6-F-prove-"));
  const proof = join(room, "proof");
  let field: Field;
  let gateway: LabGateway;

  beforeAll(async () => {
    field = await openField();
    await startWorld(field.outside);
    gateway = await startGateway(field);
  }, 180_000);
  afterAll(async () => {
    await gateway?.end();
    await field?.close();
    if (gateway !== undefined) forget(gateway);
    rmSync(room, { recursive: true, force: true });
  });

  /** By the command; `checked` is the same without starting one. */
  const verify = (folder: string): { readonly ran: Ran; readonly verdict: Verdict } => {
    const ran = spawnSync(process.execPath, [creanceCommand, "hold", "verify", folder, "--json"], { encoding: "utf8" });
    return { ran, verdict: JSON.parse(ran.stdout) as Verdict };
  };
  const checked = async (folder: string): Promise<Verdict> => await checkProof(await openProof(folder), nodePlatform);
  /** A copy with one file changed and the list of hashes made new: what somebody would do who can use sha256sum. */
  const forged = (name: string, file: string, change: (bytes: Buffer) => Buffer): Promise<Verdict> => {
    const folder = join(room, name);
    cpSync(proof, folder, { recursive: true });
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file))));
    const sums = readdirSync(folder)
      .filter((each) => each !== "SHA256SUMS")
      .sort()
      .map(
        (each) =>
          `${createHash("sha256")
            .update(readFileSync(join(folder, each)))
            .digest("hex")}  ${each}\n`,
      );
    writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
    return checked(folder);
  };

  test("prove waits for the control request, makes the bundle, and it holds", { timeout: 120_000 }, async () => {
    const child = field.gateway.start(
      [
        process.execPath,
        creanceCommand,
        "hold",
        "prove",
        "--runtime",
        join(gateway.folder, "run"),
        "--out",
        proof,
        "--for",
        "4s",
        "--control",
        "--json",
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let said = "";
    let out = "";
    child.stderr?.on("data", (piece: Buffer) => {
      said += piece.toString();
    });
    child.stdout?.on("data", (piece: Buffer) => {
      out += piece.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    for (let waited = 0; !said.includes(`http://${CONTROL}/`) && waited < 60_000; waited += 50)
      await new Promise((next) => setTimeout(next, 50));
    expect(said).toContain("The window has begun");
    field.device.must(
      deviceSteps(
        { kind: "dns", server: "8.8.8.8", name: "not-listed.example" },
        { kind: "tcp", host: "203.0.113.11", port: 443, wait: 1_500 },
        { kind: "udp", host: "203.0.113.11", port: 443, send: "x".repeat(1_200) },
        { kind: "dns", server: "10.77.0.1", name: CONTROL },
        { kind: "tcp", host: syntheticIp(), port: 80, send: `GET /bytes/5000 HTTP/1.1\r\nHost: ${CONTROL}\r\nConnection: close\r\n\r\n` },
      ),
    );
    const status = await ended;
    expect(out, said).not.toBe("");
    const verdict = JSON.parse(out) as Verdict & { folder: string };
    expect(verdict.failures).toEqual([]);
    expect(status).toBe(0);
    expect(verdict.ok).toBe(true);
    expect(verdict.folder).toBe(proof);
    expect(verdict.carried.filter(({ what }) => what === "control").map(({ target }) => target)).toEqual([CONTROL]);
    expect(verdict.sentence).toMatch(/^LAN tried .* WAN carried only these: /);
  });

  test("verify says the same, from the bundle alone; sha256sum agrees", { timeout: 60_000 }, () => {
    const { ran, verdict } = verify(proof);
    expect(verdict.failures).toEqual([]);
    expect(ran.status).toBe(0);
    expect(spawnSync("sha256sum", ["-c", "--quiet", "--strict", "SHA256SUMS"], { cwd: proof }).status).toBe(0);
  });

  test("a flipped bit", { timeout: 60_000 }, () => {
    const folder = join(room, "flipped");
    cpSync(proof, folder, { recursive: true });
    const path = join(folder, "wan-000001.pcap");
    const bytes = readFileSync(path);
    bytes[bytes.byteLength - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { ran, verdict } = verify(folder);
    expect(ran.status).toBe(1);
    expect(verdict.failures.map(({ code, where }) => [code, where])).toContainEqual(["file-hash", "wan-000001.pcap"]);
  });

  test("a missing packet on the local side, with the hashes made new", async () => {
    const verdict = await forged("missing", "lan-000001.pcap", (bytes) => without(bytes, Buffer.of(203, 0, 113, 11)));
    expect(verdict.ok).toBe(false);
    expect(verdict.failures.map(({ code }) => code)).toContain("counter-sum");
  });

  test("one more packet on the outside, with the hashes made new", async () => {
    const verdict = await forged("extra", "wan-000001.pcap", (bytes) =>
      Buffer.concat([bytes, recordTo(bytes, Buffer.of(203, 0, 113, 12))]),
    );
    expect(verdict.failures.map(({ code }) => code)).toContain("counter-sum");
  });

  test("a folder that is there is never written over; a folder that is no bundle is a verdict", { timeout: 60_000 }, () => {
    const ran = gateway.hold("prove", "--out", proof);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain("is there already");
    const { ran: verified, verdict } = verify(room);
    expect(verified.status).toBe(1);
    expect(verdict.failures[0]?.code).toBe("not-a-bundle");
  });

  test("--keep: the captures of the local network are in the vault", { timeout: 120_000 }, () => {
    const vault = join(room, "vault");
    const out = join(room, "kept");
    const ran = gateway.hold("prove", "--out", out, "--for", "1s", "--keep", "--vault", vault, "--json");
    expect(existsSync(out), ran.stderr).toBe(true);
    expect(ran.stderr).toMatch(/1 file: 1 file kept\..*1 packet capture/s);
  });

  test("a session that has ended, from its start to its end", { timeout: 120_000 }, async () => {
    await gateway.end();
    const out = join(room, "ended");
    const ran = gateway.hold("prove", "--session", gateway.session, "--out", out, "--json");
    expect(ran.stdout, ran.stderr).not.toBe("");
    const verdict = JSON.parse(ran.stdout) as Verdict;
    expect(verdict.failures).toEqual([]);
    expect(ran.status).toBe(0);
    expect(verdict.carried.map(({ target }) => target)).toContain(CONTROL);
  });

  function syntheticIp(): string {
    const ran = gateway.hold("status", "--json");
    const { services } = JSON.parse(ran.stdout) as { services: readonly { name: string; syntheticIp: string }[] };
    return services.find(({ name }) => name === CONTROL)?.syntheticIp ?? "";
  }
});

/** Records of a little-endian pcap: where each begins and ends. */
function recordsOf(bytes: Buffer): readonly { readonly start: number; readonly end: number }[] {
  const records: { start: number; end: number }[] = [];
  for (let at = 24; at + 16 <= bytes.byteLength; ) {
    const end = at + 16 + bytes.readUInt32LE(at + 8);
    records.push({ start: at, end });
    at = end;
  }
  return records;
}

/** The first IPv4 packet to an address; a question for its MAC has the address, too, and no counter. */
function packetTo(bytes: Buffer, address: Buffer): { readonly start: number; readonly end: number } {
  const found = recordsOf(bytes).find(
    ({ start }) => bytes.readUInt16BE(start + 16 + 12) === 0x0800 && bytes.subarray(start + 16 + 30, start + 16 + 34).equals(address),
  );
  if (found === undefined) throw new Error("no such packet");
  return found;
}

function recordTo(bytes: Buffer, address: Buffer): Buffer {
  const found = packetTo(bytes, address);
  return bytes.subarray(found.start, found.end);
}

function without(bytes: Buffer, address: Buffer): Buffer {
  const found = packetTo(bytes, address);
  return Buffer.concat([bytes.subarray(0, found.start), bytes.subarray(found.end)]);
}
