/** What standing grants let go: what a person took back does not leave again by itself. */
import { expect, it } from "vitest";
import { standingShares } from "../../../src/operation/share/standing-shares.ts";

const id = (digit: string): string => digit.repeat(32);
const hash = (digit: string): string => digit.repeat(64);
const item = { shareId: id("a"), sha256: hash("1"), outSha256: hash("2"), sealedSha256: hash("3"), sealedBytes: 9 };
const begun = { kind: "shareBegun", shareId: id("a"), grantId: id("b"), items: 1, planHash: hash("4") };

async function wishAfter(...later: readonly object[]) {
  const entries = [begun, { kind: "shareItem", ...item, recipientsHash: hash("5"), objectHash: hash("6") }, ...later];
  const rows = entries.map((entry, index) => ({ index, entry: { sequence: index, timeUs: index, ...entry }, words: {} }));
  const parts = {
    now: () => 1e15,
    ledger: { assertWhole: async () => {}, entries: async () => ({ total: rows.length, rows: [...rows].reverse() }) },
    vault: { allMedia: () => [{ sha256: hash("1") }] },
    gather: () => [{ sha256: hash("1"), name: "item", aircraft: [], classes: [] }],
  };
  const standing = { aircraft: [], kinds: ["picture"], every: "day", atMinute: 0 };
  const grant = {
    grantId: id("b"),
    standing,
    redact: [],
    data: [],
    destinations: ["lab"],
    purposes: ["requestedService"],
    recipient: { keys: [], kind: "customer" },
    why: "",
    untilUs: 2e15,
  };
  const [one] = await standingShares(parts as never, [grant as never], "nightly");
  return one?.wish?.things ?? [];
}

it.each([
  ["whole", [{ kind: "shareDone", shareId: id("a"), items: 1, sealedBytes: 9 }]],
  ["revoked", [{ kind: "shareRevoked", shareId: id("a") }]],
  [
    "revoked and removed",
    [
      { kind: "shareRevoked", shareId: id("a") },
      { kind: "shareRemoved", ...item, outcome: "removed" },
    ],
  ],
  [
    "worked on and forgotten there",
    [
      { kind: "shareDone", shareId: id("a"), items: 1, sealedBytes: 9 },
      { kind: "shareRemoved", ...item, outcome: "removed" },
    ],
  ],
])("%s: it is not sent again", async (_, later) => {
  expect(await wishAfter(...later)).toEqual([]);
});

it("failed: it is sent again", async () => {
  expect(await wishAfter({ kind: "shareFailed", shareId: id("a"), code: "abandoned" })).toHaveLength(1);
});
