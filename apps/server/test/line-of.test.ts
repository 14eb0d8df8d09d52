import { expect, test } from "vitest";
import { lineOf } from "../src/line-of.ts";

test("the line counts what the courier connected to beside what the tripwires saw, newest first, at most 100", () => {
  const seen = {
    sinceUs: 5,
    count: 120,
    attempts: Array.from({ length: 100 }, (_, index) => ({ timeUs: 1000 - index, hook: "TCPCONNECTWRAP", target: "a" })),
  };
  const courier = {
    count: 2,
    newest: [{ timeUs: 2000, purpose: "upload", target: "192.0.2.1:443", shareId: "0123456789abcdef0123456789abcdef" }],
  };
  const line = lineOf(seen, courier);
  expect(line).toMatchObject({ sinceUs: 5, outbound: 122 });
  expect(line.attempts).toHaveLength(100);
  expect(line.attempts[0]).toEqual({ timeUs: 2000, hook: "courier (upload)", target: "192.0.2.1:443 for share 01234567" });
});
