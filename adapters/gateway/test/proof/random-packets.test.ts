// Random frames of every kind at the real gateway: nothing of them comes out, and the proof accounts for each, to the byte.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkProof, type ProofVerdict } from "@creance/hold";
import { nodePlatform } from "@creance/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deviceSteps } from "../lab/bypasses.ts";
import { type Field, fieldMissing, openField } from "../lab/field.ts";
import { forget, type LabGateway, labPolicy, startGateway } from "../lab/gateway.ts";
import { startWorld } from "../lab/world.ts";
import { floodWindow } from "./flood-window.ts";

const NAME = "flysafe-api.example.com";
const reason = fieldMissing === null ? "" : ` (skipped: ${fieldMissing})`;

describe.skipIf(fieldMissing !== null)(`random frames at the real gateway${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "creance-flood-"));
  let field: Field;
  let gateway: LabGateway;

  beforeAll(async () => {
    field = await openField();
    await startWorld(field.outside);
    gateway = await startGateway(field, labPolicy().replace("  control: control.example.org\n", ""));
  }, 180_000);
  afterAll(async () => {
    await gateway?.end();
    await field?.close();
    if (gateway !== undefined) forget(gateway);
    rmSync(folder, { recursive: true, force: true });
  });

  test("each meets the counter that the checker says; nothing is carried but the one allowed connection", {
    timeout: 180_000,
  }, async () => {
    const { services } = JSON.parse(gateway.hold("status", "--json").stdout) as {
      services: readonly { name: string; syntheticIp: string }[];
    };
    const host = services.find(({ name }) => name === NAME)?.syntheticIp ?? "";
    const send = `GET /bytes/5000 HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`;
    const meanwhile = (): void => {
      field.device.run(deviceSteps({ kind: "dns", server: "10.77.0.1", name: NAME }, { kind: "tcp", host, port: 80, send }));
    };
    const { verdict, refusedFrames } = await floodWindow(field, gateway, {
      frames: 5000,
      framesPerSecond: 2000,
      seed: 20_261_122,
      folder,
      meanwhile,
    });
    expect(refusedFrames).toBe(0);
    expect(verdict.failures).toEqual([]);
    expect(verdict.carried.filter(({ what }) => what === "relay").map(({ target, upBytes }) => [target, upBytes])).toEqual([
      [NAME, send.length],
    ]);
    const counters = new Set(verdict.tried.map(({ counter }) => counter));
    for (const counter of ["lanDenied", "lanQuic", "lanFragment", "lanLocal", "lanDns"]) expect(counters).toContain(counter);
  });

  test("one packet less, in any capture, fails the proof, though the hashes are written anew", { timeout: 180_000 }, async () => {
    const files = await readBundle(join(folder, "proof"));
    for (const name of ["lan-000001.pcap", "wan-000001.pcap", "denied-000001.pcap"]) {
      const bytes = files.get(name) as Buffer;
      const records = recordsInWindow(files, name);
      expect(records.length).toBeGreaterThan(name.startsWith("wan") ? 10 : 1000);
      // As many packets as lie at a mark may be missing unseen: they count or not (docs/formats/proof.md).
      if (recordsInWindow(files, name, -1e6).length !== recordsInWindow(files, name, 1e6).length) continue;
      const step = Math.max(1, Math.floor(records.length / 12));
      for (let i = 0; i < records.length; i += step) {
        const { start, end } = records[i] as PcapRecord;
        const verdict = await checkForged(files, name, Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]));
        expect([name, i, verdict.ok]).toEqual([name, i, false]);
      }
    }
  });

  test("one byte more in any outside packet of the connection fails the proof, though headers and hashes are right", {
    timeout: 180_000,
  }, async () => {
    const name = "wan-000001.pcap";
    const files = await readBundle(join(folder, "proof"));
    const bytes = files.get(name) as Buffer;
    const { wan } = JSON.parse((files.get("proof.json") as Buffer).toString()) as { wan: { mac: string } };
    const mac = Buffer.from(wan.mac.replaceAll(":", ""), "hex");
    const sent = recordsInWindow(files, name).filter(({ start }) => {
      const frame = bytes.subarray(start + 16);
      return frame.subarray(6, 12).equals(mac) && frame.readUInt16BE(12) === 0x0800 && frame[23] === 6;
    });
    expect(sent.length).toBeGreaterThan(3);
    for (const { start, end } of sent) {
      const record = Buffer.concat([bytes.subarray(start, end), Buffer.of(7)]);
      record.writeUInt32LE(record.byteLength - 16, 8);
      record.writeUInt32LE(record.byteLength - 16, 12);
      record.writeUInt16BE(record.readUInt16BE(16 + 16) + 1, 16 + 16);
      const verdict = await checkForged(files, name, Buffer.concat([bytes.subarray(0, start), record, bytes.subarray(end)]));
      expect(verdict.ok).toBe(false);
      expect(verdict.failures.map(({ code }) => code)).not.toContain("file-hash");
    }
  });
});

interface PcapRecord {
  readonly start: number;
  readonly end: number;
}

async function readBundle(bundle: string): Promise<Map<string, Buffer>> {
  return new Map(readdirSync(bundle).map((name) => [name, readFileSync(join(bundle, name))]));
}

/** Records of a little-endian pcap that lie within the bundle's window, and so far from its ends. */
function recordsInWindow(files: ReadonlyMap<string, Buffer>, name: string, insideUs = 1e6): readonly PcapRecord[] {
  const bytes = files.get(name) as Buffer;
  const { fromUs, untilUs } = JSON.parse((files.get("proof.json") as Buffer).toString()) as { fromUs: number; untilUs: number };
  const records: PcapRecord[] = [];
  for (let at = 24; at + 16 <= bytes.byteLength; ) {
    const end = at + 16 + bytes.readUInt32LE(at + 8);
    const timeUs = bytes.readUInt32LE(at) * 1e6 + bytes.readUInt32LE(at + 4);
    if (timeUs > fromUs + insideUs && timeUs < untilUs - insideUs) records.push({ start: at, end });
    at = end;
  }
  return records;
}

/** The verdict on a bundle in which one file is another, with the list of hashes made new. */
async function checkForged(files: ReadonlyMap<string, Buffer>, name: string, bytes: Buffer): Promise<ProofVerdict> {
  const forged = new Map(files).set(name, bytes);
  const sums = [...forged].filter(([each]) => each !== "SHA256SUMS").map(([each, of]) => `${sha256(of)}  ${each}\n`);
  forged.set("SHA256SUMS", Buffer.from(sums.join("")));
  const of = (each: string): Buffer => forged.get(each) as Buffer;
  return checkProof(
    {
      names: () => [...forged.keys()],
      sizeBytes: (each) => of(each).byteLength,
      text: async (each) => of(each).toString(),
      async *bytes(each) {
        yield of(each);
      },
    },
    nodePlatform,
  );
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
