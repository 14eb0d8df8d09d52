import fc from "fast-check";
import { expect, test } from "vitest";
import { FragmentAssembly } from "../../src/protocol/fragment-assembly.ts";

const piece = fc.record({ offset: fc.nat(60), length: fc.nat(12), fill: fc.integer({ min: 1, max: 255 }) });

test("the first bytes to come for a place stay, in any order and with any overlap", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const assembly = new FragmentAssembly(80);
      const expected = new Uint8Array(80);
      for (const { offset, length, fill } of pieces) {
        const content = new Uint8Array(length + 3).fill(fill);
        expect(assembly.add(offset, content, 3, length + 3)).toBe(true);
        for (let at = offset; at < offset + length; at++) expected[at] ||= fill;
        const hole = expected.indexOf(0);
        const known = hole < 0 ? 80 : hole;
        expect(assembly.known).toBe(known);
        expect(assembly.bytes.subarray(0, known)).toEqual(expected.subarray(0, known));
      }
    }),
  );
});

test("too far out, or too many pieces: refused", () => {
  const assembly = new FragmentAssembly(2_000);
  expect(assembly.add(1_999, new Uint8Array(2), 0, 2)).toBe(false);
  const added = Array.from({ length: 300 }, (_, at) => assembly.add(at * 2 + 1, Uint8Array.of(7), 0, 1));
  expect(added.filter(Boolean)).toHaveLength(256);
  expect(assembly.known).toBe(0);
});
