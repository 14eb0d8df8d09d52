import fc from "fast-check";
import { expect, test } from "vitest";
import { sectionComment } from "../src/container/section-comment.ts";
import { pcapngBlocks } from "../src/container/write-capture.ts";

test("the comment of a section is read in either byte order, and nothing where there is none", () => {
  for (const order of ["little", "big"] as const) {
    const blocks = pcapngBlocks(order);
    expect(sectionComment(blocks.section("Synthetic: made up."))).toBe("Synthetic: made up.");
    expect(sectionComment(blocks.section("ünïcode"))).toBe("ünïcode");
    expect(sectionComment(blocks.section())).toBeNull();
    expect(sectionComment(blocks.interface({ linkType: 1 }))).toBeNull();
  }
});

test("any bytes, and every prefix of a section, give a text or nothing", () => {
  const section = pcapngBlocks().section("Synthetic: made up.");
  const commentEnd = 24 + 4 + "Synthetic: made up.".length;
  for (let length = 0; length < commentEnd; length++) expect(sectionComment(section.subarray(0, length))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const head = Uint8Array.from([0x0a, 0x0d, 0x0d, 0x0a, ...bytes]);
      const comment = sectionComment(head);
      expect(comment === null || typeof comment === "string").toBe(true);
    }),
  );
});
