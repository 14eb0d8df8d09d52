import type { FlowRow } from "@creance/api";
import { expect, test } from "vitest";
import { gridCsv } from "../../src/grid/copy-rows.tsx";
import { conversationColumns } from "../../src/watch/conversation-columns.tsx";
import { conversationFacts } from "../../src/watch/conversation-facts.ts";
import { createWords } from "../../src/words/words.ts";

const words = createWords({ units: "metric", zone: "utc" });

/** A conversation of which little is known. */
const bare: FlowRow = {
  flowId: "0123456789abcdef",
  capture: "c".repeat(64),
  timeUs: 1789204440000000,
  durationUs: 1_250_000,
  transport: "tcp",
  origIp: "10.0.0.5",
  origPort: 51_234,
  respIp: "2001:db8::1",
  respPort: 443,
  service: null,
  serverName: null,
  serverNameSource: "none",
  ja4: null,
  alpn: null,
  origBytes: 100,
  respBytes: 0,
  origIpBytes: 140,
  respIpBytes: 40,
  origWireBytes: 168,
  respWireBytes: 54,
  origPkts: 1,
  respPkts: 1,
  missedBytes: 0,
  asn: null,
  operator: null,
  countries: [],
  endpoint: null,
  app: null,
  package: null,
  retransmittedBytes: 0,
  connState: null,
  directionInferred: true,
  version: null,
  vlan: null,
  tunnelDepth: 0,
  uid: null,
  roundTrip: null,
};

const factsOf = (row: FlowRow): Map<string, string> => new Map(conversationFacts(row, words).flatMap(({ facts }) => facts));

test("what is not known is said to be unknown, or left out, never made up", () => {
  const facts = factsOf(bare);
  expect(facts.get("Server")).toBe("no name known");
  expect(facts.get("Endpoint catalogue")).toBe("does not know this server");
  expect(facts.get("Opened by")).toMatch(/^10\.0\.0\.5:51234; guessed/);
  expect(facts.get("Answered")).toBe("[2001:db8::1]:443");
  expect(facts.get("Round trip")).toMatch(/^not measured/);
  expect(facts.get("Sent, and not in the capture")).toBe("0 B");
  for (const absent of ["App", "App id (uid)", "VLAN", "Tunnels around it", "How it went", "Version"])
    expect(facts.has(absent)).toBe(false);
});

test("what is known is said in words with the field's term", () => {
  const facts = factsOf({
    ...bare,
    serverName: "api.example.com",
    serverNameSource: "sni",
    connState: "SF",
    asn: 64500,
    operator: "Example Net",
    countries: [
      { database: "dbip", date: "2026-06-17", country: "NL" },
      { database: "registry", date: "2026-06-17", country: null },
    ],
    endpoint: { pattern: "*.example.com", owner: "Example", role: "crash", confidence: "high" },
    roundTrip: { rttUs: 12_600, fibreM: 1_260_000, anyMediumM: 1_888_692 },
    directionInferred: false,
  });
  expect(facts.get("How it went")).toBe("opened and closed as usual (SF)");
  expect(facts.get("Operator")).toBe("Example Net (AS64500)");
  expect(facts.get("Country by dbip")).toBe("Netherlands (NL), database of 2026-06-17");
  expect(facts.get("Country by registry")).toBe("no opinion, database of 2026-06-17");
  expect(facts.get("Endpoint catalogue")).toBe("Crash reports, Example (row *.example.com, high)");
  expect(facts.get("Round trip")).toBe("12.6 ms: whatever answered stands at most 1,900 km away (by fibre at most 1,300 km)");
  expect(facts.get("Opened by")).toBe("10.0.0.5:51234");
});

test("the CSV holds every column, unknown as an empty field", () => {
  const [head, line] = gridCsv(conversationColumns, [bare]).split("\r\n");
  expect(head?.split(",")).toHaveLength(conversationColumns.length);
  expect(line).toContain("2026-09-12T09:14:00.000Z,1789204440000000,1250000,2001:db8::1,,");
});
