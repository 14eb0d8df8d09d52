import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerTime } from "../../src/names/answer-time.ts";

const NOW_US = Date.UTC(2026, 10, 22, 8, 0, 0, 250) * 1000;

function request(first: number, more: number[] = []): Uint8Array {
  const bytes = new Uint8Array(48 + more.length);
  bytes[0] = first;
  bytes[2] = 6;
  for (let index = 40; index < 48; index++) bytes[index] = index;
  bytes.set(more, 48);
  return bytes;
}

function seconds(view: DataView, at: number): number {
  return view.getUint32(at) + view.getUint32(at + 4) / 2 ** 32;
}

describe("the gateway's time", () => {
  it.each([3, 4])("answers a client of version %i", (version) => {
    const answer = answerTime(request((version << 3) | 3), NOW_US + 100, NOW_US);
    if (answer === null) throw new Error("no answer");
    const view = new DataView(answer.buffer);
    expect(answer.length).toBe(48);
    expect(answer[0]).toBe((version << 3) | 4);
    expect([...answer.subarray(1, 3), view.getInt8(3)]).toEqual([10, 6, -10]);
    expect(view.getUint32(4)).toBe(0);
    expect(view.getUint32(8)).toBe(65_536);
    expect([...answer.subarray(12, 16)]).toEqual([127, 127, 1, 1]);
    expect([...answer.subarray(24, 32)]).toEqual([40, 41, 42, 43, 44, 45, 46, 47]);
    expect(seconds(view, 32)).toBeCloseTo(NOW_US / 1e6 + 2_208_988_800, 6);
    expect(seconds(view, 40) - seconds(view, 32)).toBeCloseTo(100e-6, 6);
    expect(seconds(view, 16)).toBe(seconds(view, 32));
  });

  it("does not give extensions and keys back", () => {
    expect(answerTime(request(0x23, Array(20).fill(7)), NOW_US, NOW_US)?.length).toBe(48);
  });

  it.each([
    ["a control message", 0x26],
    ["a monitoring message", 0x27],
    ["a server's answer", 0x24],
    ["a broadcast", 0x25],
    ["a peer", 0x21],
    ["version 1", 0x0b],
    ["version 2", 0x13],
    ["version 7", 0x3b],
  ])("does not answer %s", (_what, first) => {
    expect(answerTime(request(first), NOW_US, NOW_US)).toBeNull();
  });

  it("does not answer a request that is cut", () => {
    for (let length = 0; length < 48; length++) expect(answerTime(request(0x23).subarray(0, length), NOW_US, NOW_US)).toBeNull();
  });

  it("does not hand on a clock that was never set", () => {
    for (const us of [0, 86_400e6, NaN, -1, 2 ** 53]) expect(answerTime(request(0x23), us, us)).toBeNull();
  });

  it("counts anew after 2036-02-07T06:28:16Z", () => {
    const turn = Date.UTC(2036, 1, 7, 6, 28, 16) * 1000;
    const of = (us: number) => new DataView((answerTime(request(0x23), us, us) as Uint8Array<ArrayBuffer>).buffer);
    expect(of(turn - 1_000_000).getUint32(40)).toBe(0xffff_ffff);
    expect(of(turn).getUint32(40)).toBe(0);
    expect(of(turn + 5_500_000).getUint32(40)).toBe(5);
    expect(of(turn + 5_500_000).getUint32(44)).toBe(2 ** 31);
  });

  it("answers any bytes with 48 bytes or not at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.double(), (bytes, us) => {
        for (const nowUs of [NOW_US, us]) {
          const answer = answerTime(bytes, nowUs, NOW_US);
          if (answer === null) continue;
          expect(answer.length).toBe(48);
          expect(answer.length).toBeLessThanOrEqual(bytes.length);
        }
      }),
    );
  });
});
