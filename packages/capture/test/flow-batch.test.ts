import fc from "fast-check";
import { expect, test } from "vitest";
import type { CapturedConversation } from "../src/flow/conversation-row.ts";
import { createFlowBatch } from "../src/flow-batch.ts";
import { flowRowAt, keptFlow, keptFlowColumns } from "../src/flow-batch-row.ts";
import { flowColumns } from "../src/flow-columns.table.ts";
import { endpoints } from "../src/index.ts";
import type { ConversationNotes } from "../src/operator/annotate-conversation.ts";

const capture = "ab".repeat(32);
const countryDatabases = [
  { database: "one", date: "2026-01-01" },
  { database: "two", date: "2026-02-02" },
];

const conversation: CapturedConversation = {
  flowId: "0123456789abcdef",
  timeUs: 1_700_000_000_000_001,
  durationUs: 12,
  transport: "tcp",
  origIp: "192.0.2.1",
  origPort: 50_000,
  respIp: "198.51.100.7",
  respPort: 443,
  directionInferred: true,
  service: "ssl",
  serverName: null,
  serverNameSource: "none",
  ja4: null,
  alpn: "h2",
  origBytes: 4_294_967_297,
  respBytes: 5,
  origIpBytes: 6,
  respIpBytes: 7,
  origWireBytes: 8,
  respWireBytes: 9,
  origPkts: 10,
  respPkts: 11,
  missedBytes: 0,
  retransmittedBytes: 1,
  vlan: null,
  tunnelDepth: 2,
  app: null,
  package: null,
  connState: "SF",
  uid: null,
  version: "1.3",
  rttUs: 20_000,
};
const silence: ConversationNotes = {
  asn: null,
  operator: null,
  networkKind: null,
  countries: [],
  respScope: "documentation",
  endpoint: null,
};
const loud: ConversationNotes = {
  asn: 64_500,
  operator: "Test Network",
  networkKind: "cloud",
  countries: countryDatabases.map(({ database, date }, at) => ({ database, date, country: at === 0 ? null : "ZZ" })),
  respScope: "public",
  endpoint: endpoints[0] ?? null,
};

test("a conversation comes out of the columns as it went in", () => {
  const batch = createFlowBatch(4);
  batch.add({ ...conversation, uid: 10_123, app: "Test", package: "test.app", vlan: 100, serverName: "a.example", rttUs: null }, loud);
  batch.add({ ...conversation, timeUs: conversation.timeUs + 1 }, silence);
  const { rows, columns } = batch.take();
  expect(rows).toBe(2);
  expect(columns.server).toEqual(["a.example", "198.51.100.7"]);
  expect(columns.appKey).toEqual(["test.app", null]);
  expect(columns.countries).toEqual(["-- ZZ", null]);
  expect([columns.respScope, columns.networkKind]).toEqual([
    ["public", "documentation"],
    ["cloud", null],
  ]);
  const { rttUs: _, ...printed } = conversation;
  const endpoint = endpoints[0];
  expect(flowRowAt(columns, 0, { capture, countryDatabases })).toEqual({
    ...printed,
    capture,
    uid: 10_123,
    app: "Test",
    package: "test.app",
    vlan: 100,
    serverName: "a.example",
    asn: 64_500,
    operator: "Test Network",
    countries: loud.countries,
    endpoint: { pattern: endpoint?.pattern, owner: endpoint?.owner, role: endpoint?.role, confidence: endpoint?.confidence },
    roundTrip: null,
  });
  expect(flowRowAt(columns, 1, { capture, countryDatabases })).toEqual({
    ...printed,
    capture,
    timeUs: conversation.timeUs + 1,
    asn: null,
    operator: null,
    countries: [],
    endpoint: null,
    roundTrip: { rttUs: 20_000, fibreM: 2_000_000, anyMediumM: 2_997_925 },
  });
});

