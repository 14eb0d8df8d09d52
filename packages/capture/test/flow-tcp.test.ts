import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answer, counting, type Heard, listeningRoom, type PacketWords } from "./flow-packets.ts";

const ISN = 1000;
const PEER = 9000;

function handshake(isn = ISN, peer = PEER): PacketWords[] {
  return [{ seq: isn, flags: "S" }, answer({ seq: peer, ack: isn + 1, flags: "SA" }), { seq: isn + 1, ack: peer + 1, flags: "A" }];
}

function conversation(packets: readonly PacketWords[], limits = {}, wants?: (heard: Heard) => boolean) {
  const listening = listeningRoom(limits, wants);
  for (const packet of packets) listening.send(packet);
  listening.room.end();
  return { ...listening, row: listening.rows[0] as (typeof listening.rows)[number], heard: listening.streams[0]?.heard ?? [[], []] };
}

describe("counters", () => {
  test("a whole connection: sizes by sequence space, SF, direction by the SYN", () => {
    const { rows, row, heard } = conversation([
      ...handshake(),
      { seq: ISN + 1, ack: PEER + 1, flags: "A", payload: counting(100) },
      answer({ seq: PEER + 1, ack: ISN + 101, flags: "A", payload: counting(30) }),
      { seq: ISN + 101, ack: PEER + 31, flags: "FA" },
      answer({ seq: PEER + 31, ack: ISN + 102, flags: "FA" }),
      { seq: ISN + 102, ack: PEER + 32, flags: "A" },
    ]);
    expect(rows).toHaveLength(1);
    expect(row).toMatchObject({
      transport: "tcp",
      origIp: "10.0.0.2",
      origPort: 50_000,
      respIp: "192.0.2.80",
      respPort: 443,
      directionInferred: false,
      origBytes: 100,
      respBytes: 30,
      origPkts: 5,
      respPkts: 3,
      origIpBytes: 5 * 40 + 100,
      respIpBytes: 3 * 40 + 30,
      origWireBytes: 5 * 54 + 100,
      respWireBytes: 3 * 54 + 30,
      missedBytes: 0,
      retransmittedBytes: 0,
      connState: "SF",
    });
    expect(heard).toEqual([[...counting(100)], [...counting(30)]]);
    expect(row.flowId).toMatch(/^[0-9a-f]{16}$/);
  });

  test("a retransmission counts once in the size and is named", () => {
    const { row, heard } = conversation([
      ...handshake(),
      { seq: ISN + 1, flags: "A", payload: counting(10) },
      { seq: ISN + 1, flags: "A", payload: counting(10) },
      { seq: ISN + 6, flags: "A", payload: counting(10, 6) },
    ]);
    expect(row).toMatchObject({ origBytes: 15, retransmittedBytes: 15, missedBytes: 0 });
    expect(heard[0]).toEqual([...counting(15)]);
  });

  test("a refused connection is REJ, an unanswered one S0", () => {
    expect(conversation([{ seq: ISN, flags: "S" }, answer({ seq: 0, ack: ISN + 1, flags: "RA" })]).row.connState).toBe("REJ");
    expect(conversation([{ seq: ISN, flags: "S" }]).row.connState).toBe("S0");
  });

  test("data in the SYN is part of the stream", () => {
    const { row, heard } = conversation([{ seq: ISN, flags: "S", payload: counting(5) }, answer({ seq: PEER, ack: ISN + 6, flags: "SA" })]);
    expect(row.origBytes).toBe(5);
    expect(heard[0]).toEqual([...counting(5)]);
  });

  test("of several SYN-ACKs with different numbers the last one before any data holds", () => {
    const { row } = conversation([
      { seq: ISN, flags: "S" },
      answer({ seq: 77, ack: ISN + 1, flags: "SA" }),
      answer({ seq: PEER, ack: ISN + 1, flags: "SA" }),
      { seq: ISN + 1, ack: PEER + 1, flags: "A" },
      answer({ seq: PEER + 1, ack: ISN + 1, flags: "A", payload: counting(7) }),
    ]);
    expect(row.respBytes).toBe(7);
  });
});

