import { createCipheriv } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import { chancePairs } from "../../src/positions/chance-pairs.ts";
import { decoyTracks } from "../../src/positions/decoy-tracks.ts";
import { flown } from "./flown.ts";

const flights = Array.from({ length: 20 }, (_, at) => flown({ label: `F${at}`, rows: 900, from: [-40 + at * 4.3, -170 + at * 17] }));
const decoys = decoyTracks(flights, nodePlatform, "chance");
const SIZE = 64 * 1024 * 1024;

/**
 * Bytes without a pattern, the same in every run. Drawn anew each time, the deflated bytes held one pair in one run of some dozens: such a pair by
 * chance is what the decoys of an audit are for.
 */
function chanceBytes(seed: string): (length: number) => Buffer {
  const stream = createCipheriv("aes-256-ctr", Buffer.from(seed.padEnd(32)), Buffer.alloc(16));
  return (length) => stream.update(Buffer.alloc(length));
}

function* pieces(make: () => Uint8Array): Generator<Uint8Array> {
  for (let size = 0; size < SIZE; ) {
    const piece = make();
    size += piece.length;
    yield piece;
  }
}

test("64 MB of random bytes: no pair", { timeout: 300_000 }, () => {
  const random = chanceBytes("bytes");
  expect(
    chancePairs(
      { flights, decoys },
      pieces(() => random(1 << 20)),
    ),
  ).toMatchObject({ pairs: 0 });
});

test("64 MB of deflated bytes: no pair", { timeout: 600_000 }, () => {
  const random = chanceBytes("text");
  let line = 0;
  const words = (): Uint8Array => {
    let text = "";
    while (text.length < 1 << 20) {
      line += 1;
      text += `${line} ${random(3 + (line % 9)).toString("base64")} ${line % 7 === 0 ? random(6).toString("hex") : "status ok"}\n`;
    }
    return deflateRawSync(text);
  };
  expect(chancePairs({ flights, decoys }, pieces(words))).toMatchObject({ pairs: 0 });
});
