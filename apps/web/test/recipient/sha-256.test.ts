/** The page's own SHA-256 is the platform's, whatever the pieces. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Sha256 } from "../../recipient/sha-256.ts";

test("any bytes in any pieces", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
      const own = new Sha256();
      const platform = createHash("sha256");
      for (const piece of pieces) {
        own.update(piece);
        platform.update(piece);
      }
      expect(own.hex()).toBe(platform.digest("hex"));
    }),
    { numRuns: 300 },
  );
  const long = new Uint8Array(3_000_001).fill(7);
  const own = new Sha256();
  own.update(long);
  expect(own.hex()).toBe(createHash("sha256").update(long).digest("hex"));
});
