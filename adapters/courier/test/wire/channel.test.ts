/** Messages over a pipe: whole however they are cut, and an end at the first that cannot be one. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BLOCK_BYTES, openChannel } from "../../src/wire/channel.ts";
import { duplexPair } from "./duplex-pair.ts";

interface Got {
  readonly message: unknown;
  readonly body: string;
}

function receiver() {
  const [near, far] = duplexPair();
  const got: Got[] = [];
  let fault: string | null | undefined;
  openChannel(far, {
    onMessage: (message, body) => void got.push({ message, body: Buffer.from(body).toString("hex") }),
    onEnd: (why) => {
      fault = why;
    },
  });
  return { near, got, fault: () => fault };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe("channel", () => {
  it("brings messages and bodies across in any cuts", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ message: fc.jsonValue(), body: fc.uint8Array({ maxLength: 50 }) }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (messages, cut) => {
          const [source, middle] = duplexPair();
          const chunks: Buffer[] = [];
          middle.on("data", (bytes: Buffer) => chunks.push(bytes));
          const sender = openChannel(source, { onMessage: () => {}, onEnd: () => {} });
          for (const { message, body } of messages) await sender.send(message, body);
          await settle();
          const all = Buffer.concat(chunks);
          const { near, got } = receiver();
          for (let start = 0; start < all.length; start += cut) near.write(all.subarray(start, start + cut));
          await settle();
          expect(got).toEqual(
            messages.map(({ message, body }) => ({
              message: JSON.parse(JSON.stringify(message)),
              body: Buffer.from(body).toString("hex"),
            })),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ["no JSON", Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0x7b])],
    ["an empty head", Buffer.from([0, 0, 0, 0, 0, 0, 0, 0])],
    ["a head that is too long", Buffer.from([0x7f, 0, 0, 0, 0, 0, 0, 0])],
    ["a body that is too long", Buffer.from([0, 0, 0, 2, 0x7f, 0, 0, 0])],
  ])("ends at %s", async (_, bytes) => {
    const { near, got, fault } = receiver();
    near.write(bytes);
    await settle();
    expect(got).toEqual([]);
    expect(fault()).toEqual(expect.any(String));
  });

  it("refuses to send what nobody would take", () => {
    const [near] = duplexPair();
    const channel = openChannel(near, { onMessage: () => {}, onEnd: () => {} });
    expect(() => channel.send({}, new Uint8Array(BLOCK_BYTES + 1))).toThrow(RangeError);
  });

  it("a pipe that closes is an end without a fault", async () => {
    const { near, fault } = receiver();
    near.end();
    await settle();
    expect(fault()).toBeNull();
  });
});
