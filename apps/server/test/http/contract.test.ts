import { contract } from "@creance/api";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { contractRoutes } from "../../src/http/contract-routes.ts";
import { captureSha256, flightId, photoSha256 } from "./made-operation.ts";
import { program, programJson, serveMade, type TestServer } from "./serve-made.ts";

let server: TestServer;
let sealed: string;
beforeAll(async () => {
  server = await serveMade();
  sealed = server.made.keepOriginal(Buffer.from("sealed"));
});
afterAll(() => server.close());

interface Call {
  readonly route: unknown;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}
const calls = (): Call[] => [
  { route: contract.flights.list, method: "GET", path: "/flights?limit=10&offset=0&hasWarnings=false&fromUs=1000&search=a%20b" },
  { route: contract.flights.facets, method: "GET", path: "/flights/facets" },
  { route: contract.flights.get, method: "GET", path: `/flights/${flightId}` },
  { route: contract.flights.track, method: "GET", path: `/flights/${flightId}/track?maxRows=100` },
  { route: contract.flights.columns, method: "GET", path: `/flights/${flightId}/columns?names=altHomeM,groundSpeedMps&buckets=50` },
  { route: contract.flights.annotate, method: "PATCH", path: `/flights/${flightId}`, body: { name: "North vineyard" } },
  { route: contract.flights.add, method: "POST", path: "/flights", body: { startUs: 1_700_000_000_000_000, durationUs: 60_000_000 } },
  { route: contract.media.list, method: "GET", path: "/media?limit=5&kind=photo&sort=sizeBytes" },
  { route: contract.media.get, method: "GET", path: `/media/${photoSha256}` },
  { route: contract.media.clip, method: "GET", path: `/media/${photoSha256}/clip` },
  { route: contract.media.around, method: "GET", path: "/media/around?latDeg=1.5&lonDeg=-2" },
  { route: contract.media.footprints, method: "GET", path: "/media/footprints?southDeg=0&westDeg=0&northDeg=1&eastDeg=1" },
  { route: contract.media.cards, method: "GET", path: "/media/cards" },
  { route: contract.media.settle, method: "POST", path: "/media/settle", body: { sha256: [photoSha256], flightId: null } },
  { route: contract.media.tools, method: "GET", path: "/media/tools" },
  { route: contract.exposure.report, method: "POST", path: "/exposure", body: { flights: [flightId] } },
  { route: contract.captures.list, method: "GET", path: "/captures?limit=5&sort=bytesOut&search=a" },
  { route: contract.captures.get, method: "GET", path: `/captures/${captureSha256}` },
  { route: contract.flows.list, method: "GET", path: `/flows?capture=${captureSha256}&scope=internet&fromUs=1&limit=1&sort=origBytes` },
  { route: contract.flows.groups, method: "GET", path: "/flows/groups?by=server&limit=5" },
  { route: contract.flows.timeline, method: "GET", path: "/flows/timeline?buckets=10&country=CN" },
  { route: contract.flows.engine, method: "GET", path: "/flows/engine" },
  { route: contract.hold.status, method: "GET", path: "/hold" },
  { route: contract.hold.attempts, method: "GET", path: "/hold/attempts?fate=refused&sort=tries&fromUs=0&limit=5" },
  { route: contract.hold.proofs, method: "GET", path: "/hold/proofs" },
  { route: contract.hold.plan, method: "POST", path: "/hold/plan", body: { policy: "version: 2" } },
  { route: contract.imports.list, method: "GET", path: "/imports" },
  { route: contract.imports.start, method: "POST", path: "/imports", body: { paths: ["/a/b"] } },
  { route: contract.imports.sample, method: "POST", path: "/imports/sample" },
  { route: contract.files.list, method: "GET", path: "/files?state=sealed&limit=5" },
  { route: contract.keys.request, method: "GET", path: `/keys/request/${sealed}` },
  { route: contract.keys.add, method: "POST", path: "/keys", body: { reply: "{}" } },
  { route: contract.vault.info, method: "GET", path: "/vault" },
  { route: contract.vault.fsck, method: "POST", path: "/vault/fsck" },
  { route: contract.maps, method: "GET", path: "/maps" },
  { route: contract.line, method: "GET", path: "/line" },
];

