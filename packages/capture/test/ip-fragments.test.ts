import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, endDissect } from "../src/index.ts";
import { MAX_FRAGMENT_AGE_US, MAX_FRAGMENT_BYTES, MAX_FRAGMENTED_DATAGRAMS } from "../src/ip/limits.ts";
import { dissector, payloadOf, summary } from "./ip-dissect.ts";
import { counting, ethernet, fragment6, ipv4, ipv6, udp } from "./ip-packets.ts";

const datagram = udp(4000, 53, counting(2000));
const piece = (from: number, to: number, id = 1, bytes = datagram): Uint8Array =>
  ethernet(0x0800, ipv4(17, bytes.subarray(from, to), { id, offset: from, hasMore: to < bytes.byteLength }));
const piece6 = (from: number, to: number): Uint8Array =>
  ethernet(0x86dd, ipv6(44, concatBytes([fragment6(17, from, to < datagram.byteLength, 99), datagram.subarray(from, to)])));

describe("fragments", () => {
  test.each([
    ["IPv4", piece, "10.0.0.1:4000 > 192.0.2.7:53 17 2000"],
    ["IPv6", piece6, "2001:db8::1:4000 > 2001:db8::2:53 17 2000"],
  ])("%s: in any order the datagram becomes whole with its last missing piece", (_name, make, text) => {
    const parts: [number, number][] = [
      [0, 504],
      [504, 1000],
      [1000, 1600],
      [1600, 2008],
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: 4 }), (order) => {
        const { take, issues } = dissector();
        const results = order.map(([from, to]) => take(make(from, to)));
        expect(results.map(({ fragment }) => fragment)).toEqual([true, true, true, false]);
        const whole = results[3]!;
        expect(summary(whole)).toBe(text);
        expect(payloadOf(whole)).toEqual(counting(2000));
        expect(issues).toEqual([]);
      }),
      { numRuns: 24 },
    );
  });
  test("fragments have no transport and count with their own length", () => {
    const into = dissector().take(piece(0, 504));
    expect([into.fragment, into.srcPort, into.payloadLength, into.ipLength, into.protocol]).toEqual([true, 0, 0, 524, 17]);
  });
  test("issue:fragment-overlap: the first bytes stay", () => {
    const other = udp(4000, 53, new Uint8Array(2000).fill(0xaa));
    const { take, issues } = dissector();
    take(piece(0, 504));
    take(piece(400, 1000, 1, other));
    const whole = take(piece(1000, 2008));
    expect(issues.map(({ code }) => code)).toEqual(["fragment-overlap"]);
    expect(payloadOf(whole)).toEqual(concatBytes([counting(496), new Uint8Array(496).fill(0xaa), counting(2000).subarray(992)]));
  });
  test("repeated and equal overlaps are no issue", () => {
    const { take, issues } = dissector();
    take(piece(0, 504));
    take(piece(0, 504));
    take(piece(200, 1000));
    expect(take(piece(800, 2008)).fragment).toBe(false);
    expect(issues).toEqual([]);
  });
  test("property: whatever pieces come, repeated and overlapping, a whole has the datagram's bytes", () => {
    const place = fc.nat(250);
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { maxLength: 30 }), (pairs) => {
        const { take, issues } = dissector();
        const pieces = pairs.map(([a, b]) => piece(Math.min(a, b) * 8, Math.min(2008, Math.max(a, b) * 8 + 8)));
        const wholes = [...pieces, piece(0, 1000), piece(1000, 2008)].map((bytes) => take(bytes)).filter(({ fragment }) => !fragment);
        expect(wholes.length).toBeGreaterThan(0);
        for (const whole of wholes) expect(payloadOf(whole)).toEqual(counting(2000));
        expect(issues).toEqual([]);
      }),
    );
  });
  test("issue:fragment-length beyond 65,535, of odd length, behind the end", () => {
    const { take, issues } = dissector();
    take(ethernet(0x0800, ipv4(17, counting(64), { offset: 65_528, hasMore: false })));
    take(ethernet(0x0800, ipv4(17, counting(63), { hasMore: true })));
    take(ethernet(0x0800, ipv4(17, counting(8), { offset: 64, hasMore: false })));
    take(ethernet(0x0800, ipv4(17, counting(8), { offset: 128, hasMore: true })));
    expect(issues.map(({ code }) => code)).toEqual(["fragment-length", "fragment-length", "fragment-length"]);
  });
  test("issue:fragment-evicted by number, by age and at the end; memory stays bounded", () => {
    const { take, state } = dissector();
    for (let id = 0; id < MAX_FRAGMENTED_DATAGRAMS + 10; id++) take(piece(0, 504, id));
    expect(state.fragments.evicted).toBe(10);
    take(piece(0, 504, 60_000), undefined, MAX_FRAGMENT_AGE_US + 1);
    expect(state.fragments.evicted).toBe(MAX_FRAGMENTED_DATAGRAMS + 10);
    endDissect(state);
    expect(state.fragments.evicted).toBe(MAX_FRAGMENTED_DATAGRAMS + 11);
    const far = (id: number): Uint8Array => ethernet(0x0800, ipv4(17, counting(800), { id, offset: 64_000, hasMore: true }));
    for (let id = 0; id < 1000; id++) take(far(id));
    expect(state.fragments.evicted - MAX_FRAGMENTED_DATAGRAMS - 11).toBeGreaterThanOrEqual(1000 - Math.ceil(MAX_FRAGMENT_BYTES / 64_800));
  });
  test("a piece that the capture cut never completes its datagram", () => {
    const { take } = dissector();
    take(piece(0, 504), 200);
    expect(take(piece(504, 2008)).fragment).toBe(true);
  });
});