describe("holes", () => {
  test("a hole that is acknowledged and never filled is missed, and the analyzer is told", () => {
    const { row, heard } = conversation([
      ...handshake(),
      { seq: ISN + 1, flags: "A", payload: counting(10) },
      { seq: ISN + 21, flags: "A", payload: counting(10, 21) },
      answer({ seq: PEER + 1, ack: ISN + 31, flags: "A" }),
    ]);
    expect(row).toMatchObject({ origBytes: 30, missedBytes: 10 });
    expect(heard[0]).toEqual([...counting(10), -10, ...counting(10, 21)]);
  });

  test("the cut part of a packet is missed", () => {
    const { row, heard } = conversation([
      ...handshake(),
      { seq: ISN + 1, flags: "A", payload: counting(10), cut: 4 },
      { seq: ISN + 11, flags: "A", payload: counting(3, 11) },
    ]);
    expect(row).toMatchObject({ origBytes: 13, missedBytes: 4 });
    expect(heard[0]).toEqual([...counting(6), -4, ...counting(3, 11)]);
  });

  test("bytes that were acknowledged and never seen at the end are missed", () => {
    const { row } = conversation([
      ...handshake(),
      { seq: ISN + 1, flags: "A", payload: counting(10) },
      answer({ seq: PEER + 1, ack: ISN + 61, flags: "A" }),
    ]);
    expect(row).toMatchObject({ origBytes: 60, missedBytes: 50 });
  });

  test("an acknowledged hole may still be filled by a packet that is late in the capture", () => {
    const { row, heard } = conversation([
      ...handshake(),
      { seq: ISN + 11, flags: "A", payload: counting(10, 11) },
      answer({ seq: PEER + 1, ack: ISN + 21, flags: "A" }),
      { seq: ISN + 1, flags: "A", payload: counting(10) },
    ]);
    expect(row.missedBytes).toBe(0);
    expect(heard[0]).toEqual([...counting(20)]);
  });

  test("first wins: a different copy of waiting bytes is not taken, and counted", () => {
    const { room, heard } = conversation([
      ...handshake(),
      { seq: ISN + 6, flags: "A", payload: counting(5, 6) },
      { seq: ISN + 4, flags: "A", payload: new Uint8Array(9).fill(99) },
      { seq: ISN + 1, flags: "A", payload: counting(3) },
    ]);
    expect(heard[0]).toEqual([1, 2, 3, 99, 99, 6, 7, 8, 9, 10, 99, 99]);
    expect(room.reassembler.counts.overlapDifferences).toBe(5);
  });

  test("too much beyond a hole: the hole is given up, memory stays bounded", () => {
    const packets: PacketWords[] = [...handshake()];
    for (let index = 0; index < 50; index++) packets.push({ seq: ISN + 101 + index * 20, flags: "A", payload: counting(10) });
    const { room, row } = conversation(packets, { maxWaitingRanges: 8 });
    expect(room.reassembler.counts.overfullHoles).toBeGreaterThan(0);
    expect(row.missedBytes).toBe(100 + 49 * 10);
  });

  test("a segment a gigabyte ahead is no part of the stream", () => {
    const { room, row } = conversation([
      ...handshake(),
      { seq: ISN + 1, flags: "A", payload: counting(10) },
      { seq: ISN + 0x5000_0000, flags: "A", payload: counting(10) },
    ]);
    expect(room.reassembler.counts.strayedSegments).toBe(1);
    expect(row.missedBytes).toBe(0);
  });

  test("nothing is kept for a side whose analyzer wants no more, and the counts are the same", () => {
    const packets = [
      ...handshake(),
      { seq: ISN + 1, flags: "A", payload: counting(10) },
      { seq: ISN + 31, flags: "A", payload: counting(10) },
      { seq: ISN + 21, flags: "A", payload: counting(15) },
    ];
    const eager = conversation(packets);
    const done = conversation(packets, {}, () => false);
    expect(done.row).toEqual(eager.row);
    expect(done.heard[0]).toEqual([...counting(10)]);
  });
});

