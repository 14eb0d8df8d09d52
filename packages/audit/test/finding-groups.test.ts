import { expect, test } from "vitest";
import { findingGroups, serverOfFinding } from "../src/finding-groups.ts";
import type { Finding } from "../src/types.ts";

const finding = (findingId: string, members: Partial<Finding>): Finding =>
  ({
    findingId,
    kind: "position",
    needle: "F.track",
    encoding: ["json", "decimal"],
    carriedIn: ["mqtt"],
    http: null,
    flow: { serverName: null, respIp: "203.0.113.9" },
    sentUs: 0,
    ...members,
  }) as Finding;

test("findings that differ only in time are one group, by time; all others stay apart", () => {
  const [a, b, c, d] = [
    finding("a", { sentUs: 5 }),
    finding("b", { encoding: ["protobuf", "e7"] }),
    finding("c", { sentUs: 3 }),
    finding("d", { phase: "inAir" }),
  ] as const;
  expect(findingGroups([a, b, c, d]).map((group) => group.map(({ findingId }) => findingId))).toEqual([["c", "a"], ["b"], ["d"]]);
  expect(findingGroups([])).toEqual([]);
});

test("the server is the best name there is", () => {
  expect(serverOfFinding(finding("a", {}))).toBe("203.0.113.9");
  expect(serverOfFinding(finding("a", { http: { host: "api.example", method: null, path: null, status: null } }))).toBe("api.example");
});
