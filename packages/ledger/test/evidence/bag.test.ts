import { isFormatError } from "@creance/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bagFileName, bagInfo, formatManifest, parseManifest } from "../../src/index.ts";

const sum = "a".repeat(64);

describe("bags", () => {
  it("a manifest is sorted by path and comes back", () => {
    const files = [
      { path: "data/b", sha256: "b".repeat(64) },
      { path: "data/a", sha256: sum },
    ];
    expect(formatManifest(files)).toBe(`${sum}  data/a\n${"b".repeat(64)}  data/b\n`);
    expect([...parseManifest(formatManifest(files))]).toEqual([
      ["data/a", sum],
      ["data/b", "b".repeat(64)],
    ]);
  });

  it.each(["/etc/passwd", "../x", "data/../../x", "data//x", "data/./x", "data\\x", "data/%0A", `data/${"x".repeat(2000)}`])(
    "refuses the path %s",
    (path) => {
      expect(() => parseManifest(`${sum}  ${path}\n`)).toThrow(/leaves the bag/);
    },
  );

  it("refuses a file that is named twice", () => {
    expect(() => parseManifest(`${sum}  data/a\n${sum}  data/a\n`)).toThrow(/named before/);
  });

  it("any text gives files or a FormatError", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `${sum}${tail}`),
        ),
        (text) => {
          try {
            parseManifest(text);
          } catch (error) {
            expect(isFormatError(error)).toBe(true);
          }
        },
      ),
    );
  });

  it("any name of a file becomes one that lists and shells take", () => {
    fc.assert(
      fc.property(fc.option(fc.string({ unit: "binary", maxLength: 300 })), (name) => {
        const made = bagFileName(sum, name);
        expect(made).toMatch(/^a{16}(a{48}|-[A-Za-z0-9][A-Za-z0-9._-]{0,99})$/);
        expect(parseManifest(`${sum}  data/originals/${made}\n`).size).toBe(1);
      }),
    );
    expect(bagFileName(sum, "DCIM/Flug über See.JPG")).toBe("aaaaaaaaaaaaaaaa-Flug_ber_See.JPG");
  });

  it("a value with line ends begins no other label", () => {
    expect(bagInfo([["External-Description", "a\nPayload-Oxum: 0.0"]], [{ path: "data/a", sha256: sum, sizeBytes: 7 }])).toBe(
      "External-Description: a Payload-Oxum: 0.0\nPayload-Oxum: 7.1\n",
    );
  });
});