describe("who opened it", () => {
  test("from the middle: the server port decides and the row says so", () => {
    const { row } = conversation([answer({ seq: 1, ack: 1, flags: "A", payload: counting(10) })]);
    expect(row).toMatchObject({ origIp: "10.0.0.2", respPort: 443, respBytes: 10, directionInferred: true });
  });

  test("from the middle on unknown ports: a request line beats the ports", () => {
    const get = new TextEncoder().encode("GET / HTTP/1.1\r\n");
    const { row } = conversation([{ srcPort: 443, dstPort: 50_000, seq: 1, ack: 1, flags: "A", payload: get }]);
    expect(row).toMatchObject({ origPort: 443, origBytes: get.byteLength, directionInferred: true });
  });

  test("a SYN-ACK comes from the one who answers", () => {
    const { row } = conversation([answer({ srcPort: 40_000, seq: PEER, ack: ISN + 1, flags: "SA" })]);
    expect(row).toMatchObject({ origPort: 50_000, respPort: 40_000, directionInferred: false });
  });
});

describe("when a flow ends", () => {
  test("after FIN and RST a new SYN on the same ports is a new flow", () => {
    const { rows } = conversation([...handshake(), { seq: ISN + 1, flags: "RA" }, { seq: 5, flags: "S" }]);
    expect(rows.map((row) => [row.origPkts, row.connState])).toEqual([
      [3, "RSTO"],
      [1, "S0"],
    ]);
  });

  test("a repeated SYN is the same flow", () => {
    expect(
      conversation([
        { seq: ISN, flags: "S" },
        { seq: ISN, flags: "S" },
      ]).rows,
    ).toHaveLength(1);
  });

  test("silence: TCP after 5 minutes, UDP after 1", () => {
    const tcp = [...handshake(), { atS: 299, seq: ISN + 1, flags: "A" }, { atS: 600, seq: ISN + 1, flags: "A" }];
    expect(conversation(tcp).rows).toHaveLength(2);
    const udp = [0, 59, 120].map((atS) => ({ atS, protocol: 17, payload: counting(3) }));
    expect(conversation(udp).rows.map((row) => row.origBytes)).toEqual([6, 3]);
  });

  test("the least recently used leave a full table, counted, and nothing is lost", () => {
    const { rows, room } = conversation(
      Array.from({ length: 100 }, (_, index) => ({ protocol: 17, srcPort: 1025 + index, payload: counting(1) })),
      { maxOpenFlows: 16 },
    );
    expect(rows).toHaveLength(100);
    expect(room.counts.evictedFlows).toBeGreaterThan(0);
    expect(room.peakOpen).toBe(16);
    expect(rows.map((row) => row.origPort)).toEqual(Array.from({ length: 100 }, (_, index) => 1025 + index));
  });
});

