import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameReply, MAX_TCP_QUESTION_BYTES, QuestionFrames } from "../../src/names/question-frames.ts";

describe("questions over TCP", () => {
  it("come out as they went in, however they were cut", () => {
    const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(frameReply));
        const frames = new QuestionFrames();
        const got: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const take = cuts[turn % cuts.length] as number;
          got.push(...frames.push(stream.subarray(at, at + take)));
          at += take;
        }
        expect(got.map((bytes) => [...bytes])).toEqual(sent.map((bytes) => [...bytes]));
        expect(frames.isBroken).toBe(false);
        expect(frames.isBetween).toBe(true);
      }),
    );
  });

  it.each([0, MAX_TCP_QUESTION_BYTES + 1, 65_535])("end at a length of %i", (length) => {
    const frames = new QuestionFrames();
    const good = frameReply(Uint8Array.of(1, 2, 3));
    expect([...frames.push(Buffer.concat([good, Uint8Array.of(length >> 8, length & 255), good]))]).toHaveLength(1);
    expect(frames.isBroken).toBe(true);
    expect([...frames.push(good)]).toEqual([]);
  });

  it("may be as long as they may be", () => {
    const frames = new QuestionFrames();
    expect([...frames.push(frameReply(new Uint8Array(MAX_TCP_QUESTION_BYTES)))]).toHaveLength(1);
  });

  it("any bytes never throw", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 })), (chunks) => {
        const frames = new QuestionFrames();
        for (const chunk of chunks)
          for (const message of frames.push(chunk)) expect(message.length).toBeLessThanOrEqual(MAX_TCP_QUESTION_BYTES);
      }),
    );
  });
});