test("rows come out by time, then id, every column in the same order, and the batch starts anew", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ timeUs: fc.integer({ min: 0, max: 5 }), flowId: fc.integer({ min: 0, max: 9 }).map((id) => `${id}`.repeat(16)) }),
        {
          maxLength: 40,
        },
      ),
      (wanted) => {
        const batch = createFlowBatch(20);
        const given: unknown[] = [];
        for (let from = 0; from < wanted.length; from += 20) {
          const part = wanted.slice(from, from + 20);
          for (const [at, { timeUs, flowId }] of part.entries()) {
            batch.add({ ...conversation, timeUs, flowId, origPort: at, serverName: `${at}` }, silence);
          }
          expect([batch.rows, batch.isFull]).toEqual([part.length, part.length === 20]);
          const { rows, columns } = batch.take();
          expect([rows, batch.rows, columns.timeUs.length, columns.flowId.length]).toEqual([part.length, 0, part.length, part.length]);
          const out = Array.from({ length: rows }, (_, at) => ({
            timeUs: columns.timeUs[at] as number,
            flowId: columns.flowId[at] as string,
            at: columns.origPort[at] as number,
            name: columns.serverName[at],
          }));
          const sorted = part
            .map((row, at) => ({ ...row, at, name: `${at}` }))
            .sort(
              (one, other) =>
                one.timeUs - other.timeUs || (one.flowId < other.flowId ? -1 : one.flowId > other.flowId ? 1 : one.at - other.at),
            );
          expect(out).toEqual(sorted);
          given.push(...out);
        }
        expect(given.length).toBe(wanted.length);
      },
    ),
  );
});

test("apps that became known late are filled in where they belong; what is known stays where the late word has nothing", () => {
  const batch = createFlowBatch(8);
  const add = (flowId: string, uid: number | null, app: string | null): void => batch.add({ ...conversation, flowId, uid, app }, silence);
  add("a", 1, null);
  add("b", 2, "kept");
  add("c", 3, null);
  add("d", null, null);
  const apps = new Map([
    [1, { uid: 1, app: "One", package: "one.app" }],
    [2, { uid: 2, app: null, package: "two.app" }],
  ]);
  const { columns } = batch.take(apps);
  expect(columns.app).toEqual(["One", "kept", null, null]);
  expect(columns.package).toEqual(["one.app", "two.app", null, null]);
  expect(columns.appKey).toEqual(["one.app", "two.app", null, null]);
  add("e", null, null);
  expect(batch.take().columns.app).toEqual([null]);
});

test("opinions stand in the order asked for; of another snapshot of a database nothing is said", () => {
  const countriesIn = (databases: typeof countryDatabases): string | null | undefined => {
    const batch = createFlowBatch(1, databases);
    batch.add(conversation, {
      ...loud,
      countries: countryDatabases.map((database, at) => ({ ...database, country: at === 0 ? "AA" : "BB" })),
    });
    return batch.take().columns.countries[0];
  };
  expect(countriesIn(countryDatabases)).toBe("AA BB");
  expect(countriesIn([...countryDatabases].reverse())).toBe("BB AA");
  expect(countriesIn([])).toBeNull();
  expect(
    countriesIn([
      { database: "gone", date: "2026-01-01" },
      { database: "two", date: "2026-02-02" },
    ]),
  ).toBe("-- BB");
  expect(
    countriesIn([
      { database: "one", date: "2020-01-01" },
      { database: "two", date: "2026-02-02" },
    ]),
  ).toBe("-- BB");
});

test("a full batch takes no more; an empty one gives no rows", () => {
  const batch = createFlowBatch(1);
  batch.add(conversation, silence);
  expect(() => batch.add(conversation, silence)).toThrow(RangeError);
  batch.take();
  expect(batch.take()).toMatchObject({ rows: 0 });
});

test("rows are made from columns that exist, and unknown ones do not become numbers", () => {
  for (const name of keptFlowColumns) expect(Object.keys(flowColumns)).toContain(name);
  const row = keptFlow(() => null, { capture, countryDatabases });
  expect(row).toMatchObject({ asn: null, vlan: null, uid: null, roundTrip: null, service: null, countries: [], endpoint: null });
  expect(keptFlow((name) => (name === "countries" ? "US" : null), { capture, countryDatabases }).countries).toEqual([
    { database: "one", date: "2026-01-01", country: "US" },
    { database: "two", date: "2026-02-02", country: null },
  ]);
});
