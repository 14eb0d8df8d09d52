import { describe, expect, test } from "vitest";
import { madeOldSession } from "./made-old-session.ts";
import { oldSuites } from "./made-old-suites.ts";
import { open } from "./opened.ts";

const speech = ["GET /old HTTP/1.0\r\nHost: old.example\r\n\r\n", "HTTP/1.0 200 ok\r\n\r\n", "more", "x".repeat(5000), "end", ""];

describe.each([
  ["SSL 3", 0x0300],
  ["TLS 1.0", 0x0301],
] as const)("%s", (_, version) => {
  test.each(oldSuites)("$name opens to what was said", (suite) => {
    const { said, keyLog } = madeOldSession(version, suite, speech);
    const opened = open(said, keyLog);
    expect(opened.plain).toEqual([
      speech.filter((_, index) => index % 2 === 0).join(""),
      speech.filter((_, index) => index % 2 === 1).join(""),
    ]);
    expect(opened.issues).toEqual([]);
    expect(opened.decryption.report).toMatchObject({ openedConnections: 1, failedRecords: 0, gaps: 0 });
    expect(opened.facts).toMatchObject({ service: "ssl,http", host: "old.example" });
  });

  test("a changed byte is not believed", () => {
    for (const suite of oldSuites) {
      const { said, keyLog } = madeOldSession(version, suite, speech);
      const last = said[7]?.[1] as Uint8Array;
      last[12] = (last[12] as number) ^ 1;
      const opened = open(said, keyLog);
      expect(opened.plain[0]).not.toContain("GET /old");
      expect(opened.issues).toContain("record-sealed");
    }
  });
});
