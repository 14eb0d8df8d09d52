/** Keys that stand behind the packets of a kept capture open them all the same. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { concatBytes, KeyLog } from "@creance/capture";
import { memorySource } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tlsCapture } from "../../../cli/test/tls-capture.ts";
import { keyLogsInside } from "../../src/operation/key-logs-inside.ts";
import { openOperation } from "../../src/operation/open-operation.ts";
import type { ImportItem } from "../../src/operation/types.ts";
import { temporaryFolder } from "./made-files.ts";

const folder = temporaryFolder();
const made = await tlsCapture("asked.example");
const inside = (bytes: Uint8Array) => keyLogsInside(memorySource(bytes), nodePlatform);

test("a kept pcapng, and one in gzip, is named by what its contents ask for", async () => {
  const captures = [made.pcapngWithKeys, new Uint8Array(gzipSync(made.pcapngWithKeys)), made.pcap];
  async function* items(): AsyncGenerator<ImportItem> {
    for (const bytes of captures) yield { path: "made", source: memorySource(bytes), release: () => Promise.resolve() };
  }
  const operation = await openOperation({ vaultPath: join(folder, "vault"), workers: 1 });
  try {
    await operation.importItems(items());
    const details = captures.map((bytes) => operation.vault.capture(createHash("sha256").update(bytes).digest("hex")));
    expect(details.map((detail) => detail?.summary.names)).toEqual([{ host: 1 }, { host: 1 }, { sni: 1 }]);
    expect(details.map((detail) => detail?.keyLogs)).toEqual([1, 1, 0]);
  } finally {
    await operation.close();
  }
});

test("any bytes, and any damage to a pcapng with keys: texts or none, never a failure", async () => {
  const [text] = await inside(made.pcapngWithKeys);
  const keyLog = new KeyLog();
  keyLog.add(text ?? "");
  expect(keyLog.counts).toMatchObject({ badLines: 0, leftOut: 0 });
  expect(keyLog.size).toBe(1);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.nat(made.pcapngWithKeys.byteLength), async (bytes, at) => {
      expect(await inside(bytes)).toEqual([]);
      const damaged = concatBytes([made.pcapngWithKeys.subarray(0, at), bytes, made.pcapngWithKeys.subarray(at + bytes.byteLength)]);
      for (const found of await inside(damaged)) expect(found.endsWith("\n")).toBe(true);
      expect(await inside(new Uint8Array(gzipSync(damaged)).subarray(0, at))).toBeInstanceOf(Array);
    }),
    { numRuns: 50 },
  );
});
