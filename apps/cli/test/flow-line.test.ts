/** A line made piece by piece is the JSON of its row. */
import { type CapturedConversation, type ConversationNotes, flowRow } from "@creance/capture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FlowLineWriter } from "../src/flow-line.ts";

const text = fc.oneof(fc.constant(null), fc.string({ unit: "binary" }), fc.constantFrom("dns", 'a"b\\c', "zwölf\n", "\u2028\ud800"));
const count = fc.nat({ max: 2 ** 53 - 1 });
const row: fc.Arbitrary<CapturedConversation> = fc.record({
  flowId: fc.constant("0123456789abcdef"),
  timeUs: fc.integer(),
  durationUs: count,
  transport: fc.constantFrom("tcp", "udp", "icmp", "other"),
  origIp: fc.constantFrom("192.0.2.1", "2001:db8::1"),
  origPort: fc.nat({ max: 65_535 }),
  respIp: fc.constantFrom("198.51.100.2", "::ffff:192.0.2.9"),
  respPort: fc.nat({ max: 65_535 }),
  directionInferred: fc.boolean(),
  service: text,
  serverName: text,
  serverNameSource: fc.constantFrom("host", "sni", "none"),
  ja4: text,
  alpn: text,
  version: text,
  origBytes: count,
  respBytes: count,
  origIpBytes: count,
  respIpBytes: count,
  origWireBytes: count,
  respWireBytes: count,
  origPkts: count,
  respPkts: count,
  missedBytes: count,
  retransmittedBytes: count,
  vlan: fc.option(count),
  tunnelDepth: fc.nat({ max: 4 }),
  app: text,
  package: text,
  connState: fc.constantFrom(null, "SF"),
  uid: fc.option(fc.nat()),
  rttUs: fc.option(fc.integer({ min: 1, max: 3_000_000 })),
});
const notes: fc.Arbitrary<ConversationNotes> = fc.record({
  asn: fc.option(fc.nat()),
  operator: text,
  networkKind: fc.constant(null),
  countries: fc.array(fc.record({ database: fc.string(), date: fc.constant("2026-01-01"), country: fc.constantFrom(null, "DE") })),
  respScope: fc.constant(null),
  endpoint: fc.option(
    fc.record({
      pattern: fc.string(),
      owner: fc.string(),
      role: fc.constant("telemetry" as const),
      expected: fc.string(),
      sources: fc.constant([]),
      confidence: fc.constant("seen" as const),
    }) as unknown as fc.Arbitrary<NonNullable<ConversationNotes["endpoint"]>>,
  ),
});

test("property: a line is the JSON of its row", () => {
  const writer = new FlowLineWriter();
  fc.assert(
    fc.property(row, notes, (one, about) => {
      const bytes = Buffer.alloc(writer.mostBytes(one, about) + 7);
      const line = bytes.toString("utf8", 7, writer.write(one, about, bytes, 7));
      expect(line).toBe(JSON.stringify(flowRow(one, about)));
      expect(line).not.toContain("\n");
    }),
  );
});
