import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contractRoutes } from "../../src/http/contract-routes.ts";
import { program, serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveMade();
});
afterAll(() => server.close());

const pathCharacter = fc.constantFrom(
  ..."abz019/.-_~%?&=#[]{}:;@!$'()*+,|^`\\\"<>",
  "%00",
  "%2f",
  "%2e",
  "%ff",
  "%c3%28",
  "../",
  "//",
  "%",
);
const anyPath = fc.array(pathCharacter, { maxLength: 40 }).map((parts) => `/${parts.join("").replace(/[^\x21-\x7e]/g, "")}`);
const routePath = fc
  .tuple(fc.constantFrom(...contractRoutes().map(({ path }) => path)), fc.array(pathCharacter, { maxLength: 8 }))
  .map(([path, parts]) => `/api${path.replace(/\{\w+\}/g, parts.join("").replace(/[^\x21-\x7e]/g, "") || "x")}`);
const prefixed = fc
  .tuple(
    fc.constantFrom("/rpc/", "/api/", "/files/originals/", "/files/pictures/", "/files/flights/", "/basemap/own/", "/assets/"),
    fc.array(pathCharacter, { maxLength: 20 }),
  )
  .map(([prefix, parts]) => prefix + parts.join(""));
const query = fc
  .option(
    fc.array(
      fc.tuple(
        fc.constantFrom("limit", "offset", "maxRows", "names", "buckets", "job", "hasWarnings", "data", "x", "a[b]", "__proto__"),
        fc.string({ maxLength: 10 }),
      ),
      { maxLength: 4 },
    ),
    { nil: [] },
  )
  .map((pairs) =>
    pairs.length === 0
      ? ""
      : `?${pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.replace(/\p{Cs}/gu, ""))}`).join("&")}`,
  );
const headers = fc.dictionary(
  fc.constantFrom(
    "range",
    "if-none-match",
    "if-range",
    "accept",
    "content-type",
    "origin",
    "sec-fetch-site",
    "x-creance-path",
    "last-event-id",
    "x-custom",
  ),
  fc.string({ unit: fc.constantFrom(...'abc=-0129,/;%*" '), maxLength: 20 }),
  { maxKeys: 4 },
);
const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND");
const body = fc.option(fc.oneof(fc.string({ maxLength: 50 }), fc.json({ maxDepth: 3 })), { nil: undefined });

test("no path, header or body gives a 500", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(method, fc.oneof(anyPath, routePath, prefixed), query, headers, body, async (verb, path, search, extra, content) => {
      // The stream of imports answers and never ends.
      if (/^\/(api|rpc)\/(imports|hold)\/watch/.test(path)) return;
      const answer = await server.ask(verb, `${path.split("#")[0] ?? ""}${search}`, {
        headers: { ...program, ...extra },
        ...(content === undefined ? {} : { body: content }),
      });
      expect(answer.status, `${verb} ${path}${search}`).toBeLessThan(500);
      expect(answer.headers["x-content-type-options"] ?? "400").toBe(
        answer.status === 400 && answer.bytes.length === 0 ? "400" : "nosniff",
      );
    }),
    { numRuns: 1500 },
  );
  expect(server.log.filter((line) => line.includes("request.failed"))).toEqual([]);
});

test("no bytes on the wire stop the server", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ maxLength: 200 }).map((text) => Buffer.from(`GET / HTTP/1.1\r\nhost: ${text}\r\n\r\n`)),
      ),
      async (bytes) => {
        await new Promise<void>((resolve) => {
          const socket = connect(server.port, "127.0.0.1", () => socket.end(bytes));
          socket.on("error", () => resolve());
          socket.on("close", () => resolve());
          socket.resume();
        });
      },
    ),
    { numRuns: 200 },
  );
  expect((await server.ask("GET", "/api/line")).status).toBe(200);
});
