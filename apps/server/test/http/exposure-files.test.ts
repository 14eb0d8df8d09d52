import { afterAll, beforeAll, expect, test } from "vitest";
import { flightId } from "./made-operation.ts";
import { serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveMade();
});
afterAll(() => server.close());

test.each([
  ["html", "text/html; charset=utf-8", /^<!doctype html>/],
  ["pdf", "application/pdf", /^%PDF-/],
  ["json", "application/json; charset=utf-8", /^\{/],
  ["csv", "text/csv; charset=utf-8", /^item,itemKind,itemName,kind,site,/],
])("an exposure report leaves as %s, as an attachment", async (format, type, beginning) => {
  const { status, headers, bytes } = await server.ask("GET", `/files/exposure.${format}?flights=${flightId}&nearM=50`);
  expect([status, headers["content-type"], headers["cache-control"]]).toEqual([200, type, "no-store"]);
  expect(headers["content-disposition"]).toMatch(new RegExp(`^attachment; filename="exposure.${format}"`));
  expect(bytes.toString("latin1")).toMatch(beginning);
});

test("what is asked for is what is judged; rows as CSV are quoted, and run as no formula", async () => {
  const { request } = (
    await server.ask("GET", `/files/exposure.json?flights=${flightId}&media=${"b".repeat(64)}&withMedia=false&nearM=50`)
  ).json();
  expect(request).toEqual({ flights: [flightId], media: ["b".repeat(64)], withMedia: false, nearM: 50 });
  const csv = (await server.ask("GET", "/files/exposure.csv")).bytes.toString().split("\r\n");
  expect(csv).toHaveLength(3);
  expect(csv[1]).toBe(
    `${flightId},flight,'=1+1,track,"Works, ""north""",mine,water,may,100,,${"a".repeat(64)},6.5,0,1000,,The track may lie over it.`,
  );
});

test.each([["exposure.docx"], ["exposure.json?nearM=nowhere"], ["exposure.json?media=short"], ["exposure"]])(
  "%s is refused",
  async (name) => {
    expect((await server.ask("GET", `/files/${name}`)).status).toBeGreaterThanOrEqual(400);
  },
);