describe("properties", () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

  test("any order of the segments gives the same stream", () => {
    fc.assert(
      fc.property(pieces, fc.infiniteStream(fc.nat()), (lengths, random) => {
        const segments: PacketWords[] = [];
        let offset = 0;
        for (const length of lengths) {
          segments.push({ seq: ISN + 1 + offset, flags: "A", payload: counting(length, offset + 1) });
          offset += length;
        }
        const shuffled = shuffle(segments, random);
        const { heard, row } = conversation([...handshake(), ...shuffled]);
        expect(heard[0]).toEqual([...counting(offset)]);
        expect(row).toMatchObject({ origBytes: offset, missedBytes: 0, retransmittedBytes: 0 });
      }),
    );
  });

  test("overlapping repeats of the same stream change nothing but the repeated bytes", () => {
    const repeats = fc.array(fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 60 })), { maxLength: 15 });
    fc.assert(
      fc.property(repeats, fc.infiniteStream(fc.nat()), (extra, random) => {
        const whole = counting(200);
        const cuts = [...Array.from({ length: 10 }, (_, index) => [index * 20, 20] as const), ...extra];
        const segments = cuts.map(([start, length]) => ({ seq: ISN + 1 + start, flags: "A", payload: whole.slice(start, start + length) }));
        const { heard, row, room } = conversation([...handshake(), ...shuffle(segments, random)]);
        expect(heard[0]).toEqual([...whole]);
        const sent = segments.reduce((sum, { payload }) => sum + payload.byteLength, 0);
        expect(row).toMatchObject({ origBytes: 200, missedBytes: 0, retransmittedBytes: sent - 200 });
        expect(room.reassembler.counts.overlapDifferences).toBe(0);
      }),
    );
  });

  test("sequence numbers that wrap give the same as those that do not", () => {
    const script = fc.array(
      fc.record({ fromServer: fc.boolean(), length: fc.integer({ min: 0, max: 30 }), skip: fc.integer({ min: 0, max: 3 }) }),
      {
        maxLength: 25,
      },
    );
    fc.assert(
      fc.property(script, fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 600 }), (steps, before, peerBefore) => {
        const play = (isn: number, peer: number) => {
          const offsets = [0, 0];
          const packets = handshake(isn, peer).map((packet) => ({
            ...packet,
            seq: (packet.seq as number) >>> 0,
            ack: ((packet.ack ?? 0) as number) >>> 0,
          }));
          for (const { fromServer, length, skip } of steps) {
            const which = fromServer ? 1 : 0;
            offsets[which] = (offsets[which] as number) + skip;
            const words = {
              seq: ((fromServer ? peer : isn) + 1 + (offsets[which] as number)) >>> 0,
              ack: ((fromServer ? isn : peer) + 1 + (offsets[1 - which] as number)) >>> 0,
              flags: "A",
              payload: counting(length),
            };
            packets.push(fromServer ? (answer(words) as typeof words) : words);
            offsets[which] = (offsets[which] as number) + length;
          }
          const { heard, rows } = conversation(packets);
          return { heard, rows };
        };
        expect(play(2 ** 32 - before, 2 ** 32 - peerBefore)).toEqual(play(5_000, 7_000_000));
      }),
    );
  });

  test("any packets: no exception, every packet and byte counted once, memory bounded", () => {
    const words = fc.record({
      src: fc.constantFrom(1, 2),
      dst: fc.constantFrom(1, 2, 3),
      srcPort: fc.constantFrom(0, 80, 50_000),
      dstPort: fc.constantFrom(0, 80, 50_000),
      protocol: fc.constantFrom(6, 6, 6, 17, 1, 58, 132),
      seq: fc.oneof(fc.nat(100), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - 20), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      ack: fc.oneof(fc.nat(100), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 31), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
      flags: fc.constantFrom("", "S", "A", "SA", "F", "FA", "R", "RA", "SFRA"),
      payload: fc.nat(50).map((length) => counting(length)),
      cut: fc.constantFrom(0, 0, 0, 5, 100),
      atS: fc.oneof(fc.nat(1000), fc.constantFrom(Number.NaN, -5, 1e12)),
      fragment: fc.constantFrom(false, false, false, true),
      vlan: fc.constantFrom(0, 0, 7),
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 120 }), (packets) => {
        const { rows, room } = conversation(packets, { maxOpenFlows: 5, maxWaitingRanges: 4, maxWaitingBytes: 60, maxPendingFragments: 2 });
        expect(rows.reduce((sum, row) => sum + row.origPkts + row.respPkts, 0)).toBe(packets.length);
        for (const row of rows) {
          for (const value of Object.values(row)) if (typeof value === "number") expect(Number.isFinite(value) && value >= -5e6).toBe(true);
          expect(row.missedBytes).toBeGreaterThanOrEqual(0);
        }
        expect(room.peakOpen).toBeLessThanOrEqual(5);
      }),
    );
  });
});

function shuffle<Value>(values: readonly Value[], random: Iterable<number>): Value[] {
  const source = random[Symbol.iterator]();
  return values
    .map((value) => ({ value, key: source.next().value as number }))
    .sort((one, other) => one.key - other.key)
    .map(({ value }) => value);
}
