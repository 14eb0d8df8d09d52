import type { CapturedConversation, ConversationNotes, FlowRows } from "@creance/capture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { captureChunks } from "../../src/operation/capture-chunks.ts";

const notes: ConversationNotes = { asn: null, operator: null, networkKind: null, countries: [], respScope: null, endpoint: null };

function conversation(timeUs: number, uid: number | null, app: string | null): CapturedConversation {
  return {
    flowId: String(timeUs).padStart(16, "0"),
    timeUs,
    durationUs: 0,
    transport: "udp",
    origIp: "192.0.2.1",
    origPort: 1,
    respIp: "192.0.2.2",
    respPort: 2,
    directionInferred: false,
    service: null,
    serverName: null,
    serverNameSource: "none",
    ja4: null,
    alpn: null,
    origBytes: 1,
    respBytes: 1,
    origIpBytes: 1,
    respIpBytes: 1,
    origWireBytes: 1,
    respWireBytes: 1,
    origPkts: 1,
    respPkts: 1,
    missedBytes: 0,
    retransmittedBytes: 0,
    vlan: null,
    tunnelDepth: 0,
    app,
    package: null,
    connState: null,
    uid,
    version: null,
    rttUs: null,
  };
}

test("every conversation is in exactly one chunk, chunks are numbered from 0 and bounded, and when they are written changes nothing", async () => {
  const conversations = fc.array(fc.record({ timeUs: fc.nat(1000), uid: fc.option(fc.nat(3)), named: fc.boolean() }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(conversations, fc.nat(7), async (given, every) => {
      const unique = [...new Map(given.map((one) => [one.timeUs, one])).values()];
      const collect = async (stride: number): Promise<[number, FlowRows][]> => {
        const written: [number, FlowRows][] = [];
        const chunks = captureChunks(async (segment, rows) => void written.push([segment, rows]), { countryDatabases: [], chunkRows: 5 });
        for (const [at, { timeUs, uid, named }] of unique.entries()) {
          chunks.add(conversation(timeUs, uid, uid !== null && named ? `app ${uid}` : null), notes);
          if (stride > 0 && at % stride === 0) await chunks.writeFull();
        }
        expect(await chunks.finish(new Map([[1, { uid: 1, app: "One", package: "one.app" }]]))).toBe(written.length);
        return written;
      };
      const written = await collect(every);
      expect(written.map(([segment]) => segment)).toEqual(written.map((_, at) => at));
      for (const [, { rows, columns }] of written) {
        expect(rows).toBeGreaterThan(0);
        expect(rows).toBeLessThanOrEqual(5);
        expect([...columns.timeUs]).toEqual([...columns.timeUs].sort((one, other) => one - other));
      }
      const times = written.flatMap(([, { columns }]) => [...columns.timeUs]);
      expect(times.sort((one, other) => one - other)).toEqual(unique.map(({ timeUs }) => timeUs).sort((one, other) => one - other));
      expect(await collect(0)).toEqual(written);
    }),
  );
});

test("rows without an app wait for its name as long as there is room", async () => {
  const written: FlowRows[] = [];
  const chunks = captureChunks(async (_, rows) => void written.push(rows), { countryDatabases: [], chunkRows: 2 });
  for (let timeUs = 0; timeUs < 5; timeUs++) chunks.add(conversation(timeUs, 7, null), notes);
  await chunks.writeFull();
  chunks.add(conversation(10, 7, "Seven"), notes);
  chunks.add(conversation(11, null, null), notes);
  expect(written.length).toBe(2);
  await chunks.finish(new Map([[7, { uid: 7, app: "Seven", package: null }]]));
  const apps = new Map(written.flatMap(({ columns }) => [...columns.timeUs].map((timeUs, at) => [timeUs, columns.app[at]])));
  // The first four went when there was no room for a fifth.
  expect(Object.fromEntries(apps)).toEqual({ 0: null, 1: null, 2: null, 3: null, 4: "Seven", 10: "Seven", 11: null });
});

test("what the writing rejects with comes through", async () => {
  const chunks = captureChunks(() => Promise.reject(new Error("planted")), { countryDatabases: [], chunkRows: 1 });
  chunks.add(conversation(1, null, null), notes);
  await expect(chunks.finish(new Map())).rejects.toThrow("planted");
});
