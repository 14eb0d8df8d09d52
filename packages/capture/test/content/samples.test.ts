/** HTTP/2 and HTTP/3 of other makers' stacks. Files stay where they are; without them: skipped by name. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePlatform } from "@creance/node";
import { describe, expect, test } from "vitest";
import { createContentReader, createConversationReader, createKeyLogCollector, KeyLog } from "../../src/index.ts";
import type { CollectedPart } from "./collected-parts.ts";

const samples = process.env["CREANCE_SAMPLES"];
const noSamples = samples === undefined ? " (skipped: CREANCE_SAMPLES not set)" : "";

function read(capture: string, keys: string | null = null) {
  const file = (name: string): Uint8Array => readFileSync(join(samples ?? "", "captures", name));
  const keyLog = new KeyLog();
  if (keys !== null) keyLog.add(Buffer.from(file(keys)).toString("latin1"));
  const bytes = file(capture);
  const collector = createKeyLogCollector({ platform: nodePlatform, keyLog });
  if (collector.push(bytes)) collector.end();
  const parts: (Pick<CollectedPart, "part" | "whole"> & { bytes: Buffer })[] = [];
  const issues: string[] = [];
  let lostBytes = 0;
  const reader = createConversationReader({
    platform: nodePlatform,
    keyLog,
    onConversation: () => {},
    onIssue: ({ code }) => issues.push(code),
    onPlaintext: createContentReader({
      platform: nodePlatform,
      onIssue: ({ code }) => issues.push(code),
      onFlowContents: ({ sides }) => {
        lostBytes += sides[0].gapBytes + sides[1].gapBytes;
      },
      onContent: (part) => {
        const one = { part, bytes: Buffer.alloc(0), whole: null as boolean | null };
        parts.push(one);
        return {
          data(content, start, end) {
            one.bytes = Buffer.concat([one.bytes, content.subarray(start, end)]);
          },
          gap: () => {},
          end(whole) {
            one.whole = whole;
          },
        };
      },
    }),
  });
  reader.push(bytes);
  reader.end();
  return { parts, issues, lostBytes };
}

const unpacked = (bytes: Uint8Array): number => {
  const inflater = nodePlatform.createBrotli({ maxOutputBytes: 10_000_000 });
  const plain = inflater.push(bytes);
  inflater.finish();
  return plain.length;
};

describe.skipIf(samples === undefined)(`HTTP/2 and HTTP/3 of other stacks${noSamples}`, () => {
  test("a browser's HTTP/3: every head, every body whole, and what is packed with brotli unpacks", () => {
    const { parts, issues, lostBytes } = read("wireshark/captures/quic_follow_multistream.pcapng");
    expect([issues, lostBytes]).toEqual([[], 0]);
    const of = (side: number, role: string) => parts.filter(({ part }) => part.side === side && part.role === role);
    expect([of(0, "head").length, of(0, "body").length, of(1, "head").length, of(1, "body").length]).toEqual([22, 6, 22, 22]);
    for (const { part, whole } of [...of(0, "head"), ...of(0, "body")]) {
      expect(part.http).toMatchObject({ host: "www.youtube.com", method: expect.stringMatching(/^(GET|POST)$/), status: null });
      expect(whole).toBe(true);
    }
    for (const { part } of of(1, "head"))
      expect(part.http).toMatchObject({ host: "www.youtube.com", path: expect.any(String), status: expect.any(Number) });
    const packed = of(1, "body").filter(({ part, whole }) => whole === true && part.contentCodings[0] === "br");
    expect(packed.length).toBeGreaterThan(15);
    for (const { bytes } of packed) expect(unpacked(bytes)).toBeGreaterThan(0);
  });

  test("HTTP/2 inside TLS: a picture from its first to its last bytes, and a body packed with brotli", () => {
    const image = read("wireshark/captures/http2-data-reassembly.pcap", "wireshark/keys/http2-data-reassembly.keys");
    const picture = image.parts.find(({ part }) => part.mediaType === "image/png");
    expect(picture?.bytes.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
    expect(picture?.bytes.subarray(-8).toString("hex")).toBe("49454e44ae426082");
    expect(picture).toMatchObject({ whole: true, part: { transport: ["tls1.2", "http2"], http: { method: "GET", status: 200 } } });
    const text = read("wireshark/captures/http2-brotli.pcapng").parts.find(({ part }) => part.contentCodings[0] === "br");
    expect(unpacked(text?.bytes ?? new Uint8Array(0))).toBeGreaterThan(40);
  });

  test.each([
    ["ndpi/pcap/http2.pcapng", 2, 2],
    ["wireshark/captures/grpc_person_search_protobuf_with_image.pcapng.gz", 3, 2],
    ["suricata-verify/tests/http2-continuation/input.pcap", 2, 1],
    ["suricata-verify/tests/dns-over-http2/dns_over_https.pcap", 7, 3],
    ["suricata-verify/tests/http2-keywords2/input.pcap", 3, 2],
  ])("in the clear: %s", (capture, heads, bodies) => {
    const { parts, issues } = read(capture);
    const own = parts.filter(({ part }) => part.transport.includes("http2"));
    expect(own.filter(({ part }) => part.role === "head")).toHaveLength(heads);
    expect(own.filter(({ part }) => part.role === "body")).toHaveLength(bodies);
    expect(issues.filter((code) => code !== "capture-cut")).toEqual([]);
  });
});
