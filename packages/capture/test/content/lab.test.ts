/** The lab's canaries: each body that was sent comes out again, over every transport. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { type ContentPart, createConversationReader, type FlowContents, KeyLog } from "../../src/index.ts";

const folder = join(process.env["CREANCE_SAMPLES"] ?? "", "captures/lab");
const isThere = process.env["CREANCE_SAMPLES"] !== undefined && existsSync(folder);

interface Case {
  readonly case: string;
  readonly bodyBytes: number;
  readonly bodySha256: string;
}

interface Body {
  readonly part: ContentPart;
  readonly bytes: Buffer;
  readonly whole: boolean;
  readonly packets: readonly [number, number];
}

function bodiesOf(
  capture: string,
  keys: string | null,
): { readonly bodies: readonly Body[]; readonly contents: readonly FlowContents[]; readonly rows: number } {
  const keyLog = new KeyLog();
  if (keys !== null) keyLog.add(readFileSync(join(folder, keys), "latin1"));
  const bodies: Body[] = [];
  const contents: FlowContents[] = [];
  let rows = 0;
  const reader = createConversationReader({
    platform: nodePlatform,
    keyLog,
    onConversation: () => rows++,
    onIssue: (issue) => expect.unreachable(issue.code),
    onFlowContents: (flow) => contents.push(flow),
    onContent: (part) => {
      if (part.role !== "body" || part.side !== 0) return null;
      const pieces: Buffer[] = [];
      let [first, last] = [Number.POSITIVE_INFINITY, 0];
      return {
        data(bytes, start, end, streamStart, streamEnd, packets) {
          expect(streamEnd).toBeGreaterThanOrEqual(streamStart);
          pieces.push(Buffer.from(bytes.subarray(start, end)));
          first = Math.min(first, packets.first);
          last = Math.max(last, packets.last);
        },
        gap: (length) => expect.unreachable(`gap of ${length}`),
        end: (whole) => bodies.push({ part, bytes: Buffer.concat(pieces), whole, packets: [first, last] }),
      };
    },
  });
  reader.push(readFileSync(join(folder, capture)));
  reader.end();
  return { bodies, contents, rows };
}

describe.skipIf(!isThere)("captures of the lab (needs CREANCE_SAMPLES)", () => {
  const { cases } = isThere
    ? (JSON.parse(readFileSync(join(folder, "ground-truth.json"), "utf8")) as { readonly cases: readonly Case[] })
    : { cases: [] };

  test.each([
    ["lab-canaries.pcap", "lab-canaries.keys"],
    ["lab-canaries-dsb.pcapng", null],
  ])("%s: all 72 bodies, with their sizes and hashes", (capture, keys) => {
    const { bodies, contents, rows } = bodiesOf(capture, keys);
    const found = new Map<string, number>();
    for (const { part, bytes, whole, packets } of bodies) {
      const name = part.http?.path?.replace("/case/", "") ?? "";
      const expected = cases.find((one) => one.case === name);
      expect(bytes.length, name).toBe(expected?.bodyBytes);
      expect(createHash("sha256").update(bytes).digest("hex"), name).toBe(expected?.bodySha256);
      expect(whole).toBe(true);
      expect(part.http?.method).toBe("POST");
      expect(packets[0]).toBeGreaterThan(0);
      expect(packets[1] - packets[0]).toBeLessThan(3);
      const key = part.transport.join(">");
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    expect(Object.fromEntries(found)).toEqual({ http1: 17, "tls1.3>http1": 23, "tls1.2>http1": 15, "tls1.3>http2": 17 });
    expect(bodies).toHaveLength(72);
    expect(contents).toHaveLength(rows);
  });
});
