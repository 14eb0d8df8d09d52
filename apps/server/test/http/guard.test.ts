import { afterAll, beforeAll, expect, test } from "vitest";
import { program, programJson, serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveMade();
});
afterAll(() => server.close());

test("answers to its own names only, so that a rebound name gets nothing", async () => {
  const { port } = server;
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`]) {
    expect((await server.ask("GET", "/api/line", { headers: { host } })).status, host).toBe(200);
  }
  const foreign = [
    "example.org",
    `example.org:${port}`,
    "localhost",
    "127.0.0.1:1",
    `localhost.example.org:${port}`,
    `127.0.0.1.nip.io:${port}`,
  ];
  for (const host of foreign) {
    const answer = await server.ask("GET", "/api/line", { headers: { host } });
    expect(answer.status, host).toBe(421);
    expect(answer.json()["code"]).toBe("host-refused");
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  }
});

test("refuses other origins, also other ports of this machine and the origin of opaque pages", async () => {
  for (const origin of [
    "http://example.org",
    "http://localhost:1",
    "https://localhost",
    "null",
    "file://",
    `https://127.0.0.1:${server.port}`,
  ]) {
    for (const [method, path] of [
      ["GET", "/api/line"],
      ["POST", "/api/imports/sample"],
      ["OPTIONS", "/api/line"],
    ] as const) {
      const answer = await server.ask(method, path, { headers: { origin, ...program } });
      expect(answer.status, `${method} ${origin}`).toBe(403);
      expect(answer.json()["code"]).toBe("origin-refused");
    }
  }
  const own = await server.ask("POST", "/api/imports/sample", { headers: { origin: `http://localhost:${server.port}` } });
  expect(own.status).toBe(200);
});

test("a request that changes something says where it comes from", async () => {
  const bare = await server.ask("POST", "/api/imports/sample");
  expect(bare.status).toBe(403);
  expect(bare.json()["code"]).toBe("origin-missing");
  expect((await server.ask("POST", "/api/imports/sample", { headers: program })).status).toBe(200);
  const form = await server.ask("POST", "/files/upload-job", { headers: { "content-type": "text/plain" }, body: "{}" });
  expect(form.status).toBe(403);
});

test("pages of other sites get no data, not even as a picture; following a link shows the page", async () => {
  for (const site of ["cross-site", "same-site"]) {
    const headers = { "sec-fetch-site": site, "sec-fetch-mode": "no-cors" };
    expect((await server.ask("GET", "/api/line", { headers })).status).toBe(403);
    expect((await server.ask("GET", "/", { headers })).status).toBe(403);
    expect((await server.ask("POST", "/api/imports/sample", { headers: { ...headers, ...programJson } })).status).toBe(403);
    const link = { "sec-fetch-site": site, "sec-fetch-mode": "navigate" };
    expect((await server.ask("GET", "/flights/abc", { headers: link })).status).toBe(200);
    expect((await server.ask("GET", "/api/line", { headers: link })).status).toBe(403);
  }
  for (const site of ["same-origin", "none"]) {
    expect((await server.ask("GET", "/api/line", { headers: { "sec-fetch-site": site } })).status).toBe(200);
  }
});

test("every answer carries the strict content policy and no permission for others", async () => {
  const answers = [
    await server.ask("GET", "/"),
    await server.ask("GET", "/api/line"),
    await server.ask("GET", "/no/such.file"),
    await server.ask("GET", "/api/line", { headers: { host: "example.org" } }),
    await server.ask("POST", "/api/flights", { headers: program }),
    await server.ask("GET", "/basemap/world.pmtiles", { headers: { range: "bytes=0-3" } }),
  ];
  for (const { headers } of answers) {
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toMatch(/https?:/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(headers["permissions-policy"]).toContain("geolocation=()");
    expect(headers["strict-transport-security"]).toBeUndefined();
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  }
});