test("every route of the contract answers under /api and matches its schema", async () => {
  for (const { route, method, path, body } of calls()) {
    const answer = await server.ask(method, `/api${path}`, {
      headers: programJson,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.status, `${method} ${path} ${answer.text}`).toBe(200);
    const schema = (route as { "~orpc": { outputSchema: z.ZodType } })["~orpc"].outputSchema;
    expect(schema.parse(answer.json()), path).toEqual(answer.json());
  }
  // `imports.stop` and `imports.watch` have their own tests (import-jobs.test.ts), audits theirs (audits.test.ts); `hold.watch`, `hold.open` and
  // `hold.close` need a gateway (operation/hold), the ledger, shares, grants, requests, the public page and keeping times a vault (their own tests).
  const others = contractRoutes().filter(({ path }) => !/^\/(audits|ledger|share|grants|requests|publish|retention)/.test(path));
  expect(calls()).toHaveLength(others.length - 5);
});

test("the web app's client reads the same through /rpc", async () => {
  const link = new RPCLink({ url: `${server.url}rpc`, headers: program });
  const client: ContractRouterClient<typeof contract> = createORPCClient(link);
  expect((await client.flights.list({ hasWarnings: false, limit: 5 })).rows).toHaveLength(1);
  expect((await client.flights.list({ hasWarnings: true })).rows).toHaveLength(0);
  expect((await client.flights.get({ id: flightId })).summary.id).toBe(flightId);
  expect((await client.flights.track({ id: flightId })).yawDeg).toEqual([null, null, null]);
  expect((await client.line()).attempts).toEqual([]);
  await expect(client.flights.get({ id: "nope" })).rejects.toMatchObject({
    status: 404,
    message: "The vault holds no such flight.",
    data: { code: "no-such-flight" },
  });
});

test("the OpenAPI document lists every route", async () => {
  const document = (await server.ask("GET", "/api/openapi.json")).json() as {
    openapi: string;
    paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>>;
  };
  expect(document.openapi).toMatch(/^3\.1/);
  for (const { method, path } of contractRoutes()) {
    const operation = document.paths[path]?.[method.toLowerCase()];
    expect(operation, `${method} ${path}`).toBeDefined();
    expect(operation?.summary, path).toBeTruthy();
    expect(Object.keys(operation?.responses ?? {})).toContain("200");
  }
});

test("what is not there is 404, what is asked wrongly is 400 or 405, all as JSON with a code and a sentence", async () => {
  const cases = [
    ["GET", "/api/flights/nope", 404, "no-such-flight"],
    ["GET", `/api/captures/${"d".repeat(64)}`, 404, "no-such-capture"],
    ["GET", "/api/captures/short", 400, "bad-request"],
    ["GET", `/api/flows?capture=${"d".repeat(64)}`, 404, "no-such-capture"],
    ["GET", `/api/flows/groups?by=server&capture=${"d".repeat(64)}`, 404, "no-such-capture"],
    ["GET", `/api/flows/timeline?capture=${"d".repeat(64)}`, 404, "no-such-capture"],
    ["GET", "/api/flows/groups?by=colour", 400, "bad-request"],
    ["GET", "/api/flows/groups", 400, "bad-request"],
    ["GET", "/api/flows?sort=colour", 400, "bad-request"],
    ["GET", "/api/flows/timeline?buckets=0", 400, "bad-request"],
    ["POST", "/api/flows/engine", 405, "method-not-allowed"],
    ["GET", "/api/nothing", 404, "not-found"],
    ["GET", "/rpc/nothing", 404, "not-found"],
    ["GET", "/files/nothing", 404, "not-found"],
    ["GET", "/api/flights?limit=x", 400, "bad-request"],
    ["GET", "/api/flights?limit=0", 400, "bad-request"],
    ["GET", `/api/flights/${"a".repeat(65)}`, 400, "bad-request"],
    ["PUT", "/api/flights", 405, "method-not-allowed"],
    ["DELETE", `/api/flights/${flightId}`, 405, "method-not-allowed"],
    ["PUT", "/rpc/flights/list", 405, "method-not-allowed"],
    ["GET", "/files/upload", 405, "method-not-allowed"],
    ["POST", "/", 405, "method-not-allowed"],
    ["POST", "/api/imports", 400, "bad-request"],
    ["GET", "/api/keys/request/abc", 400, "bad-request"],
  ] as const;
  for (const [method, path, status, code] of cases) {
    const answer = await server.ask(method, path, { headers: programJson });
    expect(answer.status, `${method} ${path} ${answer.text}`).toBe(status);
    expect(answer.json(), path).toEqual({ code, sentence: expect.stringMatching(/\.$/) });
    if (status === 405) expect(answer.headers.allow).toBeTruthy();
  }
});

test("bodies: broken JSON, too large, in pieces", async () => {
  const broken = await server.ask("POST", "/api/imports", { headers: programJson, body: "{" });
  expect(broken.status).toBe(400);
  const large = await server
    .ask("POST", "/api/keys", { headers: { ...programJson, "content-length": String(9 * 2 ** 20) } })
    .catch(() => undefined);
  expect(large?.status ?? 413).toBe(413);
  const pieces = await server.ask("POST", "/api/keys", { headers: { ...programJson, "transfer-encoding": "chunked" } });
  expect(pieces.status).toBe(411);
});

test("our own bug is a 500 with a plain sentence; the log has the place and none of the data", async () => {
  const started = (await server.ask("POST", "/api/imports", { headers: programJson, body: JSON.stringify({ paths: ["/bug"] }) })).json();
  expect(started["state"]).toBe("running");
  const jobs = (await server.ask("GET", "/api/imports")).json() as unknown as { id: string; state: string; error: string }[];
  const failed = jobs.find((job) => job.id === started["id"]);
  expect(failed?.state).toBe("failed");
  expect(failed?.error).toMatch(/Creance itself/);
  const line = server.log.find((text) => text.includes("request.failed")) ?? "";
  expect(JSON.parse(line)).toMatchObject({ event: "request.failed", name: "Error", message: "[redacted]" });
  expect(line).toContain("made-operation.ts");
  expect(line).not.toContain("ABC123");
});
