import { describe, expect, test } from "vitest";
import { opinionsOfSet } from "../../src/watch/country-words.ts";

describe("opinions side by side", () => {
  test("agreement, doubt and dispute differ in words and in shape", () => {
    expect(opinionsOfSet("US US US")).toEqual({ text: "US · US · US", doubt: "", sign: "=" });
    expect(opinionsOfSet("US US --")).toEqual({ text: "US · US · –", doubt: "2 of 3", sign: "=" });
    expect(opinionsOfSet("US US NL")).toEqual({ text: "US · US · NL", doubt: "2 of 3", sign: "≈" });
    expect(opinionsOfSet("HK CN US")).toEqual({ text: "HK · CN · US", doubt: "they disagree", sign: "≠" });
    expect(opinionsOfSet("-- -- --")).toEqual({ text: "– · – · –", doubt: "no opinion", sign: "?" });
  });

  test("one opinion alone is no verdict", () => {
    expect(opinionsOfSet("-- CN --")).toEqual({ text: "– · CN · –", doubt: "only one has an opinion", sign: "≠" });
    expect(opinionsOfSet("CN").doubt).toBe("only one has an opinion");
  });
});
