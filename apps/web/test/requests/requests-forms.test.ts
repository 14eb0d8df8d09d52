import { expect, test } from "vitest";
import { namedItems } from "../../src/share/requests/named-items.ts";
import { dayText, dueUsOf, receivedUsOf } from "../../src/share/requests/request-days.ts";
import { isChosen, parseRequestsSearch } from "../../src/share/requests/requests-search.ts";
import { papersFault, uploadPapers } from "../../src/share/requests/upload-papers.ts";

test("an address means a view; what means nothing is dropped", () => {
  const request = "0a".repeat(16);
  expect(parseRequestsSearch({ state: "late", request })).toEqual({ state: "late", request });
  expect(parseRequestsSearch({ request: "new" })).toEqual({ request: "new" });
  expect(parseRequestsSearch({ state: "early", request: "0A", other: 1 })).toEqual({});
});

test("late is open and past its day; each other state is a decision", () => {
  const late = { decision: "open", isLate: true } as const;
  expect([isChosen(late, undefined), isChosen(late, "late"), isChosen(late, "open"), isChosen(late, "granted")]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(isChosen({ decision: "open", isLate: false }, "late")).toBe(false);
});

test("a day is received from its start and due until its end, UTC", () => {
  const startUs = Date.UTC(2026, 2, 17) * 1000;
  expect([receivedUsOf("2026-03-17"), dueUsOf("2026-03-17")]).toEqual([startUs, startUs + 86_400_000_000 - 1]);
  expect(dayText((dueUsOf("2026-03-17") as number) / 1000)).toBe("2026-03-17");
  expect([receivedUsOf("17.3.2026"), dueUsOf("")]).toEqual([null, null]);
});

test("originals named in any way of writing, each once; what is none is said", () => {
  const hash = "ab".repeat(32);
  expect(namedItems(`${hash.toUpperCase()}\n${hash}, 0123abcd;quay`)).toEqual({ items: [hash, "0123abcd"], wrong: ["quay"] });
  expect(namedItems(" \n")).toEqual({ items: [], wrong: [] });
});

test("too many papers, or one that is too large, are named before anything is sent", () => {
  const file = { name: "letter.pdf", size: 50 * 2 ** 20 };
  expect(papersFault([file])).toBeNull();
  expect(papersFault(Array.from({ length: 21 }, () => file))).toMatch(/At most 20 papers/);
  expect(papersFault([file, { name: "film.mov", size: file.size + 1 }])).toMatch(/film\.mov is/);
});

test("papers go one after the other; the server's sentence stops it", async () => {
  const sent: string[] = [];
  const fetching = (async (_: unknown, init: { headers: Record<string, string> }) => {
    const name = decodeURIComponent(init.headers["x-creance-path"] ?? "");
    sent.push(name);
    return name === "c.pdf" ? Response.json({ sentence: "No room." }, { status: 507 }) : Response.json({ sha256: "00", title: name });
  }) as unknown as typeof fetch;
  const files = ["a ü.pdf", "b.pdf", "c.pdf", "d.pdf"].map((name) => new File(["x"], name));
  expect(await uploadPapers(files.slice(0, 2), { fetch: fetching })).toEqual([
    { sha256: "00", title: "a ü.pdf" },
    { sha256: "00", title: "b.pdf" },
  ]);
  await expect(uploadPapers(files, { fetch: fetching })).rejects.toThrow("No room.");
  expect(sent).toEqual(["a ü.pdf", "b.pdf", "a ü.pdf", "b.pdf", "c.pdf"]);
});
