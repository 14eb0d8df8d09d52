import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatText, MAX_TEXT_LENGTH, MAX_TEXT_LINE_BYTES, parseText, personalText, textFits } from "../src/index.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();
const salt = Uint8Array.from({ length: 16 }, (_, at) => at * 16);

describe("personal text", () => {
  it("is hashed as SHA-256(salt || UTF-8)", () => {
    const { hash } = personalText(sha256, salt, "Brücke 7");
    expect(hash).toBe(createHash("sha256").update(salt).update("Brücke 7", "utf8").digest("hex"));
  });

  it("refuses a salt of another length", () => {
    expect(() => personalText(sha256, new Uint8Array(8), "x")).toThrow(expect.objectContaining({ code: "salt-length" }));
  });

  it("survives writing and reading, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const kept = personalText(sha256, salt, text);
        const line = formatText(kept);
        expect(line).not.toContain("\n");
        const back = parseText(line);
        expect(back).toEqual(kept);
        expect(textFits(sha256, kept)).toBe(true);
        expect(textFits(sha256, { ...kept, text: `${kept.text}.` })).toBe(false);
      }),
    );
  });

  it("mends half UTF-16 pairs and cuts what is too long", () => {
    expect(personalText(sha256, salt, "a\ud83d").text).toBe("a\ufffd");
    const long = personalText(sha256, salt, "\u0001".repeat(MAX_TEXT_LENGTH + 5));
    expect(long.text.length).toBe(MAX_TEXT_LENGTH);
    expect(formatText(long).length).toBeLessThanOrEqual(MAX_TEXT_LINE_BYTES);
    expect(parseText(formatText(long))).toEqual(long);
  });

  it.each(["", "{", "null", "[]", "{}", '{"hash":"x","salt":"y","text":"z"}', `{"hash":"${"a".repeat(64)}","salt":"${"b".repeat(32)}"}`])(
    "does not read %j",
    (line) => {
      expect(parseText(line)).toBeUndefined();
    },
  );
});
